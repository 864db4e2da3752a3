"""The foot of an article: its series, what is related, and who links to it."""

import re

import pytest
from folder import article, write
from judge import judge_gemtext, judge_menu
from marmot import run, wait_for
from wire import gemini, gopher


def foot(text, heading):
    """The links below a heading, or None."""
    found = re.search(rf"^## {re.escape(heading)}[^\n]*\n\n?((?:=> [^\n]*\n)*)", text, re.M)
    return found and [line[3:] for line in found[1].splitlines()]


@pytest.fixture
def folder(scratch):
    content = scratch / "content"
    write(content / "index.md", article("Home", body="See [one](dig/one.md)."))
    for i, name in enumerate(("one", "two", "three"), 1):
        write(content / "dig" / f"{name}.md", article(f"Part {name}", f"2024-01-0{i}", series="Digging", tags=f"[dig, {name}]"))
    write(content / "early.md", article("Before all", "2024-03-01", series="digging", order="1", tags="[else]"))
    write(content / "rare.md", article("Rare", "2020-01-01", tags="[dig, two]", body="[two](dig/two.md) [again](/dig/two.gmi)"))
    for i in range(8):
        write(content / f"common-{i}.md", article(f"Common {i}", f"2022-01-0{i + 1}", tags="[dig]"))
    write(content / "alone.md", article("Alone", "2024-01-01", series="Nobody else's"))
    write(content / "draft.md", article("Draft", draft="true", tags="[two]", body="[two](dig/two.md)"))
    write(content / "family" / "secret.md", article("Secret", "2025-01-01", tags="[two]", body="[two](../dig/two.md)"))
    return content


PRIVATE = {"private": {"/family/": "[" + "ab" * 32 + "]"}}


def linked(marmot, path, *urls):
    def look():
        text = gemini(marmot, path).text
        return text if [line.split(" ")[0] for line in foot(text, "Linked from") or []] == list(urls) else None

    return wait_for(f"links to {path}", look)


def test_series(serve, folder):
    marmot = serve(folder, settings=PRIVATE)
    text = gemini(marmot, "/dig/two.gmi").text
    assert "\n## Series: digging (3/4)\n" in text
    assert foot(text, "Series") == [
        "/early.gmi 1. Before all", "/dig/one.gmi 2. Part one", "/dig/three.gmi 4. Part three"]
    assert judge_gemtext(text.encode()) == []
    menu = gopher(marmot, "/dig/two")
    assert judge_menu(menu.raw) == []
    assert [item[1] for item in menu.items if re.match(r"\d\. ", item[1])] == ["1. Before all", "2. Part one", "4. Part three"]
    assert "Series" not in gemini(marmot, "/alone.gmi").text
    assert "Series" not in gemini(marmot, "/rare.gmi").text


def test_related_shares_rare_tags_first(serve, folder):
    marmot = serve(folder, settings=PRIVATE)
    found = foot(gemini(marmot, "/dig/two.gmi").text, "Related")
    assert found == ["/rare.gmi Rare"] + [f"/common-{i}.gmi Common {i}" for i in (7, 6, 5, 4)]
    assert foot(gemini(marmot, "/early.gmi").text, "Related") is None


def test_related_can_be_more_or_none(serve, folder):
    assert len(foot(gemini(serve(folder, settings={"related": 8}), "/dig/two.gmi").text, "Related")) == 8
    marmot = serve(folder, settings={"related": 0, "series": False, "backlinks": False, "search": False})
    text = gemini(marmot, "/dig/two.gmi").text
    assert "Related" not in text and "Series" not in text
    assert "Linked from" not in text


def test_linked_from(serve, folder):
    marmot = serve(folder, settings=PRIVATE)
    text = linked(marmot, "/dig/two.gmi", "/rare.gmi")
    assert judge_gemtext(text.encode()) == []
    linked(marmot, "/dig/one.gmi", "/")
    menu = gopher(marmot, "/dig/two")
    assert any(item[0] == "1" and item[2] == "/rare" for item in menu.items) and judge_menu(menu.raw) == []
    for path in ("/dig/two.gmi", "/dig/two.txt"):
        assert "Secret" not in gemini(marmot, path).text and "Draft" not in gemini(marmot, path).text


def test_linked_from_follows_what_is_written(serve, folder):
    """A new link, a link that leads somewhere only now, a target that moves, a source that goes."""
    marmot = serve(folder, settings=PRIVATE | {"search": False})
    linked(marmot, "/dig/two.gmi", "/rare.gmi")
    write(folder / "new.md", article("New", "2024-05-05", body="[two](dig/two.md), [not yet](coming.md)"))
    linked(marmot, "/dig/two.gmi", "/new.gmi", "/rare.gmi")
    write(folder / "coming.md", article("Coming", "2024-06-06"))
    linked(marmot, "/coming.gmi", "/new.gmi")
    (folder / "coming.md").rename(folder / "dig" / "coming.md")
    linked(marmot, "/dig/coming.gmi", "/new.gmi")
    (folder / "rare.md").unlink()
    linked(marmot, "/dig/two.gmi", "/new.gmi")
    write(folder / "new.md", article("New", "2024-05-05", body="Nothing any more."))
    linked(marmot, "/dig/two.gmi")


def test_a_page_in_the_cache_does_not_hide_new_links(serve, folder):
    marmot = serve(folder, settings=PRIVATE)
    linked(marmot, "/dig/two.gmi", "/rare.gmi")
    # What was written just now is not kept yet.
    wait_for("a page from the cache", lambda: "Linked from" in gemini(marmot, "/dig/two.gmi").text and " cached " in marmot.log())
    write(folder / "new.md", article("New", "2024-05-05", body="[two](dig/two.md)"))
    linked(marmot, "/dig/two.gmi", "/new.gmi", "/rare.gmi")


@pytest.mark.parametrize("n", [20, 21, 41])
def test_a_long_series_is_shown_around_its_part(serve, scratch, n):
    """RELATED_PARTS_MAX."""
    for i in range(1, n + 1):
        write(scratch / "content" / f"p{i}.md", article(f"P{i}", series="Long", order=str(i)))
    marmot = serve(scratch / "content")
    for at in (1, n // 2, n):
        shown = [int(k) for k in re.findall(r"^=> \S+ (\d+)\. P", gemini(marmot, f"/p{at}.gmi").text, re.M)]
        assert len(shown) == 19 and at not in shown and shown == sorted(shown)
        assert max(shown + [at]) - min(shown + [at]) == 19


def test_a_wrong_number_is_explained(scratch):
    write(scratch / "marmot.yaml", "related: 21\n")
    write(scratch / "content" / "a.md", article("A"))
    status, out, _ = run("check", "--config", scratch / "marmot.yaml", scratch / "content", cwd=scratch)
    assert status == 1 and "marmot.yaml:1:1: error: related: " in out and "20" in out
