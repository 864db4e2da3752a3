"""TLS: versions, names, certificates, and who speaks something else (Gemini 0.24.1, "TLS")."""

import re
import ssl
import socket
import struct
import subprocess
import time

import pytest
from fixtures import UNHURRIED
from marmot import run
from wire import Hang, Plain, Tls, context, finish, gemini, gopher, is_served

V1_1, V1_2, V1_3 = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


@pytest.mark.parametrize("version,name", [(V1_2, "TLSv1.2"), (V1_3, "TLSv1.3")])
def test_served_versions(marmot, version, name):
    with Tls(marmot.address("gemini"), context=context(version, version)) as client:
        assert client.tls.version() == name
        assert client.tls.compression() is None
        client.send(marmot.url("/").encode() + b"\r\n")
        answer = finish(client)
    assert answer.status == 20 and (answer.end, answer.after) == ("clean", "fin"), answer


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, V1_1])
def test_old_versions_are_refused(marmot, version):
    old = context(version, version, ciphers="ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError) as refused:
        Tls(marmot.address("gemini"), context=old)
    # Our own side must be willing, or this says nothing of the server.
    assert "PROTOCOL_VERSION" in refused.value.reason, refused.value
    assert is_served(marmot)


@pytest.mark.parametrize("ciphers", ["aNULL:@SECLEVEL=0", "eNULL:@SECLEVEL=0", "AES128-SHA:@SECLEVEL=0",
                                     "CAMELLIA:@SECLEVEL=0"])
def test_weak_suites_are_refused(marmot, ciphers):
    """No anonymous, no plain, no key exchange without forward secrecy."""
    try:
        weak = context(V1_2, V1_2, ciphers=ciphers)
    except ssl.SSLError:
        weak = None  # this OpenSSL cannot even offer it
    if weak is not None:
        with pytest.raises(ssl.SSLError):
            Tls(marmot.address("gemini"), context=weak)
    assert is_served(marmot)


@pytest.mark.parametrize("suite", ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256",
                                   "ECDHE-ECDSA-CHACHA20-POLY1305"])
def test_suites_of_lagrange(marmot, suite):
    with Tls(marmot.address("gemini"), context=context(V1_2, V1_2, ciphers=suite)) as client:
        assert client.tls.cipher()[0] == suite
        client.send(marmot.url("/").encode() + b"\r\n")
        assert finish(client).status == 20


@pytest.mark.parametrize("alpn", [["gemini"], ["h2"], ["http/1.1", "h2"]])
def test_alpn_is_ignored(marmot, alpn):
    assert gemini(marmot, "/", context=context(alpn=alpn)).status == 20


@pytest.mark.parametrize("sni", [None, "LOCALHOST", "LocalHost", "marmot.test", "foreign.example", "127.0.0.1",
                                 "a" * 63 + ".example"])
def test_no_handshake_fails_for_a_name(marmot, sni):
    """The URL's host is what counts; clients name none, another case, or an address."""
    assert gemini(marmot, b"gemini://localhost/", sni=sni).status in ((20,) if sni is None or sni.lower() in (
        "localhost", "127.0.0.1") else (20, 53))


def test_foreign_name_and_foreign_host(marmot):
    assert gemini(marmot, b"gemini://foreign.example/", sni="foreign.example").status == 53
    assert gemini(marmot, b"gemini://foreign.example/", sni="localhost").status == 53
    assert gemini(marmot, b"gemini://foreign.example/", sni=None).status == 53


def test_address_instead_of_a_name(serve, site):
    """Without a name of its own it answers to the address it was reached at: a first try over the LAN."""
    nameless = serve(site, host=())
    assert gemini(nameless, b"gemini://127.0.0.1/", sni=None).status == 20
    assert gemini(nameless, b"gemini://localhost/").status == 20
    assert gemini(nameless, b"gemini://192.0.2.7/", sni=None).status == 53
    assert gemini(nameless, b"gemini://example.org/", sni=None).status == 53


def test_address_is_refused_when_names_are_configured(marmot):
    assert gemini(marmot, b"gemini://127.0.0.1/", sni=None).status == 53


def test_resumption(marmot):
    """A second visit with the first one's session must not fail, whether or not it is resumed."""
    for version in (V1_2, V1_3):
        c = context(version, version)
        with Tls(marmot.address("gemini"), context=c) as first:
            first.send(marmot.url("/").encode() + b"\r\n")
            assert finish(first).status == 20
            session = first.tls.session
        for _ in range(3):
            with Tls(marmot.address("gemini"), context=c, session=session) as again:
                again.send(marmot.url("/").encode() + b"\r\n")
                answer = finish(again)
                assert answer.status == 20 and answer.end == "clean", answer


def test_renegotiation_is_refused(marmot):
    """s_client's "R" asks for one within TLS 1.2."""
    host, port = marmot.address("gemini")
    done = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-tls1_2", "-servername", "localhost"],
                          input=b"R\n", capture_output=True, timeout=60)
    assert b"RENEGOTIATING" in done.stdout + done.stderr
    assert b"no renegotiation" in done.stdout + done.stderr or b"handshake failure" in done.stdout + done.stderr
    assert is_served(marmot)


