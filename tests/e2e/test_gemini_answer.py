"""Response headers, bodies, and how every one of them ends."""

import pytest
from folder import EVERY_BYTE
from judge import Gemtext, judge_gemtext, judge_header
from wire import gemini

# A request for each status, and each way of making an answer.
WAYS = [
    ("/", 20), ("/posts/", 20), ("/posts/first.gmi", 20), ("/posts/first.txt", 20), ("/posts/first.md", 20),
    ("/data.bin", 20),
    ("/empty.txt", 20), ("/atom.xml", 20), ("/tags/", 20), ("/archive/2023.gmi", 20), ("/hand/", 20),
    ("/images/mound.png", 20),
    ("/posts", 31), ("/missing", 51), ("/posts/gone.gmi", 52), (b"gemini://example.org/", 53),
    (b"http://localhost/", 53),
    (b"nonsense", 59), (b"gemini://localhost/" + b"x" * 2000, 59), ("/../x", 59),
]


@pytest.mark.parametrize("target,status", WAYS)
def test_every_answer_ends_with_close_notify(marmot, target, status):
    for _ in range(2):  # the second may come from the cache
        answer = gemini(marmot, target)
        assert judge_header(answer) == []
        assert answer.status == status, answer
        assert (answer.end, answer.after) == ("clean", "fin"), answer


def test_errors_say_something_but_no_paths(marmot):
    for target, _ in WAYS:
        answer = gemini(marmot, target)
        assert answer.meta.strip()
        assert str(marmot.folder) not in answer.raw.decode("utf-8", "replace")


def test_meta_never_echoes_the_request(marmot):
    for target in ("/missing-marker", b"gemini://marker.example/", b"gemini://localhost/mar\x1bker", "/..%2fmarker"):
        assert b"marker" not in gemini(marmot, target).raw


def test_text_says_its_charset_without_quotes(marmot):
    assert gemini(marmot, "/").meta == "text/gemini; charset=utf-8"
    assert gemini(marmot, "/posts/first.txt").meta.startswith("text/plain; charset=utf-8")
    assert gemini(marmot, "/posts/first.md").meta == "text/plain; charset=utf-8"
    assert gemini(marmot, "/data.bin").meta == "application/octet-stream"


def test_language_from_the_front_matter(marmot):
    assert gemini(marmot, "/posts/renamed-fourth.gmi").meta == "text/gemini; charset=utf-8; lang=de"


def test_language_of_the_capsule(serve, site):
    capsule = serve(site, settings={"lang": "en-GB"})
    assert gemini(capsule, "/").meta == "text/gemini; charset=utf-8; lang=en-GB"
    assert gemini(capsule, "/tags/").meta.endswith("lang=en-GB")
    assert gemini(capsule, "/posts/renamed-fourth.gmi").meta.endswith("lang=de")


def test_bytes_are_sent_as_they_are(marmot):
    assert gemini(marmot, "/data.bin").body == EVERY_BYTE


def test_empty_file_is_20_and_nothing(marmot):
    answer = gemini(marmot, "/empty.txt")
    assert (answer.status, answer.body) == (20, b"")


def test_no_byte_order_mark_and_one_kind_of_line_end(marmot):
    answer = gemini(marmot, "/marked.gmi")
    assert judge_gemtext(answer.body) == []
    assert answer.body.startswith(b"# Marked and returned\n")
    assert not gemini(marmot, "/marked.md").body.startswith(b"\xef\xbb\xbf")


def test_what_is_not_utf8_is_replaced(marmot):
    answer = gemini(marmot, "/latin1.gmi")
    assert answer.status == 20 and judge_gemtext(answer.body) == []
    assert "Cr\ufffdme" in answer.text


def test_the_source_is_the_file(marmot):
    assert gemini(marmot, "/posts/first.md").body == (marmot.folder / "posts/first.md").read_bytes()
    assert gemini(marmot, "/posts/index.md").body == (marmot.folder / "posts/_index.md").read_bytes()
    assert gemini(marmot, "/guide/index.md").body == (marmot.folder / "guide/README.md").read_bytes()
    assert gemini(marmot, "/index.md").body == (marmot.folder / "index.md").read_bytes()


def test_nothing_of_an_article_becomes_markup(marmot):
    """Text that looks like a link, a heading, a quote or a fence stays text."""
    answer = gemini(marmot, "/posts/tricky.gmi")
    assert judge_gemtext(answer.body) == []
    page = Gemtext(answer.text)
    assert not [url for url, _ in page.links if "evil.example" in url or url.startswith("javascript:")]
    assert [text for text in page.of("text") if "gemini://evil.example/ not a link" in text]
    assert [text for text in page.of("text") if "# not a heading" in text]
    assert [text for text in page.of("text") if "> not a quote" in text]
    assert page.of("verbatim") == ["=> verbatim", "."]


def test_nothing_of_a_title_becomes_markup(marmot):
    """In listings and feeds of others too."""
    for path in ("/", "/posts/", "/archive/2022.gmi", "/tags/"):
        answer = gemini(marmot, path)
        assert judge_gemtext(answer.body) == []
        assert not [url for url, _ in Gemtext(answer.text).links if url.startswith("gemini://evil.example")]


def test_images_keep_their_suffix_and_alt_text(marmot):
    page = Gemtext(gemini(marmot, "/posts/second.gmi").text)
    image = [(url, label) for url, label in page.links if "mound of fresh earth" in label]
    assert len(image) == 1 and image[0][0].endswith("/images/mound.png"), page.links
    assert gemini(marmot, image[0][0]).meta == "image/png"


def test_hand_written_gemtext_is_served_as_it_lies(marmot):
    assert gemini(marmot, "/hand/").body == (marmot.folder / "hand/index.gmi").read_bytes()
    assert gemini(marmot, "/hand/other.gmi").body == (marmot.folder / "hand/other.gmi").read_bytes()


def test_robots_and_favicon(marmot):
    robots = gemini(marmot, "/robots.txt")
    assert robots.status == 20 and robots.meta.startswith("text/plain")
    assert robots.body == (marmot.folder / "static/robots.txt").read_bytes()
    assert gemini(marmot, "/favicon.txt").body == "🐹".encode()


def test_robots_absent_is_51(serve, scratch):
    (scratch / "content").mkdir()
    bare = serve(scratch / "content")
    assert gemini(bare, "/robots.txt").status == 51
    assert gemini(bare, "/favicon.txt").status == 51
    home = gemini(bare, "/")
    assert home.status == 20 and judge_gemtext(home.body) == []
