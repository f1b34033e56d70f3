#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a terminal, and of a shell (dash) in it, whatever happens to chatroom-client.

Usage: shell_test.py --daemon FILE --ctl FILE --client FILE

The terminal is tmux's. Exits 0 if all is well, 77 if it cannot run here: it needs tmux and dash.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from programs import Daemon, Failure, Person, Terminal, wait_until

SKIPPED = 77

COLUMNS, ROWS = 80, 24
PROMPT = "sh> "


class Shell:
    """A shell in a terminal, in which chatroom-client is started again and again."""

    def __init__(self, options, terminal, daemon, folder):
        self.options, self.terminal, self.daemon = options, terminal, daemon
        self.folder = folder
        self.count = 0
        # Whatever shell tmux starts this with, it may not pass PS1 on.
        self.terminal.start(f"exec env PS1='{PROMPT}' dash -i", {
            "LC_ALL": "zh_CN.UTF-8", "INPUTRC": "/dev/null", "NO_COLOR": "1",
            "XDG_DATA_HOME": folder / "data", "XDG_CONFIG_HOME": folder / "config"})
        self.terminal.wait_for(f"^{PROMPT.strip()}$")
        self.run("ulimit -c 0")

    def run(self, command):
        """Runs it in the shell, and waits for its end."""
        self.count += 1
        self.begin(f"{command}; echo done-$?-{self.count}-")
        self.terminal.wait_for(rf"^done-\d+-{self.count}-\s*\n{PROMPT.strip()}$")

    def begin(self, command):
        self.terminal.run("clear-history", "-t", "test")
        self.terminal.type(f"clear; {command}")
        self.terminal.keys("Enter")

    def client(self, arguments="", before=""):
        """Starts the client, of whose end await_end() tells."""
        self.count += 1
        self.begin(f"{before} {self.options.client} 127.0.0.1:{self.daemon.port} {arguments};"
                   f" echo done-$?-{self.count}-")

    def await_end(self, status):
        self.terminal.wait_for(rf"done-\d+-{self.count}-")
        found = re.search(rf"done-(\d+)-{self.count}-", self.terminal.screen())
        if int(found[1]) != status:
            raise Failure(f"it ends with {found[1]}, not {status}:\n{self.terminal.screen()}")

    def settings(self):
        """As stty tells them."""
        file = self.folder / "settings"
        self.run(f"stty -a >{file}")
        return file.read_text(encoding="ascii")


def require(holds, words, shell):
    if not holds:
        raise Failure(f"{words}:\n{shell.terminal.all_lines()}")


def lines_with(shell, text):
    return len(re.findall(text, shell.terminal.all_lines()))


def come_in(shell, arguments="--name 小明"):
    shell.client(arguments)
    shell.terminal.wait_for(r"^小\S+ ：")


def restores_the_terminal(shell):
    """However it ends, a crash included, the terminal is as it was."""
    before = shell.settings()
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        come_in(shell)
        shell.terminal.type("一半")
        shell.terminal.wait_for("一半$")
        (client,) = shell.terminal.children()
        os.kill(client, number)
        is_crash = number in (signal.SIGSEGV, signal.SIGABRT)
        shell.await_end(128 + number if is_crash else 0)
        require(shell.settings() == before, f"{number.name} changes the terminal", shell)
        # What the terminal itself was told: no brackets around pastes.
        shell.terminal.paste("echo pasted")
        shell.terminal.wait_for(rf"^{PROMPT}echo pasted$")
        shell.terminal.keys("C-u")


