"""The pages made from articles: home, sections, tags, categories, archive, reading; in both protocols."""

import re

import pytest
from folder import article, make_many, write
from judge import Gemtext, judge_gemtext, judge_menu, judge_subscription, judge_text
from wire import gemini, gopher

ENTRY = re.compile(r"\d{4}-\d{2}-\d{2} (.*)")


def page(marmot, path):
    answer = gemini(marmot, path)
    assert answer.status == 20, (path, answer)
    assert judge_gemtext(answer.body) == [], path
    return Gemtext(answer.text)


def entries(gemtext):
    """Titles of the dated links, in their order."""
    return [ENTRY.match(label)[1] for _, label in gemtext.links if ENTRY.match(label)]


def labels(gemtext):
    return [label for _, label in gemtext.links]


def url_of(gemtext, text):
    found = [url for url, label in gemtext.links if text in label]
    assert len(found) == 1, (text, gemtext.links)
    return found[0]


def part(gemtext, heading):
    """The labels of the links below one heading."""
    found, inside = [], False
    for _, kind, line in gemtext.lines:
        if kind in ("h1", "h2"):
            inside = line.strip() == heading
        elif kind == "link" and inside:
            found.append(line[1])
    return found


def menu_names(marmot, selector):
    answer = gopher(marmot, selector)
    assert judge_menu(answer.raw) == [], selector
    return [item[1] for item in answer.items if item[0] not in "i3"]


def menu_text(marmot, selector):
    return [item[1] for item in gopher(marmot, selector).items if item[0] == "i"]


# --- home -----------------------------------------------------------------------------


def test_home_has_the_owners_text_and_everything_to_go_on(marmot):
    home = page(marmot, "/")
    assert home.title == "The test capsule"
    assert any("Welcome underground" in text for text in home.of("text"))
    assert ("/posts/first.gmi", "the first post") in home.links
    assert ("/guide/", "the guide") in home.links
    assert [label for label in part(home, "Featured") if "The third post" in label]
    assert [label for label in part(home, "Latest") if "A trip with pictures" in label]
    assert {url for url, _ in home.links} >= {"/posts/", "/guide/", "/archive/", "/tags/", "/categories/", "/atom.xml",
                                              "/categories/notes.gmi", "/tags/digging.gmi"}


def test_featured_stands_first_and_once(marmot):
    dated = entries(page(marmot, "/"))
    assert dated[0] == "The third post" and dated.count("The third post") == 1


def test_latest_is_ten_at_most_and_newest_first(serve, scratch):
    marmot = serve(make_many(scratch / "content", 30))
    assert entries(page(marmot, "/")) == [f"Entry {i:04}" for i in range(29, 19, -1)]
    menu = [name for name in menu_names(marmot, "") if "Entry" in name]
    assert [name[-4:] for name in menu] == [f"{i:04}" for i in range(29, 19, -1)]


def test_latest_by_option(serve, scratch):
    marmot = serve(make_many(scratch / "content", 30), settings={"latest": 3})
    assert len(entries(page(marmot, "/"))) == 3


def test_title_and_description_default_to_those_of_the_home_text(serve, site):
    marmot = serve(site)
    home = page(marmot, "/")
    assert home.title == "Home of the tests"
    assert any("A small hole, dug for testing." in text for text in home.of("text"))
    assert menu_text(marmot, "")[0] == "Home of the tests"


def test_empty_folder(serve, scratch):
    (scratch / "content").mkdir()
    marmot = serve(scratch / "content")
    home = page(marmot, "/")
    assert home.links == []
    assert judge_menu(gopher(marmot, "").raw) == []
    assert page(marmot, "/tags/").title and page(marmot, "/archive/").title


def test_home_without_a_text(serve, scratch):
    write(scratch / "content" / "only.md", article("The only one", "2020-01-01"))
    marmot = serve(scratch / "content")
    assert page(marmot, "/").title == "localhost"
    assert entries(page(marmot, "/")) == ["The only one"]


# --- sections -------------------------------------------------------------------------


