#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README shows a picture of (script/pictures draws it), in a real terminal (tmux's).

Usage: picture_test.py zh|en --daemon FILE --ctl FILE --client FILE [--write]

What is on the screen is compared with golden/picture-LANGUAGE.txt, which --write writes anew.
Exits 0 if all is well, 77 if it cannot run here: it needs tmux.
"""

import argparse
import contextlib
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from programs import Daemon, Failure, Person, Terminal, compare_with_golden, wait_until

SKIPPED = 77

EVENINGS = {
    "zh": {
        "locale": "zh_CN.UTF-8", "own": "小明", "other": "小红", "third": "小刚",
        "prompt": "小明 ：", "enters": "进入了聊天室",
        "question": "晚上一起吃饭吗？", "answer": "好呀，食堂今天有饺子 🥟",
        "announcement": "今晚十点维护，聊天室会断开一分钟，期间说的话不会丢。",
        "agrees": "我也去 👍", "draft": "六点门口见",
    },
    "en": {
        "locale": "C.UTF-8", "own": "Ann", "other": "Bob", "third": "小红",
        "prompt": "Ann :", "enters": "entered the room",
        "question": "does anybody feel like dinner?", "answer": "yes! they have dumplings today 🥟",
        "announcement": "Maintenance at ten: the room is away for a minute, and nothing that is "
                        "said is lost.",
        "agrees": "我也去 👍", "draft": "six o'clock, at the door",
    },
}


def spend(evening, options, folder, stack):
    daemon = Daemon(options, folder)
    stack.callback(daemon.end)
    terminal = Terminal(80, 24, folder)
    stack.callback(terminal.end)
    terminal.start(
        f"{options.client} 127.0.0.1:{daemon.port} --name {evening['own']}",
        {"LC_ALL": evening["locale"], "INPUTRC": "/dev/null", "NO_COLOR": "1",
         "XDG_DATA_HOME": folder / "data"})
    terminal.wait_for(f"^{evening['prompt']}")
    terminal.keys("C-l") # The fingerprint is another one each time.
    wait_until(lambda: terminal.screen().strip() == evening["prompt"],
               lambda: f"the screen is not cleared:\n{terminal.screen()}")
    others = {}
    for who in ("other", "third"):
        others[who] = Person(options, daemon, evening[who], folder)
        stack.callback(others[who].end)
        terminal.wait_for(f"{evening[who]}.* {evening['enters']}")
    others["other"].say(evening["question"])
    terminal.wait_for(evening["question"].replace("?", "\\?"))
    terminal.type(evening["answer"])
    terminal.keys("Enter")
    terminal.wait_for("🥟 ✓✓")
    daemon.ctl("announce", evening["announcement"])
    terminal.wait_for("▌")
    others["third"].say(evening["agrees"])
    terminal.wait_for("👍")
    terminal.type(evening["draft"])
    terminal.wait_for(f"{evening['draft']}$")
    return compare_with_golden(terminal.screen(), f"picture-{options.language}", options.write)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("language", choices=EVENINGS)
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if shutil.which("tmux") is None:
        print("there is no tmux here")
        return SKIPPED
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        try:
            wrong = spend(EVENINGS[options.language], options, Path(folder), stack)
        except Failure as failure:
            wrong = [str(failure)]
    print("\n".join(wrong) or "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
