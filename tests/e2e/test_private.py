"""Private areas: who may enter does, nobody else learns what is there."""

import re
import ssl

import pytest
from crawl import crawl_gemini, crawl_gopher
from folder import PNG, article, write
from identity import Identity, visit
from marmot import run, wait_for
from wire import Tls, context, gemini, gopher

SECRET = re.compile(rb"[Ss]ecret|hush")


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    return {name: Identity(folder, name) for name in ("ada", "bob", "eve")} | {
        "late": Identity(folder, "late", end="20210101000000Z"),
        "early": Identity(folder, "early", start="29990101000000Z"),
    }


def make_capsule(folder):
    """Public pages around two private folders and one private article."""
    write(folder / "index.md", article("The den", body="[To the members](members/) and [one page](members/first.md)."))
    write(folder / "notes" / "open.md", article("An open note", "2020-01-01", tags="[common]", category="walks", excerpt="Of walking.",
                                                 body="See [[hush]] and [hush](hush.md)."))
    write(folder / "notes" / "second.md", article("A second note", "2020-02-01", tags="[common]"))
    write(folder / "members" / "first.md", article(
        "Secret first", "2021-01-01", tags="[common, secret-tag]", category="secret-category", featured="true",
        aliases="[/old/secret-first, members/old-first, /notes/second-hush]",
        body="The secret text. See [[hush]], [the other](hush.md), [open](../notes/open.md)."))
    write(folder / "members" / "hush.md", article("Secret hush", "2021-02-01", tags="[common]"))
    write(folder / "members" / "board" / "plan.md", article("Secret plan", "2021-03-01"))
    write(folder / "members" / "deep" / "well.md", article("Secret well", "2021-03-02"))
    write(folder / "members" / "trip" / "index.md", article("Secret trip", "2021-04-01"))
    write(folder / "members" / "list.txt", "a secret list\n")
    write(folder / "static" / "members" / "secret.png", PNG)
    write(folder / "notes" / "diary.md", article("Secret diary", "2021-05-01", tags="[common]"))
    write(folder / "notes" / "diary-of-a-tree.md", article("A tree", "2020-03-01"))
    write(folder / "Members" / "case.md", article("Secret case", "2021-06-01"))
    return folder


SETTINGS = {"title": "The den", "base_url": "https://example.org"}


@pytest.fixture
def den(serve, scratch, people):
    """members/ for ada and whom "cert allow" names, its board/ for ada, the diary for all who are registered."""
    settings = SETTINGS | {"private": {
        "members/": [people["ada"].fingerprint, "bob"],
        "/members/board": f'"{people["ada"].key_fingerprint.upper()}"',
        "notes/diary": "all"}}
    return serve(make_capsule(scratch / "content"), settings=settings)


INSIDE = ["/members/", "/members/first.gmi", "/members/first.txt", "/members/first.md", "/members/first",
          "/members/first.html", "/members/first/", "/members/hush.gmi", "/members/list.txt", "/members/secret.png",
          "/members/board/", "/members/board/plan.gmi", "/members/trip/", "/members/deep/well.gmi",
          "/members/nothing-here.gmi", "/members/index.gmi", "/members/index.txt", "/members/old-first",
          "/MEMBERS/first.gmi", "/Members/", "/members/%66irst.gmi", "/members/./first.gmi", "/x/../members/first.gmi",
          "//members/first.gmi", "/members//first.gmi", "/members/page/2.gmi", "/Members/case.gmi",
          "/static/members/secret.png", "/assets/members/secret.png", "/notes/diary.gmi", "/notes/diary.txt", "/notes/diary.md", "/notes/diary",
          "/notes/Diary.html", "/notes/diary/", "/notes/diary/x"]
# Spellings from outside that would lead there.
ASIDE = ["/old/secret-first", "/notes/second-hush", "/hush", "/notes/hush.gmi", "/2021/02/01/hush", "/2021/01/01/first",
         "/first", "/secret.png", "/list.txt", "/tags/secret-tag.gmi", "/categories/secret-category.gmi",
         "/tags/secret-tag.xml", "/archive/2021.gmi", "/case", "/plan", "/diary"]


