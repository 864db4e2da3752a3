"""How an article is shown where tastes differ: what the owner says, what one article says, what render makes of it."""

import re

import pytest
from folder import article, write
from judge import judge_gemtext, judge_menu, judge_text
from marmot import run, yaml_of
from wire import gemini, gopher

TEXT = ("A “naïve” *café* serves [smørrebrød](https://example.org/menu) — "
        + "one word after another " * 12 + "\n\n![A mound](https://example.org/mound.png)\n\nThe end.")
WIDE = {"menu_width": 67, "text_width": 70}


def source(title, **look):
    keys = {"marmot": "{" + ", ".join(f"{key}: {value}" for key, value in look.items()) + "}"} if look else {}
    return article(title, "2024-05-06", TEXT, **keys)


def menu_lines(raw):
    return [line.split("\t")[0][1:] for line in raw.decode().split("\r\n")[:-2]]


def widest(lines, whole=r"\[\d+\] "):
    """Of the prose: an address is no line that anybody could wrap."""
    return max(len(line) for line in lines if not re.match(whole, line))


def look_of(gemtext, menu, text, widths=None):
    """What the three forms of one article show of each choice."""
    menu, text = menu_lines(menu), text.decode().split("\r\n")
    gemtext = gemtext.decode().split("\n")
    link = next(i for i, line in enumerate(gemtext) if line.startswith("=> https://example.org/menu"))
    return {
        "links": "end" if gemtext.index("The end.") < link else "after",
        "emphasis": "keep" if "_café_" in " ".join(gemtext) else "drop",
        "images": "show" if any("mound.png" in line for line in gemtext) else "hide",
        "gopher_ascii": '"naive"' in " ".join(menu) and '"naive"' in " ".join(text),
        "menu_width": widest(menu),
        "text_width": widest(text),
    }


def served(marmot, path):
    answers = gemini(marmot, f"/{path}.gmi"), gopher(marmot, f"/{path}"), gopher(marmot, f"/{path}.txt")
    assert answers[0].status == 20 and not answers[1].is_error and not answers[2].is_error
    assert judge_gemtext(answers[0].body) == []
    assert judge_menu(answers[1].raw, menu_width=200) == []
    assert judge_text(answers[2].raw, text_width=200) == []
    return look_of(answers[0].body, answers[1].raw, answers[2].raw)


def rendered(folder, name, *options):
    forms = []
    for form in ("gemtext", "menu", "text"):
        status, out, err = run("render", "--to", form, *options, name, cwd=folder)
        assert (status, err) == (0, "")
        forms.append(out.encode())
    return look_of(forms[0], forms[1], forms[2].replace(b"\n", b"\r\n"))


USUAL = {"links": "after", "emphasis": "drop", "images": "show", "gopher_ascii": False}
OTHER = {"links": "end", "emphasis": "keep", "images": "hide", "gopher_ascii": True, "menu_width": 50, "text_width": 100}


def is_like(found, wanted):
    """Widths are upper bounds that a paragraph of short words comes close to."""
    for key, value in wanted.items():
        if key.endswith("_width"):
            assert value - 12 < found[key] <= value, (key, found)
        else:
            assert found[key] == value, (key, found)


@pytest.fixture
def folder(scratch):
    folder = scratch / "content"
    write(folder / "usual.md", source("Usual"))
    write(folder / "other.md", source("Other", **{**OTHER, "gopher_ascii": "true"}))
    write(folder / "back.md", source("Back", **{**USUAL, **WIDE, "gopher_ascii": "no"}))
    write(folder / "narrow.md", source("Narrow", menu_width=40, text_width=40))
    write(folder / "wide.md", source("Wide", menu_width=200, text_width=200))
    return folder


def test_each_article_has_its_look(serve, folder):
    marmot = serve(folder)
    is_like(served(marmot, "usual"), {**USUAL, **WIDE})
    is_like(served(marmot, "other"), OTHER)
    is_like(served(marmot, "back"), {**USUAL, **WIDE})
    is_like(served(marmot, "narrow"), {**USUAL, "menu_width": 40, "text_width": 40})
    is_like(served(marmot, "wide"), {**USUAL, "menu_width": 200, "text_width": 200})


