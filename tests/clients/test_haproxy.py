"""A real HAProxy spreads the load over two Marmots that share their articles and their certificate."""

import shutil
import signal
import socket
import subprocess

import pytest
from folder import make_site
from marmot import Marmot, wait_for
from wire import Tls, finish

PROXY, READER = "127.0.0.2", "127.0.0.5"
# A check that takes longer than "inter" has failed, and a busy machine may do that to one of them.
CONFIG = """
global
    stats socket {folder}/haproxy.sock level admin
defaults
    mode tcp
    timeout connect 10s
    timeout client 60s
    timeout server 60s
listen gemini
    bind 127.0.0.1:{port}
    balance roundrobin
    option redispatch
    retries 3
    option tcp-check
    tcp-check connect ssl {send_check} sni localhost
    tcp-check send "gemini://localhost/\\r\\n"
    tcp-check expect rstring ^20
    default-server check inter 1s fall 3 rise 1 verify none source {proxy} {send}
    server one 127.0.0.1:{one}
    server two 127.0.0.1:{two}
"""


class HaProxy:
    def __init__(self, folder, **values):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        config = folder / "haproxy.cfg"
        config.write_text(CONFIG.format(folder=folder, port=self.port, proxy=PROXY, **values))
        self.log = open(folder / "haproxy.log", "wb")
        self.process = subprocess.Popen([shutil.which("haproxy") or "/usr/sbin/haproxy", "-db", "-f", config],
                                        stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)

    def status(self):
        """Of each server: "UP", "DOWN" …"""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.folder / "haproxy.sock"))
                client.sendall(b"show stat\n")
                text = b"".join(iter(lambda: client.recv(65536), b"")).decode()
        except OSError:
            return {}
        rows = [line.split(",") for line in text.splitlines() if line]
        return {row[1]: row[17] for row in rows if row[1] in ("one", "two")}

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.log.close()


def ask(port, words):
    with Tls(("127.0.0.1", port), source=READER) as client:
        certificate = client.tls.getpeercert(True)
        client.send(f"gemini://localhost/posts/first.gmi?{words}\r\n".encode())
        answer = finish(client)
    assert answer.status == 20 and answer.end == "clean", answer
    return answer.body, certificate


@pytest.mark.parametrize("version", [1, 2])
def test_two_marmots_behind_haproxy(scratch, serve, version):
    site = make_site(scratch / "content")
    # What is learned about the texts after the start would change the pages while they are compared.
    settings = {"proxy_protocol": [PROXY], "log_addresses": "full", "search": False, "backlinks": False}
    one = serve(site, settings=settings)
    two = Marmot(site, settings=settings, work=scratch / "two")
    (scratch / "two").mkdir()
    two.certs = one.certs
    haproxy = None
    try:
        two.start()
        haproxy = HaProxy(scratch, one=one.ports["gemini"], two=two.ports["gemini"],
                          send="send-proxy" if version == 1 else "send-proxy-v2", send_check="send-proxy")
        wait_for("both to be healthy", lambda: haproxy.status() == {"one": "UP", "two": "UP"}, 60)
        answers = {ask(haproxy.port, f"round-{i}") for i in range(10)}
        assert len(answers) == 1  # the same text under the same certificate, whoever answers
        for marmot in (one, two):
            wait_for("half of them", lambda m=marmot: sum(
                f" from {READER} " in line and "?round-" in line for line in m.log().splitlines()) == 5)
            assert "no PROXY header" not in marmot.log()
        two.stop()
        wait_for("the loss to be noticed", lambda: haproxy.status().get("two", "").startswith("DOWN"), 60)
        for i in range(4):
            assert ask(haproxy.port, f"alone-{i}") in answers
    finally:
        if haproxy:
            haproxy.stop()
        two.kill()
