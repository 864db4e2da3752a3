"""Publishing by Titan: who may, what may, and that nothing is lost."""

import os
import re
import resource
import shutil
import subprocess
import threading
from urllib.parse import quote

import pytest
from folder import PNG, article, write
from identity import Identity, visit
from marmot import binary, run, wait_for
from wire import Tls, context, finish, gemini, gopher, pause

TOKEN = "open-sesame-8"


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    return {name: Identity(folder, name) for name in ("ada", "bob", "eve")} | {
        "late": Identity(folder, "late", end="20210101000000Z")}


def make_capsule(folder):
    write(folder / "index.md", article("The desk", "2020-01-01"))
    write(folder / "about.md", article("About", "2020-01-01"))
    write(folder / "notes" / "_index.md", article("Notes"))
    write(folder / "notes" / "old.md", article("An old note", "2020-01-01", body="As it was."))
    write(folder / "notes" / "named.md", article("By its slug", "2020-02-01", slug="called", body="As it was."))
    write(folder / "notes" / "hand.gmi", "# By hand\n")
    write(folder / "images" / "one.png", PNG)
    write(folder / "other" / "page.md", article("Elsewhere", "2020-03-01"))
    return folder


@pytest.fixture
def desk(serve, scratch, people):
    write(scratch / "token", TOKEN + "\n")
    titan = {"paths": {"notes/": [people["ada"].fingerprint, "bob", "token"], "images/": [people["ada"].fingerprint],
                       "about": [people["ada"].fingerprint], "/": ["boss"]},
             "token_file": scratch / "token", "max_size": "100k", "versions": 3}
    return serve(make_capsule(scratch / "content"), settings={"title": "The desk", "titan": titan,
                                                              "authors": [people["ada"].fingerprint]})


def request(marmot, path, body=b"", mime="text/plain", token=None, size=None):
    """As Lagrange sends it: the port always, mime before size, the token last, all in one record."""
    line = f"titan://localhost:{marmot.ports['gemini']}{path};mime={mime};size={len(body) if size is None else size}"
    if token is not None:
        line += f";token={token}"
    return line.encode() + b"\r\n" + body


def put(marmot, path, body=b"", who=None, **how):
    if isinstance(body, str):
        body = body.encode()
    with Tls(marmot.address("gemini"), **({"context": who.context()} if who else {})) as client:
        client.send(request(marmot, path, body, **how))
        return finish(client)


def edit(marmot, path, who=None):
    with Tls(marmot.address("gemini"), **({"context": who.context()} if who else {})) as client:
        client.send(f"titan://localhost:{marmot.ports['gemini']}{path};edit\r\n".encode())
        return finish(client)


def versions(marmot, path):
    folder = marmot.work / "state" / "versions" / path
    return [p.read_bytes() for p in sorted(folder.iterdir())] if folder.exists() else []


