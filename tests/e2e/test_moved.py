"""Addresses that articles had before, articles that are elsewhere now, and articles that are gone."""

import pytest
from folder import PNG, article, write
from marmot import run
from wire import gemini, gopher


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home of the marmots"))
    write(folder / "posts" / "new.md", article(
        "Newly placed", "2024-01-01", body="Here it is now.",
        aliases="[/old/place/, /2019/05/old-place.html, old-name.gmi, ../moved/here, '/with blank/', /%C3%BCber/, "
                "'https://example.org/on/the/web/', '/asked?id=7&x=a b', '/part#two', '/?p=123']",
        redirect_from="/from/jekyll.html"))
    return folder


SITE = {"base_url": "https://example.org", "title": "Marmots"}


def status(marmot, path):
    """In Gemini, with what it says; of a redirect, the path of its target, which must answer by itself."""
    answer = gemini(marmot, path)
    if answer.status in (30, 31):
        target = answer.meta.removeprefix(f"gemini://localhost:{marmot.ports['gemini']}")
        assert gemini(marmot, answer.meta).status not in (30, 31), "a redirect to a redirect"
        return answer.status, target
    return answer.status, answer.meta


OLD = ["/old/place/", "/old/place", "/Old/Place.html", "/old/place/index.html", "/old/place.gmi", "/2019/05/old-place.html",
       "/2019/05/old-place/", "/posts/../old/place/", "/old-name.gmi", "/moved/here", "/with%20blank/", "/%C3%BCber/",
       "/%C3%9Cber", "/on/the/web/", "/part", "/from/jekyll.html", "/from/jekyll", "/posts/new", "/posts/new.html"]


@pytest.mark.parametrize("path", OLD)
def test_old_addresses(serve, folder, path):
    """31 to the article's own address in Gemini, the article itself in Gopher."""
    marmot = serve(folder, settings=SITE)
    assert status(marmot, path) == (31, "/posts/new.gmi")
    selector = path.replace("%20", " ").replace("%C3%BC", "ü").replace("%C3%9C", "Ü")
    menu = gopher(marmot, selector)
    assert "Here it is now." in menu.text and not menu.is_error, menu


def test_a_query_goes_along(serve, folder):
    marmot = serve(folder, settings=SITE)
    assert gemini(marmot, "/old/place/?a=b%20c").meta == marmot.url("/posts/new.gmi?a=b%20c")


@pytest.mark.parametrize("query", ["/asked?id=7&x=a%20b", "/?p=123"])
def test_old_addresses_that_were_queries(serve, folder, query):
    """As blogs that ran on PHP had them: the query is a part of the address, and does not go along."""
    marmot = serve(folder, settings=SITE)
    gemini(marmot, "/")  # what may be kept of the home page must not answer
    assert status(marmot, query) == (31, "/posts/new.gmi")
    assert gemini(marmot, "/asked").status == 51
    assert gemini(marmot, "/asked?id=8").status == 51
    assert gemini(marmot, "/?p=124").status == 20
    menu = gopher(marmot, query.replace("%20", " "))
    assert "Here it is now." in menu.text


def test_old_addresses_on_other_sites_are_named(scratch, folder):
    write(folder / "posts" / "other.md", article("Other", "2024-01-01",
                                                  aliases="['https://elsewhere.example/old/', /fine/]"))
    (scratch / "marmot.yaml").write_text("base_url: https://example.org/\n")
    _, out, err = run("check", "--config", scratch / "marmot.yaml", "--content", folder, cwd=scratch)
    found = [line for line in (out + err).split("\n") if "posts/other.md" in line and "elsewhere.example" in line]
    assert len(found) == 1 and "base_url" in found[0], out + err


def test_base_url_with_a_path(serve, scratch):
    """Old addresses below it are below the capsule's root."""
    folder = scratch / "content"
    write(folder / "new.md", article("New", "2024-01-01", aliases="['https://example.org/blog/old/']"))
    marmot = serve(folder, settings={"base_url": "https://example.org/blog/"})
    assert status(marmot, "/old/") == (31, "/new.gmi")
    assert status(marmot, "/blog/old/") == (31, "/new.gmi")


