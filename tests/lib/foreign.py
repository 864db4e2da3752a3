"""Other people's servers, over what marmot export wrote: real programs from Debian's packages, as they are."""

import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

from marmot import wait_for

# needs.sh unpacks what would begin to listen by itself if it were installed.
UNPACKED = Path(__file__).resolve().parents[2] / "build" / "servers"


def program(name):
    found = shutil.which(name, path=f"/usr/bin:/usr/sbin:/usr/local/bin:{UNPACKED}/usr/sbin")
    assert found, f"{name} is not on this machine: sh src/dist/needs.sh test"
    return found


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class MollyBrown:
    """A Gemini server of files; answers as tests/lib/wire.py asks a Marmot."""

    def __init__(self, root, crt, key, work):
        self.port, self.hosts = free_port(), ["localhost"]
        config = work / "molly.conf"
        config.write_text(f'Port = {self.port}\nHostname = "localhost"\nCertPath = "{crt}"\nKeyPath = "{key}"\n'
                          f'DocBase = "{root}"\nAccessLog = "{work}/molly.access"\nErrorLog = "{work}/molly.errors"\n'
                          "GeminiExt = \"gmi\"\n")
        self.log = open(work / "molly.log", "wb")
        self.process = subprocess.Popen([program("molly-brown"), "-c", str(config)], stdout=self.log, stderr=self.log)
        wait_for("molly-brown", self.listens)

    def listens(self):
        assert self.process.poll() is None, Path(self.log.name).read_text()
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def url(self, path):
        return f"gemini://localhost:{self.port}{path}"

    def address(self, protocol):
        return "127.0.0.1", self.port

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Gophernicus:
    """A Gopher server for inetd: one process for each connection."""

    def __init__(self, root, work):
        self.listener = socket.create_server(("127.0.0.1", 0))
        port = self.listener.getsockname()[1]
        self.hosts, self.ports = ["localhost"], {"gopher": port}
        # It refuses to be root, and another user may not reach where the tests lie.
        self.user = "nobody" if os.getuid() == 0 else None
        self.command = [shutil.copy(program("gophernicus"), work / "gophernicus"), "-r", str(root), "-h", "localhost", "-p", str(port), "-nx", "-nf", "-nq"]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                if self.listener.fileno() < 0:
                    return
                subprocess.run(self.command, stdin=client, stdout=client, stderr=subprocess.DEVNULL, check=False,
                               user=self.user)

    def address(self, protocol):
        return "127.0.0.1", self.ports["gopher"]

    def stop(self):
        address = self.address("gopher")
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()
        with socket.socket() as s:
            assert s.connect_ex(address) != 0
