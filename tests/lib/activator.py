"""What systemd does for a socket unit: opens sockets and hands them on to a program that it becomes.

activator.py [NAME=]ADDRESS... -- PROGRAM ARGUMENT...; an ADDRESS is HOST:PORT, [HOST]:PORT or unix:PATH.
"""

import os
import socket
import sys

FIRST = 3


def open_socket(address):
    if address.startswith("unix:"):
        sock = socket.socket(socket.AF_UNIX)
        sock.bind(address[len("unix:"):])
    else:
        host, port = address.rsplit(":", 1)
        sock = socket.socket(socket.AF_INET6 if host.startswith("[") else socket.AF_INET)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host.strip("[]"), int(port)))
    sock.listen()
    return sock


def main():
    end = sys.argv.index("--")
    names, sockets = [], []
    for word in sys.argv[1:end]:
        name, _, address = word.rpartition("=")
        names.append(name)
        sockets.append(open_socket(address))
    # Out of the way of the numbers they are to have.
    high = [os.dup2(sock.fileno(), 100 + i) for i, sock in enumerate(sockets)]
    for i, fd in enumerate(high):
        os.dup2(fd, FIRST + i, inheritable=True)
    env = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(high)), LISTEN_FDNAMES=":".join(names))
    if os.environ.get("LISTEN_PID_IS_ANOTHER"):
        env["LISTEN_PID"] = "1"
    os.closerange(100, 100 + len(high))
    os.execve(sys.argv[end + 1], sys.argv[end + 1:], env)


main()
