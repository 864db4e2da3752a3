"""marmot export: the files are what the server answers, and only its own files are ever touched."""

import os
from urllib.parse import unquote

import pytest
from crawl import crawl_gemini, crawl_gopher
from folder import PNG, article, make_site, write
from marmot import run
from wire import gopher

BY_HAND = {"/hand/", "/hand/other.gmi", "/mark.gmi", "/hand/gophermap", "/hand", "/hand/note.txt"}


def export(scratch, folder, *more, out="out"):
    return run("export", "--content", folder, "--host", "localhost", *more, scratch / out, cwd=scratch)


def files(root):
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def file_of(path):
    path = unquote(path)
    return path + "index.gmi" if path.endswith("/") else path


def test_gemini_files_are_what_the_server_answers(serve, scratch):
    folder = make_site(scratch / "content")
    marmot = serve(folder, settings={"gemini_public_port": 1965, "gopher_public_port": 70, "search": False, "backlinks": False})
    write(scratch / "plain.yaml", "backlinks: false\n")
    assert export(scratch, folder, "--config", scratch / "plain.yaml")[0] == 0
    written = files(scratch / "out" / "gemini")
    answers, _ = crawl_gemini(marmot, written_by_hand=BY_HAND)
    compared = 0
    for path, answer in answers.items():
        if answer.status != 20:
            continue
        body, name = answer.body, file_of(path).lstrip("/")
        # The server skips a file's byte order mark.
        assert written[name].removeprefix(b"\xef\xbb\xbf") == body, path
        compared += 1
    assert compared >= 70


def as_sent(gophermap):
    lines = []
    for line in gophermap.decode().split("\n")[:-1]:
        fields = line.split("\t")
        lines.append("\t".join(fields + ["localhost", "70"] if len(fields) == 2 else fields))
    return "".join(line + "\r\n" for line in lines) + ".\r\n"


def test_gopher_files_are_what_the_server_answers(serve, scratch):
    folder = make_site(scratch / "content")
    marmot = serve(folder, settings={"gemini_public_port": 1965, "search": False, "backlinks": False})
    port = str(marmot.ports["gopher"])
    write(scratch / "plain.yaml", "backlinks: false\n")
    assert export(scratch, folder, "--config", scratch / "plain.yaml")[0] == 0
    written = files(scratch / "out" / "gopher")
    answers, _ = crawl_gopher(marmot, written_by_hand=BY_HAND)
    compared = {"menu": 0, "text": 0, "other": 0}
    for (kind, selector), answer in answers.items():
        name = selector.strip("/")
        if kind == "1" and name != "hand":
            expected = answer.text.replace("\tlocalhost\t" + port, "\tlocalhost\t70")
            assert as_sent(written[(name + "/gophermap").lstrip("/")]) == expected, selector
            assert (name + "/index.gph").lstrip("/") in written
            compared["menu"] += 1
        elif kind == "0" and not name.endswith(".xml"):
            text = written[name].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
            sent = answer.raw.replace(b"\r\n", b"\n").replace(f"localhost:{port}/".encode(), b"localhost/")
            assert text.rstrip(b"\n") == sent.rstrip(b"\n"), selector
            compared["text"] += 1
        elif kind in "I9g":
            assert written[name] == answer.raw
            compared["other"] += 1
    assert compared["menu"] >= 30 and compared["text"] >= 15 and compared["other"] >= 2, compared


def test_a_second_export_writes_only_what_changed(scratch):
    folder = scratch / "content"
    for name in ("stays", "changes", "goes"):
        write(folder / "notes" / f"{name}.md", article(name.title(), "2020-01-01"))
    write(folder / "pictures" / "a.png", PNG)
    write(folder / "alone" / "one.md", article("One"))
    status, _, err = export(scratch, folder)
    assert status == 0 and ", " in err and "0 taken away" in err, err
    before = {p: p.stat().st_mtime_ns for p in (scratch / "out").rglob("*") if p.is_file()}
    assert (scratch / "out" / "gemini" / "pictures" / "a.png").stat().st_mtime_ns == (folder / "pictures" / "a.png").stat().st_mtime_ns
    assert ": 0 written, 0 taken away" in export(scratch, folder)[2]
    (scratch / "out" / "gemini" / "notes" / "mine.gmi").write_text("put here by hand")
    (folder / "notes" / "goes.md").unlink()
    (folder / "alone" / "one.md").unlink()
    write(folder / "notes" / "changes.md", article("Changes", "2020-01-01", body="Other words."))
    status, _, err = export(scratch, folder)
    assert status == 0, err
    left = files(scratch / "out")
    assert not [name for name in left if "goes" in name]
    assert not (scratch / "out" / "gemini" / "alone").exists()
    assert left["gemini/notes/mine.gmi"] == b"put here by hand"
    assert b"Other words." in left["gemini/notes/changes.gmi"] and b"Other words." in left["gopher/notes/changes.txt"]
    stays = scratch / "out" / "gemini" / "notes" / "stays.txt"
    assert stays.stat().st_mtime_ns == before[stays]


