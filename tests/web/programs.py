# SPDX-License-Identifier: GPL-3.0-or-later
"""The real programs as processes whose lines are waited for."""

import json
import os
import re
import signal
import subprocess
import threading
import time

# Only a failure waits so long.
PATIENCE_S = 60

# How often what nobody tells of is looked at.
LOOK_S = 0.05


class Failure(Exception):
    """What is wrong, in words."""


class Missing(Exception):
    """What is not installed here, without which the case says nothing."""


def wait_until(condition, what):
    """Looks until the condition holds; its value."""
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > give_up_at:
            raise Failure(f"it does not come to be that {what}")
        time.sleep(LOOK_S)


class Program:
    """A process whose output is kept by lines. It is ended when it is no longer needed."""

    def __init__(self):
        self.process = None
        self.lines = []

    def run(self, command, pipe, **more):
        self.process = subprocess.Popen([str(word) for word in command], text=True,
                                        encoding="utf-8", errors="replace", **{pipe:
                                        subprocess.PIPE}, **more)
        stream = getattr(self.process, pipe)
        threading.Thread(target=self.read, args=(stream,), daemon=True).start()

    def read(self, stream):
        for line in stream:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, pattern, after=0):
        """The first line that matches, of those after so many."""
        def found():
            matches = (re.search(pattern, line) for line in self.lines[after:])
            return next(filter(None, matches), None)
        return wait_until(found, f"{type(self).__name__} says {pattern}; it said "
                                 f"{self.lines[-5:]}")

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def terminate(self):
        self.process.terminate()
        status = self.process.wait(PATIENCE_S)
        if status != 0:
            raise Failure(f"the exit status of {type(self).__name__} is {status}")


class Daemon(Program):
    def __init__(self, programs, folder, config=""):
        super().__init__()
        self.programs, self.folder, self.listen = programs, folder, "127.0.0.1:0"
        folder.mkdir()
        self.config = folder / "chatroomd.toml"
        self.config.write_text(config, encoding="utf-8")

    def start(self):
        before = len(self.lines)
        self.run([self.programs.daemon, "--config", self.config, "--listen", self.listen,
                  "--socket", self.folder / "control.sock", "--state", self.folder / "state"],
                 "stderr", stdin=subprocess.DEVNULL)
        self.listen = self.wait_for(r"listening on udp ([\d.]+:\d+)", before).group(1)

    def ctl(self, *words):
        ran = subprocess.run([self.programs.ctl, "--json", "--socket",
                              self.folder / "control.sock", *words],
                             check=False, capture_output=True, text=True)
        if ran.returncode != 0:
            raise Failure(f"chatroomctl {words}: {ran.stderr}")
        return json.loads(ran.stdout) if ran.stdout.strip() else None

    def members(self):
        return {member["name"] for member in self.ctl("who")["members"]}

    def log(self):
        return self.ctl("log", "-n", "1000")["events"]


class Web(Program):
    def __init__(self, programs, room, *more):
        super().__init__()
        self.programs, self.room, self.more, self.listen = programs, room, more, "127.0.0.1:0"

    def start(self):
        before = len(self.lines)
        self.run([self.programs.web, "--listen", self.listen, "--room", self.room, *self.more],
                 "stderr", stdin=subprocess.DEVNULL)
        self.listen = self.wait_for(r"listening on (\S+)", before).group(1)

    @property
    def port(self):
        return int(self.listen.rpartition(":")[2])

    def url(self, more=""):
        return f"http://{self.listen}/{more}"


class Client(Program):
    """A chatroom-client in a pipe."""

    def __init__(self, programs, room, name, folder):
        super().__init__()
        folder.mkdir(exist_ok=True)
        self.name = name
        self.run([programs.client, room, "--name", name], "stdout", stdin=subprocess.PIPE,
                 stderr=subprocess.DEVNULL,
                 env=os.environ | {"LC_ALL": "en_US.UTF-8", "XDG_DATA_HOME": str(folder)})

    def say(self, *texts):
        for text in texts:
            self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def leave(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE_S)


def stop(process):
    os.kill(process.pid, signal.SIGSTOP)


def go_on(process):
    os.kill(process.pid, signal.SIGCONT)