def test_section_shows_its_text_and_its_articles(marmot):
    posts = page(marmot, "/posts/")
    assert posts.title == "Posts"
    assert any("Everything that was written down." in text for text in posts.of("text"))
    assert entries(posts)[:3] == ["A trip with pictures", "The fourth post", "The third post"]


def test_section_is_ordered_by_order_then_date(marmot):
    guide = page(marmot, "/guide/")
    assert guide.title == "The guide"
    assert entries(guide) == ["Beta comes first", "Alpha comes second", "Gamma has no order"]
    assert url_of(guide, "deep").startswith("/guide/deep/")


def test_section_of_sections(marmot):
    recipes = page(marmot, "/recipes/")
    assert "/recipes/soups/" in [url for url, _ in recipes.links]
    assert entries(recipes) == ["Root bread"]
    assert entries(page(marmot, "/recipes/soups/")) == ["Nettle soup"]


def test_page_bundle_is_an_article_of_its_parent(marmot):
    trip = page(marmot, "/posts/trip/")
    assert trip.title == "A trip with pictures"
    assert ("/posts/trip/view.png", "Image: the view") in trip.links
    assert gemini(marmot, "/posts/trip/view.png").meta == "image/png"
    assert "A trip with pictures" in entries(page(marmot, "/tags/travel.gmi"))
    assert "A trip with pictures" in entries(page(marmot, "/archive/2024.gmi"))
    assert gopher(marmot, "/posts/trip/index.txt").raw == gopher(marmot, "/posts/trip/index.txt").raw
    assert judge_text(gopher(marmot, "/posts/trip/index.txt").raw) == []


def test_hand_written_pages_are_listed(marmot):
    """Only what its folder's own index does not replace."""
    assert b"# Written by hand" in gemini(marmot, "/hand/").body
    assert "/hand/" in [url for url, _ in page(marmot, "/").links]


# --- tags, categories, archive ------------------------------------------------------------


def test_tags(marmot):
    tags = page(marmot, "/tags/")
    assert "Digging (2)" in labels(tags) and "Long winters (1)" in labels(tags)
    assert ("/tags/long-winters.gmi", "Long winters (1)") in tags.links
    digging = page(marmot, "/tags/digging.gmi")
    assert digging.title == "Tag: Digging"
    assert entries(digging) == ["The second post", "The first post"]
    assert "/tags/digging.xml" in [url for url, _ in digging.links]


def test_tags_that_no_address_can_hold(marmot):
    """C++, .hidden, a/b: each its own address, none of them dangerous."""
    tags = page(marmot, "/tags/")
    urls = [url_of(tags, name) for name in ("C++", ".hidden")]
    assert len(set(urls)) == 2
    for url in urls:
        assert re.match(r"/tags/[a-z0-9-]+\.gmi\Z", url), url
        assert len(entries(page(marmot, url))) == 1


def test_nested_tags_count_for_their_parents(marmot):
    """As Obsidian has them: what is tagged "earth/worms" is found under "earth" too."""
    tags = page(marmot, "/tags/")
    assert entries(page(marmot, url_of(tags, "earth (1)"))) == entries(page(marmot, "/archive/2022.gmi"))


def test_categories(marmot):
    categories = page(marmot, "/categories/")
    assert "notes (4)" in labels(categories) and "Food (2)" in labels(categories)
    notes = page(marmot, "/categories/notes.gmi")
    assert notes.title == "Category: notes"
    assert set(entries(notes)) == {"The first post", "The second post", "The third post", "The fourth post"}


def test_archive(marmot):
    archive = page(marmot, "/archive/")
    years = [label for label in labels(archive) if re.match(r"\d{4} \(\d+\)", label)]
    assert years == sorted(years, reverse=True) and "2023 (3)" in years
    assert url_of(archive, "Without a date") == "/archive/undated.gmi"
    assert entries(page(marmot, "/archive/2023.gmi")) == ["The second post", "The first post", "Gamma has no order"]
    assert "About this burrow" in labels(page(marmot, "/archive/undated.gmi"))
    assert "/about.gmi" in [url for url, _ in page(marmot, "/archive/undated.gmi").links]