@pytest.mark.parametrize("path", INSIDE)
def test_nobody_gets_in(den, people, path):
    for _ in range(2):
        answer = visit(den, path)
        assert answer.status == 60 and answer.end == "clean" and not answer.body, answer
        stranger = visit(den, path, people["eve"])
        assert stranger.status == 61 and people["eve"].fingerprint in stranger.meta, stranger
        assert "marmot cert allow" in stranger.meta and len(stranger.header) < 1000
        assert visit(den, path, people["late"]).status == 62 and visit(den, path, people["early"]).status == 62
        # Once more after somebody was let in: nothing of it was kept.
        assert visit(den, path, people["ada"]).status in (20, 31, 51, 61)


@pytest.mark.parametrize("path", ASIDE)
def test_no_other_spelling_leads_in(den, people, path):
    for who in (None, people["eve"], people["ada"]):
        answer = visit(den, path, who)
        assert answer.status == 51, (path, answer)
    selector = path.removesuffix(".gmi")
    assert gopher(den, selector).is_error and gopher(den, path).is_error


@pytest.mark.parametrize("path", INSIDE)
def test_gopher_knows_nobody(den, path):
    for selector in (path, path.removesuffix(".gmi"), path.replace("/members/", "/members%2F"), path.lstrip("/")):
        item = gopher(den, selector)
        assert item.is_error and item.raw.startswith(b"3Not found\t") and not SECRET.search(item.raw), (selector, item)


def test_the_door(den, people):
    """Without its "/" the folder redirects to where a certificate is asked for."""
    for who in (None, people["eve"], people["ada"]):
        answer = visit(den, "/members", who)
        assert answer.status == 31 and answer.meta.endswith("/members/"), answer
    # A redirect that does not fit must not become the page.
    assert visit(den, "/members?" + "q" * 970).status == 60
    assert gopher(den, "/members").is_error


def test_public_pages_know_nothing(den):
    """Neither home nor listings nor feeds nor neighbours, in both protocols."""
    answers, _ = crawl_gemini(den)
    menus, menu_complaints = crawl_gopher(den)
    for path in ("/", "/notes/", "/tags/common.gmi", "/archive/2020.gmi", "/atom.xml", "/tags/common.xml"):
        assert path in answers, sorted(answers)
    assert b"=> /members/ To the members\n" in answers["/"].raw, "what the author links to is there in Gemini"
    assert b"=> /members/first.gmi one page\n" in answers["/"].raw
    assert b"=> /members" not in answers["/notes/open.gmi"].raw, "a name alone finds nothing private"
    assert b"iTo the members" in menus["1", ""].raw and b"\t/members" not in menus["1", ""].raw
    assert not menu_complaints
    for path, answer in [*answers.items(), *((p, a) for (_, p), a in menus.items())]:
        text = answer.raw
        if path in ("/notes/open.gmi", "/notes/open", "/notes/open.txt", "/notes/open.md"):
            text = text.replace(b"hush", b"")  # what the author wrote himself
        assert not SECRET.search(text), (path, text)
    assert b"(2)" in next(a.raw for p, a in answers.items() if p == "/tags/"), "a count gives it away"


def test_members_see_their_own(den, people):
    ada = people["ada"]
    page = visit(den, "/members/first.gmi", ada)
    assert page.status == 20 and "The secret text." in page.text
    assert "=> /members/hush.gmi" in page.text, "a wiki link inside"
    assert "=> /notes/open.gmi open" in page.text
    assert "=> /tags/common.gmi" in page.text and "secret-tag.gmi" not in page.text
    section = visit(den, "/members/", ada)
    assert section.status == 20
    for name in ("first.gmi", "hush.gmi", "trip/", "deep/", "list.txt"):
        assert f"=> /members/{name}" in section.text, section.text
    assert "board" not in section.text, "an area in an area is a room of its own"
    assert visit(den, "/members/board/", ada).status == 20
    assert "=> /members/board/plan.gmi" in visit(den, "/members/board/", ada).text
    for path, words in (("/members/first.txt", "The secret text."), ("/members/first.md", "title: \"Secret first\""),
                        ("/members/list.txt", "a secret list"), ("/members/trip/", "Secret trip"),
                        ("/members/deep/", "Secret well")):
        answer = visit(den, path, ada)
        assert answer.status == 20 and words in answer.text, (path, answer)
    assert visit(den, "/members/secret.png", ada).body == PNG
    assert visit(den, "/static/members/secret.png", ada).body == PNG
    for path, to in (("/members/first", "/members/first.gmi"), ("/members/first.html", "/members/first.gmi"),
                     ("/members/old-first", "/members/first.gmi"), ("/MEMBERS/first.gmi", "/members/first.gmi")):
        answer = visit(den, path, ada)
        assert answer.status == 31 and answer.meta.endswith(to), (path, answer)
    assert visit(den, "/members/nothing.gmi", ada).status == 51
    assert visit(den, "/notes/diary.gmi", ada).status == 61, "an area of others"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_each_version(den, people, version):
    assert gemini(den, "/members/first.gmi", context=people["ada"].context(least=version, most=version)).status == 20
    assert gemini(den, "/members/first.gmi", context=context(least=version, most=version)).status == 60
    assert gemini(den, "/notes/open.gmi", context=people["eve"].context(least=version, most=version)).status == 20


