"""From URL to resource: nothing outside the folder, nothing hidden in it, one address each."""

import pytest
from folder import PNG
from judge import judge_header
from marmot import has_no_openat2
from wire import gemini

SECRETS = (b"root:", b"outside of the folder", b"Nobody may read", b"never shown", b"Secret", b"secret")


def harmless(answer):
    assert judge_header(answer) == []
    assert not any(secret in answer.body for secret in SECRETS), answer
    return answer


OUTSIDE = [
    "/../../etc/passwd", "/../outside/secret.txt", "/..", "/../", "/%2e%2e/%2e%2e/etc/passwd",
    "/%2e%2e/outside/secret.txt",
    "/.%2e/outside/secret.txt", "/%2E%2e/", "/..%2f..%2fetc%2fpasswd", "/..%2foutside%2fsecret.txt",
    "/posts/..%2f..%2foutside%2fsecret.txt", "/posts%2f..%2f..%2foutside%2fsecret.txt",
    "/..%5c..%5coutside%5csecret.txt",
    "/%252e%252e/outside/secret.txt", "/%252e%252e%252foutside", "//etc/passwd", "/%2fetc/passwd", "/%2Fetc%2Fpasswd",
    "/....//....//etc/passwd", "/.../etc/passwd", "/posts/..%2f..%2f..%2fetc/passwd", "/posts/../../outside/secret.txt",
    "/static/../../outside/secret.txt", "/posts/%2e%2e/%2e%2e/outside/secret.txt", "/~root/", "/~/", "/C:/",
    "/etc/passwd%00.gmi",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_never_outside(marmot, path):
    answer = harmless(gemini(marmot, path))
    assert answer.status in (51, 59), answer


@pytest.mark.parametrize("path", ["/..", "/../", "/../about.gmi", "/posts/../../", "/%2e%2e/", "/./../about.gmi"])
def test_climbing_is_not_clamped(marmot, path):
    """RFC 3986 would make "/" of it; every test suite calls that a failure."""
    assert gemini(marmot, path).status in (51, 59)


@pytest.mark.parametrize("path", ["/%2f", "/posts%2ffirst.gmi", "/posts%2Ffirst.gmi", "/posts%5cfirst.gmi", "/a%0ab",
                                  "/a%0d%0ab",
                                  "/a%09b", "/a%7fb", "/a%1bb", "/%c2%85", "/%ff", "/%c0%ae%c0%ae/"])
def test_a_segment_that_decodes_to_more(marmot, path):
    """One with "/", a backslash, a control character or no UTF-8 in it is no address here."""
    answer = harmless(gemini(marmot, path))
    assert answer.status in (51, 59), answer


HIDDEN = [
    "/.secret", "/%2esecret", "/%2Esecret", "/.hidden.md", "/.hidden.gmi", "/.hidden", "/%2ehidden.gmi", "/.hidden.txt",
    "/static/.htaccess", "/.htaccess", "/%2ehtaccess", "/.backup.md.swp", "/backup.md~", "/%23backup.md%23",
    "/_drafts/sketch.gmi", "/_drafts/sketch.md", "/_drafts/sketch.txt", "/_drafts/", "/sketch.gmi",
    "/node_modules/x/README.md", "/node_modules/x/", "/node_modules/x/index.gmi", "/./.secret", "/posts/../.secret",
    "/.well-known/../.secret", "/.git/config", "/.",
]


@pytest.mark.parametrize("path", HIDDEN[:-1])
def test_hidden_files(marmot, path):
    assert harmless(gemini(marmot, path)).status == 51


def test_well_known_is_served(marmot):
    answer = gemini(marmot, "/.well-known/security.txt")
    assert answer.status == 20 and answer.body.startswith(b"Contact: "), answer
    assert gemini(marmot, "/%2ewell-known/security.txt").status == 20


SPECIAL = ["/pipe.txt", "/pipe.md", "/pipe.gmi", "/pipe.png", "/socket.txt", "/zero.bin", "/way-out.txt",
           "/way-out.gmi",
           "/way-out.md", "/relative-way-out.txt", "/shed/tool.txt", "/shed/", "/root/etc/passwd", "/nowhere.txt",
           "/round.txt"]


@pytest.mark.parametrize("path", SPECIAL)
def test_what_is_no_regular_file_of_the_folder(marmot, path):
    """A FIFO would hang the server, a device never end, a link lead out."""
    assert harmless(gemini(marmot, path)).status == 51


def test_a_link_within_the_folder_is_served(marmot):
    assert gemini(marmot, "/inside.txt").body == gemini(marmot, "/crlf.txt").body


# What openat2 does is done step by step where there is none: links were refused there, all of them.
@pytest.mark.parametrize("before", [None, has_no_openat2], ids=["openat2", "none"])
def test_links_by_option(serve, site, before):
    (site / "root").unlink()  # not the whole machine
    free = serve(site, before=before, settings={"follow_links": True, "sandbox_read": [site.parent / "outside"]})
    assert gemini(free, "/way-out.txt").body == b"outside of the folder\n"
    assert gemini(free, "/way-out.gmi").status == 20
    assert gemini(free, "/shed/tool.txt").body == b"outside of the folder\n"
    for path in ("/pipe.txt", "/zero.bin", "/nowhere.txt", "/round.txt", "/socket.txt"):
        assert gemini(free, path).status == 51


def test_links_without_the_kernels_help(serve, site):
    marmot = serve(site, before=has_no_openat2)
    assert gemini(marmot, "/inside.txt").body == gemini(marmot, "/crlf.txt").body != b""
    for path in SPECIAL:
        assert harmless(gemini(marmot, path)).status == 51


# What an old site, a sloppy link or a client makes of an address, and where it leads.
REDIRECTS = [
    ("/posts", "/posts/"), ("/guide/deep", "/guide/deep/"), ("/tags", "/tags/"), ("/categories", "/categories/"),
    ("/archive", "/archive/"), ("/caf%C3%A9", "/caf%C3%A9/"),
    ("/posts/first", "/posts/first.gmi"), ("/posts/first/", "/posts/first.gmi"),
    ("/posts/first.html", "/posts/first.gmi"),
    ("/Posts/First.gmi", "/posts/first.gmi"), ("/posts/FIRST", "/posts/first.gmi"), ("/case.gmi", "/Case.gmi"),
    ("/posts/index.gmi", "/posts/"), ("/index.gmi", "/"), ("/posts/index.html", "/posts/"), ("/index.html", "/"),
    ("/posts/_index.md", "/posts/"), ("/guide/README.md", "/guide/"),
    ("/posts/fourth", "/posts/renamed-fourth.gmi"), ("/posts/fourth.gmi", "/posts/renamed-fourth.gmi"),
    ("/old/fourth/", "/posts/renamed-fourth.gmi"), ("/old/fourth", "/posts/renamed-fourth.gmi"),
    ("/older/fourth.html", "/posts/renamed-fourth.gmi"),
    ("/2020/02/03/dated-name/", "/posts/2020-02-03-dated-name.gmi"),
    ("/2020/02/dated-name.html", "/posts/2020-02-03-dated-name.gmi"),
    ("/posts/dated-name", "/posts/2020-02-03-dated-name.gmi"),
    ("/tags/digging", "/tags/digging.gmi"), ("/tags/Digging.gmi", "/tags/digging.gmi"),
    ("/tag/digging/", "/tags/digging.gmi"),
    ("/categories/notes", "/categories/notes.gmi"), ("/archive/2023", "/archive/2023.gmi"),
    ("/archive/2023/", "/archive/2023.gmi"),
    ("/with%20space", "/with%20space.gmi"), ("/posts/trip", "/posts/trip/"), ("/posts/trip.gmi", "/posts/trip/"),
    ("/STATIC/images/MOUND.png", "/static/images/mound.png"),
]


@pytest.mark.parametrize("path,target", REDIRECTS)
def test_other_spellings(marmot, path, target):
    answer = gemini(marmot, path)
    assert judge_header(answer) == []
    assert answer.status == 31, answer
    assert answer.meta == marmot.url(target)
    landed = gemini(marmot, target)
    assert landed.status == 20, landed  # one hop


@pytest.mark.parametrize("path,target", REDIRECTS[:8])
@pytest.mark.parametrize("query", ["?x=1", "?", "?a%20b", "?/../x"])
def test_a_redirect_keeps_the_query(marmot, path, target, query):
    answer = gemini(marmot, path + query)
    assert (answer.status, answer.meta) == (31, marmot.url(target) + query)


@pytest.mark.parametrize("query, sent", [("?two words", "?two%20words"), ("?caf\u00e9", "?caf%C3%A9")])
def test_a_redirect_is_an_address(marmot, query, sent):
    """What is taken from clients that encode nothing is not given back so."""
    answer = gemini(marmot, b"gemini://localhost/posts" + query.encode())
    assert (answer.status, answer.meta) == (31, marmot.url("/posts/") + sent)


def test_slash_redirect_changes_nothing_else(marmot):
    """Amfora follows without asking when the target is the same URL and "/"."""
    asked = marmot.url("/posts")
    assert gemini(marmot, asked.encode()).meta == asked + "/"


def test_redirect_names_the_port_of_the_capsule(marmot):
    """Asked without a port, or with the default one, it still leads to where the capsule is."""
    for authority in (b"localhost", b"localhost:1965", b"LOCALHOST."):
        answer = gemini(marmot, b"gemini://" + authority + b"/posts")
        assert (answer.status, answer.meta) == (31, marmot.url("/posts/"))


def test_redirect_too_long_to_be_sent(marmot):
    """A header over 1,000 bytes fails in clients; the page itself is better than none."""
    answer = gemini(marmot, b"gemini://localhost/posts?" + b"q" * 999)
    assert judge_header(answer) == []
    assert answer.status in (20, 51, 59), answer


@pytest.mark.parametrize("path", ["/crlf.txt/", "/data.bin/", "/images/mound.png/", "/hand/note.txt/"])
def test_file_and_slash_is_not_the_file(marmot, path):
    """Relative links would break."""
    assert gemini(marmot, path).status in (31, 51)


@pytest.mark.parametrize("path", ["/crlf.txt/x", "/posts/first.gmi/x", "/data.bin/posts/first.gmi"])
def test_below_a_file_is_nothing(marmot, path):
    assert gemini(marmot, path).status == 51


MISSING = ["/missing", "/missing.gmi", "/missing/", "/posts/missing.gmi", "/tags/missing.gmi", "/tags/missing.xml",
           "/categories/missing.gmi", "/archive/1999.gmi", "/archive/2023.xml", "/posts/first.pdf", "/posts/first.xml",
           "/tags/page/2.gmi", "/tags/digging/page/2.gmi", "/posts/page/2.gmi", "/page/2.gmi", "/posts/page/0.gmi",
           "/posts/page/99999999999999999999.gmi", "/posts/page/x.gmi", "/search/x", "/x" * 400, "/caps.txt"]


@pytest.mark.parametrize("path", MISSING)
def test_missing_is_51(marmot, path):
    answer = gemini(marmot, path)
    assert judge_header(answer) == []
    assert answer.status == 51, answer


def test_gone_is_52(marmot):
    for path in ("/posts/gone.gmi", "/posts/gone.txt", "/posts/gone.md"):
        answer = gemini(marmot, path)
        assert judge_header(answer) == []
        assert answer.status == 52, answer


ASSETS = [
    ("/images/mound.png", "image/png", PNG), ("/static/images/mound.png", "image/png", PNG),
    ("/images/den.png", "image/png", PNG),
    ("/posts/trip/view.png", "image/png", PNG), ("/robots.txt", "text/plain", None),
    ("/favicon.txt", "text/plain", "🐹".encode()),
    ("/page.html", "text/html", b"<p>Plain &amp; simple</p>\n"),
    ("/thing.xyzzy", "application/octet-stream", b"unknown kind\n"),
    ("/archive.tar.gz", "application/gzip", None), ("/empty.txt", "text/plain", b""), ("/crlf.txt", "text/plain", None),
    ("/mark.txt", "text/plain", b"behind a mark\n"), ("/mark.gmi", "text/gemini", b"# Behind a mark\n"),
    ("/hand/other.gmi", "text/gemini", None), ("/hand/gophermap", "text/plain", None),
    ("/posts/first.md", "text/plain", None), ("/posts/first.txt", "text/plain", None),
    ("/atom.xml", "application/atom+xml", None),
]


@pytest.mark.parametrize("path,kind,body", ASSETS)
def test_media_types(marmot, path, kind, body):
    answer = gemini(marmot, path)
    assert judge_header(answer) == []
    assert answer.status == 20 and answer.meta.partition(";")[0] == kind, answer
    if body is not None:
        assert answer.body == body


def test_below_static_is_served_with_it_and_without(marmot):
    """Sites link to both."""
    for folder in ("static/images/mound.png", "assets/images/den.png"):
        for path in (folder, folder.partition("/")[2]):
            answer = gemini(marmot, "/" + path)
            assert (answer.status, answer.body) == (20, PNG), answer