def files(folder):
    """All there is, temporary files too."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


NEW = article("A new note", "2021-01-01", tags="[fresh]", body="Written *from afar*.")


# --- what goes well ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/notes/snow", "/notes/snow.gmi", "/notes/snow.md", "/notes/./snow.gmi",
                                  "/notes/sn%6Fw.gmi"])
def test_a_new_article_is_live_at_once(desk, people, path):
    answer = put(desk, path, NEW, people["ada"])
    assert answer.status == 30 and answer.meta == desk.url("/notes/snow.gmi") and answer.end == "clean", answer
    assert (desk.folder / "notes" / "snow.md").read_text() == NEW
    page = visit(desk, "/notes/snow.gmi")
    assert page.status == 20 and "# A new note" in page.text and "Written from afar." in page.text
    assert "/notes/snow.gmi 2021-01-01 A new note" in visit(desk, "/notes/").text
    assert "A new note" in visit(desk, "/tags/fresh.gmi").text and "A new note" in visit(desk, "/atom.xml").text
    assert "A new note" in gopher(desk, "/notes/snow").text
    assert versions(desk, "notes/snow.md") == []
    assert "notes/snow.md stored" in desk.log() and people["ada"].fingerprint in desk.log()
    assert (desk.folder / "notes" / "snow.md").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("path, file, home", [
    ("/notes/old.gmi", "notes/old.md", "/notes/old.gmi"), ("/notes/old", "notes/old.md", "/notes/old.gmi"),
    ("/notes/old.md", "notes/old.md", "/notes/old.gmi"), ("/notes/called.gmi", "notes/named.md", None),
    ("/notes/named.md", "notes/named.md", None), ("/about", "about.md", "/about.gmi"),
    ("/notes/", "notes/_index.md", "/notes/"), ("/notes/index.gmi", "notes/_index.md", "/notes/"),
    ("/notes/index.md", "notes/_index.md", "/notes/")])
def test_an_update_keeps_what_was(desk, people, path, file, home):
    before = (desk.folder / file).read_bytes()
    os.chmod(desk.folder / file, 0o640)
    assert visit(desk, path.removesuffix(".md") if path.endswith(".md") else path).status in (20, 31)
    text = article("Anew", "2022-01-01", body="Other words.")
    answer = put(desk, path, text, people["ada"])
    assert answer.status == 30 and answer.meta == desk.url(home or "/" + file.replace(".md", ".gmi")), answer
    assert (desk.folder / file).read_text() == text and versions(desk, file) == [before]
    assert (desk.folder / file).stat().st_mode & 0o777 == 0o640, "its mode stays"
    page = visit(desk, answer.meta[len(desk.url("")):])
    assert page.status == 20 and "Other words." in page.text, page


def test_versions_have_a_limit(desk, people):
    for i in range(6):
        assert put(desk, "/notes/old.gmi", article(f"Round {i}", "2022-01-01"), people["ada"]).status == 30
    kept = versions(desk, "notes/old.md")
    assert len(kept) == 3 and all(f"Round {i + 2}".encode() in text for i, text in enumerate(kept)), kept


def test_files_as_they_lie(desk, people):
    answer = put(desk, "/images/two.png", PNG, people["ada"], mime="image/png")
    assert answer.status == 30 and answer.meta == desk.url("/images/two.png"), answer
    page = visit(desk, "/images/two.png")
    assert page.status == 20 and page.meta == "image/png" and page.body == PNG
    other = PNG + b"more"
    assert put(desk, "/images/two.png", other, people["ada"], mime="application/octet-stream").status == 30
    assert visit(desk, "/images/two.png").body == other and versions(desk, "images/two.png") == [PNG]
    # Gemtext by hand stays what it is, and so does new gemtext that says so.
    assert put(desk, "/notes/hand.gmi", "# Anew\n", people["ada"]).status == 30
    assert visit(desk, "/notes/hand.gmi").text == "# Anew\n"
    assert put(desk, "/notes/gem.gmi", "# Gem\n=> /x y\n", people["ada"], mime="text/gemini").status == 30
    assert visit(desk, "/notes/gem.gmi").text == "# Gem\n=> /x y\n"
    assert (desk.folder / "notes" / "gem.gmi").exists() and not (desk.folder / "notes" / "gem.md").exists()


def test_folders_are_made_below_the_path(desk, people):
    answer = put(desk, "/notes/2022/winter/frost.gmi", NEW, people["ada"])
    assert answer.status == 30 and answer.meta == desk.url("/notes/2022/winter/frost.gmi"), answer
    assert "frost" in visit(desk, "/notes/2022/winter/").text
    assert put(desk, "/notes/caf%C3%A9/cr%C3%A8me", NEW, people["ada"]).status == 30
    assert (desk.folder / "notes" / "café" / "crème.md").read_text() == NEW


@pytest.mark.parametrize("length, status", [(900, 30), (995, 30), (996, 20)])
def test_a_long_address_is_led_to_whole(desk, people, length, status):
    """Names in other letters than Latin are three to nine times as long in an address."""
    start = desk.url("/notes/" + quote("\u65e5" * 60) + 2 * ("/" + "x" * 150) + "/")
    url = start + "x" * (length - len(start) - len(".gmi")) + ".gmi"
    answer = put(desk, url[len(desk.url("")):], NEW, people["ada"])
    assert answer.status == status and answer.end == "clean"
    assert answer.meta == url if status == 30 else f"=> {url} " in answer.text
    assert gemini(desk, url).status == 20


def test_the_granted_folder_itself_is_made(serve, scratch, people):
    """The first article for a path that the owner has named, before there is anything."""
    ada = people["ada"].fingerprint
    desk = serve(make_capsule(scratch / "content"), settings={"titan": {"paths": {"walks/in/winter/": ada, "new/one": ada}}})
    assert put(desk, "/walks/in/winter/frost.gmi", NEW, people["ada"]).meta == desk.url("/walks/in/winter/frost.gmi")
    assert put(desk, "/new/one.gmi", NEW, people["ada"]).status == 30
    assert (desk.folder / "walks/in/winter/frost.md").exists() and (desk.folder / "new/one.md").exists()
    before = files(desk.folder)
    assert put(desk, "/walks/in/summer/x.gmi", NEW, people["ada"]).status == 50
    assert put(desk, "/fresh/in/winter/x.gmi", "---\ndate: soon\n---\n", people["ada"]).status == 50
    assert put(desk, "/walks/in/winter/a/b/x.gmi", "---\ntitle: [\n---\n", people["ada"]).status == 59
    assert files(desk.folder) == before and not (desk.folder / "walks/in/winter/a").exists()


@pytest.mark.parametrize("path, home", [("/notes/old.gmi", "/notes/"), ("/notes/old.md", "/notes/"),
                                        ("/images/one.png", "/"), ("/about", "/")])
def test_size_0_deletes(desk, people, path, home):
    file = {"/about": "about.md", "/images/one.png": "images/one.png"}.get(path, "notes/old.md")
    before = (desk.folder / file).read_bytes()
    answer = put(desk, path, b"", people["ada"], mime="application/octet-stream")
    assert answer.status == 30 and answer.meta == desk.url(home), answer
    assert not (desk.folder / file).exists() and versions(desk, file) == [before]
    assert visit(desk, path).status == 51
    again = put(desk, path, b"", people["ada"])
    assert again.status == 51, again


def test_a_draft_is_stored_for_its_author(desk, people):
    text = article("Not yet", "2021-01-01", draft="true", body="Half a thought.")
    answer = put(desk, "/notes/thought.gmi", text, people["ada"])
    assert answer.status == 30 and answer.meta == desk.url("/drafts/notes/thought.gmi"), answer
    assert "Half a thought." in visit(desk, "/drafts/notes/thought.gmi", people["ada"]).text
    assert visit(desk, "/notes/thought.gmi").status == 51
    # It can be changed at both of its addresses, and published.
    assert edit(desk, "/drafts/notes/thought.gmi", people["ada"]).text == text
    answer = put(desk, "/drafts/notes/thought.gmi", text.replace("Half", "A whole"), people["ada"])
    assert answer.meta == desk.url("/drafts/notes/thought.gmi"), answer
    answer = put(desk, "/notes/thought.gmi", text.replace("draft: true", "draft: false"), people["ada"])
    assert answer.meta == desk.url("/notes/thought.gmi") and visit(desk, "/notes/thought.gmi").status == 20
    assert len(versions(desk, "notes/thought.md")) == 2
    assert put(desk, "/drafts/notes/new.gmi", text, people["ada"]).status == 59


def test_edit_gives_the_source(desk, people):
    source = (desk.folder / "notes" / "old.md").read_text()
    for path in ("/notes/old.gmi", "/notes/old", "/notes/old.md"):
        answer = edit(desk, path, people["ada"])
        assert answer.status == 20 and answer.meta.startswith("text/markdown") and answer.text == source, answer
    assert edit(desk, "/notes/", people["ada"]).text == (desk.folder / "notes" / "_index.md").read_text()
    hand = edit(desk, "/notes/hand.gmi", people["ada"])
    assert hand.meta.startswith("text/gemini") and hand.text == "# By hand\n"
    picture = edit(desk, "/images/one.png", people["ada"])
    assert picture.meta == "image/png" and picture.body == PNG
    assert edit(desk, "/notes/nothing.gmi", people["ada"]).status == 51
    assert edit(desk, "/notes/old.gmi").status == 60 and edit(desk, "/notes/old.gmi", people["eve"]).status == 61
    assert edit(desk, "/drafts/notes/x.gmi", people["ada"]).status == 59
    for path in ("/notes/../../outside/secret.txt", "/notes/.hidden.md", "/tags/"):
        assert edit(desk, path, people["ada"]).status in (50, 51, 59, 61), path


@pytest.mark.parametrize("body", [b"", b"What was in the editor"])
def test_an_editor_that_does_not_know_edit(desk, people, body):
    """Lagrange before 1.18 takes ";edit" for a part of the path and uploads there; an empty editor must not delete."""
    before = (desk.folder / "notes" / "old.md").read_bytes()
    answer = put(desk, "/notes/old.gmi;edit", body, people["ada"])
    assert answer.status == 59 and "to publish, take it out of the address" in answer.meta
    assert (desk.folder / "notes" / "old.md").read_bytes() == before


def test_as_lagrange_edits(desk, people):
    """Fetch for the editor, send back as text/plain, follow the redirect."""
    source = edit(desk, "/notes/old.gmi", people["ada"]).text
    answer = put(desk, "/notes/old.gmi", source.replace("As it was.", "As it is."), people["ada"], mime="text/plain")
    assert answer.status == 30
    assert "As it is." in visit(desk, answer.meta[len(desk.url("")):]).text


# --- who may ---------------------------------------------------------------------------------------


def test_who_may(desk, people):
    before = files(desk.folder)
    assert put(desk, "/notes/x.gmi", NEW).status == 60
    stranger = put(desk, "/notes/x.gmi", NEW, people["eve"])
    assert stranger.status == 61 and people["eve"].fingerprint in stranger.meta
    assert put(desk, "/notes/x.gmi", NEW, people["late"]).status == 62
    assert put(desk, "/notes/x.gmi", NEW, token="wrong").status == 59
    assert put(desk, "/notes/x.gmi", NEW, token="").status == 59
    assert put(desk, "/notes/x.gmi", NEW, token=TOKEN + "x").status == 59
    assert put(desk, "/notes/x.gmi", NEW, token=TOKEN[:-1]).status == 59
    assert put(desk, "/images/x.png", PNG, token=TOKEN).status == 60, "the token is not for pictures"
    assert put(desk, "/other/page.gmi", NEW, people["ada"]).status == 61, "a path of others"
    assert put(desk, "/new.gmi", NEW, people["ada"]).status == 61
    assert put(desk, "/notes/old.gmi", b"").status == 60, "to delete as well"
    assert files(desk.folder) == before
    assert put(desk, "/notes/x.gmi", NEW, token=TOKEN).status == 30
    assert put(desk, "/notes/y.gmi", NEW, people["eve"], token=TOKEN).status == 30
    run("cert", "allow", people["bob"].fingerprint, "--name", "bob", "--state", desk.work / "state", cwd=desk.work)
    wait_for("bob to be let in", lambda: put(desk, "/notes/z.gmi", NEW, people["bob"]).status == 30)
    assert put(desk, "/images/z.png", PNG, people["bob"]).status == 61


def test_the_log_says_what_opened_the_door(desk, people):
    """A certificate that is shown along with the token has opened nothing."""
    ada, eve = people["ada"].fingerprint, people["eve"].fingerprint
    for path, who, how, words in (
            ("/notes/a.gmi", None, {"token": TOKEN}, "by the token"),
            ("/notes/b.gmi", people["eve"], {"token": TOKEN}, "by the token"),
            ("/notes/c.gmi", people["ada"], {}, f"by ada {ada}"),
            ("/notes/d.gmi", people["ada"], {"token": TOKEN}, f"by ada {ada}")):
        before = len(desk.log())
        assert put(desk, path, NEW, who, **how).status == 30
        desk.wait_log(words + "\n", before)
    before = len(desk.log())
    assert put(desk, "/notes/a.gmi", b"", people["eve"], token=TOKEN).status == 30
    desk.wait_log("notes/a.md deleted, by the token\n", before)
    assert eve not in desk.log()


def test_the_token_is_in_no_log(desk):
    assert put(desk, "/notes/x.gmi", NEW, token=TOKEN).status == 30
    assert put(desk, "/notes/x.gmi", NEW, token="another-secret").status == 59
    host = f"titan://elsewhere/x;token={TOKEN};size=5\r\n".encode()
    long = f"titan://localhost/x;size=5;token={TOKEN}{'x' * 1100}\r\n".encode()
    for line in (host, long, host.replace(b";token", b";TOKEN")):
        with Tls(desk.address("gemini")) as client:
            client.send(line)
            assert finish(client).status in (53, 59)
    desk.wait_log(";TOKEN=***")
    assert TOKEN not in desk.log() and "another-secret" not in desk.log() and ";token=***" in desk.log()


def test_the_token_alone(serve, scratch, people):
    """Without people nobody is asked for a certificate; escapes in a token are undone."""
    desk = serve(make_capsule(scratch / "content"), settings={"titan": {"token": "a b;c=d/e"}})
    answer = put(desk, "/notes/new", NEW, token="a%20b%3Bc%3Dd%2Fe")
    assert answer.status == 30 and answer.meta == desk.url("/notes/new.gmi"), answer
    assert put(desk, "/new", NEW, people["ada"]).status == 59
    assert put(desk, "/", article("Home again"), token="a%20b%3Bc%3Dd%2Fe").meta == desk.url("/")
    assert "# Home again" in visit(desk, "/").text


def test_it_is_off_unless_configured(marmot):
    with Tls(marmot.address("gemini")) as client:
        client.send(request(marmot, "/posts/x.gmi", b"x" * 100000))
        assert finish(client).status == 53


def test_a_private_area_can_be_published_to(serve, scratch, people):
    ada = people["ada"]
    folder = make_capsule(scratch / "content")
    write(folder / "members" / "one.md", article("One", "2020-01-01"))
    desk = serve(folder, settings={"private": {"members/": ada.fingerprint}, "titan": {
        "paths": {"/": ada.fingerprint}}})
    answer = put(desk, "/members/two.gmi", article("Two", "2021-01-01", body="Between us."), ada)
    assert answer.meta == desk.url("/members/two.gmi"), answer
    assert visit(desk, "/members/two.gmi").status == 60 and "Between us." in visit(desk, "/members/two.gmi", ada).text
    assert b"members/two" not in visit(desk, "/archive/").raw + visit(desk, "/atom.xml").raw
    assert edit(desk, "/members/two.gmi").status == 60


# --- what may not be -----------------------------------------------------------------------------------

BROKEN = [("---\ntitle: [\n---\n\nText.\n", "Line 2: title: what was begun is not closed"), ("---\ntitle: Open\n\nText without an end.\n", "Line 1"),
          ("---\ntitle: When\ndate: someday\n---\n\nText.\n", "Line 3"),
          ("+++\ntitle = \n+++\n\nText.\n", "Line 2"), (b"---\ntitle: x\n---\n\xff\xfe\n", "UTF-8"),
          (b"a\x00b", "UTF-8")]


@pytest.mark.parametrize("body, words", BROKEN)
def test_a_broken_article_replaces_nothing(desk, people, body, words):
    before = files(desk.folder)
    for path in ("/notes/old.gmi", "/notes/new.gmi", "/notes/a/b/new.gmi"):
        answer = put(desk, path, body, people["ada"])
        assert answer.status == 59 and words in answer.meta and len(answer.header) < 1000, answer
    assert files(desk.folder) == before and not (desk.folder / "notes" / "a").exists()
    assert versions(desk, "notes/old.md") == []


REFUSED = ["/notes/.hidden.md", "/notes/.git/config.md", "/notes/node_modules/x.md", "/notes/x.key", "/notes/x.pem",
           "/notes/" + "n" * 252, "/notes/" + "d/" * 40 + "x.md", "/notes/x.md~", "/notes/%23x.md%23", "/notes/x.exe",
           "/notes/old.txt", "/notes/index.txt", "/notes/marmot.yaml", "/notes/_config.yml"]


@pytest.mark.parametrize("path", REFUSED)
def test_names_that_are_not_taken(desk, people, path):
    before = files(desk.folder)
    answer = put(desk, path, "text\n", people["ada"])
    assert answer.status == 59 and answer.meta, (path, answer)
    assert files(desk.folder) == before


@pytest.mark.parametrize("path", ["/tags/x.gmi", "/archive/", "/search", "/atom.xml", "/categories/x", "/notes/../x",
                                  "/../x", "/notes/%2e%2e/x", "/notes/..%2fx", "/notes/a%00b", "/notes/a%5cb",
                                  "/notes/a%0ab", "/notes/%ff"])
def test_paths_that_are_not_taken(desk, people, path):
    run("cert", "allow", people["bob"].fingerprint, "--name", "boss", "--state", desk.work / "state", cwd=desk.work)
    wait_for("the boss to be let in", lambda: put(desk, "/robots.txt", "x\n", people["bob"]).status == 30)
    if path in ("/notes/../x", "/notes/%2e%2e/x"):
        assert put(desk, path, NEW, people["bob"]).meta == desk.url("/x.gmi"), "for him that is only /x"
        assert put(desk, path, NEW, people["ada"]).status == 61
        return
    before = files(desk.folder)
    answer = put(desk, path, NEW, people["bob"])
    assert answer.status == 59, (path, answer)
    assert files(desk.folder) == before


def test_types(serve, scratch, people):
    ada = people["ada"]
    desk = serve(make_capsule(scratch / "content"), settings={"titan": {
        "paths": {"/": ada.fingerprint}, "types": ["text/markdown", "image/*"]}})
    assert put(desk, "/notes/x.gmi", NEW, ada).status == 30
    assert put(desk, "/images/x.jpg", b"\xff\xd8", ada, mime="image/jpeg").status == 30
    for path, mime in (("/x.pdf", "application/pdf"), ("/x.html", "text/html"), ("/x.mp3", "audio/mpeg"),
                       ("/x.bin", "application/octet-stream"), ("/x.txt", "text/plain"),
                       ("/notes/y.gmi", "image/png"), ("/x.png", "text/plain"), ("/notes/y.gmi", "nonsense"),
                       ("/notes/y.gmi", ""), ("/notes/y.gmi", "text/"), ("/notes/y.gmi", "te%20xt/plain")):
        answer = put(desk, path, b"text", ada, mime=mime)
        assert answer.status == 59, (path, mime, answer)
    assert put(desk, "/notes/y.gmi", NEW, ada, mime="text/markdown%3B%20charset=utf-8").status == 30
    assert put(desk, "/notes/y.gmi", NEW, ada, mime="text/markdown%3B%20charset%3Dutf-8").status == 30
    assert put(desk, "/notes/y.gmi", NEW, ada, mime="text/markdown;charset=utf-8").status == 59, "a parameter of Titan"
    assert put(desk, "/notes/z.gmi", NEW, ada, mime="TEXT/Markdown").status == 30


LINES = [";size=", ";size=x", ";size=-1", ";size=1.5", ";size=99999999999999999999", "", ";", ";size=1;size=1", ";mime=text/plain",
         ";size=1;colour=blue", ";size", ";edit=yes", ";edit;size=1", ";size=1;", ";token=x", ";size=0x10", ";size=+1"]


@pytest.mark.parametrize("parameters", LINES)
def test_requests_that_make_no_sense(desk, people, parameters):
    with Tls(desk.address("gemini"), context=people["ada"].context()) as client:
        client.send(f"titan://localhost:{desk.ports['gemini']}/notes/x.gmi{parameters}\r\n".encode() + b"x" * 20)
        answer = finish(client)
    assert answer.status == 59 and answer.end == "clean", answer


def test_parameters_in_any_order_and_case(desk, people):
    for i, line in enumerate((f";size={len(NEW)}", f";token=x;size={len(NEW)};mime=text/plain", f";SIZE={len(NEW)};Mime=text/plain",
                              f";size={len(NEW)}?ignored")):
        with Tls(desk.address("gemini"), context=people["ada"].context()) as client:
            client.send(f"TITAN://LOCALHOST/notes/n{i}.gmi{line}\r\n".encode() + NEW.encode())
            answer = finish(client)
        assert answer.status == 30, (line, answer)


# --- sizes, slowness, ends ---------------------------------------------------------------------------


def test_size_limit(desk, people):
    fits = (NEW + "x" * 100 * 1024)[:100 * 1024]
    assert put(desk, "/notes/fits.gmi", fits, people["ada"]).status == 30
    answer = put(desk, "/notes/large.gmi", fits + "x", people["ada"])
    assert answer.status == 59 and "102400" in answer.meta and answer.end == "clean", answer
    assert not (desk.folder / "notes" / "large.md").exists()


@pytest.mark.parametrize("who", ["eve", "ada"])
def test_a_refused_body_is_drained(desk, people, who):
    """A client that writes all before it reads still reads why."""
    size = 20 * 1024 * 1024
    with Tls(desk.address("gemini"), context=people[who].context()) as client:
        client.send(request(desk, "/notes/large.gmi", size=size))
        for _ in range(size // 65536):
            client.send(b"x" * 65536)
        answer = finish(client)
    assert answer.status == (61 if who == "eve" else 59) and answer.end == "clean", answer


def test_a_refused_body_without_end_is_ended(desk, people):
    """Draining has an end too, and others do not notice."""
    with Tls(desk.address("gemini"), context=people["eve"].context()) as client:
        client.send(request(desk, "/notes/large.gmi", size=2147483647))
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            for _ in range(2048):
                client.send(b"x" * 65536)
    assert visit(desk, "/").status == 20


def test_in_pieces(desk, people):
    data = request(desk, "/notes/pieces.gmi", NEW.encode())
    with Tls(desk.address("gemini"), context=people["ada"].context()) as client:
        for i in range(0, len(data), 7):
            client.send(data[i:i + 7])
        answer = finish(client)
    assert answer.status == 30 and (desk.folder / "notes" / "pieces.md").read_text() == NEW


def test_large_and_exact(serve, scratch, people):
    ada = people["ada"]
    desk = serve(make_capsule(scratch / "content"), settings={"titan": {"paths": {"/": ada.fingerprint},
                                                                        "max_size": "32M"}})
    data = os.urandom(17 * 1024 * 1024 + 13)
    answer = put(desk, "/images/noise.png", data, ada, mime="image/png")
    assert answer.status == 30, answer
    assert visit(desk, "/images/noise.png").body == data
    # What follows the body is nobody's.
    with Tls(desk.address("gemini"), context=ada.context()) as client:
        client.send(request(desk, "/notes/more.gmi", NEW.encode()) + b"and more")
        assert finish(client).status == 30
    assert (desk.folder / "notes" / "more.md").read_text() == NEW


@pytest.mark.parametrize("end", ["say_end", "half_close", "cut"])
def test_a_body_that_ends_early_stores_nothing(desk, people, end):
    before = files(desk.folder)
    with Tls(desk.address("gemini"), context=people["ada"].context()) as client:
        client.send(request(desk, "/notes/old.gmi", NEW.encode(), size=len(NEW) + 1))
        if end != "cut":
            getattr(client, end)()
            answer = finish(client)
            assert answer.status == 59 or (end == "half_close" and answer.status is None), answer
    desk.wait_log('titan://localhost')
    assert visit(desk, "/").status == 20
    assert files(desk.folder) == before


def test_slow_bodies_are_ended(serve, scratch, people):
    """The minimum rate is for the body as a whole, and others are served meanwhile."""
    ada = people["ada"]
    desk = serve(make_capsule(scratch / "content"), settings={
        "titan": {"paths": {"/": ada.fingerprint}}, "limits": {"upload_seconds": 4, "workers": 1, "uploads": 1}})
    with Tls(desk.address("gemini"), context=ada.context()) as client:
        client.send(request(desk, "/notes/slow.gmi", size=1000))
        busy = put(desk, "/notes/other.gmi", NEW, ada)
        assert busy.status == 41, busy
        assert visit(desk, "/").status == 20
        answer = finish(client)
        assert answer.status == 59 and "slow" in answer.meta, answer
    wait_for("the place to be free", lambda: put(desk, "/notes/other.gmi", NEW, ada).status == 30)
    # As slow, and fast enough.
    data = request(desk, "/notes/steady.gmi", size=60000)
    with Tls(desk.address("gemini"), context=ada.context()) as client:
        client.send(data)
        for _ in range(60):
            client.send(b"word " * 200)
            pause(0.05)
        assert finish(client).status == 30


def test_places_are_given_back(serve, scratch, people):
    ada = people["ada"]
    desk = serve(make_capsule(scratch / "content"), settings={
        "titan": {"paths": {"/": ada.fingerprint}}, "limits": {"uploads": 2}})
    for _ in range(6):
        with Tls(desk.address("gemini"), context=ada.context()) as client:
            client.send(request(desk, "/notes/cut.gmi", b"half", size=1000))
        assert put(desk, "/notes/bad.gmi", "---\ntitle: [\n---\n", ada).status in (59, 41)
    wait_for("all places to be free", lambda: all(
        put(desk, "/notes/good.gmi", NEW, ada).status == 30 for _ in range(3)))


def test_at_the_same_time(desk, people):
    """Many authors, one file: it is one of their texts, whole, and the others were kept or are to come."""
    texts = [article(f"Author {i}", "2022-01-01", body=f"{i} " * 5000) for i in range(8)]
    answers = [None] * len(texts)

    def author(i):
        while answers[i] is None or answers[i].status == 41:
            answers[i] = put(desk, "/notes/race.gmi", texts[i], people["ada"])

    threads = [threading.Thread(target=author, args=(i,)) for i in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answer.status == 30 for answer in answers), answers
    final = (desk.folder / "notes" / "race.md").read_text()
    kept = [text.decode() for text in versions(desk, "notes/race.md")]
    assert final in texts and len(kept) == 3 and all(text in texts for text in kept)
    assert len({final, *kept}) == 4, "each was kept once"
    assert not [name for name in files(desk.folder) if ".marmot-" in name]


# --- what the disk does ---------------------------------------------------------------------------------


def test_links_are_not_followed(desk, people):
    outside = desk.folder.parent / "outside"
    write(outside / "secret.md", "secret\n")
    write(desk.folder / "other" / "shed" / "tool.md", article("Tool"))
    (desk.folder / "notes" / "out.md").symlink_to(outside / "secret.md")
    (desk.folder / "notes" / "away").symlink_to(outside)
    (desk.folder / "notes" / "aside").symlink_to("../other/shed")
    (desk.folder / "notes" / "round.md").symlink_to("old.md")
    os.mkfifo(desk.folder / "notes" / "pipe.md")
    (desk.folder / "notes" / "folder.md").mkdir()
    for path in ("/notes/out.gmi", "/notes/away/new.gmi", "/notes/aside/new.gmi", "/notes/aside/tool.gmi",
                 "/notes/round.gmi", "/notes/pipe.gmi", "/notes/folder.gmi"):
        for body in (NEW, b""):
            answer = put(desk, path, body, people["ada"])
            assert answer.status == 59, (path, answer)
    assert (outside / "secret.md").read_text() == "secret\n" and sorted(p.name for p in outside.iterdir()) == ["secret.md"]
    assert (desk.folder / "notes" / "round.md").is_symlink()
    for path in ("/notes/out.gmi", "/notes/pipe.gmi", "/notes/away/secret.gmi"):
        answer = edit(desk, path, people["ada"])
        assert answer.status in (51, 59) and b"secret\n" not in answer.body, answer


def test_the_servers_own_folders(serve, scratch, people):
    """State and certificates may lie in the content folder: nobody publishes there, reads or deletes."""
    ada = people["ada"]
    folder = make_capsule(scratch / "content")
    desk = serve(folder, settings={"titan": {"paths": {"/": ada.fingerprint}, "types": ["text/*", "application/*"]}},
                 work=folder / "notes")
    run("cert", "allow", ada.fingerprint, "--state", folder / "notes" / "state", cwd=scratch)
    certificate = (folder / "notes" / "certs" / "localhost.crt").read_bytes()
    for path in ("/notes/certs/localhost.crt", "/notes/state/allowed.txt", "/notes/state/x.md", "/notes/certs/a/b.md"):
        for body in (b"text\n", b""):
            answer = put(desk, path, body, ada, mime="application/octet-stream")
            assert answer.status in (59, 51), (path, answer)
        assert edit(desk, path, ada).status == 51
    assert (folder / "notes" / "certs" / "localhost.crt").read_bytes() == certificate
    assert not (folder / "notes" / "certs" / "a").exists() and not (folder / "notes" / "state" / "x.md").exists()
    assert put(desk, "/notes/new.gmi", NEW, ada).status == 30


def test_names_that_differ_by_case(desk, people):
    for path in ("/notes/Old.gmi", "/notes/OLD.md", "/notes/_INDEX.md", "/notes/Hand.gmi"):
        answer = put(desk, path, NEW, people["ada"])
        assert answer.status == 59 and "already" in answer.meta or answer.status == 30, (path, answer)
    assert sorted(p.name.lower() for p in (desk.folder / "notes").iterdir()) == sorted(
        {p.name.lower() for p in (desk.folder / "notes").iterdir()}), "no two names alike"
    assert put(desk, "/notes/sub/x.gmi", NEW, people["ada"]).status == 30
    answer = put(desk, "/notes/Sub/y.gmi", NEW, people["ada"])
    assert answer.status == 59 and '"sub"' in answer.meta, answer


def as_nobody():
    """A process without root's privilege to write anywhere; the tests may run as root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def test_a_folder_that_cannot_be_written(serve, scratch, people, monkeypatch):
    # Another user may not reach where the tests lie.
    monkeypatch.setenv("MARMOT", str(shutil.copy(binary(), scratch / "marmot")))
    ada = people["ada"]
    folder = make_capsule(scratch / "content")
    work = scratch / "work"
    for path in (work, work / "certs", work / "state"):
        path.mkdir()
        path.chmod(0o777)
    if os.geteuid() != 0:
        (folder / "notes").chmod(0o555)
    desk = serve(folder, settings={"titan": {"paths": {"/": ada.fingerprint}}}, work=work, before=as_nobody)
    before = files(folder)
    for path, body in (("/notes/new.gmi", NEW), ("/notes/old.gmi", NEW), ("/notes/a/b.gmi", NEW), ("/notes/old.gmi", b"")):
        answer = put(desk, path, body, ada)
        assert answer.status == 40 and "ermission" in answer.meta and str(folder) not in answer.meta, answer
    assert files(folder) == before and versions(desk, "notes/old.md") == []
    (folder / "notes").chmod(0o755)