def test_a_certificate_changes_nothing_on_public_pages(den, people):
    for path in ("/", "/notes/open.gmi", "/tags/", "/atom.xml", "/nothing"):
        nobody = visit(den, path)
        for who in people.values():
            answer = visit(den, path, who)
            assert (answer.status, answer.body) == (nobody.status, nobody.body)


def command(den, *words):
    return run("cert", *words, "--state", den.work / "state", cwd=den.work)


def test_letting_in_and_forgetting(den, people):
    """The way of an owner: read the 61 in the log, allow it; no restart and no signal."""
    bob = people["bob"]
    assert visit(den, "/members/", bob).status == 61
    den.wait_log(f"marmot cert allow {bob.fingerprint}")
    status, out, _ = command(den, "allow", bob.fingerprint, "--name", "bob")
    assert status == 0 and bob.fingerprint in out and "bob" in out
    wait_for("bob to be let in", lambda: visit(den, "/members/first.gmi", bob).status == 20)
    assert visit(den, "/notes/diary.gmi", bob).status == 20, "all who are registered"
    assert visit(den, "/members/board/", bob).status == 61, "a room for ada alone"
    # By a file, whose name is its common name.
    status, out, _ = command(den, "allow", people["eve"].crt)
    assert status == 0 and people["eve"].fingerprint in out and out.split()[1] == "eve"
    wait_for("eve to be let in", lambda: visit(den, "/notes/diary.gmi", people["eve"]).status == 20)
    assert visit(den, "/members/", people["eve"]).status == 61, "no name of members/"
    status, out, _ = command(den, "list")
    assert status == 0 and out.splitlines() == [f"{bob.fingerprint}  bob", f"{people['eve'].fingerprint}  eve"]
    status, out, _ = command(den, "forget", "bob")
    assert status == 0 and bob.fingerprint in out
    wait_for("bob to be out", lambda: visit(den, "/members/first.gmi", bob).status == 61)
    assert command(den, "forget", "bob")[0] == 1
    status, out, _ = command(den, "forget", people["eve"].fingerprint)
    assert status == 0 and command(den, "list")[1].startswith("nobody is registered")


def test_names_that_nobody_has_are_told_of(scratch, people):
    """A name with a slip in it would lock its owner out, and say nothing."""
    write(scratch / "content" / "a.md", article("A", "2024-01-01"))
    write(scratch / "marmot.yaml", "state: state\nauthors: [ada]\nprivate:\n  members/: [ada, bbo]\n  all/: all\n"
          f"  own/: [{people['eve'].fingerprint}]\ntitan:\n  paths:\n    notes/: [eve, token]\n  token: long-enough\n")
    said = 'marmot.yaml: note: nobody is let in as "{0}" yet: marmot cert allow FINGERPRINT --name "{0}"'
    status, out, err = run("check", cwd=scratch)
    assert (status, out.splitlines()) == (0, [*(said.format(name) for name in ("ada", "bbo", "eve")),
                                              "marmot.yaml: note: nobody is let in yet: marmot cert allow FINGERPRINT --name NAME"]), err
    run("cert", "allow", people["ada"].fingerprint, "--name", "ada", cwd=scratch)
    run("cert", "allow", people["bob"].fingerprint, "--name", "bob", cwd=scratch)
    assert run("check", cwd=scratch)[1].splitlines() == [said.format("bbo"), said.format("eve")]
    assert run("check", "--quiet", cwd=scratch)[:2] == (0, "")


def test_such_names_stand_in_the_log(serve, scratch):
    marmot = serve(make_capsule(scratch / "content"), settings={"authors": "ada"})
    assert 'note         nobody is let in as "ada" yet: marmot cert allow FINGERPRINT --name "ada"' in marmot.log()


