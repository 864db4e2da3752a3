"""Full-text search: in both protocols, over real articles, with whatever readers type."""

import os
import resource
import signal
import stat
from urllib.parse import quote

import pytest
from folder import article, write
from judge import Gemtext, judge_gemtext, judge_menu
from marmot import wait_for
from wire import gemini, gopher

SNOW = "The first snow fell before dawn. We walked to the frozen lake and back."
PREPARED = "Still indexing"


@pytest.fixture
def hill(scratch):
    """A small folder in several languages."""
    content = scratch / "content"
    write(content / "walks" / "snow.md", article("A walk in snow", "2024-01-10", SNOW, tags="[winter, walks]",
                                                 category="notes"))
    write(content / "walks" / "rain.md", article("Rain", "2023-05-02", "It rained all day; no snow anywhere.",
                                                 tags="[spring]", category="notes/wet"))
    write(content / "food" / "soup.md", article("Leek soup", "2022-11-30", "Leeks, *butter* and a `ladle`.",
                                                tags="[winter, kitchen]", category="food"))
    write(content / "ja.md", article("雪の日記", "2021-02-03", "今日は東京で雪が降りました。ブログを書いた。"))
    write(content / "th.md", article("ภาษาไทย", "2021-03-03", "ฉันรักภาษาไทยมาก"))
    write(content / "ar.md", article("كتاب", "2020-03-03", "هٰذَا كِتَابٌ جَدِيدٌ عَنِ الثَّلْجِ"))
    write(content / "fr.md", article("L’été", "2020-01-01", "Où va-t-on à Évian\u00a0? Un café crème."))
    write(content / "hidden.md", article("Secret snow", "2024-02-02", "snow snow snow", draft="true"))
    return content


def ready(marmot):
    """Waits until everything can be found."""
    wait_for("the index", lambda: PREPARED not in gemini(marmot, "/search?snow").text)
    return marmot


def found(marmot, words):
    """The addresses found, best first, in Gemini; Gopher finds the same."""
    answer = gemini(marmot, "/search?" + quote(words))
    assert answer.status == 20 and answer.end == "clean", answer
    assert judge_gemtext(answer.body) == []
    page = Gemtext(answer.text)
    assert page.title.startswith("Search")
    paths = [target for target, label in page.links if label[:4].isdigit() and label[4:5] == "-"]
    menu = gopher(marmot, "/search\t" + words)
    assert judge_menu(menu.raw) == [] and menu.end == "clean"
    over_gopher = [item[2] for item in menu.items if item[0] == "1" and item[1][:4].isdigit() and item[1][4:5] == "-"]
    assert over_gopher == [path.removesuffix(".gmi") for path in paths]
    return paths


def test_asks_for_words(serve, hill):
    marmot = ready(serve(hill))
    answer = gemini(marmot, "/search")
    assert answer.status == 10 and answer.meta and answer.body == b""
    assert gemini(marmot, "/search?").status == 10
    assert gemini(marmot, "/search?%20%0a").status == 10
    redirect = gemini(marmot, "/search/?snow")
    assert redirect.status == 31 and redirect.meta == marmot.url("/search?snow")
    assert gemini(marmot, "/search/page/2.gmi").meta == marmot.url("/search")
    assert any(item[0] == "7" and item[2] == "/search" for item in gopher(marmot, "/").items)
    how = gopher(marmot, "/search")
    assert not how.is_error and any(item[0] == "7" and item[2] == "/search" for item in how.items)


def test_words(serve, hill):
    marmot = ready(serve(hill))
    assert found(marmot, "snow") == ["/walks/snow.gmi", "/walks/rain.gmi"]  # the title counts more
    assert found(marmot, "SNOW lake") == ["/walks/snow.gmi"]
    assert found(marmot, '"frozen lake"') == ["/walks/snow.gmi"]
    assert found(marmot, '"lake frozen"') == []
    assert found(marmot, "fro*") == ["/walks/snow.gmi"]
    assert found(marmot, "snow -rain") == ["/walks/snow.gmi"]
    assert found(marmot, "tag:winter") == ["/walks/snow.gmi", "/food/soup.gmi"]
    assert found(marmot, "category:notes snow") == ["/walks/snow.gmi", "/walks/rain.gmi"]
    assert found(marmot, "category:notes/wet") == ["/walks/rain.gmi"]
    assert found(marmot, "year:2022-2023") == ["/walks/rain.gmi", "/food/soup.gmi"]
    assert found(marmot, "butter ladle") == ["/food/soup.gmi"]  # no marks of Markdown stand between
    assert found(marmot, "kitchen") == ["/food/soup.gmi"]


def test_languages(serve, hill):
    marmot = ready(serve(hill))
    for words in ("雪", "東京", "日記", "降りました", "ブログ"):
        assert found(marmot, words) == ["/ja.gmi"], words
    assert found(marmot, "フロク") == []
    for words in ("ภาษา", "รัก", "ก"):
        assert found(marmot, words) == ["/th.gmi"], words
    assert found(marmot, "كتاب") == ["/ar.gmi"]
    assert found(marmot, "الثلج") == ["/ar.gmi"]
    for words in ("ete", "Été", "évian", "EVIAN", "cafe creme", "E\u0301vian"):
        assert found(marmot, words) == ["/fr.gmi"], words