def test_a_state_folder_that_cannot_be_written(desk, people):
    """What cannot be kept is not replaced; what is new needs no keeping."""
    write(desk.work / "state" / "versions", "a file in the way\n")
    before = files(desk.folder)
    for body in (NEW, b""):
        answer = put(desk, "/notes/old.gmi", body, people["ada"])
        assert answer.status == 40 and "kept" in answer.meta, answer
    assert files(desk.folder) == before
    assert put(desk, "/notes/new.gmi", NEW, people["ada"]).status == 30


def test_a_disk_that_takes_no_more(serve, scratch, people):
    """A limit on the size of files fails in the middle of writing, as a full disk does."""
    ada = people["ada"]
    folder = make_capsule(scratch / "content")
    desk = serve(folder, settings={"titan": {"paths": {"/": ada.fingerprint}}},
                 before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000)))
    before = files(folder)
    for path in ("/notes/old.gmi", "/notes/new.gmi", "/notes/sub/new.gmi"):
        answer = put(desk, path, article("Large", body="word " * 20000), ada)
        assert answer.status == 40 and answer.end == "clean", answer
    assert files(folder) == before, "neither half a file nor a temporary one"
    assert not (folder / "notes" / "sub").exists() and versions(desk, "notes/old.md") == []
    assert put(desk, "/notes/old.gmi", NEW, ada).status == 30


