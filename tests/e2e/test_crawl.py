"""Every local link of every page answers, and every page is judged."""

import pytest
from crawl import crawl_gemini, crawl_gopher
from folder import make_many, write
from marmot import Marmot
from wire import gemini

BY_HAND = {"/hand/", "/hand/other.gmi", "/mark.gmi", "/hand/gophermap", "/hand", "/hand/note.txt"}


@pytest.fixture(scope="module")
def maps(patient_server):
    return crawl_gemini(patient_server, written_by_hand=BY_HAND), crawl_gopher(patient_server, written_by_hand=BY_HAND)


def test_gemini(marmot, maps):
    answers, complaints = maps[0]
    assert complaints == []
    for path in ("/", "/posts/", "/posts/first.gmi", "/posts/trip/", "/posts/trip/view.png", "/guide/deep/well.gmi",
                 "/tags/", "/tags/digging.gmi",
                 "/tags/digging.xml", "/categories/notes.gmi", "/categories/notes.xml", "/archive/",
                 "/archive/undated.gmi", "/atom.xml", "/search",
                 "/about.gmi", "/caf%C3%A9/na%C3%AFve%20%C3%BCn%C3%AF.gmi", "/with%20space.gmi", "/hand/"):
        assert path in answers, path


def test_gopher(marmot, maps):
    answers, complaints = maps[1]
    assert complaints == []
    for item in (("1", "/posts/"), ("1", "/posts/first"), ("0", "/posts/first.txt"), ("1", "/posts/trip/"),
                 ("I", "/posts/trip/view.png"),
                 ("1", "/tags/digging"), ("0", "/tags/digging.xml"), ("1", "/categories/notes"),
                 ("1", "/archive/undated"), ("0", "/atom.xml"), ("7", "/search"),
                 ("1", "/café/naïve ünï"), ("1", "/hand/")):
        assert item in answers, item


def test_every_article_is_linked_to(marmot, maps):
    """In all its forms it answers, whether or not a page links to the form."""
    articles = [path for path in maps[0][0] if path.endswith(".gmi")
                and not path.startswith(("/tags/", "/categories/", "/archive/", "/hand/"))]
    assert len(articles) >= 15
    for path in articles:
        stem = path.removesuffix(".gmi")
        if path not in BY_HAND:
            assert gemini(marmot, stem + ".txt").status == 20, path
            assert gemini(marmot, stem + ".md").status == 20, path


def test_paged_capsule(scratch):
    server = Marmot(make_many(scratch / "content", 230), settings={"page_entries": 20})
    try:
        server.start()
        answers, complaints = crawl_gemini(server)
        assert complaints == []
        assert len([path for path in answers if path.startswith("/many/entry-")]) == 230
        menus, complaints = crawl_gopher(server)
        assert complaints == []
        assert len([selector for kind, selector in menus if kind == "1" and selector.startswith("/many/entry-")]) == 230
        server.stop()
    finally:
        server.kill()


def test_the_crawler_finds_what_is_wrong(serve, scratch):
    """Dead links and crooked pages written by hand."""
    write(scratch / "content" / "index.gmi", "# By hand\n\n=> dead.gmi Dead\n=> crooked.gmi Crooked\n")
    write(scratch / "content" / "crooked.gmi", "#### Crooked \n\n\n\n")
    write(scratch / "content" / "gophermap", "1Dead\t/dead\n0Crooked\t/crooked.txt\n")
    write(scratch / "content" / "crooked.txt", ".dot\n")
    marmot = serve(scratch / "content")
    complaints = "\n".join(crawl_gemini(marmot, written_by_hand={"/"})[1])
    assert "/dead.gmi" in complaints and "/crooked.gmi" in complaints
    complaints = "\n".join(crawl_gopher(marmot)[1])
    assert "/dead" in complaints and "/crooked.txt" in complaints