@pytest.mark.parametrize("words", [
    '"', '""', "'", "*", "a*", "-", "--", "-snow", "AND", "snow OR rain", "NEAR(snow lake)", "title:snow", "text : snow",
    "snow; DROP TABLE docs", "{title}: snow", "^snow", "(snow", "snow)", "snow + lake", "\\", "%", "\x01all",
    "\x01t:winter", "tag:", "tag:\"", 'category:"a', "year:", "year:x", "year:2024-", "year:99999", "year:1-9999", "=> /x y",
    "```", "# x", "\u202e", "\u0301", "\ufeff", "1" * 300, "a b " * 60, '"' + "x y " * 70 + '"', "é" * 150, "雪" * 80, ". . .",
])
def test_any_words_are_harmless(serve, hill, words):
    marmot = serve(hill)
    answer = gemini(marmot, "/search?" + quote(words))
    assert answer.status == 20 and judge_gemtext(answer.body) == []
    assert "cannot be used" not in answer.text and "too long" not in answer.text
    menu = gopher(marmot, "/search\t" + words)
    assert judge_menu(menu.raw) == [] and menu.raw.endswith(b"\r\n.\r\n"), menu


def test_pages(serve, scratch):
    content = scratch / "content"
    for i in range(45):
        write(content / f"a{i:02}.md", article(f"Number {i}", f"2024-01-{i % 28 + 1:02}", "pebbles"))
    marmot = serve(content)
    wait_for("the index", lambda: "Found: 45" in gemini(marmot, "/search?pebbles").text)
    seen = []
    for page, path in ((1, "/search?pebbles"), (2, "/search/page/2.gmi?pebbles"), (3, "/search/page/3.gmi?pebbles")):
        answer = gemini(marmot, path)
        links = Gemtext(answer.text).links
        seen += [target for target, label in links if "Number" in label]
        following = [target for target, label in links if label == "Next page"]
        assert following == ([f"/search/page/{page + 1}.gmi?pebbles"] if page < 3 else [])
    assert len(seen) == len(set(seen)) == 45
    assert gemini(marmot, "/search/page/4.gmi?pebbles").status == 51
    assert gemini(marmot, "/search/page/0.gmi?pebbles").status == 51
    assert gemini(marmot, "/search/page/2?pebbles").meta == marmot.url("/search/page/2.gmi?pebbles")
    # In Gopher the words go with the selector.
    menu, over_gopher = gopher(marmot, "/search\tpebbles"), []
    for _ in range(3):
        over_gopher += [item[2] for item in menu.items if "Number" in item[1]]
        following = [item for item in menu.items if item[1] == "Next page"]
        menu = gopher(marmot, following[0][2]) if following else menu
    assert [path + ".gmi" for path in over_gopher] == seen
    assert gopher(marmot, "/search/page/1/pebbles").raw == gopher(marmot, "/search\tpebbles").raw
    assert gopher(marmot, "/search?pebbles").raw == gopher(marmot, "/search\tpebbles").raw


def test_what_changes_is_found_as_it_is(serve, hill):
    marmot = ready(serve(hill))
    assert found(marmot, "glacier") == []
    write(hill / "walks" / "snow.md", article("A walk on ice", "2024-01-10", "Up the glacier."))
    write(hill / "new.md", article("New", "2024-06-01", "Another glacier."))
    os.remove(hill / "food" / "soup.md")
    write(hill / "walks" / "rain.md", article("Rain", "2023-05-02", "no snow", draft="true"))
    marmot.reload()
    # In one protocol: between two questions the index may have grown.
    wait_for("the index", lambda: "Found: 2" in gemini(marmot, "/search?glacier").text)
    assert sorted(found(marmot, "glacier")) == ["/new.gmi", "/walks/snow.gmi"]
    assert found(marmot, "leek") == found(marmot, "snow") == found(marmot, "tag:winter") == []


def test_index_is_kept_and_private(serve, hill, scratch):
    state = scratch / "work" / "state"
    (scratch / "work").mkdir()
    marmot = ready(serve(hill, work=scratch / "work"))
    assert stat.S_IMODE((state / "search.db").stat().st_mode) == 0o600
    marmot.stop()
    before = (state / "search.db").stat()
    assert not (state / "search.db-wal").exists()
    again = ready(serve(hill, work=scratch / "work", options=["--verbose"]))
    assert found(again, "snow") == ["/walks/snow.gmi", "/walks/rain.gmi"]
    again.stop()
    assert "of them new" not in again.log()
    assert (state / "search.db").stat().st_ino == before.st_ino


