#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages cost: so many WebSockets to a chatroom-web, and how long a line takes to reach them.

Usage: web.py --daemon PATH --client PATH --web PATH [--pages N] [--lines N] [--pause S]
One line of JSON: memory and processor time of the service a page, and of the daemon; the time from
a terminal member's Enter to a page's event, in ms. The pages are plain WebSockets of this program,
on the same machine, which has to do their part, too.
"""

import argparse
import asyncio
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from programs import Daemon, Program, Web  # pylint: disable=wrong-import-position

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
AT_ONCE = 50  # Pages that come in at the same time.


def used(process):
    """(processor seconds, resident bytes)"""
    status = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii")
    fields = status.rpartition(")")[2].split()
    return ((int(fields[11]) + int(fields[12])) / TICKS_PER_S,
            int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))


class Page:
    def __init__(self, number, port, heard):
        self.number, self.port, self.heard = number, port, heard
        self.inside = asyncio.get_running_loop().create_future()
        self.kept = 0

    async def run(self):
        reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        host = f"127.0.0.1:{self.port}"
        self.writer.write(f"GET /room HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
                          "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: a2tra2tra2tra2tra2traw==\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        self.send({"t": "hello", "v": 1, "secret": f"{self.number + 1:064x}",
                   "tab": f"{self.number:016x}", "name": f"page{self.number}", "have": 0})
        while True:
            head = await reader.readexactly(2)
            size = head[1]
            if size == 126:
                size = struct.unpack(">H", await reader.readexactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", await reader.readexactly(8))[0]
            data = await reader.readexactly(size)
            if head[0] & 15 == 9:
                self.frame(data, 10)
            elif head[0] & 15 == 8:
                raise RuntimeError(f"page {self.number} was sent away: {data}")
            elif head[0] & 15 == 1:
                self.take(json.loads(data))

    def take(self, message):
        for one in message.get("l", ()):
            if one["t"] == "entered" and not self.inside.done():
                self.inside.set_result(None)
            elif one["t"] == "event" and one.get("text", "").startswith("line "):
                self.heard(int(one["text"][5:]))
        if "b" in message:
            if not self.kept:
                asyncio.get_running_loop().call_later(0.25, self.keep)
            self.kept = message["b"]

    def keep(self):
        """As a page does, a few times a second."""
        self.send({"t": "have", "b": self.kept})
        self.kept = 0

    def send(self, value):
        self.frame(json.dumps(value).encode(), 1)

    def frame(self, payload, opcode):
        size = len(payload)
        length = (bytes([0x80 | size]) if size < 126
                  else bytes([0x80 | 126]) + struct.pack(">H", size))
        self.writer.write(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload)


async def measure(options, daemon, web, terminal):
    said, latencies, counts = {}, [], {}

    def heard(line):
        latencies.append((time.monotonic() - said[line]) * 1000)
        counts[line] = counts.get(line, 0) + 1

    pages = [Page(number, web.port, heard) for number in range(options.pages)]
    begin, tasks = time.monotonic(), []
    empty = used(web.process)
    for first in range(0, len(pages), AT_ONCE):
        some = pages[first:first + AT_ONCE]
        tasks += [asyncio.create_task(page.run()) for page in some]
        inside = asyncio.ensure_future(asyncio.gather(*(page.inside for page in some)))
        await asyncio.wait([inside, *tasks], return_when=asyncio.FIRST_COMPLETED, timeout=300)
        for task in [inside, *tasks]:
            if task is inside or task.done():
                task.result()  # It tells why.
    entering = time.monotonic() - begin
    entered = used(web.process)
    await asyncio.sleep(options.quiet)
    quiet = used(web.process)
    daemon_before = used(daemon.process)
    for line in range(options.lines):
        said[line] = time.monotonic()
        terminal.stdin.write(f"line {line}\n".encode())
        terminal.stdin.flush()
        await asyncio.sleep(options.pause)
    give_up_at = time.monotonic() + 60
    while len(latencies) < options.lines * len(pages) and time.monotonic() < give_up_at:
        await asyncio.sleep(0.05)
    after = used(web.process)
    daemon_after = used(daemon.process)
    for task in tasks:
        task.cancel()
    latencies.sort()
    at = lambda part: round(latencies[min(len(latencies) - 1, int(part * len(latencies)))], 1)
    events = options.lines * len(pages)
    return {"pages": len(pages), "all_lines_at_all_pages": len(latencies) == events,
            "enter_s": round(entering, 2),
            "enter_cpu_ms_a_page": round((entered[0] - empty[0]) * 1000 / len(pages), 3),
            "resident_kib_empty": empty[1] // 1024,
            "resident_kib_a_page": round((after[1] - empty[1]) / 1024 / len(pages), 1),
            "quiet_cpu_percent": round((quiet[0] - entered[0]) * 100 / options.quiet, 2),
            "cpu_us_an_event_at_a_page": round((after[0] - quiet[0]) * 1e6 / events, 1),
            "daemon_cpu_us_an_event_at_a_member": round(
                (daemon_after[0] - daemon_before[0]) * 1e6 / events, 1),
            "latency_ms": {"median": at(0.5), "p95": at(0.95), "most": at(1)}}


def main():
    parser = argparse.ArgumentParser()
    for program in ("daemon", "client", "web"):
        parser.add_argument(f"--{program}", required=True, type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1)
    parser.add_argument("--quiet", type=float, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "web.toml"
        config.write_text(f"[limits]\npages = {options.pages}\n"
                          f"pages_of_a_network = {options.pages}\n", encoding="utf-8")
        daemon = Daemon(options, folder / "daemon", f"[room]\nmax_members = {options.pages + 10}\n")
        daemon.start()
        web = Web(options, daemon.listen, "--config", config)
        web.start()
        terminal = subprocess.Popen(
            [options.client, daemon.listen, "--name", "terminal"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, env=os.environ | {"XDG_DATA_HOME": name})
        try:
            print(json.dumps(asyncio.run(measure(options, daemon, web, terminal))))
        finally:
            terminal.kill()
            for program in (web, daemon):
                Program.kill(program)


if __name__ == "__main__":
    main()