def test_a_full_disk(serve, scratch, people):
    """A small file system of its own."""
    ada = people["ada"]
    folder, work = scratch / "content", scratch / "work"
    folder.mkdir()
    work.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True)
    if done.returncode != 0:
        pytest.skip("no file system can be mounted here; a limit on the size of files fails in the same place")
    try:
        desk = serve(make_capsule(folder), settings={"titan": {"paths": {"/": ada.fingerprint}}}, work=work)
        before = files(folder)
        for path in ("/notes/old.gmi", "/notes/new.gmi", "/notes/sub/new.gmi"):
            answer = put(desk, path, article("Large", body="word " * 80000), ada)
            assert answer.status == 40 and "space" in answer.meta, answer
        assert files(folder) == before
        assert put(desk, "/notes/old.gmi", NEW, ada).status == 30
        assert len(versions(desk, "notes/old.md")) == 1, "kept on another file system"
        desk.stop()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_without_versions(serve, scratch, people):
    ada = people["ada"]
    desk = serve(make_capsule(scratch / "content"), settings={"titan": {"paths": {"/": ada.fingerprint}, "versions": 0}})
    assert put(desk, "/notes/old.gmi", NEW, ada).status == 30
    assert put(desk, "/notes/old.gmi", b"", ada).status == 30
    assert not (desk.work / "state" / "versions").exists()


