"""check, render, cert, version, --help: exit statuses and forms of output."""

import datetime
import json
import re
import shutil
import subprocess

import pytest
from folder import PNG, article, write
from judge import judge_gemtext, judge_menu, judge_text
from marmot import STOP_GUARD, binary, environment, may_not_override, run

DIAG = re.compile(r"[^:\n]+(:\d+(:\d+)?)?: (error|warning|note): \S.*")


def test_version(scratch):
    status, out, err = run("version", cwd=scratch)
    assert (status, err) == (0, "") and re.match(r"[Mm]armot \d+\.\d+\.\d+", out)


def test_help_teaches(scratch):
    status, out, _ = run("--help", cwd=scratch)
    assert status == 0
    for command in ("serve", "new", "render", "check", "export", "cert", "version"):
        assert command in out
        status, text, err = run(command, "--help", cwd=scratch)
        assert status == 0 and text.startswith(f"usage: marmot {command}") and err == "", (command, text, err)
    for option in ("--config", "--content", "--certs", "--state", "--host", "--gemini", "--gopher"):
        assert option in run("serve", "--help", cwd=scratch)[1]


WRONG = [
    ["wibble"], ["--wibble"], ["serv"], ["check", "a", "b"], ["check", "--wibble"], ["check", "no-such-folder"], ["cert", "burn"],
    ["render"], ["render", "x.md"], ["render", "--to", "pdf", "x.md"], ["render", "--to", "gemtext", "no-such-file.md"],
    ["render", "--to", "text", "--width", "5", "x.md"],
    ["new"], ["new", ""], ["new", "two", "titles"], ["new", "a\nb"], ["new", "--in", "../x", "Out"], ["new", "--in", "/x", "Out"],
    ["new", "--in", "a/.b", "Hidden"], ["new", "--name", "a/b", "Deep"], ["new", "--tag", "a\tb", "Tag"], ["new", "No content folder"],
]


@pytest.mark.parametrize("words", WRONG)
def test_wrong_commands_are_status_2(scratch, words):
    status, out, err = run(*words, cwd=scratch)
    assert status == 2 and out == "" and err.strip(), (out, err)


@pytest.mark.parametrize("words,says", [
    (["serv"], 'did you mean "serve"?'), (["help", "chek"], 'did you mean "check"?'), (["serve", "--gemni", "off"], "did you mean --gemini?"),
    (["check", "--quite=1"], "did you mean --quiet?"),
])
def test_slips_are_named_with_what_was_meant(scratch, words, says):
    status, out, err = run(*words, cwd=scratch)
    assert status == 2 and out == "" and says in err and "--help" in err and err.count("\n") == 2, err


@pytest.mark.parametrize("words", [
    ["check", "empty"], ["check", "--json"], ["check-config", "--gemini", "127.0.0.1:0", "--gopher", "off"], ["render", "--to", "text", "content/a.md"],
    ["new", "A title"], ["cert", "new"], ["cert", "list"], ["version"], ["help"],
])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_what_is_said_in_vain_is_no_success(scratch, words, where):
    """A configuration of no bytes on a full disk would be taken for one."""
    write(scratch / "content" / "a.md", article("An article", "2024-01-01"))
    (scratch / "empty").mkdir()
    done = subprocess.run(["sh", "-c", f'exec "$@" {where}', "sh", binary(), *words], cwd=scratch, capture_output=True, text=True,
                          timeout=STOP_GUARD, env=environment(HOME=str(scratch)))
    assert done.returncode == 2 and "standard output cannot be written to" in done.stderr, done.stderr


def test_help_of_a_command(scratch):
    assert run("help", "cert", cwd=scratch) == run("cert", "--help", cwd=scratch)
    assert run("help", cwd=scratch) == run("--help", cwd=scratch)


def test_no_command_at_all(scratch):
    status, out, err = run(cwd=scratch)
    assert status == 2 and "serve" in out + err


# --- check -----------------------------------------------------------------------------------


def lines_of(text):
    return [line for line in text.split("\n") if line]


def test_check_of_a_good_folder(scratch):
    folder = scratch / "content"
    write(folder / "index.md", article("Home", body="[good](good.md)"))
    write(folder / "good.md", article("Good", "2020-01-01", tags="[a, b]"))
    status, out, err = run("check", folder, cwd=scratch)
    assert (status, out) == (0, ""), out
    assert "2 articles" in err or "1 article" in err
    assert run("check", "--quiet", folder, cwd=scratch) == (0, "", "")
    assert run("check", "--content", folder, cwd=scratch)[0] == 0