def test_a_folder_of_somebody_else_is_refused(scratch):
    write(scratch / "content" / "a.md", article("A"))
    write(scratch / "out" / "precious.txt", "mine")
    status, out, err = export(scratch, scratch / "content")
    assert status == 2 and "no export wrote" in err
    assert files(scratch / "out") == {"precious.txt": b"mine"}


@pytest.mark.parametrize("out", ["content", "content/out", "content/sub/../out", "content/"])
def test_never_into_the_articles(scratch, out):
    write(scratch / "content" / "sub" / "a.md", article("A"))
    status, _, err = export(scratch, scratch / "content", out=out)
    assert status == 2 and "folder of articles" in err
    assert list(files(scratch / "content")) == ["sub/a.md"]


def test_beside_the_articles_is_not_in_them(scratch):
    write(scratch / "content" / "a.md", article("A"))
    assert export(scratch, scratch / "content", out="content-out")[0] == 0


def test_a_list_that_was_tampered_with_reaches_nothing_outside(scratch):
    write(scratch / "content" / "a.md", article("A"))
    write(scratch / "victim.txt", "alive")
    assert export(scratch, scratch / "content")[0] == 0
    with open(scratch / "out" / ".marmot-export", "a") as names:
        names.write(f"../victim.txt\ngemini/../../victim.txt\n{scratch}/victim.txt\n\n")
    assert export(scratch, scratch / "content")[0] == 0
    assert (scratch / "victim.txt").read_text() == "alive"


def test_an_article_and_a_folder_of_one_name(scratch):
    write(scratch / "content" / "walks.md", article("All my walks"))
    write(scratch / "content" / "walks" / "snow.md", article("Snow"))
    status, _, err = export(scratch, scratch / "content")
    assert status == 0 and "walks.md: warning: a folder has the same name" in err
    written = files(scratch / "out")
    assert b"Snow" in written["gopher/walks/gophermap"] and "gopher/walks.txt" in written
    assert b"All my walks" in written["gemini/walks.gmi"]


def test_an_article_at_the_address_of_another_ones_source(serve, scratch):
    write(scratch / "content" / "x.md", article("By its own name"))
    write(scratch / "content" / "x.markdown", article("First"))
    marmot = serve(scratch / "content")
    for more in ((), ("--only", "gopher"), ("--only", "gemini")):
        status, _, err = export(scratch, scratch / "content", *more)
        assert status == 0 and err.count("x.markdown: warning: its source is left out: its address /x.md is that of x.md") == 1, err
        written = files(scratch / "out")
        assert not {"gemini/x.md", "gopher/x.md"} & set(written)
        if "gemini" in more:
            continue
        for path in ("x", "x.md"):
            heading = gopher(marmot, f"/{path}").text.split("\t")[0]
            assert written[f"gopher/{path}/gophermap"].decode().startswith(heading + "\t")
        assert b"By its own name" in written["gopher/x.md.md"] and b"First" in written["gopher/x.txt"]


def test_a_file_and_a_folder_of_one_name(scratch):
    write(scratch / "content" / "x", "no article")
    write(scratch / "content" / "x.md", article("An article"))
    write(scratch / "content" / "y.txt" / "z.md", article("In a folder"))
    write(scratch / "content" / "y.md", article("Whose text is at y.txt"))
    status, _, err = export(scratch, scratch / "content")
    assert status == 0, err
    assert 'x.md: warning: "gopher/x/gophermap" is left out: a file and a folder would have one name' in err
    assert 'y.md: warning: "gopher/y.txt" is left out' in err and 'y.md: warning: "gemini/y.txt" is left out' in err
    written = files(scratch / "out")
    assert written["gopher/x"] == b"no article" and b"An article" in written["gemini/x.gmi"]
    assert b"In a folder" in written["gopher/y.txt/z/gophermap"] and b"In a folder" in written["gemini/y.txt/z.gmi"]


