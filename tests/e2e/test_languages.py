"""Articles in several languages: what they are answered with, and how they lead to each other; in both protocols."""

import pytest
from crawl import crawl_gemini, crawl_gopher
from folder import article, write
from judge import Gemtext, judge_gemtext, judge_menu
from marmot import run
from wire import gemini, gopher


def links(marmot, path):
    answer = gemini(marmot, path)
    assert answer.status == 20, (path, answer)
    assert judge_gemtext(answer.body) == [], path
    return Gemtext(answer.text).links


def labels(marmot, path):
    return [label for _, label in links(marmot, path)]


def items(marmot, selector):
    answer = gopher(marmot, selector)
    assert judge_menu(answer.raw) == [], selector
    return [(item[2], item[1]) for item in answer.items if item[0] not in "i3"]


def lang(marmot, path):
    return gemini(marmot, path).meta.partition("; lang=")[2]


def suffixed(folder):
    """Hugo's translation by file name."""
    write(folder / "index.md", article("Hill", lang="en"))
    write(folder / "index.de.md", article("Hügel"))
    write(folder / "posts" / "first.md", article("First", "2024-01-01", tags="[stone, walk]"))
    write(folder / "posts" / "first.de.md", article("Erster", "2024-01-02", tags="[stein, walk]"))
    write(folder / "posts" / "first.pt-br.md", article("Primeiro", "2024-01-03"))
    write(folder / "posts" / "second.md", article("Second", "2024-02-01", tags="[walk]"))
    write(folder / "posts" / "trip" / "index.md", article("Trip", "2024-03-01"))
    write(folder / "posts" / "trip" / "index.de.md", article("Reise", "2024-03-02", tags="[walk]"))
    write(folder / "posts" / "nur.de.md", article("Nur deutsch", "2024-04-01"))
    write(folder / "posts" / "node.js.md", article("Node", "2023-01-01"))
    return folder


def foldered(folder):
    """A folder for each language, the default one too."""
    write(folder / "en" / "_index.md", article("Hill", lang="en"))
    write(folder / "de" / "_index.md", article("Hügel", lang="de-AT"))
    write(folder / "en" / "guide" / "_index.md", article("Guide"))
    write(folder / "de" / "guide" / "_index.md", article("Anleitung"))
    write(folder / "en" / "guide" / "dig.md", article("Digging", "2024-01-01", tags="[spade]"))
    write(folder / "de" / "guide" / "dig.md", article("Graben", "2024-01-02", tags="[spade, spaten]"))
    write(folder / "en" / "guide" / "rest.md", article("Resting", "2024-02-01"))
    write(folder / "it" / "hardware.md", article("Of computers", "2024-03-01"))
    return folder


# --- the language of a page ------------------------------------------------------------------


def test_a_sections_language_is_inherited(serve, scratch):
    folder = scratch / "content"
    write(folder / "plain.md", article("Plain"))
    write(folder / "fr" / "_index.md", article("Section", lang="fr-CA"))
    write(folder / "fr" / "deep" / "a.md", article("A"))
    write(folder / "fr" / "deep" / "b.md", article("B", lang="nl"))
    write(folder / "fr" / "bundle" / "index.md", article("Bundle"))
    marmot = serve(folder, settings={"lang": "en-GB"})
    assert [lang(marmot, path) for path in ("/", "/plain.gmi", "/fr/", "/fr/deep/", "/fr/deep/a.gmi", "/fr/deep/b.gmi",
                                            "/fr/bundle/", "/tags/")] == \
        ["en-GB", "en-GB", "fr-CA", "fr-CA", "fr-CA", "nl", "fr-CA", "en-GB"]
    assert "Accueil" in labels(marmot, "/fr/deep/a.gmi")[-1]