LIVING = {
    "posts/living.md": article("Living", "2024-01-01", body="I live."),
    "living/page.md": article("Below a folder", "2024-01-01"),
    "living.txt": "a file\n",
    "pictures/p.png": PNG,
}


def test_the_living_win(serve, folder, scratch):
    """Whoever says that he was called so; and check names it."""
    for name, text in LIVING.items():
        write(folder / name, text)
    write(folder / "posts" / "thief.md", article(
        "Thief", "2024-02-02", tags="[x]",
        aliases="[/posts/living/, /POSTS/Living.html, /living/, /living.txt, /pictures/p.png, /tags/, /atom.xml, /search, /honest/]"))
    marmot = serve(folder, settings=SITE)
    for path in ("/posts/living", "/posts/living/", "/Posts/Living.html", "/posts/living.html"):
        assert status(marmot, path) == (31, "/posts/living.gmi"), path
        assert "I live." in gopher(marmot, path).text, path
    assert status(marmot, "/living") == (31, "/living/")
    assert "Below a folder" in gemini(marmot, "/living/").text
    assert gemini(marmot, "/living.txt").text == "a file\n"
    assert gemini(marmot, "/pictures/p.png").body == PNG
    assert gemini(marmot, "/tags/").text.startswith("# Tags")
    assert gemini(marmot, "/atom.xml").meta.startswith("application/atom+xml")
    assert gemini(marmot, "/search").status in (10, 51)
    assert status(marmot, "/honest/") == (31, "/posts/thief.gmi")
    _, out, err = run("check", "--content", folder, cwd=scratch)
    named = [line for line in (out + err).split("\n") if "posts/thief.md" in line and "other address" in line]
    for taken in ("/posts/living/", "/POSTS/Living.html", "/living/", "/living.txt", "/pictures/p.png", "/tags/", "/atom.xml",
                  "/search"):
        assert sum(f" {taken} " in line for line in named) == 1, (taken, out + err)
    assert not any("/honest/" in line for line in named)


def test_two_claim_one_address(serve, folder, scratch):
    """It leads to neither, and check names it."""
    write(folder / "a.md", article("A", "2024-01-01", aliases="[/both/, /only-a/]"))
    write(folder / "b.md", article("B", "2024-01-01", aliases="[/Both.html]"))
    marmot = serve(folder)
    assert gemini(marmot, "/both/").status == 51 and gopher(marmot, "/both").is_error
    assert status(marmot, "/only-a") == (31, "/a.gmi")
    _, out, err = run("check", "--content", folder, cwd=scratch)
    assert "leads to neither" in out + err


# --- moved elsewhere ----------------------------------------------------------------------


MOVED = {
    "to-article.md": "/posts/new/",
    "to-old-address.md": "/old/place/",
    "to-file.md": "posts/new.md",
    "to-web-address.md": "https://example.org/posts/new.html",
    "to-other.md": "/to-article/",
    "to-third.md": "/to-other.html",
}


@pytest.mark.parametrize("name", MOVED)
def test_moved_within_the_capsule(serve, folder, name):
    """However many steps there are, readers are led there in one."""
    for other, target in MOVED.items():
        write(folder / other, article(f"I was {other}", "2024-01-01", body="Old text.", redirect_to=target))
    marmot = serve(folder, settings=SITE)
    stem = "/" + name.removesuffix(".md")
    for path in (stem, stem + ".gmi", stem + ".html"):
        assert status(marmot, path) == (31, "/posts/new.gmi"), path
    for selector in (stem, stem + ".html"):
        assert "Here it is now." in gopher(marmot, selector).text
    for where in ("/", "/atom.xml", "/archive/2024.gmi"):
        assert "I was" not in gemini(marmot, where).text


@pytest.mark.parametrize("url", ["gemini://example.net/there/?q=a%20b", "GEMINI://Example.net:1966/"])
def test_moved_to_another_capsule(serve, folder, url):
    """Gemini readers are sent there; Gopher readers get a link."""
    write(folder / "away.md", article("Away it went", "2024-01-01", body="Old text.", redirect_to=url, aliases="[/long/ago/]"))
    marmot = serve(folder)
    for path in ("/away.gmi", "/long/ago/"):
        answer = gemini(marmot, path)
        assert answer.status == 31 and answer.meta.lower() == url.lower() and answer.body == b"", answer
    menu = gopher(marmot, "/away")
    assert [item for item in menu.items if item[0] == "h" and item[2].lower() == f"url:{url}".lower()], menu
    assert "Away it went" in menu.text