@pytest.mark.parametrize("path", ["/", "/posts/", "/guide/", "/tags/digging.gmi", "/categories/notes.gmi",
                                  "/archive/2023.gmi"])
def test_pages_to_subscribe_to(marmot, path):
    body = gemini(marmot, path).body
    if path != "/guide/":  # ordered by hand
        assert judge_subscription(body) == []
    dated = [url for url, label in Gemtext(body.decode()).links if ENTRY.match(label)]
    assert len(dated) == len(set(dated))


@pytest.mark.parametrize("path,selector", [("/", ""), ("/posts/", "/posts/"), ("/guide/", "/guide/"), ("/tags/",
                                                                                                       "/tags/"),
                                           ("/tags/digging.gmi", "/tags/digging"), ("/categories/", "/categories/"),
                                           ("/categories/notes.gmi", "/categories/notes"), ("/archive/", "/archive/"),
                                           ("/archive/2023.gmi", "/archive/2023")])
def test_both_protocols_list_the_same(marmot, path, selector):
    over_gemini = [re.sub(r"\s+", " ", label) for label in labels(page(marmot, path))]
    over_gopher = [re.sub(r"\s+", " ", name) for name in menu_names(marmot, selector)]
    # A long label goes on in a line of text, and a menu cuts it there.
    assert len(over_gemini) == len(over_gopher)
    for one, other in zip(over_gemini, over_gopher):
        assert one.startswith(other.rstrip(". ")) or one == other


# --- paging ---------------------------------------------------------------------------------


def follow_pages(marmot, path, scheme):
    """Titles on all pages of a listing, and how many pages."""
    titles, pages = [], 0
    while path is not None:
        pages += 1
        if scheme == "gemini":
            listing = page(marmot, path)
            titles += entries(listing)
            following = [url for url, label in listing.links if label == "Next page"]
        else:
            answer = gopher(marmot, path)
            assert judge_menu(answer.raw) == []
            titles += [ENTRY.match(re.sub(r" +", " ", item[1]))[1] for item in answer.items if item[0] == "1"
                       and "Entry" in item[1]]
            following = [item[2] for item in answer.items if item[1] == "Next page"]
        path = following[0] if following else None
    return titles, pages


@pytest.fixture(scope="module")
def many():
    from fixtures import remove_folder, scratch_folder
    from marmot import Marmot

    work = scratch_folder("many")
    server = Marmot(make_many(work / "content", 205), work=work)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.kill()
        remove_folder(work)


@pytest.mark.parametrize("path", ["/many/", "/tags/many", "/categories/plenty"])
@pytest.mark.parametrize("scheme", ["gemini", "gopher"])
def test_listings_page_at_100(many, path, scheme):
    start = path if path.endswith("/") or scheme == "gopher" else path + ".gmi"
    titles, pages = follow_pages(many, start, scheme)
    assert pages == 3
    assert titles == [f"Entry {i:04}" for i in range(204, -1, -1)]


def test_addresses_of_pages(many):
    for base, suffix in (("/many/", ".gmi"), ("/tags/many/", ".gmi"), ("/categories/plenty/", ".gmi")):
        assert len(entries(page(many, f"{base}page/2{suffix}"))) == 100
        assert len(entries(page(many, f"{base}page/3{suffix}"))) == 5
        assert gemini(many, f"{base}page/4{suffix}").status == 51
        assert gemini(many, f"{base}page/0{suffix}").status == 51
        second = gemini(many, f"{base}page/2")
        assert (second.status, second.meta) == (31, many.url(f"{base}page/2{suffix}"))
    first = gemini(many, "/many/page/1.gmi")
    assert first.status in (31, 51)  # the listing itself has one address only
    assert "Page 2 of 3" in gemini(many, "/many/page/2.gmi").text
    assert gopher(many, "/many/page/4").is_error
    previous = [url for url, label in page(many, "/many/page/2.gmi").links if label == "Previous page"]
    assert previous == ["/many/"]