def certificate(marmot, **how):
    with Tls(marmot.address("gemini"), **how) as client:
        der = client.tls.getpeercert(binary_form=True)
        client.send(marmot.url("/").encode() + b"\r\n")
        finish(client)
    return der


def described(der):
    done = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-text"], input=der, capture_output=True,
                          check=True)
    return done.stdout.decode()


def test_the_certificate_made_at_first_start(marmot):
    """P-256, self-signed, named in CN and subjectAltName, begun in the past, for ever."""
    text = described(certificate(marmot))
    assert "NIST CURVE: P-256" in text and "ecdsa-with-SHA256" in text
    assert re.search(r"Subject: CN ?= ?localhost\n", text) and re.search(r"Issuer: CN ?= ?localhost\n", text)
    assert "DNS:localhost" in text and "DNS:marmot.test" in text
    assert re.search(r"Not After : Dec 31 .* 9999", text)
    start = re.search(r"Not Before: (.*)", text)[1]
    assert ssl.cert_time_to_seconds(start) < time.time() - 3600


def test_the_log_names_the_fingerprint(marmot):
    der = certificate(marmot)
    done = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-fingerprint", "-sha256"], input=der,
                          capture_output=True, check=True)
    assert done.stdout.decode().strip().partition("=")[2] in marmot.log()


def test_certificate_is_the_same_everywhere_and_for_ever(serve, site):
    first = serve(site, gemini=["127.0.0.1:0", "127.0.0.1:0"])
    der = certificate(first)
    assert certificate(first, sni=None) == certificate(first, sni="foreign.example") == der
    with Tls(first.addresses["gemini"][1]) as other:
        assert other.tls.getpeercert(binary_form=True) == der
    first.stop()
    second = serve(site, work=first.work)
    assert certificate(second) == der


def test_key_is_nobody_elses(marmot):
    key = marmot.certs / "localhost.key"
    assert key.stat().st_mode & 0o077 == 0


def test_a_certificate_of_the_owners(serve, site, scratch):
    """A chain, RSA, another name: taken as it is."""
    certs = scratch / "owned"
    certs.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certs / "localhost.key",
                    "-out",
                    certs / "localhost.crt", "-days", "365", "-subj", "/CN=localhost"], check=True, capture_output=True)
    before = (certs / "localhost.crt").read_bytes()
    marmot = serve_with(serve, site, certs)
    der = certificate(marmot)
    assert "rsaEncryption" in described(der)
    assert gemini(marmot, "/").status == 20
    assert (certs / "localhost.crt").read_bytes() == before


def serve_with(serve, site, certs):
    work = site.parent / "owner"
    work.mkdir()
    (work / "certs").symlink_to(certs)
    return serve(site, work=work)


def test_new_certificate_on_sighup(serve, site):
    marmot = serve(site, settings={"limits": UNHURRIED})
    old = certificate(marmot)
    for name in ("localhost.crt", "localhost.key"):
        (marmot.certs / name).unlink()
    status, _, err = run("cert", "new", "--certs", marmot.certs, "--host", "localhost", cwd=marmot.work)
    assert status == 0, err
    with Tls(marmot.address("gemini")) as early:  # shaken hands before, asks after
        marmot.reload()
        early.send(marmot.url("/").encode() + b"\r\n")
        assert finish(early).status == 20
    assert certificate(marmot) != old


@pytest.mark.parametrize("broken", ["gone", "garbage", "mismatch"])
def test_broken_certificate_on_sighup_changes_nothing(serve, site, broken):
    marmot = serve(site)
    old = certificate(marmot)
    crt = marmot.certs / "localhost.crt"
    if broken == "gone":
        crt.unlink()
    elif broken == "garbage":
        crt.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    else:
        run("cert", "new", "--certs", marmot.work / "other", "--host", "localhost", cwd=marmot.work)
        crt.write_bytes((marmot.work / "other" / "localhost.crt").read_bytes())
    before = len(marmot.log())
    marmot.reload()
    marmot.wait_log("certificate in use stays", after=before)
    assert certificate(marmot) == old
    assert gemini(marmot, "/").status == 20


def test_broken_certificate_at_start(serve, site):
    work = site.parent / "broken"
    (work / "certs").mkdir(parents=True)
    (work / "certs" / "localhost.crt").write_text("nonsense\n")
    (work / "certs" / "localhost.key").write_text("nonsense\n")
    marmot = serve(site, work=work, launch=True)
    assert marmot.wait() == 2
    assert "localhost.crt" in marmot.log() or "localhost.key" in marmot.log()
    # The owner's file is not replaced.
    assert (work / "certs" / "localhost.crt").read_text() == "nonsense\n"