@pytest.mark.parametrize("url", ["https://example.net/there/?q=a", "gopher://example.net/1/there", "mailto:mara@example.net"])
def test_moved_to_where_gemini_cannot_send(serve, folder, url):
    """A page with a link, in both protocols: the text that the article had is not shown."""
    write(folder / "away.md", article("Away it went", "2024-01-01", body="Old text.", redirect_to=f"[{url}]"))
    marmot = serve(folder)
    page = gemini(marmot, "/away.gmi")
    assert page.status == 20 and page.text.startswith("# Away it went\n") and f"=> {url} " in page.text
    assert "Old text." not in page.text
    menu = gopher(marmot, "/away")
    assert "Away it went" in menu.text and "example.net" in menu.text and "Old text." not in menu.text
    assert "Away it went" not in gemini(marmot, "/").text


@pytest.mark.parametrize("target", ["/circle-b/", "/circle-a/", "/nowhere/at/all/", "javascript:alert(1)", "'#part'"])
def test_moved_to_nowhere(serve, folder, scratch, target):
    """In a circle, to what is not there, to what is no address: named by check, and told as an error."""
    write(folder / "circle-a.md", article("A", "2024-01-01", redirect_to=target))
    write(folder / "circle-b.md", article("B", "2024-01-01", redirect_to="/circle-a/"))
    marmot = serve(folder)
    for path in ("/circle-a", "/circle-b"):
        assert gemini(marmot, path + ".gmi").status == 51, path
        assert gopher(marmot, path).is_error
    _, out, err = run("check", "--content", folder, cwd=scratch)
    assert any("circle-a.md" in line and "redirect_to" in line for line in (out + err).split("\n")), out + err


# --- gone ---------------------------------------------------------------------------------


def test_gone_under_all_its_names(serve, folder):
    """Found by an old address it is gone as well: Gopher readers were shown it."""
    write(folder / "posts" / "gone.md", article("Gone text", "2024-01-01", body="Not for anybody.", gone="true",
                                                 aliases="[/was/here/]", slug="gone-for-good"))
    marmot = serve(folder)
    for path in ("/posts/gone-for-good.gmi", "/posts/gone-for-good", "/posts/gone-for-good.txt", "/posts/gone-for-good.md",
                 "/posts/Gone-For-Good.html", "/was/here/", "/was/here", "/posts/gone.md", "/posts/gone.html"):
        assert status(marmot, path)[0] in (31, 52) and gemini(marmot, path).body == b"", path
        if path != "/posts/gone.md":
            assert status(marmot, path)[0] == 52, path
        menu = gopher(marmot, path)
        assert menu.is_error and b"Not for" not in menu.raw and b"Gone text" not in menu.raw, path


def test_gone_and_claimed_by_another(serve, folder):
    """Who comes to the old address is led to what took its place."""
    write(folder / "posts" / "gone.md", article("Gone text", "2024-01-01", gone="true"))
    write(folder / "posts" / "heir.md", article("Heir", "2024-01-01", body="I took its place.", aliases="[/posts/gone/]"))
    marmot = serve(folder)
    assert status(marmot, "/posts/gone.gmi") == (31, "/posts/heir.gmi")
    assert status(marmot, "/posts/gone/") == (31, "/posts/heir.gmi")
    assert "I took its place." in gopher(marmot, "/posts/gone").text


def test_gone_and_moved_while_served(serve, folder):
    """With the next look at the folder, not the next start."""
    path = write(folder / "posts" / "a.md", article("A", "2024-01-01"))
    marmot = serve(folder)
    for keys, expected in (({}, (20,)), ({"gone": "true"}, (52,)), ({"redirect_to": "/posts/new/"}, (31, "/posts/new.gmi"))):
        write(path, article("A", "2024-01-01", **keys))
        marmot.reload()
        assert status(marmot, "/posts/a.gmi")[:len(expected)] == expected