def test_entries_by_option(serve, scratch):
    marmot = serve(make_many(scratch / "content", 12), settings={"page_entries": 5})
    titles, pages = follow_pages(marmot, "/tags/many.gmi", "gemini")
    assert pages == 3 and len(titles) == 12


def test_more_than_a_page_of_tags(serve, scratch):
    for i in range(250):
        write(scratch / "content" / f"a{i}.md", article(f"A {i}", "2020-01-01", tags=f"[tag number {i:03}]"))
    marmot = serve(scratch / "content")
    assert len([label for label in labels(page(marmot, "/tags/")) if label.startswith("tag number")]) == 100
    assert len([label for label in labels(page(marmot, "/tags/page/3.gmi")) if label.startswith("tag number")]) == 50
    assert [label for label in labels(page(marmot, "/")) if "All tags" in label]


# --- an article ---------------------------------------------------------------------------------


def test_article_with_everything(marmot):
    second = page(marmot, "/posts/second.gmi")
    assert second.title == "The second post"
    assert "2023-02-11" in second.of("text")[0] and "2023-03-01" in second.of("text")[0]
    assert ("https://gazette.example/issue/2?page=3", "Source: The Burrow Gazette") in second.links
    assert ("/categories/notes.gmi", "Category: notes") in second.links
    assert ("/tags/digging.gmi", "Tag: Digging") in second.links
    assert second.of("fence") == ["sh"]
    text = gopher(marmot, "/posts/second.txt").text
    for words in ("The second post", "2023-02-11", "Source", "https://gazette.example/issue/2?page=3", "Digging",
                  "notes"):
        assert words in text


def test_the_author_is_named_when_not_the_owner(marmot):
    assert "Bobak Brown" in page(marmot, "/posts/third.gmi").of("text")[0]
    assert "Mara Mott" not in gemini(marmot, "/posts/third.gmi").text


def test_excerpt_is_not_repeated_above_a_body_that_begins_with_it(marmot):
    assert gemini(marmot, "/posts/second.gmi").text.count("An excerpt that the body repeats.") == 1
    assert gemini(marmot, "/posts/third.gmi").text.count("An excerpt found nowhere in the body.") == 1
    assert gopher(marmot, "/posts/second.txt").text.count("An excerpt that the body repeats.") == 1


def test_excerpts_in_listings(marmot):
    posts = gemini(marmot, "/posts/").text
    assert "An excerpt found nowhere in the body." in posts
    assert "The first paragraph of the first post serves as its excerpt." in posts


def test_excerpts_know_of_targets_that_stand_below_them(serve, scratch):
    """Where links lead is often said at the end of a text, behind what an excerpt is made from."""
    end = "\n[the map]: map.md\n  [1]: https://example.org/\n"
    write(scratch / "content" / "a" / "more.md",
          article("More", body="See [the map][] and [that][1].[^n]\n\n<!-- more -->\n\nx\n\n[^a b]: A note.\n[#[no]]: none\n\n"
                  "[^n]: A note.\n" + end))
    write(scratch / "content" / "a" / "long.md",
          article("Long", body="Look at [the map] first.\n\n" + "Many words. " * 2000 + "\n" + end))
    text = gemini(serve(scratch / "content"), "/a/").text
    assert "See the map and that." in text
    assert "Look at the map first." in text
    assert "[" not in text


def test_older_and_newer(marmot):
    """Neighbours by date below the same first folder; both ways."""
    first, second = page(marmot, "/posts/first.gmi"), page(marmot, "/posts/second.gmi")
    assert ("/posts/second.gmi", "Newer: The second post") in first.links
    assert ("/posts/first.gmi", "Older: The first post") in second.links
    newest = page(marmot, "/posts/trip/")
    assert not [label for label in labels(newest) if label.startswith("Newer")]
    # A chain through all of a folder, without a hole.
    chain, path = [], "/posts/trip/"
    while path:
        chain.append(path)
        # One of them is in German, and so are the words on it.
        older = [url for url, label in page(marmot, path).links if label.startswith(("Older: ", "Älter: "))]
        path = older[0] if older else None
    assert len(chain) == len(set(chain)) == 7
    assert all(link.startswith("/posts/") for link in chain)