def test_expired_certificate_is_named_at_start(serve, site, scratch):
    """Served as it is, but many clients would refuse it without a word."""
    work = scratch / "old"
    (work / "certs").mkdir(parents=True)
    key, request = work / "certs" / "localhost.key", work / "request"
    subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", key, "-out", request,
                    "-subj", "/CN=localhost"], check=True, capture_output=True)
    (work / "ca.cnf").write_text(f"[ca]\ndefault_ca = x\n[x]\ndatabase = {work}/db\nnew_certs_dir = {work}\nrand_serial = yes\n"
                                 "default_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n")
    (work / "db").touch()
    subprocess.run(["openssl", "ca", "-batch", "-config", work / "ca.cnf", "-selfsign", "-keyfile", key, "-in",
                    request, "-notext",
                    "-out", work / "certs" / "localhost.crt", "-startdate", "20200101000000Z", "-enddate",
                    "20210101000000Z"],
                   check=True, capture_output=True)
    marmot = serve(site, work=work)
    assert gemini(marmot, "/").status == 20
    assert re.search(r"warning: .*localhost\.crt.*expired", marmot.log()), marmot.log()


# --- something else than TLS on the TLS port ---------------------------------------------


NO_HELLO = [b"gemini://localhost/\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\r\n", b"/\r\n", b"\x00" * 64,
            b"\xff" * 2000, b"SSH-2.0-x\r\n", b"\x80\x2e\x01\x00\x02" + b"\x00" * 41,
            b"titan://localhost/x;size=4\r\nbody",
            b"x" * 100000]


@pytest.mark.parametrize("data", NO_HELLO)
def test_plain_text_on_the_tls_port(marmot, data):
    """Ends at once; a Gemini header is never seen outside TLS."""
    with Plain(marmot.address("gemini")) as client:
        try:
            client.send(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        said = client.read()
    assert not re.match(rb"\d\d ", said) and b"gemini" not in said and b"# " not in said, said
    assert is_served(marmot)


def hello(marmot):
    with Tls(marmot.address("gemini"), handshake=False) as client:
        return client.first_flight()


def spoilt(flight, at, value):
    return flight[:at] + bytes([value]) + flight[at + 1:]


def test_spoilt_hellos(marmot):
    """A ClientHello with one byte wrong: an alert or an end, never a hang or a crash."""
    flight = hello(marmot)
    for at in list(range(0, 12)) + list(range(12, len(flight), 17)):
        for value in (0, 0xFF, flight[at] ^ 1):
            with Plain(marmot.address("gemini")) as client:
                client.send(spoilt(flight, at, value))
                client.half_close()
                client.read()
            assert client.end in ("clean", "reset")
    assert is_served(marmot)


def test_cut_hellos(marmot):
    flight = hello(marmot)
    for length in list(range(0, 12)) + list(range(12, len(flight), 31)):
        with Plain(marmot.address("gemini")) as client:
            client.send(flight[:length])
            client.half_close()
            client.read()
    assert is_served(marmot)


def test_giant_hello(marmot):
    """Records without end that call themselves a ClientHello."""
    with Plain(marmot.address("gemini")) as client:
        try:
            client.send(b"\x16\x03\x01\x40\x00\x01\xff\xff\xff" + b"\x00" * (16384 - 4))
            for _ in range(200):
                client.send(b"\x16\x03\x01\x40\x00" + b"\x00" * 16384)
        except (BrokenPipeError, ConnectionResetError):
            pass
        client.read()
    assert is_served(marmot)


def test_garbage_after_the_handshake(marmot):
    """Not TLS any more: no answer can be trusted to it, and nobody else is hurt."""
    with Tls(marmot.address("gemini")) as client:
        client.sock.sendall(b"\x17\x03\x03\x00\x20" + b"\xaa" * 32)
        answer = finish(client)
    assert answer.raw == b"" and answer.end != "clean", answer
    with Tls(marmot.address("gemini")) as client:
        client.sock.sendall(b"gemini://localhost/\r\n")
        answer = finish(client)
    assert answer.raw == b"", answer
    assert is_served(marmot)


def test_hello_and_reset(marmot):
    """Connections that die in every state."""

    def die(client):
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sock.close()

    for _ in range(20):
        client = Plain(marmot.address("gemini"))
        die(client)
        client = Tls(marmot.address("gemini"), handshake=False)
        client.sock.sendall(client.first_flight())
        die(client)
        client = Tls(marmot.address("gemini"))
        die(client)
        client = Tls(marmot.address("gemini"))
        client.send(b"gemini://local")
        die(client)
        client = Tls(marmot.address("gemini"))
        client.send(marmot.url("/").encode() + b"\r\n")
        die(client)
        client = Plain(marmot.address("gopher"))
        client.send(b"/\r\n")
        die(client)
    assert is_served(marmot)


# --- TLS on the Gopher port --------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 5, None])
def test_tls_on_the_gopher_port_is_ended_at_once(marmot, length):
    """Clients that probe wait for our hello, whole or in part; the deadline is minutes away."""
    with Plain(marmot.address("gopher")) as client:
        client.send(hello(marmot)[:length])
        assert client.read() == b"" and client.end == "clean"
    assert gopher(marmot, "").raw.endswith(b".\r\n")


def test_tls_client_on_the_gopher_port(marmot):
    with pytest.raises((ssl.SSLError, ConnectionError, OSError)) as refused:
        Tls(marmot.address("gopher"))
    assert not isinstance(refused.value, Hang)
