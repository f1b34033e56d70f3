# SPDX-License-Identifier: GPL-3.0-or-later
"""The rooms whose pages are compared, on the first core: chatroom-web over chatroomd, and The
Lounge over ngircd. Each has .service, whose pages they are, .room behind it, and say()."""

import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pages
import servers

MOST_PAGES = 10000

WEB = f"""[http]
proxies = ["127.0.0.1"]
[limits]
pages = {MOST_PAGES}
"""


class Rooms:
    """A room with its service: a context that ends both."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.silence()
        for server in (self.service, self.room):
            server.stop()

    def port(self):
        return int(self.service.address.rpartition(":")[2])


class ChatroomRooms(Rooms):
    page = pages.ChatroomPage

    def __init__(self, binaries, core):
        self.room = servers.chatroomd(binaries, "sealed", core)
        folder = tempfile.mkdtemp(prefix="chatroom-bench-")
        config = Path(folder) / "chatroom-web.toml"
        config.write_text(WEB, encoding="utf-8")
        address = f"127.0.0.1:{servers.free_port()}"
        try:
            self.service = servers.Server(
                [binaries / "chatroom-web", "--config", config, "--listen", address, "--room",
                 self.room.address], "page", folder, core, address)
        except BaseException:
            self.room.stop()
            raise
        self.home = tempfile.TemporaryDirectory(prefix="chatroom-bench-")
        self.terminal = subprocess.Popen(
            [binaries / "chatroom-client", self.room.address, "--name", "terminal"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"XDG_DATA_HOME": self.home.name})
        self.terminal.stdout.readline()  # It is inside.
        threading.Thread(target=self.terminal.stdout.read, daemon=True).start()

    def say(self, text):
        self.terminal.stdin.write(f"{text}\n".encode())
        self.terminal.stdin.flush()

    def silence(self):
        self.terminal.kill()
        self.terminal.wait()
        self.home.cleanup()


class LoungeRooms(Rooms):
    """The Lounge in its public mode, each page a user of its own."""

    page = pages.LoungePage

    def __init__(self, lounge, core):
        self.room = servers.peer("ngircd", core)
        folder = tempfile.mkdtemp(prefix="chatroom-bench-")
        port = servers.free_port()
        host, irc = self.room.address.split(":")
        settings = {"public": True, "host": "127.0.0.1", "port": port, "lockNetwork": True,
                    "defaults": {"name": "bench", "host": host, "port": int(irc), "tls": False,
                                 "rejectUnauthorized": False, "password": "", "nick": "page%%",
                                 "username": "page", "realname": "page", "join": "#room"}}
        (Path(folder) / "config.js").write_text(f"module.exports = {json.dumps(settings)};\n",
                                                encoding="utf-8")
        os.environ["THELOUNGE_HOME"] = folder
        try:
            self.service = servers.Server(
                [lounge / "node", lounge / "node_modules/thelounge/index.js", "start"], "page",
                folder, core, f"127.0.0.1:{port}")
        except BaseException:
            self.room.stop()
            raise
        self.speaker = socket.create_connection((host, int(irc)))
        self.speaker.sendall(b"NICK terminal\r\nUSER terminal 0 * :terminal\r\nJOIN #room\r\n")
        said = b""
        while b" JOIN " not in said:
            said += self.speaker.recv(65536)
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self):
        """Reads what comes, and answers PING."""
        for line in self.speaker.makefile("rb"):
            if line.startswith(b"PING"):
                self.speaker.sendall(b"PONG" + line[4:])

    def say(self, text):
        self.speaker.sendall(f"PRIVMSG #room :{text}\r\n".encode())

    def silence(self):
        self.speaker.close()


def cpu_seconds(server):
    """What all threads of the process have taken, from its CPU clock (clock_getcpuclockid)."""
    return time.clock_gettime((~server.pid << 3) | 2)