def test_a_gophermap_that_is_too_long_to_be_a_menu(scratch):
    write(scratch / "content" / "a.md", article("A"))
    write(scratch / "content" / "hand" / "gophermap", "iline\n" * 200000)
    status, _, err = export(scratch, scratch / "content")
    assert "hand/gophermap: error: cannot be read as a menu" in err and "its index.gph is left out" in err, err
    written = files(scratch / "out")
    assert "gopher/hand/gophermap" in written and "gopher/hand/index.gph" not in written
    assert status == 1


def test_no_link_leads_to_the_search_that_files_cannot_do(scratch):
    write(scratch / "content" / "a.md", article("A", body="Ask the [search](/search)."))
    assert export(scratch, scratch / "content")[0] == 0
    text = files(scratch / "out")["gemini/a.gmi"]
    assert b"Ask the search." in text and b"/search" not in text


def test_only_one_protocol(scratch):
    write(scratch / "content" / "a.md", article("A"))
    assert export(scratch, scratch / "content", "--only", "gemini")[0] == 0
    assert sorted(os.listdir(scratch / "out")) == [".marmot-export", "gemini"]
    assert export(scratch, scratch / "content", "--only", "gopher")[0] == 0
    assert sorted(os.listdir(scratch / "out")) == [".marmot-export", "gopher"]


def test_who_links_to_an_article_is_known(scratch):
    write(scratch / "content" / "a.md", article("A", body="[b](b.md)"))
    write(scratch / "content" / "b.md", article("B"))
    assert export(scratch, scratch / "content")[0] == 0
    written = files(scratch / "out")
    assert b"## Linked from\n=> /a.gmi A\n" in written["gemini/b.gmi"]
    assert b"\n1A\t/a\n" in written["gopher/b/gophermap"]


def test_drafts_stay_at_home(scratch):
    write(scratch / "content" / "a.md", article("A", draft="true"))
    write(scratch / "content" / "b.md", article("B"))
    assert export(scratch, scratch / "content")[0] == 0
    assert not [name for name in files(scratch / "out") if name.split("/")[-1].startswith("a.")]


def test_private_parts_stay_at_home(scratch):
    write(scratch / "content" / "a.md", article("A", tags="[open]"))
    write(scratch / "content" / "family" / "b.md", article("Secret", tags="[closed]"))
    write(scratch / "content" / "family" / "deep" / "c.md", article("Secret"))
    write(scratch / "content" / "family" / "p.png", PNG)
    write(scratch / "marmot.yaml", "private:\n  /family/: [" + "ab" * 32 + "]\n")
    status, _, err = export(scratch, scratch / "content", "--config", scratch / "marmot.yaml")
    assert status == 0, err
    written = files(scratch / "out")
    assert "gemini/a.gmi" in written and not [name for name in written if "family" in name or "closed" in name]
    assert not [name for name, data in written.items() if b"Secret" in data]


def test_a_name_that_leaves_no_room_for_another_ending(scratch):
    """Of one article some forms are missing, and the others are written."""
    write(scratch / "content" / ("n" * 252 + ".md"), article("Long"))
    write(scratch / "content" / "short.md", article("Short"))
    status, _, err = export(scratch, scratch / "content")
    assert status == 0 and "n.md: warning: what stands at" in err and "more than 255 bytes" in err, err
    written = files(scratch / "out")
    assert {"gemini/short.gmi", "gopher/short/gophermap", "gemini/" + "n" * 252 + ".md"} <= set(written)
    assert "gemini/" + "n" * 252 + ".gmi" not in written


def test_a_folder_that_cannot_be_written(scratch):
    write(scratch / "content" / "a.md", article("A"))
    write(scratch / "out", "a file")
    status, _, err = export(scratch, scratch / "content")
    assert status == 2 and "out: Not a directory" in err
    (scratch / "out").unlink()
    assert export(scratch, scratch / "content")[0] == 0
    # Something stands where a folder must go: said, and what was written before is still known.
    write(scratch / "content" / "sub" / "b.md", article("B"))
    write(scratch / "out" / "gemini" / "sub", "in the way")
    status, _, err = export(scratch, scratch / "content")
    assert status == 2 and "gemini/sub" in err
    (scratch / "out" / "gemini" / "sub").unlink()
    assert export(scratch, scratch / "content")[0] == 0