def test_check_names_every_problem(scratch):
    """path:line:col: severity: text, sorted, with a status for scripts."""
    folder = scratch / "content"
    write(folder / "bad.md",
          "---\ntitle: Bad\ndate: 2020-13-01\ntags: [open\n---\n\n[nowhere](missing.md)\n\n![](../static/p.png)\n")
    write(folder / "dup.md", article("One", "2020-01-01", slug="same"))
    write(folder / "same.md", article("Two", "2020-01-01"))
    write(folder / "tags" / "x.md", article("Below tags", "2020-01-01"))
    write(scratch / "static" / "p.png", PNG)
    (folder / "nowhere.txt").symlink_to("not-there")
    status, out, err = run("check", folder, cwd=scratch)
    lines = lines_of(out)
    assert lines and all(DIAG.match(line) for line in lines), out
    assert [line.split(":")[0] for line in lines] == sorted(line.split(":")[0] for line in lines)
    bad = [line for line in lines if line.startswith("bad.md:")]
    assert any(line.startswith("bad.md:3:") and "month" in line for line in bad), out
    assert any(line.startswith("bad.md:7:") and "missing.md" in line for line in bad), out
    assert any("../static" in line and "assets: [../static]" in line for line in lines), out
    assert not any("p.png" in line and "leads nowhere" in line for line in lines), "said twice:\n" + out
    assert any("nowhere.txt" in line for line in lines)
    assert any(line.startswith("tags/") for line in lines), out
    assert any("same.md" in line or "dup.md" in line for line in lines), out
    assert status == (1 if any(": error: " in line for line in lines) else 0)
    counts = re.search(r"(\d+) errors?, (\d+) warnings?", err)
    assert int(counts[1]) == sum(": error: " in line for line in lines)
    assert int(counts[2]) == sum(": warning: " in line for line in lines)


def test_check_names_other_encodings(scratch):
    """Letters of an older site would be lost unseen."""
    folder = scratch / "content"
    write(folder / "good.md", "---\ntitle: café\n---\n\nnaïve\n")
    write(folder / "latin.md", "---\ntitle: plain\n---\n\nna\u00efve\n".encode("latin-1"))
    write(folder / "title.md", "---\ntitle: caf\u00e9\n---\n".encode("latin-1"))
    write(folder / "wide.md", "# Title\n".encode("utf-16"))
    status, out, _ = run("check", folder, cwd=scratch)
    says = "warning: holds bytes that are no UTF-8 and are shown as question marks (save the file as UTF-8)"
    assert (status, lines_of(out)) == (0, [f"latin.md:5: {says}", f"title.md:2: {says}",
                                           "wide.md: warning: is in UTF-16 and cannot be read (save it as UTF-8)"])


def test_check_status_1_for_errors(scratch):
    folder = scratch / "content"
    write(folder / "a.md", article("A", "2020-01-01"))
    write(folder.joinpath(*["e"] * 60) / "deep.md", article("Too deep", "2020-01-01"))
    status, out, _ = run("check", folder, cwd=scratch)
    assert status == 1 and ": error: " in out


def test_check_of_settings(scratch):
    write(scratch / "content" / "a.md", article("A", "2020-01-01"))
    (scratch / "marmot.yaml").write_text("tilte: x\n")
    status, out, err = run("check", cwd=scratch)
    assert status == 1
    assert re.search(r"marmot\.yaml:1:\d+: (error|warning): .*did you mean \"title\"", out), out


def test_check_keeps_its_terminal_clean(scratch):
    folder = scratch / "content"
    folder.mkdir()
    write(folder / "a.md", "---\ntitle: x\ndate: \"\x1b[31mnever\"\n---\n\n[\x1b[31mred](no\x1b.md)\n")
    _, out, err = run("check", folder, cwd=scratch)
    assert all(ch == "\n" or ch >= " " for ch in out + err)


def test_check_of_the_sample(scratch, site):
    status, out, err = run("check", site, cwd=scratch)
    assert all(DIAG.match(line) for line in lines_of(out)), out
    assert status in (0, 1)