def test_links_between_articles_are_canonical(marmot):
    assert "/posts/second.gmi" in [url for url, _ in page(marmot, "/posts/first.gmi").links]
    assert "/guide/alpha.gmi" in [url for url, _ in page(marmot, "/guide/beta.gmi").links]
    well = [url for url, _ in page(marmot, "/guide/deep/well.gmi").links]
    assert "/" in well and "/guide/beta.gmi" in well
    assert ("1", "/posts/second") in [(item[0], item[2]) for item in gopher(marmot, "/posts/first").items]


def test_links_as_notes_have_them(serve, scratch):
    """Obsidian's, Logseq's and those of Notion's exports."""
    folder = scratch / "content"
    name = "Winter sleep d1f2a3b4c5d64e7f8091a2b3c4d5e6f7.md"
    body = ("One [[Burrows#^deep]], two ![[Burrows#In winter]], three [[#^here]], four [four]([[Burrows]]), "
            f"five [five]({name.replace(' ', '%20')}), six [six]({name}), seven [seven](<{name}>). ^here")
    write(folder / "notes" / "Start.md", article("Start", "2024-01-01", body))
    write(folder / "deep" / "Burrows.md", article("Burrows", "2024-01-02"))
    write(folder / "notes" / name, article("Winter sleep", "2024-01-03"))
    marmot = serve(folder)
    shown = page(marmot, "/notes/Start.gmi")
    urls = [url for url, _ in shown.links]
    sleep = "/notes/" + name.replace(" ", "%20").replace(".md", ".gmi")
    # An address stands once below a paragraph.
    assert urls.count("/deep/Burrows.gmi") == 1 and sleep in urls, urls
    text = " ".join(line for _, kind, line in shown.lines if kind == "text")
    assert "One Burrows, two Burrows > In winter, three ^here, four four, five five, six six, seven seven." in text, text


def test_what_is_not_translated_is_read_in_the_sites_own_language(serve, scratch):
    folder = scratch / "content"
    write(folder / "en" / "one.md", article("One", "2024-01-01", "[Two](/en/two/)"))
    write(folder / "en" / "two.md", article("Two", "2024-01-02", "Text."))
    write(folder / "ja" / "one.md", article("Ichi", "2024-01-03", "[Ni](/ja/two/) and [nothing](/ja/three/)"))
    # Not the only one of its name.
    write(folder / "notes" / "two.md", article("Another two", "2024-01-04", "Text."))
    marmot = serve(folder)
    shown = page(marmot, "/ja/one.gmi")
    assert ("/en/two.gmi", "Ni") in shown.links and not any("three" in url for url, _ in shown.links)
    assert ("1", "Ni", "/en/two") in [item[:3] for item in gopher(marmot, "/ja/one").items]


def test_all_front_matter_is_read(marmot):
    """TOML and JSON as well as YAML; a byte order mark and CRLF."""
    assert page(marmot, "/recipes/soups/nettle.gmi").title == "Nettle soup"
    assert page(marmot, "/recipes/bread.gmi").title == "Root bread"
    assert entries(page(marmot, "/categories/food.gmi")) == ["Root bread", "Nettle soup"]
    assert page(marmot, "/marked.gmi").title == "Marked and returned"
    for path in ("/recipes/soups/nettle.gmi", "/recipes/bread.gmi", "/marked.gmi"):
        assert not re.search(r"^(\+\+\+|---|\{|\})$|title[\":]| = ", gemini(marmot, path).text, re.M)


def test_table_in_an_article(marmot):
    soup = page(marmot, "/recipes/soups/nettle.gmi")
    table = soup.of("verbatim")
    assert any("Nettle" in row and "250" in row for row in table)
    assert len({len(row) for row in table}) <= 2


