# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs as processes whose lines are waited for."""

import json
import os
import re
import selectors
import signal
import subprocess
import time
from collections import deque

# Only a failure waits so long for the next line.
PATIENCE_S = 120

# How often what no line tells of is looked at.
LOOK_S = 0.1

# The wording of the lines does not depend on the locale of whoever runs the test.
LOCALE = {"LC_ALL": "zh_CN.UTF-8"}


class Failure(Exception):
    """What is wrong, in words."""


class Here:
    """This machine, where others have a namespace."""

    @staticmethod
    def command(*arguments):
        return [str(argument) for argument in arguments]


class Watch:
    """Reads the outputs of all programs, so that none of them ever waits for us."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()

    def add(self, pipe, on_line):
        """Calls back with each line of the pipe."""
        os.set_blocking(pipe.fileno(), False)
        self.selector.register(pipe, selectors.EVENT_READ, (bytearray(), on_line))

    def read(self, key):
        unfinished, on_line = key.data
        read = os.read(key.fd, 1 << 16)
        if not read:
            self.selector.unregister(key.fileobj)
            key.fileobj.close()
        unfinished += read
        *lines, rest = unfinished.split(b"\n")
        unfinished[:] = rest
        for line in lines:
            on_line(line.decode())

    def wait_until(self, condition, what):
        """Reads until the condition holds, as long as there is something to read now and then."""
        give_up_at = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > give_up_at:
                raise Failure(f"nothing happens any more and it is not so that {what}")
            for key, _ in self.selector.select(LOOK_S):
                self.read(key)
                give_up_at = time.monotonic() + PATIENCE_S


class Program:
    """A process that is ended when it is no longer needed, however it is doing."""

    process = None

    def status(self):
        """The exit status; nothing before it has started or while it runs."""
        return None if self.process is None else self.process.poll()

    def end(self):
        if self.process is not None and self.status() is None:
            self.process.kill()
            self.process.wait()


class Daemon(Program):
    """A chatroomd in a namespace, with a state and a control socket of its own."""

    def __init__(self, watch, programs, namespace, address, folder):
        self.watch, self.programs, self.namespace = watch, programs, namespace
        self.folder, self.listen = folder, f"{address}:0"
        self.log = []
        self.config = folder / "chatroomd.toml"
        self.config.touch()

    def start(self):
        """Starts it, the first time on a free port, then on the same again."""
        self.process = subprocess.Popen(
            self.namespace.command(
                self.programs.daemon, "--config", self.config, "--listen", self.listen,
                "--socket", self.folder / "control.sock", "--state", self.folder / "state"),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        before = len(self.log)
        self.watch.add(self.process.stderr, self.log.append)
        self.watch.wait_until(lambda: self.ready_line(before) or self.status() is not None,
                              "the daemon is ready")
        ready = self.ready_line(before)
        if not ready:
            raise Failure("the daemon ended before it was ready")
        self.listen = ready.group(1)

    def ready_line(self, after):
        found = (re.search(r"listening on udp ([\d.]+:\d+)", line) for line in self.log[after:])
        return next(filter(None, found), None)

    def configure(self, text):
        """Lets it read another configuration; it tells when it has."""
        self.config.write_text(text, encoding="utf-8")
        before = len(self.log)
        self.process.send_signal(signal.SIGHUP)
        self.watch.wait_until(lambda: any("reloaded" in line for line in self.log[before:]),
                              "the configuration is read")

    def terminate(self):
        """Asks it to end; its exit status tells of what a sanitizer found, too."""
        self.process.terminate()
        status = self.process.wait(PATIENCE_S)
        if status != 0:
            raise Failure(f"the daemon's exit status is {status}")

    def ctl(self, *arguments):
        """What chatroomctl says as JSON."""
        ran = subprocess.run(
            [self.programs.ctl, "--json", "--socket", self.folder / "control.sock", *arguments],
            check=False, capture_output=True, text=True)
        if ran.returncode != 0:
            raise Failure(f"chatroomctl {arguments}: exit status {ran.returncode}: {ran.stderr}")
        return json.loads(ran.stdout)

    def addresses(self):
        """Who is in the room, and from where."""
        return {member["name"]: member["address"].rpartition(":")[0]
                for member in self.ctl("who")["members"]}


class Client(Program):
    """A chatroom-client in a namespace that says its lines one after the other: no more than some
    ahead of those that came back, so that the last is said when the end is near."""

    AHEAD = 10

    def __init__(self, watch, programs, namespace, name, folder):
        self.watch, self.name, self.folder = watch, name, folder
        self.program = namespace.command(programs.client)
        self.lines = []
        self.to_say = deque()
        self.unheard = 0
        self.last_said_at = 0
        self.starts = 0
        folder.mkdir()
        (folder / "errors").touch()

    def start(self, server):
        self.starts += 1
        # A client that gave up entering is started again and adds to what it complained of.
        with open(self.folder / "errors", "ab") as errors:
            self.process = subprocess.Popen(
                # Of what happened before it was let in it shows everything, too.
                [*self.program, server, "--name", self.name, "--history", "10000"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                env=os.environ | LOCALE | {"XDG_DATA_HOME": str(self.folder)})
        self.watch.add(self.process.stdout, self.hear)

    def is_inside(self, server):
        """True when it has shown its own entry; if it gave up entering, it is started again."""
        if any(line.endswith(f"{self.name} 进入了聊天室") for line in self.lines):
            return True
        if self.status() is not None:
            self.expect_status(69, 75)
            self.start(server)
        return False

    def say(self, texts):
        self.to_say.extend(texts)
        self.say_on()

    def say_on(self):
        while self.to_say and self.unheard < self.AHEAD:
            try:
                self.process.stdin.write(f"{self.to_say.popleft()}\n".encode())
                self.process.stdin.flush()
            except BrokenPipeError:
                raise Failure(f"{self.name} does not listen any more") from None
            self.unheard += 1
            self.last_said_at = time.monotonic()

    def hear(self, line):
        self.lines.append(line)
        if line.startswith(f"{self.name} ： "):
            self.unheard -= 1
            self.say_on()

    def close(self):
        """Ends its input, which is how a script leaves."""
        self.process.stdin.close()

    def has_ended(self):
        if self.status() is None:
            return False
        self.expect_status(0)
        return True

    def expect_status(self, *expected):
        if self.status() not in expected:
            raise Failure(f"{self.name}'s exit status is {self.status()}, not {expected}")

    def errors(self):
        return (self.folder / "errors").read_text(encoding="utf-8", errors="replace")