def test_a_key_outlives_its_certificate(den, people):
    """Registered by the key's fingerprint, a renewed certificate is the same person."""
    assert command(den, "allow", people["eve"].key_fingerprint, "--name", "bob")[0] == 0
    wait_for("eve to be let in", lambda: visit(den, "/members/", people["eve"]).status == 20)


def test_what_allow_refuses(den, scratch):
    for words in (["allow"], ["allow", "nonsense"], ["allow", "ab" * 31], ["allow", "ab" * 33], ["forget"],
                  ["allow", "ab" * 32, "--name", "all"], ["allow", "ab" * 32, "--name", "#x"],
                  ["allow", "ab" * 32, "--name", "cd" * 32], ["allow", "ab" * 32, "more"], ["list", "more"],
                  ["allow", "ab" * 32, "--name", "x" * 65], ["allow", "ab" * 32, "--name", "a\nb"], ["admit"]):
        status, out, err = command(den, *words)
        assert status == 2 and not out and err, words
    assert not (den.work / "state" / "allowed").exists()


def test_a_damaged_register(den, people):
    """What can be read counts; the log says that something could not."""
    write(den.work / "state" / "allowed", f"nonsense\n{people['bob'].fingerprint} bob\n\n# ada\nffff x\n")
    wait_for("bob to be let in", lambda: visit(den, "/members/", people["bob"]).status == 20)
    den.wait_log("lines that name no certificate and let nobody in: 2 (mend")
    status, _, err = command(den, "allow", people["eve"].fingerprint)
    assert status == 2 and "lines that name no certificate: 2" in err, "it would lose them"


def test_public_capsules_ask_nobody(marmot, people):
    """Without private areas the handshake asks for no certificate."""
    host, port = marmot.address("gemini")
    for server, wanted in ((marmot, False),):
        done = people["ada"].openssl("s_client", "-connect", f"{host}:{port}", "-servername", "localhost")
        assert ("Acceptable client certificate" in done or "Requested Signature Algorithms" in done) is wanted


def test_the_log_tells_of_a_certificate_that_is_too_long(den, people, scratch):
    crt, key = scratch / "long.pem", scratch / "long.key"
    people["ada"].openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                          "-subj", "/CN=long", "-addext", "nsComment=" + 20000 * "x", "-out", crt)
    long = context()
    long.load_cert_chain(crt, key)
    with Tls(den.address("gemini"), context=long) as client:
        assert client.read() == b"" and client.end != "clean"
    den.wait_log("could not shake hands: the certificate it shows cannot be read, or is too long")


def test_the_log_tells_of_a_key_that_is_slow_to_check(den, people, scratch):
    crt, key = scratch / "slow.pem", scratch / "slow.key"
    people["ada"].openssl("req", "-x509", "-newkey", "rsa:2048", "-pkeyopt", "rsa_keygen_pubexp:4294967311", "-nodes",
                          "-keyout", key, "-subj", "/CN=slow", "-out", crt)
    slow = context()
    slow.load_cert_chain(crt, key)
    with Tls(den.address("gemini"), context=slow) as client:
        assert client.read() == b"" and client.end != "clean"
    den.wait_log("could not shake hands: the key of the certificate it shows takes too long to check")


BAD = [("private: [/]", "a whole capsule cannot be private"), ("private: {members/: }", "needs names"),
       ("private: {members/: []}", "names nobody"), ("private: {../x: all}", "is no path below"),
       ("private: {a/: all, /a/: all}", "named twice"), ("private: {a/: [[x]]}", "neither a name"),
       ("authors: {a: b}", "needs names"), ("authors: ['# x']", "neither a name")]