def test_misspelt_keys_are_named_with_what_was_meant(scratch):
    folder = scratch / "content"
    for i in range(5):
        write(folder / f"{i}.md", f"---\ntitle: {i}\nlayout: post\nmoods: calm\n---\nText.\n")
    write(folder / "slip.md", "---\ntitle: Slip\ntgas: [a]\nlayuot: post\nsubtile: no\nrelated: x\n---\nText.\n")
    status, out, err = run("check", folder, cwd=scratch)
    lines = lines_of(out)
    assert status == 0
    assert 'slip.md:3:1: warning: tgas: means nothing here; did you mean "tags"?' in lines
    assert "0.md:4:1: note: moods: means nothing here (5 articles have it)" in lines
    assert not any("layout:" in line or "title:" in line or "related:" in line for line in lines)


def test_a_key_that_many_articles_have_is_no_slip(scratch):
    """At the edge of UNKNOWN_SLIPS_MAX."""
    for n, severity in ((3, "warning"), (4, "note")):
        folder = scratch / str(n)
        for i in range(n):
            write(folder / f"{i}.md", f"---\ntitle: {i}\ndaet: 2020-01-01\n---\nText.\n")
        _, out, _ = run("check", folder, cwd=scratch)
        assert {line.split(": ")[1] for line in lines_of(out) if "daet" in line} == {severity}, out


@pytest.mark.parametrize("n", [500, 501])
def test_no_end_of_unknown_keys(scratch, n):
    """UNKNOWN_NAMES_MAX."""
    folder = scratch / "content"
    write(folder / "a.md", "---\n" + "".join(f"unheard-of-{i}: x\n" for i in range(n)) + "---\nText.\n")
    _, out, _ = run("check", folder, cwd=scratch)
    assert out.count(": means nothing here (") == 500
    assert ("more than 500 different keys" in out) == (n > 500)


def test_check_as_json(scratch):
    folder = scratch / "content"
    write(folder / "a.md", '---\ntitle: A\ndate: "tomorrow\\t\\u00e9"\n---\n[x](nowhere.md) ![](p.png)\n')
    write(folder / "draft.md", "---\ndraft: true\n---\n")
    write(folder / "p.png", PNG)
    _, plain, _ = run("check", folder, cwd=scratch)
    status, out, err = run("check", "--json", folder, cwd=scratch)
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert (found["articles"], found["hidden"], found["files"]) == (1, 1, 1)
    assert (found["errors"], found["warnings"], found["notes"]) == (0, 2, 1)
    assert len(found["problems"]) == len(lines_of(plain)) == 3
    first = found["problems"][0]
    assert (first["path"], first["line"], first["col"], first["severity"]) == ("a.md", 3, 1, "warning")
    assert "tomorrow" in first["text"] and "\u00e9" in first["text"]


def test_json_of_a_wrong_configuration(scratch):
    write(scratch / "marmot.yaml", "tittle: x\n")
    status, out, _ = run("check", "--json", cwd=scratch)
    assert status == 1 and json.loads(out)["problems"][0]["path"] == "marmot.yaml"


def test_a_page_too_large_for_clients_is_named(scratch):
    """READING_SIZE_MAX: 2 MiB of gemtext, where Amfora stops."""
    folder = scratch / "content"
    body = "".join(f"{i:07d}" + "x" * 1015 + "\n\n" for i in range(2048))
    write(folder / "fits.md", body[:2 * 1024 * 1024 - 1 - 1024] + "\n")
    write(folder / "large.md", body + body[:2048])
    _, out, _ = run("check", folder, cwd=scratch)
    assert [line.split(":")[0] for line in lines_of(out) if "its page has" in line] == ["large.md"], out


# --- new -------------------------------------------------------------------------------------


def today():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def test_new_begins_an_article_that_check_and_serve_understand(scratch):
    (scratch / "content").mkdir()
    title = 'The "first" snow: what\'s \\ new, #1?'
    before = today()
    status, out, err = run("new", title, "--in", "walks", "--tag", "snow", "--tag", "a: b", cwd=scratch)
    assert (status, out, err) == (0, "content/walks/the-first-snow-whats-new-1.md\n", "")
    file = scratch / out.strip()
    dated = re.search(r"^date: (\S+)$", file.read_text(), re.M)[1]
    assert before <= dated <= today() and "draft: true" in file.read_text()
    file.write_text(file.read_text().replace("draft: true", "") + "Text.\n")
    _, gemtext, _ = run("render", "--to", "gemtext", file, cwd=scratch)
    assert gemtext.startswith(f"# {title}\n") and "Tags: snow, a: b" in gemtext, gemtext
    assert json.loads(run("check", "--json", cwd=scratch)[1])["problems"] == []


