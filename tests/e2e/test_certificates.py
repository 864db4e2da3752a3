"""The owner's certificate over the years: his own taken as it is, replaced on disk, judged in plain words."""

import base64
import hashlib
import os
import re
import subprocess

import pytest
from fixtures import UNHURRIED
from marmot import run, wait_for
from wire import Tls, finish, gemini


def served(marmot, sni="localhost"):
    """The certificate that is shown, in DER."""
    with Tls(marmot.address("gemini"), sni=sni) as client:
        der = client.tls.getpeercert(binary_form=True)
        client.send(b"gemini://localhost/\r\n")
        finish(client)
    return der


def openssl(*args, input=None):
    return subprocess.run(["openssl", *map(str, args)], input=input, check=True, capture_output=True).stdout


def make_pair(folder, crt, key, names=("localhost",), days=400, alternatives=True, kind=("ec", "-pkeyopt",
              "ec_paramgen_curve:P-256")):
    """A certificate as an owner has it from elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    extra = ["-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)] if alternatives else []
    openssl("req", "-x509", "-newkey", *kind, "-nodes", "-days", days, "-subj", f"/CN={names[0]}", "-keyout",
            folder / key, "-out", folder / crt, *extra)
    (folder / key).chmod(0o600)


def make_der(folder, crt, key):
    make_pair(folder, "x.pem", "x.key")
    openssl("x509", "-in", folder / "x.pem", "-outform", "DER", "-out", folder / crt)
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", folder / "x.key", "-outform", "DER", "-out", folder / key)
    (folder / key).chmod(0o600)
    (folder / "x.pem").unlink()
    (folder / "x.key").unlink()
    return (folder / crt).read_bytes()


def replace(path, source):
    """As careful programs do, in one step."""
    beside = path.with_name(".new")
    beside.write_bytes(source.read_bytes())
    beside.chmod(0o600)
    beside.rename(path)


# --- replaced on disk ------------------------------------------------------------------


def test_a_replaced_certificate_is_found_without_a_signal(serve, site, scratch):
    marmot = serve(site, settings={"limits": UNHURRIED})
    old = served(marmot)
    make_pair(scratch / "new", "crt", "key")
    with Tls(marmot.address("gemini")) as early:  # shaken hands before, asks after
        replace(marmot.certs / "localhost.key", scratch / "new" / "key")
        replace(marmot.certs / "localhost.crt", scratch / "new" / "crt")
        wait_for("the new certificate", lambda: served(marmot) != old)
        early.send(b"gemini://localhost/\r\n")
        assert finish(early).status == 20
    assert served(marmot) == openssl("x509", "-in", scratch / "new" / "crt", "-outform", "DER")
    log = marmot.wait_log("was replaced and is in use: SHA-256 ")
    assert log is True and "error:" not in marmot.log()


@pytest.mark.parametrize("half", ["localhost.crt", "localhost.key"])
def test_half_a_replacement_keeps_the_old(serve, site, scratch, half):
    """One line in the log, the old pair in use; the other half completes it."""
    marmot = serve(site)
    old = served(marmot)
    make_pair(scratch / "new", "localhost.crt", "localhost.key")
    replace(marmot.certs / half, scratch / "new" / half)
    marmot.wait_log("the certificate in use stays until both files are there and belong together")
    assert served(marmot) == old
    # Several more looks say nothing new.
    other = "localhost.key" if half == "localhost.crt" else "localhost.crt"
    marmot.reload()
    assert marmot.log().count("belong together") == 1
    replace(marmot.certs / other, scratch / "new" / other)
    wait_for("the new certificate", lambda: served(marmot) != old)


def test_a_removed_certificate_stays_in_use(serve, site):
    marmot = serve(site)
    old = served(marmot)
    crt = marmot.certs / "localhost.crt"
    kept = crt.read_bytes()
    crt.unlink()
    marmot.wait_log("the certificate in use stays")
    assert served(marmot) == old
    crt.write_bytes(kept)
    marmot.wait_log("as it was again")
    assert served(marmot) == old


def test_a_switched_link_is_a_replacement(serve, site, scratch):
    """certbot keeps the certificates in archive/ and switches links in live/."""
    live = scratch / "live"
    for number in ("1", "2"):
        make_pair(scratch / "archive", f"crt{number}", f"key{number}")
    live.mkdir()
    (live / "fullchain.pem").symlink_to(scratch / "archive" / "crt1")
    (live / "privkey.pem").symlink_to(scratch / "archive" / "key1")
    marmot = serve(site, settings={"certificate": live / "fullchain.pem", "certificate_key": live / "privkey.pem"})
    old = served(marmot)
    for name, target in (("fullchain.pem", "crt2"), ("privkey.pem", "key2")):
        (scratch / "link").symlink_to(scratch / "archive" / target)
        (scratch / "link").rename(live / name)
    wait_for("the new certificate", lambda: served(marmot) != old)
    assert not marmot.certs.exists() or not list(marmot.certs.iterdir())


# --- the owner's own ----------------------------------------------------------------------


@pytest.mark.parametrize("crt,key", [("cert.der", "key.der"), ("certificate.der", "key.der"),
                                     ("localhost/cert.der", "localhost/key.der")])
def test_der_of_agate_is_taken_as_it_is(serve, site, scratch, crt, key):
    work = scratch / "work"
    (work / "certs" / "localhost").mkdir(parents=True)
    der = make_der(work / "certs", crt, key)
    marmot = serve(site, work=work)
    assert served(marmot) == der
    assert gemini(marmot, "/").status == 20
    assert not list((work / "certs").glob("*.crt"))


def test_chain_is_sent_whole(serve, site, scratch):
    work, certs = scratch / "work", scratch / "work" / "certs"
    make_pair(certs, "ca.pem", "ca.key", names=("Some authority",), alternatives=False)
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", certs / "key.pem", "-out", work / "request")
    (work / "extensions").write_text("subjectAltName=DNS:localhost\n")
    leaf = openssl("x509", "-req", "-in", work / "request", "-CA", certs / "ca.pem", "-CAkey", certs / "ca.key",
                   "-CAcreateserial", "-days", "90", "-extfile", work / "extensions")
    (certs / "cert.pem").write_bytes(leaf + (certs / "ca.pem").read_bytes())
    marmot = serve(site, work=work)
    host, port = marmot.address("gemini")
    shown = openssl("s_client", "-connect", f"{host}:{port}", "-servername", "localhost", "-showcerts", input=b"")
    assert shown.count(b"-----BEGIN CERTIFICATE-----") == 2


def test_cn_without_alternatives_is_warned_about_and_kept(serve, site, scratch):
    work = scratch / "work"
    make_pair(work / "certs", "localhost.crt", "localhost.key", alternatives=False)
    before = (work / "certs" / "localhost.crt").read_bytes()
    marmot = serve(site, work=work)
    marmot.wait_log("in the CN alone and not as a subjectAltName")
    assert gemini(marmot, "/").status == 20
    assert (work / "certs" / "localhost.crt").read_bytes() == before


# --- what is wrong, at start and in check ---------------------------------------------------


def spoil(certs, how):
    crt, key = certs / "localhost.crt", certs / "localhost.key"
    if how == "no key":
        key.unlink()
    elif how == "no certificate":
        crt.unlink()
    elif how == "unreadable key":
        key.chmod(0)
    elif how == "other key":
        make_pair(certs, "other.crt", "other.key")
        (certs / "other.key").rename(key)
    elif how == "garbage":
        crt.write_text("nonsense\n")
    elif how == "passphrase":
        openssl("ec", "-in", key, "-aes256", "-passout", "pass:secret", "-out", certs / "locked")
        (certs / "locked").rename(key)


FATAL = {
    "no key": "only one is there",
    "no certificate": "only one is there",
    "unreadable key": "Permission denied",
    "other key": "does not belong to the certificate",
    "garbage": "no usable certificate in PEM or DER form",
    "passphrase": "one with a passphrase",
}


@pytest.mark.parametrize("how", FATAL)
def test_what_cannot_be_served_is_named(serve, site, scratch, how):
    from marmot import may_not_override

    work = scratch / "work"
    make_pair(work / "certs", "localhost.crt", "localhost.key")
    spoil(work / "certs", how)
    before = sorted(os.listdir(work / "certs"))
    marmot = serve(site, work=work, launch=True, before=may_not_override)
    assert marmot.wait() == 2
    assert FATAL[how] in marmot.log() and "localhost." in marmot.log()
    assert sorted(os.listdir(work / "certs")) == before
    # The same in check, before it comes to that.
    if how == "unreadable key" and os.geteuid() == 0:
        return  # root's check may read it; serve as its user was asked above
    (work / "check.yaml").write_text(f"host: localhost\ncontent: {site}\n")
    status, out, _ = run("check", "--config", work / "check.yaml", cwd=work)
    assert status == 1
    assert re.search(r"certs/localhost\.(crt|key): error: .*" + re.escape(FATAL[how]), out), out


def ask_dates(certs, start, end):
    """A certificate of those dates."""
    work = certs.parent
    certs.mkdir(parents=True)
    key, request = certs / "localhost.key", work / "request"
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
            request, "-subj", "/CN=localhost")
    (work / "ca.cnf").write_text(f"[ca]\ndefault_ca = x\n[x]\ndatabase = {work}/db\nnew_certs_dir = {work}\n"
                                 "rand_serial = yes\ndefault_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n")
    (work / "db").touch()
    openssl("ca", "-batch", "-config", work / "ca.cnf", "-selfsign", "-keyfile", key, "-in", request, "-notext", "-out",
            certs / "localhost.crt", "-startdate", start, "-enddate", end)


@pytest.mark.parametrize("start,end,words", [
    ("20200101000000Z", "20210101000000Z", "has expired on 2021-01-01"),
    ("20900101000000Z", "20910101000000Z", "is not valid yet, but from 2090-01-01"),
])
def test_dates_are_named(serve, site, scratch, start, end, words):
    work = scratch / "work"
    ask_dates(work / "certs", start, end)
    marmot = serve(site, work=work)
    marmot.wait_log(words)
    (work / "check.yaml").write_text(f"host: localhost\ncontent: {site}\n")
    _, out, _ = run("check", "--config", work / "check.yaml", cwd=work)
    assert words in out


def test_other_problems_are_named(serve, site, scratch):
    """A key for everybody, a name that is missing, a kind of key that some clients cannot take."""
    work = scratch / "work"
    make_pair(work / "certs", "localhost.crt", "localhost.key", names=("elsewhere.example",), kind=("ed25519",))
    (work / "certs" / "localhost.key").chmod(0o644)
    marmot = serve(site, work=work)
    (work / "check.yaml").write_text(f"host: localhost\ncontent: {site}\n")
    _, out, _ = run("check", "--config", work / "check.yaml", cwd=work)
    for words in ("can be read by others (mode 644)", "does not name localhost", "it names elsewhere.example",
                  "of the kind Ed25519"):
        marmot.wait_log(words)
        assert words in out


def test_a_good_certificate_is_not_spoken_of(serve, site):
    marmot = serve(site)
    (marmot.work / "check.yaml").write_text(f"host: localhost\ncontent: {site}\n")
    _, out, _ = run("check", "--config", marmot.work / "check.yaml", cwd=marmot.work)
    assert "certs/" not in out and "warning: " not in "\n".join(x for x in marmot.log().splitlines() if "certs/" in x)


def test_certificate_and_key_belong_together_in_the_configuration(site, scratch):
    (scratch / "marmot.yaml").write_text(f"content: {site}\ncertificate: x.pem\n")
    status, out, _ = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 1 and "marmot.yaml:2:1: error: " in out and "name both files, or neither" in out
    (scratch / "marmot.yaml").write_text(f"content: {site}\ncertificate: ''\n")
    status, out, _ = run("check", "--config", scratch / "marmot.yaml", cwd=scratch)
    assert status == 1 and "marmot.yaml:2:" in out and "needs the path of a file" in out


# --- marmot cert show and renew ------------------------------------------------------------


def facts(out):
    return {name: re.search(f"^{name} +(\\S+)\n +(\\S+)\n +(\\S+)$", out, re.M).groups() for name in ("SHA-256", "SPKI SHA-256")}


CERT = ("--certs", "certs", "--host", "a.example", "--host", "www.a.example")


def test_show_gives_the_forms_that_clients_show(scratch):
    _, out, _ = run("cert", "new", *CERT, cwd=scratch)
    der = openssl("x509", "-in", scratch / "certs" / "a.example.crt", "-outform", "DER")
    spki = openssl("pkey", "-pubin", "-outform", "DER",
                   input=openssl("x509", "-in", scratch / "certs" / "a.example.crt", "-noout", "-pubkey"))
    for name, what in (("SHA-256", der), ("SPKI SHA-256", spki)):
        digest = hashlib.sha256(what)
        assert facts(out)[name] == (":".join(f"{b:02X}" for b in digest.digest()), digest.hexdigest(),
                                    base64.b64encode(digest.digest()).decode())


def test_renew_asks_first(scratch):
    run("cert", "new", *CERT, cwd=scratch)
    before = (scratch / "certs" / "a.example.crt").read_bytes()
    status, out, _ = run("cert", "renew", *CERT, cwd=scratch)
    assert status == 1 and "Nothing has been changed" in out and "same key" in out and "Bombadillo" in out
    status, out, _ = run("cert", "renew", "--new-key", *CERT, cwd=scratch)
    assert status == 1 and "Nothing has been changed" in out and "every reader" in out
    assert (scratch / "certs" / "a.example.crt").read_bytes() == before
    assert sorted(os.listdir(scratch / "certs")) == ["a.example.crt", "a.example.key"]


@pytest.mark.parametrize("new_key", [False, True])
def test_renew(scratch, new_key):
    old = facts(run("cert", "new", "--certs", "certs", "--host", "a.example", cwd=scratch)[1])
    crt, key = scratch / "certs" / "a.example.crt", scratch / "certs" / "a.example.key"
    before = crt.read_bytes(), key.read_bytes()
    status, out, err = run("cert", "renew", "--yes", *CERT, *(["--new-key"] if new_key else []), cwd=scratch)
    assert (status, err) == (0, "")
    new = facts(out)
    assert new["SHA-256"] != old["SHA-256"]
    assert (new["SPKI SHA-256"] == old["SPKI SHA-256"]) is not new_key
    assert "a.example, www.a.example" in out and "warning" not in out
    assert key.stat().st_mode & 0o777 == 0o600
    # What readers have pinned is kept.
    kept = sorted(p for p in os.listdir(scratch / "certs") if p not in (crt.name, key.name))
    assert len(kept) == 1 + new_key and kept[0].startswith("a.example.crt.20")
    assert (scratch / "certs" / kept[0]).read_bytes() == before[0]
    if new_key:
        assert (scratch / "certs" / kept[1]).read_bytes() == before[1]
        assert (scratch / "certs" / kept[1]).stat().st_mode & 0o777 == 0o600
    else:
        assert key.read_bytes() == before[1]


def test_renewed_is_served_without_a_restart(serve, site):
    marmot = serve(site)
    old = served(marmot)
    status, _, err = run("cert", "renew", "--yes", "--new-key", "--certs", marmot.certs, "--host", "localhost", cwd=marmot.work)
    assert status == 0, err
    wait_for("the new certificate", lambda: served(marmot) != old)
    assert "error:" not in marmot.log()


@pytest.mark.parametrize("kind", [("rsa:2048",), ("ed25519",)])
def test_renew_keeps_keys_of_other_kinds(scratch, kind):
    make_pair(scratch / "certs", "a.example.crt", "a.example.key", names=("a.example",), alternatives=False, kind=kind)
    before = (scratch / "certs" / "a.example.key").read_bytes()
    assert "in the CN alone" in run("cert", "show", *CERT, cwd=scratch)[1]
    status, out, err = run("cert", "renew", "--yes", *CERT, cwd=scratch)
    assert (status, err) == (0, "")
    assert "in the CN alone" not in out and (scratch / "certs" / "a.example.key").read_bytes() == before


def test_renew_keeps_the_form(serve, site, scratch):
    work = scratch / "work"
    old = make_der(work / "certs", "cert.der", "key.der")
    assert run("cert", "renew", "--yes", "--new-key", "--certs", work / "certs", "--host", "localhost", cwd=scratch)[0] == 0
    marmot = serve(site, work=work)
    assert served(marmot) == (work / "certs" / "cert.der").read_bytes() != old


def test_renew_leaves_an_authoritys_alone(scratch):
    certs = scratch / "certs"
    make_pair(certs, "ca.pem", "ca.key", names=("Some authority",), alternatives=False)
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=a.example",
            "-keyout", certs / "a.example.key", "-out", scratch / "request")
    openssl("x509", "-req", "-in", scratch / "request", "-CA", certs / "ca.pem", "-CAkey", certs / "ca.key",
            "-CAcreateserial", "-out", certs / "a.example.crt")
    before = (certs / "a.example.crt").read_bytes()
    status, _, err = run("cert", "renew", "--yes", *CERT, cwd=scratch)
    assert status == 1 and "an authority has signed it" in err
    assert (certs / "a.example.crt").read_bytes() == before


def test_renew_without_one(scratch):
    status, _, err = run("cert", "renew", "--yes", *CERT, cwd=scratch)
    assert status == 1 and "cert new" in err