@pytest.mark.parametrize("line, words", BAD)
def test_settings_that_make_no_sense(scratch, line, words):
    write(scratch / "content" / "index.md", article("Home"))
    write(scratch / "marmot.yaml", line + "\n")
    status, _, err = run("serve", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 2 and words in err and "marmot.yaml:1:" in err, err


# --- drafts ------------------------------------------------------------------------------------


@pytest.fixture
def desk(serve, scratch, people):
    folder = make_capsule(scratch / "content")
    write(folder / "notes" / "sketch.md", article("Secret sketch", "2022-01-01", draft="true", tags="[common, rare]",
                                                  body="To be secret. [open](open.md)"))
    write(folder / "notes" / "sketch.mdx", article("Secret twin", "2022-01-02", draft="true"))
    write(folder / "_drafts" / "idea.md", article("Secret idea"))
    write(folder / "notes" / "later.md", article("Secret future", "2999-01-01"))
    write(folder / "hidden" / "_index.md", article("Secret section", draft="true"))
    return serve(folder, settings=SETTINGS | {"authors": [people["ada"].fingerprint]})


DRAFTS = ["/drafts/", "/drafts/notes/sketch.gmi", "/drafts/notes/sketch.txt", "/drafts/notes/sketch.md",
          "/drafts/notes/sketch", "/drafts/_drafts/idea.gmi", "/drafts/nothing.gmi", "/Drafts/notes/sketch.gmi"]


@pytest.mark.parametrize("path", DRAFTS)
def test_drafts_are_for_authors(desk, people, path):
    for _ in range(2):
        assert visit(desk, path).status == 60
        assert visit(desk, path, people["eve"]).status == 61
        assert visit(desk, path, people["late"]).status == 62
        assert visit(desk, path, people["ada"]).status in (20, 31, 51)
    assert gopher(desk, path).is_error and gopher(desk, path.removesuffix(".gmi")).is_error


def test_an_author_reads_drafts(desk, people):
    ada = people["ada"]
    listing = visit(desk, "/drafts/", ada)
    lines = [line for line in listing.text.splitlines() if line.startswith("=> /drafts/")]
    assert lines == ["=> /drafts/notes/later.gmi 2999-01-01 Secret future",
                     "=> /drafts/notes/sketch.mdx.gmi 2022-01-02 Secret twin",
                     "=> /drafts/notes/sketch.gmi 2022-01-01 Secret sketch",
                     "=> /drafts/_drafts/idea.gmi Secret idea",
                     "=> /drafts/hidden/_index.gmi Secret section"], listing.text
    page = visit(desk, "/drafts/notes/sketch.gmi", ada)
    assert page.status == 20 and page.text.startswith("# Secret sketch\n") and "To be secret." in page.text
    assert "=> /notes/open.gmi open" in page.text, "its links start where it lies"
    assert "=> /tags/common.gmi" in page.text and "rare" not in page.text
    assert "=> /drafts/ Drafts" in page.text
    text = visit(desk, "/drafts/notes/sketch.txt", ada)
    assert text.meta.startswith("text/plain") and "To be secret." in text.text
    source = visit(desk, "/drafts/notes/sketch.md", ada)
    assert source.meta.startswith("text/plain") and 'title: "Secret sketch"' in source.text
    for path in ("/drafts/notes/sketch.mdx.gmi", "/drafts/_drafts/idea.gmi", "/drafts/hidden/_index.gmi"):
        assert visit(desk, path, ada).status == 20, path
    assert visit(desk, "/drafts/notes/sketch", ada).meta.endswith("/drafts/notes/sketch.gmi")
    assert visit(desk, "/drafts", None).status == 31
    assert visit(desk, "/drafts/notes/open.gmi", ada).status == 51, "what is shown is no draft"
    assert visit(desk, "/notes/sketch.gmi", ada).status == 51, "at its own address it is not there yet"


def test_a_draft_in_a_private_area_is_its_authors(serve, scratch, people):
    """It was not found, for its area is another than that of drafts."""
    folder = make_capsule(scratch / "content")
    write(folder / "members" / "sketch.md", article("Secret sketch", draft="true"))
    den = serve(folder, settings={"authors": [people["ada"].fingerprint], "private": {
        "members/": people["eve"].fingerprint}})
    for path in ("/drafts/members/sketch.gmi", "/drafts/members/sketch.txt", "/drafts/members/sketch.md"):
        assert visit(den, path, people["ada"]).status == 20, path
        assert visit(den, path, people["eve"]).status == 61 and visit(den, path).status == 60
    assert visit(den, "/members/first.gmi", people["ada"]).status == 61
    assert visit(den, "/members/sketch.gmi", people["eve"]).status == 51


def test_drafts_are_nowhere_else(desk):
    answers, _ = crawl_gemini(desk)
    menus, _ = crawl_gopher(desk)
    for path, answer in [*answers.items(), *((p, a) for (_, p), a in menus.items())]:
        if "/members" not in path and "diary" not in path and path not in ("/", ""):
            assert b"sketch" not in answer.raw and b"Secret future" not in answer.raw, path
        assert b"/drafts/" not in answer.raw, path


def test_without_authors_there_are_no_drafts(den):
    assert visit(den, "/drafts/").status == 51 and visit(den, "/drafts").status == 51
