"""Who stands behind a Marmot: real programs from Debian's packages, and peers that do what no good program does."""

import os
import signal
import socket
import subprocess
import threading

from foreign import free_port, program
from marmot import ANSWER_GUARD, wait_for
from terminal import need

# A program on Debian's libscgi-perl: shows what it was told, or does what its path says.
SCGI_PROGRAM = r"""
use SCGI;
use IO::Socket;
my $socket = %s or die "no socket: $!";
my $scgi = SCGI->new($socket, blocking => 1);
while (my $request = $scgi->accept) {
  eval { $request->read_env; 1 } or do { $request->close; next };
  my $env = $request->env;
  my $out = $request->connection;
  my $path = $env->{PATH_INFO};
  if ($path eq "/ask" && $env->{QUERY_STRING} eq "") {
    print $out "10 What is your name?\r\n";
  } elsif ($path eq "/ask") {
    print $out "20 text/gemini\r\n# Hello $env->{QUERY_STRING}\n=> /guestbook Back\n";
  } elsif ($path eq "/who" && !$env->{TLS_CLIENT_HASH}) {
    print $out "60 Show a certificate\r\n";
  } elsif ($path eq "/large") {
    print $out "20 application/octet-stream\r\n";
    print $out pack("N", $_) x 4096 for (0 .. 511);
  } else {
    print $out "20 text/plain\r\n";
    print $out "$_=$env->{$_}\n" for sort keys %%$env;
  }
  $request->close;
}
"""
LARGE = b"".join(n.to_bytes(4, "big") * 4096 for n in range(512))


class Process:
    """A program that listens; where it does is to."""

    def __init__(self, command, work, to, connect, env=None):
        self.to = to
        self.log = open(work / "upstream.log", "ab")
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log, env=env, start_new_session=True)
        wait_for("the program behind", lambda: self.listens(connect))

    def listens(self, connect):
        assert self.process.poll() is None, open(self.log.name).read()
        with socket.socket(socket.AF_UNIX if isinstance(connect, str) else socket.AF_INET) as s:
            return s.connect_ex(connect) == 0

    def stop(self):
        # With those that it has started itself.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


def scgi_program(work, unix=False):
    need("perl")
    port, path = free_port(), str(work / "guestbook.sock")
    listen = f'IO::Socket::UNIX->new(Local => "{path}", Listen => 20)' if unix else \
        f'IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => {port}, Listen => 20, ReuseAddr => 1)'
    if unix:
        listen = f"do {{ require IO::Socket::UNIX; {listen} }}"
    script = work / "guestbook.pl"
    script.write_text(SCGI_PROGRAM % listen)
    return Process(["perl", script], work, f"unix:{path}" if unix else f"127.0.0.1:{port}", path if unix else
                   ("127.0.0.1", port))


def fcgiwrap(work, unix=True, env=None):
    port, path = free_port(), str(work / "fcgiwrap.sock")
    address = f"unix:{path}" if unix else f"tcp:127.0.0.1:{port}"
    return Process([program("fcgiwrap"), "-f", "-c", "4", "-s", address], work,
                   address if unix else f"127.0.0.1:{port}", path if unix else ("127.0.0.1", port),
                   env={"PATH": os.environ["PATH"]} | (env or {}))


class Peer:
    """A listener whose every connection is served by serve(connection, number) on a thread of its own."""

    def __init__(self, serve):
        self.serve, self.number, self.open, self.ended = serve, 0, 0, 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.to = f"127.0.0.1:{self.port}"
        self.stopping = threading.Event()
        self.connections = []
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            if self.stopping.is_set():
                connection.close()
                return
            with self.lock:
                self.number += 1
                self.open += 1
                self.connections.append(connection)
                thread = threading.Thread(target=self.one, args=(connection, self.number))
                self.threads.append(thread)
            thread.start()

    def one(self, connection, number):
        connection.settimeout(ANSWER_GUARD)
        try:
            with connection:
                self.serve(connection, number)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open -= 1
                self.ended += 1

    def stop(self):
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        # Those of a test that failed may still be talking.
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:
            thread.join()


def netstring(connection):
    """An SCGI request, taken apart by what the protocol says and nothing else."""
    data = b""
    while b":" not in data:
        data += connection.recv(1)
    size = int(data[:-1])
    body = b""
    while len(body) < size + 1:
        more = connection.recv(size + 1 - len(body))
        assert more, "cut"
        body += more
    assert body.endswith(b"\0,"), body[-20:]
    fields = body[:-2].split(b"\0")
    names = [name.decode() for name in fields[::2]]
    assert names[:2] == ["CONTENT_LENGTH", "SCGI"] and len(set(names)) == len(names)
    return dict(zip(names, (value.decode() for value in fields[1::2])))


def saying(answer):
    """Serves one SCGI request with these bytes."""
    def serve(connection, number):
        netstring(connection)
        connection.sendall(answer)
    return Peer(serve)