def test_an_article_overrules_the_capsule(serve, folder):
    marmot = serve(folder, settings=OTHER)
    is_like(served(marmot, "usual"), OTHER)
    is_like(served(marmot, "other"), OTHER)
    is_like(served(marmot, "back"), {**USUAL, **WIDE})
    is_like(served(marmot, "narrow"), {**OTHER, "menu_width": 40, "text_width": 40})


def test_render_shows_the_same_look(scratch, folder):
    """And reads ./marmot.yaml as serve would; --width wins over both."""
    write(scratch / "other.yaml", yaml_of(OTHER))
    for name, wanted in (("usual", {**USUAL, **WIDE}), ("other", OTHER), ("back", {**USUAL, **WIDE})):
        is_like(rendered(folder, f"{name}.md"), wanted)
    for name, wanted in (("usual", OTHER), ("other", OTHER), ("back", {**USUAL, **WIDE})):
        is_like(rendered(folder, f"{name}.md", "--config", scratch / "other.yaml"), wanted)
    is_like(rendered(folder, "other.md", "--width", "80"), {**OTHER, "menu_width": 80, "text_width": 80})
    write(folder / "marmot.yaml", yaml_of(OTHER))
    is_like(rendered(folder, "usual.md"), OTHER)


def test_render_with_a_wrong_configuration(scratch, folder):
    write(scratch / "wrong.yaml", "title: x\nmenu_width: 201\n")
    status, out, err = run("render", "--to", "menu", "--config", scratch / "wrong.yaml", folder / "usual.md", cwd=scratch)
    assert (status, out) == (2, "")
    assert re.search(r'wrong\.yaml:2:1: error: menu_width: "201" is not a whole number from 40 to 200', err), err


def test_render_names_the_author_who_is_not_the_owner(scratch):
    write(scratch / "page.md", article("Page", "2024-05-06", author="Ada"))
    write(scratch / "owner.yaml", "author: Ada\n")
    assert "by Ada" in run("render", "--to", "gemtext", "page.md", cwd=scratch)[1]
    assert "by Ada" not in run("render", "--to", "gemtext", "--config", "owner.yaml", "page.md", cwd=scratch)[1]


def test_pages_around_a_text_look_like_it(serve, scratch):
    """A folder's or the home text says it for the whole page, listings included; other pages stay as they are."""
    folder = scratch / "content"
    write(folder / "index.md", article("Café", body=TEXT, marmot="{gopher_ascii: true, menu_width: 44}"))
    write(folder / "notes" / "_index.md", article("Größe", body=TEXT, marmot="{gopher_ascii: true, menu_width: 48}"))
    title = "Señor — a title of many words that goes on and on until nobody reads on"
    write(folder / "notes" / "a.md", article(title, "2024-05-06", tags="[Über]"))
    marmot = serve(folder)
    for selector, width in (("/", 44), ("/notes/", 48)):
        answer = gopher(marmot, selector)
        assert judge_menu(answer.raw, menu_width=width) == []
        # Addresses stay as they are.
        names = "\n".join(item[1] for item in answer.items)
        assert names.isascii() and "Senor --" in names
    text = gopher(marmot, "/notes/index.txt")
    assert text.raw.isascii() and b"naive" in text.raw
    assert "Señor — ".encode() in gopher(marmot, "/notes/a").raw
    assert "Über".encode() in gopher(marmot, "/tags/").raw
    # Gemini's readers can read it all.
    assert "Größe" in gemini(marmot, "/notes/").text and "naïve" in gemini(marmot, "/notes/").text
    assert "naïve" in gemini(marmot, "/notes/index.txt").text


def test_check_names_what_a_look_cannot_be(scratch):
    folder = scratch / "content"
    write(folder / "a.md", source("A", menu_width=39, text_width=201, gopher_ascii="perhaps", colour="red"))
    status, out, _ = run("check", folder, cwd=scratch)
    assert status == 0
    for text in ("menu_width: is nothing it can be, so it is ignored (write a whole number from 40 to 200)",
                 "text_width: is nothing it can be, so it is ignored (write a whole number from 40 to 200)",
                 "gopher_ascii: is nothing it can be, so it is ignored (write true or false)",
                 "colour: is no setting of an article "
                 "(there are links, emphasis, images, gopher_ascii, menu_width and text_width)"):
        assert re.search(rf"^a\.md:4:\d+: warning: {re.escape(text)}$", out, re.M), out
