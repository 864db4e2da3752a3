"""Tells of every change in folders, to end a process in the middle of one."""

import ctypes
import os
import select
import struct
import threading

# open for writing too: a file that was made and is empty still is a moment of its own
IN_MODIFY, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_CLOSE_WRITE = 2, 0x40, 0x80, 0x100, 0x200, 8
ALL = IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_CLOSE_WRITE
EVENT = struct.Struct("iIII")


class Changes:
    """Calls act() at the n-th change below the folders, once; new folders are looked into as well.  Not of what is
    named in but: the tests' own files."""

    def __init__(self, folders, n, act, but=()):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self.fd >= 0
        self.paths, self.left, self.act, self.but = {}, n, act, but
        self.stop_read, self.stop_write = os.pipe()
        for folder in folders:
            self.watch(str(folder))
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def watch(self, folder):
        wd = self.libc.inotify_add_watch(self.fd, folder.encode(), ALL)
        if wd < 0:
            return
        self.paths[wd] = folder
        try:
            for entry in os.scandir(folder):
                if entry.is_dir(follow_symlinks=False):
                    self.watch(entry.path)
        except OSError:
            pass

    def run(self):
        while True:
            ready, _, _ = select.select([self.fd, self.stop_read], [], [])
            if self.stop_read in ready:
                return
            data, at = os.read(self.fd, 65536), 0
            while at < len(data):
                wd, mask, _, size = EVENT.unpack_from(data, at)
                name = data[at + EVENT.size:at + EVENT.size + size].rstrip(b"\0").decode("utf-8", "replace")
                at += EVENT.size + size
                if name not in self.but:
                    self.left -= 1
                    if self.left == 0:
                        self.act()
                if mask & IN_CREATE and mask & 0x40000000:
                    self.watch(os.path.join(self.paths.get(wd, "?"), name))

    def end(self):
        os.write(self.stop_write, b"x")
        self.thread.join()
        for fd in (self.fd, self.stop_read, self.stop_write):
            os.close(fd)