def test_new_without_a_folder_of_articles(scratch):
    status, out, err = run("new", "First snow", cwd=scratch)
    assert (status, out) == (2, "") and "content: there is no such folder of articles" in err and "--content" in err, err


def test_new_touches_nothing_that_is_there(scratch):
    write(scratch / "content" / "snow.md", "mine\n")
    status, out, err = run("new", "Snow", cwd=scratch)
    assert status == 2 and out == "" and "snow.md" in err
    assert (scratch / "content" / "snow.md").read_text() == "mine\n"
    assert run("new", "Snow", "--name", "snow-2", "--publish", cwd=scratch)[1] == "content/snow-2.md\n"
    assert "draft" not in (scratch / "content" / "snow-2.md").read_text()


def test_new_below_posts_is_named_as_jekyll_wants_it(scratch):
    (scratch / "content").mkdir()
    before = today()
    _, out, _ = run("new", "\u96ea\u306e\u65e5", "--in", "blog/_posts", cwd=scratch)
    dated = re.fullmatch("content/blog/_posts/([0-9-]{10})-\u96ea\u306e\u65e5[.]md\n", out)[1]
    assert before <= dated <= today()


def test_new_names_a_title_of_signs_alone(scratch):
    (scratch / "content").mkdir()
    _, out, _ = run("new", "???", cwd=scratch)
    assert re.fullmatch(r"content/[a-z0-9-]+\.md\n", out)


# --- render ------------------------------------------------------------------------------------


SOURCE = article("A rendered page", "2022-02-02", tags="[One]",
                 body="Text with a [link](https://example.org/).\n\n## Part\n\n* item\n\n"
                 "```c\nint x;\n```\n\n" + "word " * 60)


def test_render_to_each_form(scratch):
    write(scratch / "page.md", SOURCE)
    status, out, err = run("render", "--to", "gemtext", "page.md", cwd=scratch)
    assert (status, err) == (0, "") and judge_gemtext(out.encode()) == []
    assert out.startswith("# A rendered page\n") and "=> https://example.org/ link" in out
    status, out, err = run_raw("render", "--to", "menu", "page.md", cwd=scratch)
    assert (status, err) == (0, b"") and judge_menu(out) == []
    assert b"\tURL:https://example.org/\t" in out
    status, out, err = run_raw("render", "--to", "text", "page.md", cwd=scratch)
    assert (status, err) == (0, b"")
    assert judge_text(out.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")) == []
    assert b"https://example.org/" in out


def run_raw(*words, cwd):
    status, out, err = run(*words, cwd=cwd)
    # Line ends as they are: run() decodes but changes none.
    return status, out.encode(), err.encode()


def test_render_width(scratch):
    write(scratch / "page.md", SOURCE)
    _, narrow, _ = run("render", "--to", "text", "--width", "40", "page.md", cwd=scratch)
    _, wide, _ = run("render", "--to", "text", "--width=120", "page.md", cwd=scratch)
    assert max(map(len, narrow.splitlines())) <= 40 < max(map(len, wide.splitlines())) <= 120


def test_render_says_problems_on_stderr(scratch):
    write(scratch / "page.md", "---\ntitle: T\ndate: never\n---\n\nText.\n")
    status, out, err = run("render", "--to", "gemtext", "page.md", cwd=scratch)
    assert status == 0 and out.startswith("# T\n") and re.search(r"page\.md:3(:\d+)?: (warning|error): ", err), err


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"---\n", b"---\n---\n", b"\xef\xbb\xbf", b"+++\n+++", b"{}",
                                  b"\n" * 100, b"x" * 100000,
                                  b"> " * 5000 + b"x", b"[" * 5000, b"*" * 5000, b"|" * 3000 + b"\n" + b"|-" * 1500])
def test_render_takes_anything(scratch, data):
    write(scratch / "page.md", data)
    for form in ("gemtext", "menu", "text"):
        status, out, _ = run_raw("render", "--to", form, "page.md", cwd=scratch)
        assert status == 0
        if form == "gemtext":
            assert judge_gemtext(out) == []
        elif form == "menu":
            assert judge_menu(out) == []


# --- cert ----------------------------------------------------------------------------------------