@pytest.mark.parametrize("damage", ["zeros", "short", "text", "middle"])
def test_damaged_index_is_made_anew(serve, hill, scratch, damage):
    state = scratch / "work" / "state"
    (scratch / "work").mkdir()
    ready(serve(hill, work=scratch / "work")).stop()
    data = bytearray((state / "search.db").read_bytes())
    if damage == "zeros":
        data[:100] = bytes(100)
    elif damage == "short":
        del data[len(data) // 2:]
    elif damage == "text":
        data = bytearray(b"no index at all\n" * 1000)
    else:
        for at in range(4096, len(data), 4096):
            data[at:at + 200] = b"\xff" * 200
    (state / "search.db").write_bytes(data)
    again = ready(serve(hill, work=scratch / "work"))
    assert found(again, "snow") == ["/walks/snow.gmi", "/walks/rain.gmi"]
    assert "made anew" in again.log()


def test_no_state_folder(serve, hill, scratch):
    (scratch / "work").mkdir()
    write(scratch / "work" / "state", "a file where the folder should be\n")
    marmot = ready(serve(hill, work=scratch / "work"))
    assert found(marmot, "snow") == ["/walks/snow.gmi", "/walks/rain.gmi"]
    assert "--state DIR" in marmot.log() and "in memory" in marmot.log()


def test_second_server_keeps_its_own(serve, hill, scratch):
    (scratch / "work").mkdir()
    first = ready(serve(hill, work=scratch / "work"))
    second = ready(serve(hill, work=scratch / "work"))
    assert found(second, "snow") == found(first, "snow")
    assert "another server" in second.log() and second.ports != first.ports


def test_full_disk(serve, scratch):
    """What fits is found, the log names the remedy, and all else goes on."""
    content = scratch / "content"
    for i in range(600):
        words = " ".join(f"w{i}x{j}" for j in range(600))
        write(content / f"a{i:03}.md", article(f"Number {i}", f"2024-01-{i % 28 + 1:02}", "pebbles " + words))

    def before():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    marmot = serve(content, before=before)
    wait_for("a complaint", lambda: "make room" in marmot.log())
    answer = gemini(marmot, "/search?pebbles")
    assert answer.status == 20 and PREPARED in answer.text and "cannot be used" not in answer.text
    assert gemini(marmot, "/a001.gmi").status == 20


def test_what_is_private_is_not_found(serve, hill):
    write(hill / "members" / "snow.md", article("Snow for members", "2024-03-03", "snow and secrets", tags="[secret]"))
    write(hill / "members" / "_index.md", article("Members", None, "snow and secrets"))
    marmot = ready(serve(hill, settings={"private": {"members/": "all"}}))
    assert gemini(marmot, "/members/snow.gmi").status == 60
    assert found(marmot, "snow") == ["/walks/snow.gmi", "/walks/rain.gmi"]
    for words in ("secrets", "tag:secret", "members"):
        assert found(marmot, words) == []
    assert "ember" not in gemini(marmot, "/search?membrs").text.replace("membrs", "")


def test_found_words_stand_in_their_context(serve, scratch):
    long = " ".join(f"word{i}" for i in range(300))
    write(scratch / "content" / "long.md", article("Long", "2024-01-01", f"{long} the *needle* in it {long}",
                                                   excerpt="Another text."))
    write(scratch / "content" / "needle.md", article("Needle", "2024-01-02", "Not in the text.", excerpt="Of sewing."))
    write(scratch / "content" / "sly.md", article("Sly", "2024-01-03", "needle\n\n\\=> gemini://x/ y\n\n\\`\\`\\`\n\n"
                                                  "\\# title\n\ni needle\t/x\thost\t70"))
    marmot = ready(serve(scratch / "content"))
    lines = gemini(marmot, "/search?needle").text.split("\n")
    assert any(line.startswith("\u2026word2") and " word299 the needle in it word0 " in line and line.endswith("\u2026")
               for line in lines), lines
    assert "Of sewing." in lines and "Another text." not in lines
    assert not any(line.startswith(("=> gemini://x", "```", "# title")) for line in lines)
    menu = gopher(marmot, "/search\tneedle")
    assert judge_menu(menu.raw) == [] and all(item[0] in "i17" for item in menu.items)


def test_nearest_names(serve, hill):
    marmot = ready(serve(hill))
    page = Gemtext(gemini(marmot, "/search?wintr%20suop").text)
    targets = [target for target, _ in page.links]
    assert "Perhaps you mean" in [text.strip() for text in page.of("h2")]
    assert "/tags/winter.gmi" in targets and "/food/soup.gmi" in targets
    assert "/tags/" in targets and "/archive/" in targets and "/search" in targets
    assert "Perhaps" not in gemini(marmot, "/search?xyzzyxyzzy").text


def test_off(serve, hill):
    marmot = serve(hill, settings={"search": "off"})
    assert gemini(marmot, "/search").status == gemini(marmot, "/search?snow").status == 51
    assert gopher(marmot, "/search\tsnow").is_error
    assert "/search" not in gemini(marmot, "/").text and "/search" not in gopher(marmot, "").text
    assert not list((marmot.work / "state").glob("search*")), "an index that nobody can ask"