def goes_to_the_background(shell, other):
    """Stopped, in the background and in the foreground again: nothing is lost, and the shell has
    its terminal meanwhile."""
    before = shell.settings()
    come_in(shell)
    shell.terminal.type("打了一半")
    shell.terminal.wait_for("打了一半$")
    shell.terminal.keys("C-z")
    shell.terminal.wait_for(f"^{PROMPT.strip()}$")
    other.say("停着的时候")
    file = shell.folder / "settings"
    shell.terminal.type(f"stty -a >{file}; echo stty-ended")
    shell.terminal.keys("Enter")
    shell.terminal.wait_for("^stty-ended")
    require(file.read_text(encoding="ascii") == before, "a stopped client keeps the terminal",
            shell)
    shell.terminal.type("bg")
    shell.terminal.keys("Enter")
    shell.terminal.wait_for("停着的时候")
    other.say("在后台的时候")
    shell.terminal.wait_for("在后台的时候")
    shell.terminal.type("echo still-a-shell")
    shell.terminal.keys("Enter")
    shell.terminal.wait_for("^still-a-shell")
    shell.terminal.type("fg")
    shell.terminal.keys("Enter")
    shell.terminal.wait_for("^小明 ： 打了一半$")
    shell.terminal.type("，打完了")
    shell.terminal.keys("Enter")
    shell.terminal.wait_for("打了一半，打完了 ✓✓")
    for text in ("停着的时候", "在后台的时候"):
        require(lines_with(shell, text) == 1, f"{text} is not shown once", shell)
    shell.terminal.keys("C-d")
    shell.terminal.wait_for("您已离开聊天室")


def keeps_a_narrow_row(shell, other):
    """A window that becomes narrow while a long line is typed leaves nothing of it above, and takes
    nothing away that others have said."""
    come_in(shell)
    other.say("重要的话")
    shell.terminal.wait_for("重要的话")
    shell.terminal.type("一二三四五六七八九十" * 3)
    shell.terminal.wait_for("九十$")
    for step, columns in enumerate((50, 31, 20, 31, COLUMNS, 24, COLUMNS)):
        shell.terminal.resize(columns)
        other.say(f"c{step}-{columns}")
        shell.terminal.wait_for(r"\s*".join(f"c{step}-{columns}")) # It may take two rows.
        shell.terminal.wait_for("九十$")
        rows = [row for row in shell.terminal.all_lines().split("\n") if "九十" in row]
        require(len(rows) == 1, "parts of what is typed stay above", shell)
    require(lines_with(shell, "重要的话") == 1, "what others have said is taken away", shell)
    shell.terminal.keys("C-u")
    shell.terminal.keys("C-c")
    shell.await_end(0)


def knows_the_names_of_classic_rooms(shell, other):
    """Tab completes the names of those who speak, also where nobody tells who is there."""
    shell.client("--classic --name classic小明")
    shell.terminal.wait_for("^classic小明 ：")
    other.say("我在这里")
    shell.terminal.wait_for("小红 ： 我在这里")
    shell.terminal.type("小")
    shell.terminal.keys("Tab")
    shell.terminal.wait_for("^classic小明 ： 小红:")
    shell.terminal.keys("C-u", "C-d")
    shell.await_end(0)


def asks_before_it_takes_over(shell):
    """On another machine, with the same identity: the first keeps its place until the person wants
    it otherwise."""
    come_in(shell, "--name 小明")
    shell.terminal.keys("C-d")
    shell.await_end(0)
    elsewhere = shell.folder / "elsewhere"
    elsewhere.mkdir()
    identity = shell.folder / "data" / "chatroom" / "identity"
    first = Person(shell.options, shell.daemon, "小明", elsewhere, "--identity", str(identity))
    with contextlib.ExitStack() as stack:
        stack.callback(first.end)
        wait_until(lambda: "小明" in shell.daemon.ctl("who"), lambda: "小明 does not come in")
        shell.client("--name 小明")
        shell.terminal.wait_for("您的另一个程序从 .* 起已在聊天室里")
        shell.terminal.wait_for(r"按 y：\s*$")
        shell.terminal.keys("Enter")
        shell.terminal.wait_for("请输入您的名字")
        require(first.process.poll() is None, "the first program gives way", shell)
        shell.terminal.keys("C-d")
        shell.await_end(0)
        shell.client("--name 小明")
        shell.terminal.wait_for(r"按 y：")
        shell.terminal.type("y")
        shell.terminal.keys("Enter")
        shell.terminal.wait_for("^小明 ：")
        wait_until(lambda: first.process.poll() == 77, lambda: "the first program goes on")
        # It was killed on this machine, so it is nobody who could be asked for its place.
        (client,) = shell.terminal.children()
        os.kill(client, signal.SIGKILL)
        shell.await_end(128 + signal.SIGKILL)
        # The prompt that it left must not be taken for the next one's.
        shell.terminal.type("stty sane; clear; echo sane-again")
        shell.terminal.keys("C-j") # Nothing else is a line end to what is left of the terminal.
        shell.terminal.wait_for(rf"^sane-again\s*\n{PROMPT.strip()}$")
        come_in(shell)
        shell.terminal.keys("C-d")
        shell.await_end(0)


