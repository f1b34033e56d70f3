# SPDX-License-Identifier: GPL-3.0-or-later
"""Many pages of one room, as WebSockets of this program: of chatroom-web and of The Lounge."""

import asyncio
import json
import re
import time

# What is said, and by which number a page knows it.
LINE = re.compile(rb'"line (\d+)"')

# A page keeps what it was told, and says so, a few times a second.
KEEP_S = 0.25

AT_ONCE = 100  # Pages that come in at the same time.
PATIENCE_S = 300


class Page(asyncio.Protocol):
    """A WebSocket (RFC 6455) that is inside when .inside has a result."""

    path = ""

    def __init__(self, number, heard):
        self.number, self.heard = number, heard
        self.buffer, self.is_open = b"", False
        self.transport = None
        self.inside = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        host = "{}:{}".format(*transport.get_extra_info("peername"))
        fields = (f"GET {self.path} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}",
                  "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: a2tra2tra2tra2tra2traw==", *self.more_fields())
        self.transport.write("\r\n".join((*fields, "", "")).encode())

    def more_fields(self):
        return ()

    def connection_lost(self, error):
        self.fail(f"its connection has gone: {error}")

    def fail(self, why):
        if not self.inside.done():
            self.inside.set_exception(RuntimeError(f"page {self.number}: {why}"))

    def data_received(self, data):
        now = time.monotonic()
        buffer = self.buffer + data if self.buffer else data
        if not self.is_open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self.buffer = buffer
                return
            if b" 101 " not in buffer[:end]:
                self.fail(f"no WebSocket: {buffer[:end]}")
            self.is_open, buffer = True, buffer[end + 4:]
            self.begin()
        at = 0
        while (payload := frame_at(buffer, at)) is not None:
            opcode, begin, at = payload
            if opcode == 1:
                self.text(buffer[begin:at], now)
            elif opcode == 9:
                self.frame(buffer[begin:at], 10)
            elif opcode == 8:
                self.fail(f"it was sent away: {buffer[begin:at]}")
        self.buffer = buffer[at:]

    def say(self, text):
        self.frame(text.encode(), 1)

    def frame(self, payload, opcode):
        size = len(payload)
        length = (bytes([0x80 | size]) if size < 126
                  else bytes([0x80 | 126]) + size.to_bytes(2, "big"))
        self.transport.write(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload)

    def come_inside(self):
        if not self.inside.done():
            self.inside.set_result(None)

    def hear(self, text, now):
        """Looks for what was said, without taking apart what is none of it."""
        for number in LINE.findall(text):
            self.heard(int(number), now)


def frame_at(buffer, at):
    """(opcode, where its payload begins, where it ends) of the frame there, if it is whole."""
    if len(buffer) < at + 2:
        return None
    size, begin = buffer[at + 1], at + 2
    if size == 126:
        size, begin = int.from_bytes(buffer[begin:begin + 2], "big"), begin + 2
    elif size == 127:
        size, begin = int.from_bytes(buffer[begin:begin + 8], "big"), begin + 8
    return (buffer[at] & 15, begin, begin + size) if len(buffer) >= begin + size else None


class ChatroomPage(Page):
    """protocol/WEB.md; each comes from an address of its own, as behind a proxy."""

    path = "/room"
    kept = 0

    def more_fields(self):
        return (f"X-Forwarded-For: 10.{self.number >> 16}.{self.number >> 8 & 255}"
                f".{self.number & 255}",)

    def begin(self):
        self.say(json.dumps({"t": "hello", "v": 1, "secret": f"{self.number + 1:064x}",
                             "tab": f"{self.number:016x}", "name": f"page{self.number}",
                             "have": 0}))

    def text(self, text, now):
        self.hear(text, now)
        if b'"t":"entered"' in text:
            self.come_inside()
        elif b'"t":"ended"' in text:
            self.fail(f"its stay has ended: {text}")
        batch = re.match(rb'{"b":(\d+)', text)
        if batch:
            if not self.kept:
                asyncio.get_running_loop().call_later(KEEP_S, self.keep)
            self.kept = int(batch.group(1))

    def keep(self):
        if not self.transport.is_closing():
            self.say(json.dumps({"t": "have", "b": self.kept}))
        self.kept = 0


class LoungePage(Page):
    """Socket.IO 4 over Engine.IO 4: what The Lounge's own page says on coming in, but for asking
    for all names whenever somebody comes."""

    path = "/socket.io/?EIO=4&transport=websocket"

    def begin(self):
        pass  # The server says first who it is.

    def text(self, text, now):
        if text.startswith(b'42["msg"'):
            self.hear(text, now)
        elif text == b"2":
            self.say("3")
        elif text.startswith(b"0"):
            self.say("40")
        elif text.startswith(b'42["auth:start"'):
            self.say('42["auth:perform",{}]')
        elif text.startswith(b'42["init"'):
            self.say("42" + json.dumps(["network:new", {
                "nick": f"page{self.number}", "username": "page", "realname": "page",
                "join": "#room"}]))
        if b'"type":"join","self":true' in text:
            self.come_inside()


async def enter(kind, count, port, heard):
    """So many pages that are inside."""
    loop, pages = asyncio.get_running_loop(), []
    for first in range(0, count, AT_ONCE):
        made = await asyncio.gather(*(loop.create_connection(
            lambda number=number: kind(number, heard), "127.0.0.1", port)
            for number in range(first, min(first + AT_ONCE, count))))
        some = [page for _, page in made]
        await asyncio.wait_for(asyncio.gather(*(page.inside for page in some)), PATIENCE_S)
        pages += some
    return pages


def leave(pages):
    for page in pages:
        page.transport.abort()