def test_cert_new_and_show(scratch):
    status, out, err = run("cert", "new", "--certs", "certs", "--host", "capsule.example", "--host",
                           "www.capsule.example", cwd=scratch)
    assert (status, err) == (0, ""), err
    crt, key = scratch / "certs" / "capsule.example.crt", scratch / "certs" / "capsule.example.key"
    assert crt.exists() and key.stat().st_mode & 0o777 == 0o600
    again = run("cert", "show", "--certs", "certs", "--host", "capsule.example", cwd=scratch)
    assert again[0] == 0 and again[1] == out
    assert run("cert", "--certs", "certs", "--host", "capsule.example", cwd=scratch)[1] == out
    text = subprocess.run(["openssl", "x509", "-in", crt, "-noout", "-text", "-fingerprint", "-sha256"],
                          capture_output=True, check=True)
    text = text.stdout.decode()
    assert "DNS:capsule.example, DNS:www.capsule.example" in text
    fingerprint = re.search(r"ingerprint=(\S+)", text)[1]
    assert re.search(r"^SHA-256 +" + fingerprint, out, re.M), out
    pipeline = f"openssl x509 -in {crt} -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -c"
    spki = subprocess.run(pipeline, shell=True,
                          capture_output=True, check=True).stdout.decode().strip().split("= ")[-1]
    assert re.search(r"^SPKI SHA-256 +" + spki.upper(), out, re.M), out
    assert "9999-12-31" in out


def test_cert_is_never_replaced(scratch):
    assert run("cert", "new", "--certs", "certs", "--host", "a.example", cwd=scratch)[0] == 0
    before = (scratch / "certs" / "a.example.crt").read_bytes()
    status, out, err = run("cert", "new", "--certs", "certs", "--host", "a.example", cwd=scratch)
    assert status == 2 and err.strip()
    assert (scratch / "certs" / "a.example.crt").read_bytes() == before
    (scratch / "certs" / "a.example.crt").unlink()
    assert run("cert", "new", "--certs", "certs", "--host", "a.example", cwd=scratch)[0] == 2  # the key alone
    assert not (scratch / "certs" / "a.example.crt").exists()


@pytest.mark.parametrize("words,says", [
    (["new", "--certs", "file"], "the certificate folder cannot be made"),
    (["new", "--certs", "file/certs"], "the certificate folder cannot be made: Not a directory"),
    (["show", "--certs", "file"], "it is no folder: name another"),
    (["new", "--certs", "closed"], "nobody can tell whether there is one already: Permission denied (do it as the user"),
    (["new", "--certs", "sealed"], "the key file cannot be written: Permission denied (do it as the user"),
    (["show", "--certs", "closed"], "Permission denied: ask as the user"),
])
def test_cert_says_what_keeps_it_from_a_folder(scratch, words, says):
    """Not that there is a certificate already, where it may not look."""
    (scratch / "file").write_text("")
    for name, mode in (("closed", 0), ("sealed", 0o555)):
        (scratch / name).mkdir(mode=mode)
    done = subprocess.run([binary(), "cert", *words], cwd=scratch, capture_output=True, text=True, timeout=STOP_GUARD,
                          env=environment(HOME=str(scratch)), preexec_fn=may_not_override)
    assert done.returncode == (1 if words[0] == "show" else 2) and says in done.stderr, done.stderr


def test_cert_for_an_address(scratch):
    assert run("cert", "new", "--certs", "certs", "--host", "192.0.2.7", cwd=scratch)[0] == 0
    text = subprocess.run(["openssl", "x509", "-in", scratch / "certs" / "192.0.2.7.crt", "-noout", "-text"],
                          capture_output=True, check=True)
    assert b"IP Address:192.0.2.7" in text.stdout and re.search(rb"Subject: CN ?= ?192\.0\.2\.7", text.stdout)


def test_cert_show_without_one(scratch):
    status, out, err = run("cert", "show", "--certs", "certs", "--host", "a.example", cwd=scratch)
    assert status == 1 and out == "" and "cert new" in err


def test_cert_show_of_garbage(scratch):
    write(scratch / "certs" / "a.example.crt", "nonsense\n")
    write(scratch / "certs" / "a.example.key", "nonsense\n")
    status, out, err = run("cert", "show", "--certs", "certs", "--host", "a.example", cwd=scratch)
    assert status == 1 and "a.example.crt" in err


def test_cert_show_warns_of_other_names(scratch):
    run("cert", "new", "--certs", "certs", "--host", "a.example", cwd=scratch)
    for suffix in ("crt", "key"):
        shutil.copy(scratch / "certs" / f"a.example.{suffix}", scratch / "certs" / f"b.example.{suffix}")
    status, out, _ = run("cert", "show", "--certs", "certs", "--host", "b.example", cwd=scratch)
    assert status == 0 and re.search(r"warning: .*b\.example", out)