def shows_so_much_of_the_past(shell, other):
    """As many lines as one wants to see, and all there are if one does not say."""
    for number in range(3):
        other.say(f"过去的话{number}")
    wait_until(lambda: "过去的话2" in shell.daemon.ctl("log"), lambda: "nothing is said")
    come_in(shell, "--name 小刚 --history 1")
    require(lines_with(shell, "过去的话") == 1 and lines_with(shell, "过去的话2") == 1,
            "not the latest line is shown", shell)
    shell.terminal.keys("C-d")
    shell.await_end(0)


def lives_in_poor_terminals(shell, other):
    """Of one column, of three, and of kinds that know nothing."""
    for kind in ("TERM=dumb", "env -u TERM", "TERM=no-such-thing"):
        shell.client("--name 小明", kind)
        shell.terminal.wait_for("^小明 ：")
        other.say(f"你好，{kind}")
        shell.terminal.wait_for(f"你好，{kind}")
        shell.terminal.type("quit")
        shell.terminal.keys("Enter")
        shell.await_end(0)
    come_in(shell)
    for columns, rows in ((3, ROWS), (1, 1)):
        shell.terminal.run("resize-window", "-t", "test", "-x", str(columns), "-y", str(rows))
        other.say("小")
        shell.terminal.type("大")
        shell.terminal.keys("Enter")
    shell.terminal.resize(COLUMNS)
    other.say("又宽了")
    shell.terminal.wait_for("又宽了")
    shell.terminal.keys("C-d")
    shell.await_end(0)


def is_banned(shell):
    """Whoever is banned is told so, ends, and does not get in again."""
    come_in(shell)
    shell.terminal.type("一半")
    shell.terminal.wait_for("一半$")
    shell.daemon.ctl("ban", "小明", "吵")
    shell.await_end(77)
    require(lines_with(shell, "管理员已将您请出聊天室：吵") == 1, "it is not told why", shell)
    require(lines_with(shell, "未送达：一半") == 1, "what was typed is lost", shell)
    shell.client("--name 小明")
    shell.await_end(77)
    require(lines_with(shell, "您被禁止进入聊天室") == 1, "it is not told that it is banned", shell)


def leaves_with_its_terminal(shell):
    """A terminal that is closed is the end of the stay, at once."""
    come_in(shell, f"--name 小明二 --identity {shell.folder / 'identity'}")
    shell.terminal.end()
    wait_until(lambda: "小明二" not in shell.daemon.ctl("who"), lambda: "nobody leaves")


def run(options, folder, stack):
    daemon = Daemon(options, folder)
    stack.callback(daemon.end)
    terminal = Terminal(COLUMNS, ROWS, folder)
    stack.callback(terminal.end)
    shell = Shell(options, terminal, daemon, folder)
    restores_the_terminal(shell)
    asks_before_it_takes_over(shell)
    other = Person(options, daemon, "小红", folder)
    stack.callback(other.end)
    shows_so_much_of_the_past(shell, other)
    goes_to_the_background(shell, other)
    keeps_a_narrow_row(shell, other)
    knows_the_names_of_classic_rooms(shell, other)
    lives_in_poor_terminals(shell, other)
    is_banned(shell)
    leaves_with_its_terminal(shell)


def main():
    parser = argparse.ArgumentParser()
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", type=Path, required=True)
    options = parser.parse_args()
    if shutil.which("tmux") is None or shutil.which("dash") is None:
        print("there is no tmux here, or no dash")
        return SKIPPED
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        try:
            run(options, Path(folder), stack)
        except Failure as failure:
            print(failure)
            return 1
    print("all is well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
