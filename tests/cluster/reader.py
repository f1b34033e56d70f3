# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody at a terminal, who asks for what was said before."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

from programs import LOCALE, Program

# More than a line takes, so that none is broken.
ROWS, COLUMNS = 50, 200
# So many events are asked for at once, of which few are anything else than texts.
PAGE, OTHERS = 100, 20

TEXT = re.compile(r"\d+ of Member\d+")
# It asks so if its program is inside that was killed a moment ago.
TAKE_OVER = "由这个程序接替它吗"
INSIDE = "您已进入聊天室"


class Reader(Program):
    """Its program is killed and started again, so that nothing is on the screen."""

    def __init__(self, room):
        self.room, self.texts = room, set()
        self.keyboard, self.is_asked, self.is_inside = None, False, False
        room.stack.callback(self.end)

    def start(self, node):
        self.keyboard, terminal = pty.openpty()
        self.texts.clear()
        self.is_asked = self.is_inside = False
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [self.room.options.client, node.listen, "--name", "Reader"], stdin=terminal,
            stdout=terminal, stderr=terminal, start_new_session=True,
            env=os.environ | LOCALE | {"TERM": "xterm", "XDG_DATA_HOME": str(self.room.folder),
                                       "XDG_CONFIG_HOME": str(self.room.folder)})
        os.close(terminal)
        self.room.watch.add(os.fdopen(self.keyboard, "rb", buffering=0), self.read)
        self.room.watch.wait_until(lambda: self.is_asked or self.is_inside, "the reader enters")
        if self.is_asked:
            os.write(self.keyboard, b"y\r")
        self.room.watch.wait_until(lambda: self.is_inside, "the reader is inside")

    def read(self, line):
        self.is_asked = self.is_asked or TAKE_OVER in line
        self.is_inside = self.is_inside or INSIDE in line
        self.texts.update(TEXT.findall(line))

    def await_past(self, texts):
        """Until it has shown all of them, page by page."""
        while lacks := len(texts - self.texts):
            enough = len(self.texts) + min(lacks, PAGE - OTHERS)
            os.write(self.keyboard, f"/history {PAGE}\r".encode())
            self.room.watch.wait_until(lambda enough=enough: len(self.texts) >= enough,
                                       f"the reader gets {PAGE} older events")
