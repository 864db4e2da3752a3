"""Which of OpenSSL's settings pay: user-space instructions per request of bare-tls with one thing done otherwise."""

import shutil
import subprocess

from parts_instructions import counted_bare
from parts_wire import ONE_WORKER, PAGE, make_content
from servers import Marmot, stopping

# In bare_settings.c, and in words.
SETTINGS = (
    ("tickets-1", "one ticket, not none"),
    ("tickets-2", "two tickets, OpenSSL's default"),
    ("session-cache", "a session cache"),
    ("socket-bio", "OpenSSL's own BIO for sockets"),
    ("no-read-ahead", "no read-ahead"),
    ("apart", "close_notify in a send of its own"),
    ("chain", "the chain built for each handshake"),
    ("keep-buffers", "buffers not released (16 kB more for each idle one)"),
    ("aes-256", "AES-256-GCM, not AES-128-GCM"),
    ("chacha20", "ChaCha20-Poly1305, not AES-128-GCM"),
    ("own-memory", "the allocator that Marmot has (net/tls_memory.h)"),
    ("defaults", "nothing set at all"),
)

# Certificates of other kinds, as arguments of openssl-req(1).
KEYS = (
    ("an Ed25519 certificate, not P-256", ("-newkey", "ed25519")),
    ("an RSA-2048 certificate, not P-256", ("-newkey", "rsa:2048")),
)


def certificate_of(bench, arguments):
    crt, key = bench.work / "other.crt", bench.work / "other.key"
    subprocess.run(["openssl", "req", "-x509", "-nodes", *arguments, "-subj", "/CN=localhost", "-keyout", key,
                    "-out", crt], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return crt, key


def measure(bench):
    if shutil.which("valgrind") is None:
        bench.skip("what each setting of OpenSSL costs (valgrind is not installed)")
        return
    marmot = Marmot("marmot", bench.cores, bench.marmot, bench.work)
    with stopping([marmot]):
        marmot.start(make_content(bench), ONE_WORKER)
        reply = bench.work / "reply-settings"
        reply.write_bytes(marmot.gemini(f"/{PAGE}.gmi"))
    page = f"gemini://localhost/{PAGE}.gmi"

    def count(setting, pair):
        # By libssl's client, which takes every cipher; of groups both clients have X25519 alone.
        return counted_bare(bench, "bare-tls", bench.tools / "bare_tls", *pair, reply, setting).per_request(
            "gemini", page, "--openssl")

    base = count("base", marmot.certificate())
    bench.table.row("bare-tls through libssl's client: user instructions", [base], "k")
    for setting, words in SETTINGS:
        more = count(setting, marmot.certificate())
        bench.table.row(f"  {words}", [more], "k", [more / base])
    if shutil.which("openssl") is None:
        bench.skip("certificates of other kinds (the command openssl is not installed)")
        return
    for words, arguments in KEYS:
        more = count("base", certificate_of(bench, arguments))
        bench.table.row(f"  {words}", [more], "k", [more / base])