def test_the_homes_language_is_the_capsules_when_none_is_said(serve, scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Heim", lang="de"))
    write(folder / "a.md", article("A", "2024-01-01"))
    marmot = serve(folder)
    assert [lang(marmot, path) for path in ("/", "/a.gmi", "/archive/")] == ["de"] * 3
    assert "Startseite: Heim" in labels(marmot, "/archive/")


# --- translations ----------------------------------------------------------------------------


def test_translations_by_name(serve, scratch):
    marmot = serve(suffixed(scratch / "content"))
    assert [lang(marmot, f"/posts/first{end}.gmi") for end in ("", ".de", ".pt-br")] == ["en", "de", "pt-br"]
    assert {("/posts/first.de.gmi", "Deutsch"), ("/posts/first.pt-br.gmi", "Português (Brasil)")} <= \
        set(links(marmot, "/posts/first.gmi"))
    assert {("/posts/first.gmi", "English"), ("/posts/first.pt-br.gmi", "Português (Brasil)")} <= \
        set(links(marmot, "/posts/first.de.gmi"))
    assert ("/posts/first", "English") in items(marmot, "/posts/first.de")
    assert ("/posts/trip/index.de.gmi", "Deutsch") in links(marmot, "/posts/trip/")
    assert ("/posts/trip/", "English") in links(marmot, "/posts/trip/index.de.gmi")
    assert not {"Deutsch", "English"} & set(labels(marmot, "/posts/second.gmi"))
    # An ending that no other file shows is a part of the name, unless the language is known by others.
    assert lang(marmot, "/posts/node.js.gmi") == "en" and lang(marmot, "/posts/nur.de.gmi") == "de"
    assert "Schlagwort: stein" in labels(marmot, "/posts/first.de.gmi")


def test_translations_by_folder(serve, scratch):
    marmot = serve(foldered(scratch / "content"))
    assert ("/de/guide/dig.gmi", "Deutsch") in links(marmot, "/en/guide/dig.gmi")
    assert ("/en/guide/dig.gmi", "English") in links(marmot, "/de/guide/dig.gmi")
    assert ("/de/guide/", "Deutsch") in links(marmot, "/en/guide/")
    assert ("/en/guide/dig", "English") in items(marmot, "/de/guide/dig")
    assert "Deutsch" not in labels(marmot, "/en/guide/rest.gmi")
    assert lang(marmot, "/de/guide/dig.gmi") == "de-AT" and lang(marmot, "/de/guide/") == "de-AT"
    # A folder that no other mirrors is about something else.
    assert lang(marmot, "/it/hardware.gmi") != "it" and lang(marmot, "/it/") != "it"


def test_translations_below_a_default_at_the_root(serve, scratch):
    folder = scratch / "content"
    write(folder / "guide" / "dig.md", article("Digging", "2024-01-01"))
    write(folder / "ja" / "guide" / "dig.md", article("掘る", "2024-01-02"))
    marmot = serve(folder, settings={"lang": "en"})
    assert ("/ja/guide/dig.gmi", "日本語") in links(marmot, "/guide/dig.gmi")
    assert ("/guide/dig.gmi", "English") in links(marmot, "/ja/guide/dig.gmi")
    assert lang(marmot, "/ja/guide/dig.gmi") == "ja"


@pytest.mark.parametrize("key", ["translationKey", "ref"])
def test_translations_by_key(serve, scratch, key):
    """Hugo's translationKey, and the ref that Jekyll's sites use."""
    folder = scratch / "content"
    write(folder / "_posts" / "2024-01-01-about.md", article("About", lang="en", **{key: "about"}))
    write(folder / "_posts" / "2024-01-02-ueber.md", article("Über", lang="de", **{key: "about"}))
    write(folder / "_posts" / "2024-01-03-other.md", article("Other", lang="de", **{key: "other"}))
    marmot = serve(folder, settings={"lang": "en"})
    [url] = [url for url, label in links(marmot, "/archive/2024.gmi") if "About" in label]
    [there] = [url for url, label in links(marmot, url) if label == "Deutsch"]
    assert [url] == [back for back, label in links(marmot, there) if label == "English"]


def test_languages_as_the_owner_says(serve, scratch):
    folder = scratch / "content"
    write(folder / "english" / "a.md", article("A", "2024-01-01"))
    write(folder / "deutsch" / "a.md", article("Ah", "2024-01-02"))
    marmot = serve(folder, settings={"languages": {"en": "english", "de": "deutsch/"}})
    assert ("/deutsch/a.gmi", "Deutsch") in links(marmot, "/english/a.gmi")
    assert lang(marmot, "/deutsch/a.gmi") == "de" and lang(marmot, "/deutsch/") == "de"


def test_nothing_is_joined_when_the_owner_says_so(serve, scratch):
    marmot = serve(suffixed(scratch / "content"), settings={"languages": "off"})
    assert "Deutsch" not in labels(marmot, "/posts/first.gmi") and lang(marmot, "/posts/first.de.gmi") == "en"


def test_who_says_no_language_is_told(scratch):
    folder = scratch / "content"
    write(folder / "a.md", article("A"))
    write(folder / "a.de.md", article("Ah"))
    _, out, _ = run("check", "--content", folder, cwd=scratch)
    assert 'there are translations, but nothing says which language the rest is in' in out


def test_translations_come_and_go(serve, scratch):
    folder = suffixed(scratch / "content")
    marmot = serve(folder)
    before = links(marmot, "/posts/second.gmi")
    write(folder / "posts" / "second.de.md", article("Zweiter", "2024-02-02"))
    marmot.reload()
    assert ("/posts/second.de.gmi", "Deutsch") in links(marmot, "/posts/second.gmi")
    (folder / "posts" / "second.de.md").unlink()
    marmot.reload()
    assert links(marmot, "/posts/second.gmi") == before


# --- a home, tags and a feed for each language ---------------------------------------------------


def heading(marmot, path):
    return Gemtext(gemini(marmot, path).text).title


def test_each_folder_is_a_home(serve, scratch):
    marmot = serve(foldered(scratch / "content"), settings={"title": "The capsule"})
    # The root leads to each, and lists what is in the default one.
    assert [label for label in labels(marmot, "/") if label[:2] == "20"] == \
        ["2024-03-01 Of computers", "2024-02-01 Resting", "2024-01-01 Digging"]
    assert {("/en/", "English"), ("/de/", "Deutsch")} <= set(links(marmot, "/"))
    assert {("/en", "English")} & {(url.rstrip("/"), label) for url, label in items(marmot, "")}
    assert heading(marmot, "/de/") == "Hügel" and lang(marmot, "/de/") == "de-AT"
    german = links(marmot, "/de/")
    assert ("/de/guide/dig.gmi", "2024-01-02 Graben") in german and ("/en/", "English") in german
    assert ("/de/tags/spaten.gmi", "spaten (1)") in german and ("/de/atom.xml", "Atom-Feed") in german
    assert ("/de/guide/", "Anleitung (1)") in german
    assert not [label for _, label in german if "Digging" in label or "Hardware" in label]
    assert ("/de/tags/spaten", "spaten (1)") in items(marmot, "/de/")


def test_each_language_has_tags_and_feeds(serve, scratch):
    marmot = serve(foldered(scratch / "content"))
    assert {("/de/tags/spade.gmi", "spade (1)"), ("/de/tags/spaten.gmi", "spaten (1)")} <= set(links(marmot, "/de/tags/"))
    assert [label for _, label in links(marmot, "/en/tags/") if "(" in label] == ["spade (1)"]
    assert labels(marmot, "/de/tags/spade.gmi")[0] == "2024-01-02 Graben"
    assert ("/de/tags/", "Schlagwörter") in links(marmot, "/de/tags/spade.gmi")
    assert ("/de/", "Startseite: Hügel") in links(marmot, "/de/tags/spade.gmi")
    assert lang(marmot, "/de/tags/spade.gmi") == "de"
    # What there is in all languages stays where it was.
    assert ["2024-01-02 Graben", "2024-01-01 Digging"] == labels(marmot, "/tags/spade.gmi")[:2]
    assert gemini(marmot, "/de/tags/nothing.gmi").meta == "Nicht gefunden" and gemini(marmot, "/en/tags/spaten.gmi").status == 51
    feed = gemini(marmot, "/de/atom.xml")
    assert feed.status == 20 and 'xml:lang="de"' in feed.text and "Graben" in feed.text and "Digging" not in feed.text
    assert "/de/</id>" in feed.text and gopher(marmot, "/de/atom.xml").text.count("<entry>") == 1
    assert gemini(marmot, "/de/tags/spade.xml").text.count("<entry>") == 1
    assert "Graben" in gopher(marmot, "/de/archive/2024").text and "Digging" not in gopher(marmot, "/de/archive/2024").text
    # An article leads to its own language's.
    assert ("/de/tags/spade.gmi", "Schlagwort: spade") in links(marmot, "/de/guide/dig.gmi")
    assert ("/de/categories/guide.gmi", "Kategorie: guide") in links(marmot, "/de/guide/dig.gmi")


def test_languages_without_folders_have_homes_too(serve, scratch):
    marmot = serve(suffixed(scratch / "content"))
    assert heading(marmot, "/") == "Hill" and heading(marmot, "/de/") == "Hügel"
    assert [label for label in labels(marmot, "/") if label[:2] == "20"] == \
        ["2024-03-01 Trip", "2024-02-01 Second", "2024-01-01 First", "2023-01-01 Node"]
    assert [label for label in labels(marmot, "/de/") if label[:2] == "20"] == \
        ["2024-04-01 Nur deutsch", "2024-03-02 Reise", "2024-01-02 Erster"]
    assert {("/de/", "Deutsch"), ("/pt-br/", "Português (Brasil)"), ("/en/atom.xml", "Atom feed")} <= set(links(marmot, "/"))
    assert {("/", "English"), ("/de/tags/", "Alle Schlagwörter")} <= set(links(marmot, "/de/"))
    # A folder's page lists what is in its own language.
    assert not [label for label in labels(marmot, "/posts/") if "Erster" in label or "Reise" in label]
    assert ("/tags/walk.gmi", "walk (4)") in links(marmot, "/tags/")
    assert ("/en/tags/walk.gmi", "Tag: walk") in links(marmot, "/posts/first.gmi")
    assert ("/de/", "Startseite: Hügel") in links(marmot, "/posts/first.de.gmi")
    # Other spellings.
    assert gemini(marmot, "/de").meta.endswith("/de/") and gemini(marmot, "/en/").meta.endswith(f":{marmot.ports['gemini']}/")
    assert "Hügel" in gopher(marmot, "/de").text
    assert gemini(marmot, "/fr/").status == 51


def test_neighbours_stay_in_their_language(serve, scratch):
    marmot = serve(suffixed(scratch / "content"))
    assert ("/posts/trip/index.de.gmi", "Neuer: Reise") in links(marmot, "/posts/first.de.gmi")
    assert ("/posts/second.gmi", "Newer: Second") in links(marmot, "/posts/first.gmi")


def test_a_page_of_the_authors_wins_over_a_made_one(serve, scratch):
    folder = foldered(scratch / "content")
    write(folder / "de" / "tags" / "spade.md", article("Mein Spaten"))
    marmot = serve(folder)
    assert heading(marmot, "/de/tags/spade.gmi") == "Mein Spaten"


def test_no_address_changes_when_a_translation_is_added(serve, scratch):
    """Every address that was answered is answered still."""
    folder = scratch / "content"
    write(folder / "index.md", article("Hill", lang="en"))
    write(folder / "a.md", article("A", "2024-01-01", tags="[x]"))
    write(folder / "notes" / "b.md", article("B", "2024-01-02", tags="[x, y]", category="notes"))
    marmot = serve(folder)
    asked = ["/", "/a.gmi", "/notes/", "/notes/b.gmi", "/tags/", "/tags/x.gmi", "/tags/y.xml", "/categories/notes.gmi",
             "/archive/2024.gmi", "/atom.xml", "/a.txt", "/notes/b.md"]
    assert {gemini(marmot, path).status for path in asked} == {20}
    write(folder / "a.fr.md", article("Un", "2024-02-01", tags="[x]"))
    marmot.reload()
    assert ("/fr/", "Français") in links(marmot, "/")
    assert {gemini(marmot, path).status for path in asked} == {20}


def test_lists_placed_by_the_author_are_in_the_pages_language(serve, scratch):
    folder = suffixed(scratch / "content")
    write(folder / "index.de.md", article("Hügel", body="<!-- marmot: latest -->\n\n<!-- marmot: tags -->\n\n"
                                                       "<!-- marmot: articles lang=en limit=1 -->"))
    marmot = serve(folder)
    german = links(marmot, "/de/")
    assert [label for _, label in german if label[:2] == "20"] == \
        ["2024-04-01 Nur deutsch", "2024-03-02 Reise", "2024-01-02 Erster", "2024-03-01 Trip"]
    assert ("/de/tags/walk.gmi", "walk (2)") in german and ("/", "English") in german


def test_every_link_of_a_capsule_in_languages_leads_somewhere(serve, scratch):
    for name, make in (("one", suffixed), ("two", foldered)):
        marmot = serve(make(scratch / name), launch=False)
        pages, bad = crawl_gemini(marmot)
        assert not bad and len(pages) > 20, bad
        pages, bad = crawl_gopher(marmot)
        assert not bad and len(pages) > 20, bad


def test_lists_of_a_tag_stand_on_the_home_of_each_language(serve, scratch):
    """The groups of a language are others than the whole capsule's: nothing was found in them."""
    content = scratch / "content"
    for name, lang, words in (("index.md", "lang: en\n", "Home"), ("index.de.md", "", "Haus")):
        write(content / name, f"---\ntitle: {words}\n{lang}---\n<!-- marmot: articles tag=snow category=walks -->\n")
    write(content / "walk.md", article("A walk", "2024-01-02", tags="[snow]", category="walks"))
    write(content / "walk.de.md", article("Ein Gang", "2024-01-02", tags="[snow]", category="walks"))
    marmot = serve(content)
    assert "\n=> /walk.gmi 2024-01-02 A walk\n" in gemini(marmot, "/").text and "Ein Gang" not in gemini(marmot, "/").text
    assert "\n=> /walk.de.gmi 2024-01-02 Ein Gang\n" in gemini(marmot, "/de/").text and "A walk" not in gemini(marmot, "/de/").text


def test_series_and_related_keep_to_their_language(serve, scratch):
    """Also where only the name of a file says it."""
    content = scratch / "content"
    for name in ("one", "two"):
        write(content / f"{name}.md", article(name, "2024-01-02", tags="[snow]", series="S", lang="en"))
        write(content / f"{name}.de.md", article(f"{name} auf Deutsch", "2024-01-02", tags="[snow]", series="S"))
    text = gemini(serve(content), "/one.de.gmi").text
    assert "(1/2)" in text and "2. two auf Deutsch" in text and "/two.gmi" not in text