def test_one_bad_line_costs_its_key_alone(serve, scratch):
    write(scratch / "content" / "bad.md",
          "---\ntitle: Good: with a colon\ndate: 2020-02-30\ntags: [open, list\ncategory: fine\n---\n\nThe text is served.\n")
    marmot = serve(scratch / "content")
    answer = page(marmot, "/bad.gmi")
    assert answer.title == "Good: with a colon"
    assert any("The text is served." in text for text in answer.of("text"))


def test_same_names_in_several_folders(serve, scratch):
    """Identity is the path."""
    for folder in ("a", "b", "c"):
        write(scratch / "content" / folder / "same.md", article(f"Same in {folder}", "2020-01-01"))
    marmot = serve(scratch / "content")
    for folder in ("a", "b", "c"):
        assert page(marmot, f"/{folder}/same.gmi").title == f"Same in {folder}"
    assert gemini(marmot, "/same.gmi").status == 51


def test_a_file_wins_over_a_view(serve, scratch):
    folder = scratch / "content"
    write(folder / "x.md", article("An article", "2020-01-01"))
    write(folder / "x.txt", "a text of its own\n")
    write(folder / "y.md", article("Another", "2020-01-01"))
    write(folder / "y.gmi", "# By hand\n")
    write(folder / "tags" / "trap.md", article("Trapped below tags", "2020-01-01"))
    marmot = serve(folder)
    assert gemini(marmot, "/x.txt").body == b"a text of its own\n"
    assert page(marmot, "/x.gmi").title == "An article"
    assert gemini(marmot, "/y.gmi").body == b"# By hand\n"
    assert page(marmot, "/tags/").title == "Tags"


# --- the seed article, as its author published it -----------------------------------------------


def test_every_key_of_the_home_schema(serve, scratch):
    folder = scratch / "content"
    write(folder / "assets" / "images" / "desk.png", b"png")
    write(folder / "desk.md", article(
        "A desk: with a colon", "2025-10-15", order=6, source='"The Joiner"',
        source_url='"https://joiner.example/desk/"',
        category='"wood-work"', tags='["Oak", "Desk building", "Wood work"]', image='"/assets/images/desk.png"',
        image_alt='"A desk of oak beside a window"', excerpt='"A desk was built. It stands."', featured="true",
        body="A desk was built. It stands.\n\n## How\n\nWith care."))
    write(folder / "chair.md", article("A chair", "2025-11-01", category='"wood-work"', tags='["oak"]', order=1))
    marmot = serve(folder)
    home = page(marmot, "/")
    assert part(home, "Featured") == ["2025-10-15 A desk: with a colon"]
    assert part(home, "Latest") == ["2025-11-01 A chair"]
    desk = page(marmot, "/desk.gmi")
    assert desk.title == "A desk: with a colon"
    assert ("/assets/images/desk.png", "Image: A desk of oak beside a window") in desk.links
    assert ("https://joiner.example/desk/", "Source: The Joiner") in desk.links
    assert gemini(marmot, "/desk.gmi").text.count("A desk was built.") == 1
    assert gemini(marmot, "/assets/images/desk.png").meta == "image/png"
    assert entries(page(marmot, "/categories/wood-work.gmi")) == ["A chair", "A desk: with a colon"]
    assert entries(page(marmot, "/tags/oak.gmi")) == ["A chair", "A desk: with a colon"]
    assert [label for label in labels(page(marmot, "/tags/")) if label.lower().startswith("oak")] == ["oak (2)"] or \
        [label for label in labels(page(marmot, "/tags/")) if label.startswith("Oak (2)")]
    assert entries(page(marmot, "/archive/2025.gmi")) == ["A chair", "A desk: with a colon"]
    menu = gopher(marmot, "/desk")
    assert judge_menu(menu.raw) == []
    assert [item for item in menu.items if item[0] == "I" and item[2] == "/assets/images/desk.png"]
    assert [item for item in menu.items if item[2] == "URL:https://joiner.example/desk/"]
