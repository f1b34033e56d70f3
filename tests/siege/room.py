# SPDX-License-Identifier: GPL-3.0-or-later
"""The room under siege, run as the service runs it, and what its administrator sees."""

import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import yard

READY_S = 20
STOP_S = 20
QUIET_S = 1
QUIET_PATIENCE_S = 20
PORT = 8888
SO_RCVBUFFORCE = 33  # Of socket.h; Python has no name for it.
READ_BYTES = 1 << 22  # So that nothing is lost by whoever reads what comes.
USER = "nobody"
ADDRESS = f"{yard.ROOM_ADDRESS}:{PORT}"

# As the unit does: a user of its own, no capabilities, none to be had.
AS_SERVICE = ("setpriv", f"--reuid={USER}", f"--regid={pwd.getpwnam(USER).pw_gid}",
              "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")


class Room:
    """A daemon with an empty journal; a context that ends it."""

    def __init__(self, where, config="", passphrase=None):
        self._yard = where
        self._folder = Path(tempfile.mkdtemp(prefix="chatroom-siege-"))
        self._process = None
        self._folder.chmod(0o755)
        # A user without rights need not be able to read the tree that it was built in.
        for name in ("chatroomd", "later.so"):
            shutil.copy(where.binaries / name, self._folder / name)
        (self._folder / "run").mkdir()
        shutil.chown(self._folder / "run", USER)
        if passphrase:
            secret = self._folder / "passphrase"
            secret.write_text(passphrase + "\n", encoding="utf-8")
            shutil.chown(secret, USER)
            secret.chmod(0o600)
            config += (f'[access]\npassphrase_file = "{secret}"\n'
                       '[classic]\nallow = ["10.0.0.0/8"]\n')
        (self._folder / "chatroomd.toml").write_text(config, encoding="utf-8")
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._yard.end_programs()
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self, later_s=0):
        """With `later_s`, the daemon takes it to be that much later."""
        environment = (["env", f"LD_PRELOAD={self._folder}/later.so", f"SIEGE_LATER_S={later_s}"]
                       if later_s else [])
        command = self._yard.inside(
            "room", *AS_SERVICE, *environment, self._folder / "chatroomd",
            "--config", self._folder / "chatroomd.toml", "--state", self._folder / "run/state",
            "--socket", self._folder / "run/socket", "--listen", ADDRESS)
        log = self._folder / "log"
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                preexec_fn=lambda: os.sched_setaffinity(0, {yard.cores()[0]}))
        deadline = time.monotonic() + READY_S
        while not re.search(rb"listening on udp", log.read_bytes()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"chatroomd did not start: {said[-2000:]}")
            time.sleep(0.02)

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ask(self, method, **params):
        """The result of a call of the control protocol; None if it is refused."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(READY_S)
            control.connect(str(self._folder / "run/socket"))
            control.sendall(json.dumps(request).encode() + b"\n")
            with control.makefile("rb") as answers:
                return json.loads(answers.readline()).get("result")

    def sequence(self):
        return self.ask("status")["sequence"]

    def become_quiet(self):
        """Waits until nothing happens any more, but not for ever."""
        deadline = time.monotonic() + QUIET_PATIENCE_S
        before = None
        while time.monotonic() < deadline and before != self.sequence():
            before = self.sequence()
            time.sleep(QUIET_S)

    def members_at(self, address):
        """How many members have that address."""
        members = self.ask("who")["members"]
        return sum(1 for member in members if member["address"].startswith(address + ":"))

    def names(self, **params):
        """All names that belong to a key; None if they cannot be asked for in that way."""
        found, after = [], ""
        while True:
            answer = self.ask("names", after=after, **params)
            if answer is None:
                return None
            found += [name["name"] for name in answer["names"]]
            if not answer["more"]:
                return found
            after = found[-1]


class ClassicHosts:
    """Sockets of classic programs in a namespace. To be used in a with statement."""

    def __init__(self, where, namespace="world"):
        self._yard, self._namespace = where, namespace
        self._sockets = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self, source, is_read=True):
        """A socket that sends from that address to the room."""
        with self._yard.entered(self._namespace):
            opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        if is_read:
            opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, READ_BYTES)
        opened.bind((source, 0))
        opened.connect((yard.ROOM_ADDRESS, PORT))
        opened.setblocking(False)
        self._sockets.append(opened)
        return opened

    def close(self):
        for opened in self._sockets:
            opened.close()
        self._sockets.clear()


def received(opened):
    """What waits at a socket; what the network complains of is passed over."""
    while True:
        try:
            yield opened.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            continue


def send(opened, text):
    """What the network says of an earlier datagram is passed over."""
    try:
        opened.send(text.encode())
    except OSError:
        opened.send(text.encode())


def enter(opened, name, patience_s=1.0):
    """Whether a classic program is let in."""
    send(opened, f"L {name}")
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        for datagram in received(opened):
            return datagram == b"OK"
        time.sleep(0.01)
    return False
