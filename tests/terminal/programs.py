#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that are tested in a real terminal, and the terminal (tmux)."""

import difflib
import os
import re
import subprocess
import time
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"

# Only a failure waits so long for what is to be on the screen.
PATIENCE_S = 120
# tmux tells of nothing, so it is looked at so often.
LOOK_S = 0.05


class Failure(Exception):
    """What is wrong, in words."""


def wait_until(condition, describe):
    give_up_at = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > give_up_at:
            raise Failure(describe())
        time.sleep(LOOK_S)


class Daemon:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.port = 0
        self.socket = folder / "control.sock"
        self.log = folder / "log"
        self.start()

    def start(self):
        known = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.options.daemon, "--listen", f"127.0.0.1:{self.port}", "--socket",
                 self.socket, "--state", self.folder / "state"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(lambda: self.listening(known), lambda: "the daemon does not listen: " + known)

    def listening(self, known):
        news = self.log.read_text(encoding="utf-8")[len(known):]
        found = re.search(r"listening on udp 127\.0\.0\.1:(\d+)", news)
        self.port = int(found[1]) if found else self.port
        return found is not None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def ctl(self, *arguments):
        answer = subprocess.run([self.options.ctl, "--socket", self.socket, *arguments],
                                check=True, capture_output=True, text=True)
        return answer.stdout


class Person:
    """Somebody else in the room, whose program reads a pipe."""

    def __init__(self, options, daemon, name, folder, *arguments):
        environment = os.environ | {"XDG_DATA_HOME": str(folder / name)}
        self.process = subprocess.Popen(
            [options.client, f"127.0.0.1:{daemon.port}", "--name", name, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment)

    def say(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def end(self):
        self.process.kill()
        self.process.wait()


class Terminal:
    def __init__(self, columns, rows, folder):
        self.tmux = ["tmux", "-u", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        self.columns, self.rows = columns, rows

    def run(self, *arguments):
        return subprocess.run([*self.tmux, *arguments], check=True, capture_output=True).stdout

    def start(self, command, environment):
        # The shell stays, so that what the program leaves behind can be seen.
        variables = [word for name, value in environment.items()
                     for word in ("-e", f"{name}={value}")]
        self.run("new-session", "-d", "-s", "test", "-x", str(self.columns), "-y", str(self.rows),
                 *variables, f"{command}; stty -a; sleep 1000")
        self.run("set-option", "-g", "status", "off")
        self.resize(self.columns)

    def resize(self, columns):
        """Returns when programs see it, too: tmux tells them a little later."""
        self.run("resize-window", "-t", "test", "-x", str(columns), "-y", str(self.rows))
        device = self.run("display-message", "-p", "-t", "test", "#{pane_tty}").decode().strip()
        wait_until(lambda: self.columns_of(device) == columns,
                   lambda: f"the terminal has not {columns} columns")

    @staticmethod
    def columns_of(device):
        with open(device, "rb", buffering=0) as terminal:
            return os.get_terminal_size(terminal.fileno()).columns

    def screen(self):
        return self.run("capture-pane", "-p", "-t", "test").decode().rstrip("\n")

    def all_lines(self):
        return self.run("capture-pane", "-p", "-t", "test", "-S", "-").decode()

    def cursor(self):
        place = self.run("display-message", "-p", "-t", "test", "#{cursor_x}").decode()
        return int(place)

    def keys(self, *names):
        self.run("send-keys", "-t", "test", *names)

    def type(self, text):
        self.run("send-keys", "-t", "test", "-l", text)

    def paste(self, text):
        self.run("set-buffer", text)
        self.run("paste-buffer", "-p", "-t", "test")

    def wait_for(self, pattern):
        wait_until(lambda: re.search(pattern, self.screen(), re.M),
                   lambda: f"{pattern} is not on the screen:\n{self.screen()}")

    def end(self):
        subprocess.run([*self.tmux, "kill-server"], check=False, capture_output=True)

    def children(self):
        """The processes that the shell in the terminal has started, and has still."""
        shell = int(self.run("display-message", "-p", "-t", "test", "#{pane_pid}"))
        text = Path(f"/proc/{shell}/task/{shell}/children").read_text(encoding="ascii")
        return [int(word) for word in text.split()]


def compare_with_golden(screen, name, writes):
    """What differs between the screen and golden/NAME.txt, in which times are [..:..]; the file is
    written instead if that is wanted."""
    screen = re.sub(r"\[\d\d:\d\d\]", "[..:..]", screen) + "\n"
    file = GOLDEN / f"{name}.txt"
    if writes:
        file.write_text(screen, encoding="utf-8")
        return []
    expected = file.read_text(encoding="utf-8")
    return list(difflib.unified_diff(expected.splitlines(), screen.splitlines(), str(file),
                                     "what is on the screen", lineterm=""))
