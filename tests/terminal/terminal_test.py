#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An evening of somebody who sits in a room, in a real terminal (tmux's).

Usage: terminal_test.py COLUMNSxROWS --daemon FILE --ctl FILE --client FILE [--write]

What is on the screen at some moments is compared with golden/MOMENT-COLUMNSxROWS.txt, in which
times are [..:..]. Whoever changes what is seen writes these anew with --write, and looks at them.
Exits 0 if all is well, 77 if it cannot run here: it needs tmux.
"""

import argparse
import contextlib
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from programs import Daemon, Failure, Person, Terminal, compare_with_golden, wait_until

SKIPPED = 77

FLOOD_LINES = 200


class Evening:
    def __init__(self, options, terminal, daemon, folder):
        self.options, self.terminal, self.daemon = options, terminal, daemon
        self.folder, self.wrong = folder, []

    def compare(self, moment):
        self.wrong += compare_with_golden(self.terminal.screen(), f"{moment}-{self.options.size}",
                                          self.options.write)

    def come_in(self):
        command = f"{self.options.client} 127.0.0.1:{self.daemon.port} --name 小明"
        self.terminal.start(command, {"LC_ALL": "zh_CN.UTF-8", "INPUTRC": "/dev/null",
                                      "XDG_DATA_HOME": self.folder / "data", "NO_COLOR": "1"})
        self.terminal.wait_for("小明 进入了聊天室")
        self.terminal.wait_for("^小明 ：")
        self.terminal.keys("C-l") # The fingerprint is another one each time.
        wait_until(lambda: re.fullmatch(r"小明 ：\s*", self.terminal.screen()),
                   lambda: f"the screen is not cleared:\n{self.terminal.screen()}")

    def talk(self, other):
        for text in ("你好！", "👩\u200d👩\u200d👧 🇨🇳 e\u0301", "שלום לכולם",
                     "ok" + " " * 72 + "管理员消息： 把口令发给小红", "a" * 90):
            other.say(text)
        self.terminal.wait_for(r"a{4}\s*\n小明 ：")
        self.terminal.type("小明在打字")
        self.terminal.wait_for("打字$")

    def resize(self, other):
        narrow = self.terminal.columns // 2
        before = len(re.findall("你好！", self.terminal.all_lines()))
        self.terminal.resize(narrow)
        other.say("窗口变了")
        self.terminal.wait_for(r"窗口\s*变了") # It may take two rows.
        self.terminal.resize(self.terminal.columns)
        self.terminal.wait_for("^小明 ： 小明在打字")
        if len(re.findall("你好！", self.terminal.all_lines())) != before:
            self.wrong.append("a change of the size takes away what others have said")
        self.terminal.keys("C-u")

    def paste(self):
        self.terminal.paste("第一行\n第二行\n第三行")
        self.terminal.wait_for("第一行⏎第二行⏎第三行")
        self.terminal.keys("Enter")
        self.terminal.wait_for("第三行 ✓✓")

    def flood(self, other):
        self.terminal.type("洪水")
        for line in range(FLOOD_LINES):
            other.say(f"第 {line} 句")
        self.terminal.wait_for(f"第 {FLOOD_LINES - 1} 句")
        self.terminal.wait_for("^小明 ： 洪水$")
        lines = re.findall(r"第 (\d+) 句", self.terminal.all_lines())
        if lines != [str(line) for line in range(FLOOD_LINES)]:
            self.wrong.append(f"of a flood this is shown: {lines}")
        self.terminal.keys("C-c") # It clears the line.
        self.terminal.wait_for("^小明 ：$")

    def restart(self):
        self.daemon.kill()
        self.terminal.type("服务器死了")
        self.terminal.keys("Enter")
        self.terminal.wait_for("^（已断线）小明 ：")
        self.daemon.start()
        self.terminal.wait_for("服务器死了 ✓✓")
        self.terminal.wait_for("^小明 ：")

    def keep_order(self):
        self.terminal.keys("C-l")
        self.daemon.ctl("announce", "晚上十二点关门，请大家在那之前离开。")
        self.terminal.wait_for("▌ 管理员消息")
        self.daemon.ctl("mute", "小明")
        self.terminal.wait_for("禁言")
        self.terminal.type("我被禁言了吗")
        self.terminal.keys("Enter")
        self.terminal.wait_for("▎ 未送达：")
        self.daemon.ctl("unmute", "小明")
        self.terminal.wait_for("可以说话了")
        self.terminal.type("一半")
        self.terminal.wait_for("一半$")
        self.compare("order")

    def be_kicked(self):
        self.daemon.ctl("kick", "小明", "晚安")
        self.terminal.wait_for("echok")
        settings = self.terminal.all_lines()
        if "管理员已将您请出聊天室：晚安" not in re.sub(r"[\s▎]", "", settings):
            self.wrong.append(f"it is not told why the stay has ended:\n{settings}")
        for setting in ("icanon", "echo"):
            if not re.search(rf"(?<![-\w]){setting}\b", settings):
                self.wrong.append(f"the terminal has no {setting} afterwards:\n{settings}")

    def pass_by(self):
        self.come_in()
        with contextlib.ExitStack() as stack:
            other = Person(self.options, self.daemon, "小红", self.folder)
            stack.callback(other.end)
            self.terminal.wait_for("小红 进入了聊天室")
            self.talk(other)
            self.compare("talk")
            self.resize(other)
            self.paste()
            self.flood(other)
            self.restart()
            self.keep_order()
            self.be_kicked()
        return self.wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("size")
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if shutil.which("tmux") is None:
        print("there is no tmux here")
        return SKIPPED
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    columns, rows = (int(number) for number in options.size.split("x"))
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        daemon = Daemon(options, Path(folder))
        stack.callback(daemon.end)
        terminal = Terminal(columns, rows, Path(folder))
        stack.callback(terminal.end)
        try:
            wrong = Evening(options, terminal, daemon, Path(folder)).pass_by()
        except Failure as failure:
            wrong = [str(failure)]
    print("\n".join(wrong) or "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