# --- settings ---------------------------------------------------------------------------------------------

BAD = [("titan: yes", "needs indented lines"), ("titan: {max_size: 1M}", "nobody may publish"),
       ("titan: {paths: {notes/: }}", "needs names"), ("titan: {paths: {../x: all}}", "is no path below"),
       ("titan: {paths: [notes/]}", "needs a line for each"), ("titan: {paths: {a/: token}}", "is for the token"),
       ("titan: {token: short}", "needs 8 to 256 bytes"), ("titan: {token_file: nowhere}", "No such file"),
       ("titan: {token: 12345678, types: plain}", "needs media types"), ("titan: {token: 12345678, max_size: 1T}", "is not a whole number"),
       ("titan: {paths: {a/: all, /a/: all}}", "named twice"), ("titan: {pathes: {a/: all}}", "did you mean"),
       ("titan: {token: 12345678, versions: 10001}", "is not a whole number"),
       ("titan: {token: 12345678, types: []}", "types: the list is empty"),
       ("titan: {token: 12345678, token_file: marmot.yaml}", "keep one of token: and token_file:")]


@pytest.mark.parametrize("line, words", BAD)
def test_settings_that_make_no_sense(scratch, line, words):
    write(scratch / "content" / "index.md", article("Home"))
    write(scratch / "marmot.yaml", line + "\n")
    status, _, err = run("serve", "--config", scratch / "marmot.yaml", "--gemini", "127.0.0.1:0", "--gopher", "off",
                         cwd=scratch)
    assert status == 2 and words in err, err
