#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real nodes over a real PostgreSQL server of this test alone.

Usage: nodes_test.py CASE --daemon FILE --ctl FILE --client FILE [--messages N]

In each case clients enter at two nodes, say their messages, and leave. Every one of them must show
every message once, all in the same order. The cases:

  talk       nothing else happens; members of the classic protocol are there, too
  node       in the middle, one node is killed and started again
  database   in the middle, the database server is killed and started again
  gone       one node is killed for good: its members leave, each once, and the others go on
  moved      before, the room was on one machine; afterwards it is again, with all that was said

Exits 0 if all is well, 77 if it cannot run here: it needs PostgreSQL 15.
"""

import argparse
import contextlib
import os
import re
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "network"))
import postgres
from programs import Client, Daemon, Failure, Watch

SKIPPED = 77
LONGEST_RUN_S = 200

SAID = re.compile(r"(?:\[[\d: -]+\] )?(Member\d+ ： .*)")


class Here:
    """This machine, where others have a namespace."""

    @staticmethod
    def command(*arguments):
        return [str(argument) for argument in arguments]


class Everything(Watch):
    """Reads sockets, too, of which each datagram is a line."""

    def add_socket(self, one, on_line):
        one.setblocking(False)
        self.selector.register(one, selectors.EVENT_READ, on_line)

    def read(self, key):
        if callable(key.data):
            with contextlib.suppress(ConnectionRefusedError):
                key.data(key.fileobj.recv(2048).decode())
        else:
            super().read(key)


class Classic:
    """A member of the classic protocol."""

    def __init__(self, watch, name, node):
        self.name, self.lines = name, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        host, port = node.listen.split(":")
        self.socket.connect((host, int(port)))
        watch.add_socket(self.socket, self.lines.append)
        self.socket.send(f"L {name}".encode())
        watch.wait_until(lambda: "OK" in self.lines, f"{name} is inside")

    def say(self, texts):
        for text in texts:
            self.socket.send(f"C {self.name} {text}".encode())


class Room:
    """Nodes, their clients and what they have to say."""

    def __init__(self, options, folder, stack):
        self.options, self.folder, self.watch = options, folder, Everything()
        self.stack = stack
        self.database = stack.enter_context(postgres.Single(folder, "database"))
        self.key = secrets.token_hex(32)
        self.nodes, self.clients, self.classics = {}, [], []

    def add_node(self, name, cluster=True):
        folder = self.folder / name
        (folder / "state").mkdir(parents=True)
        key = folder / "state" / "server.key"
        key.touch(mode=0o600)
        key.write_text(self.key + "\n")
        node = Daemon(self.watch, self.options, Here, "127.0.0.1", folder)
        self.stack.callback(node.end)
        text = "[limits]\nlines_per_s = 0\nbytes_per_s = 0\n[room]\ngrace_s = 20\n"
        if cluster:
            text += f'[cluster]\ndatabase = "{self.database.uri}"\nnode = "{name}"\n'
        node.config.write_text(text, encoding="utf-8")
        node.start()
        self.nodes[name] = node
        return node

    def add_client(self, node):
        number = len(self.clients)
        client = Client(self.watch, self.options, Here, f"Member{number}",
                        self.folder / f"client{number}")
        self.stack.callback(client.end)
        client.node = node
        client.start(node.listen)
        self.watch.wait_until(lambda: client.is_inside(node.listen), f"{client.name} is inside")
        self.clients.append(client)
        return client

    def add_classic(self, node):
        self.classics.append(Classic(self.watch, f"Member1{len(self.classics):02}", node))
        self.stack.callback(self.classics[-1].socket.close)

    def everybody(self):
        return self.clients + self.classics

    def say(self, first, last):
        for client in self.everybody():
            client.say([f"{number} of {client.name}" for number in range(first, last)])

    def said(self, client):
        found = (SAID.fullmatch(line) for line in client.lines)
        return [line.group(1) for line in found if line]

    def wait_for(self, count):
        total = count * len(self.everybody())
        self.watch.wait_until(
            lambda: all(len(self.said(client)) >= total for client in self.clients) and
            all(len(self.said(classic)) >= total - count for classic in self.classics),
            f"everybody shows {total} messages")

    def compare(self, count):
        """Each message once, and all in one order."""
        expected = {f"{client.name} ： {number} of {client.name}"
                    for client in self.everybody() for number in range(count)}
        first = self.said(self.clients[0])
        for classic in self.classics: # They are not told what they say themselves.
            others = [line for line in first if not line.startswith(f"{classic.name} ")]
            if self.said(classic) != others:
                raise Failure(f"{classic.name} shows {len(self.said(classic))} messages or another "
                              f"order, and there were {len(others)} of others")
        for client in self.clients:
            said = self.said(client)
            if len(said) != len(expected) or set(said) != expected:
                missing, more = expected - set(said), len(said) - len(set(said))
                raise Failure(f"{client.name} shows {len(said)} of {len(expected)} messages; "
                              f"missing {sorted(missing)[:5]}, twice {more}")
            if said != first:
                raise Failure(f"{client.name} shows another order")


def chat(room, options, trouble):
    """All of them say half, the trouble happens, and they say the rest."""
    half, count = options.messages // 2, options.messages
    room.say(0, half)
    room.wait_for(half // 2)
    trouble()
    room.say(half, count)
    room.wait_for(count)
    room.compare(count)


def two_nodes(room):
    a, b = room.add_node("a"), room.add_node("b")
    for node in (a, b, a, b):
        room.add_client(node)
    return a, b


def case_talk(room, options):
    for node in two_nodes(room):
        room.add_classic(node)
    chat(room, options, lambda: None)


def case_node(room, options):
    a, _ = two_nodes(room)

    def trouble():
        a.end()
        a.start()

    chat(room, options, trouble)


def case_database(room, options):
    two_nodes(room)

    def trouble():
        room.database.kill()
        room.database.start()

    chat(room, options, trouble)


def case_gone(room, options):
    a, b = two_nodes(room)
    here = [client for client in room.clients if client.node is b]
    there = [client for client in room.clients if client.node is a]
    room.add_classic(a)
    names = sorted(client.name for client in there + room.classics)
    room.say(0, 5)
    room.wait_for(5)
    a.end()
    departed = re.compile(r"(Member\d+)退出了聊天室")

    def left(client):
        found = (departed.search(line) for line in client.lines)
        return sorted(match.group(1) for match in found if match)

    room.watch.wait_until(lambda: all(len(left(client)) >= len(names) for client in here),
                          "those of the dead node have left")
    here[0].say(["the end"])
    room.watch.wait_until(
        lambda: all(client.lines[-1].endswith("the end") for client in here), "others go on")
    for client in here:
        if left(client) != names:
            raise Failure(f"{client.name} was told that {left(client)} left, and {names} did")


def run_daemon(options, node, *arguments):
    ran = subprocess.run([options.daemon, "--config", node.config, *arguments], check=False,
                         capture_output=True, text=True)
    if ran.returncode != 0:
        raise Failure(f"chatroomd {arguments}: {ran.stderr}")
    return ran.stdout


def case_moved(room, options):
    alone = room.add_node("alone", cluster=False)
    client = room.add_client(alone)
    client.say(["before"])
    room.watch.wait_until(lambda: room.said(client), "it is said")
    alone.terminate()
    text = alone.config.read_text(encoding="utf-8")
    alone.config.write_text(
        f'{text}[cluster]\ndatabase = "{room.database.uri}"\nnode = "alone"\n', encoding="utf-8")
    state = alone.folder / "state"
    run_daemon(options, alone, "--import", state)
    for name in ("room.db", "numbers"):
        (state / name).rename(alone.folder / name)
    alone.start()
    client.say(["on several machines"])
    room.watch.wait_until(lambda: len(room.said(client)) == 2, "it goes on in the database")
    alone.terminate()
    (state / "room.db").unlink()
    run_daemon(options, alone, "--export", state)
    alone.config.write_text(text, encoding="utf-8")
    alone.start()
    client.say(["back again"])
    room.watch.wait_until(lambda: len(room.said(client)) == 3, "it goes on on one machine")
    said = [event["text"] for event in alone.ctl("log")["events"] if event["kind"] == "said"]
    if said != ["before", "on several machines", "back again"]:
        raise Failure(f"the journal has {said}")
    if room.said(client) != [f"Member0 ： {text}" for text in said]:
        raise Failure(f"the client shows {room.said(client)}")


CASES = {"talk": case_talk, "node": case_node, "database": case_database,
         "gone": case_gone, "moved": case_moved}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=CASES)
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", required=True)
    parser.add_argument("--messages", type=int, default=100)
    options = parser.parse_args()
    if not postgres.is_installed():
        print("there is no PostgreSQL 15 here (script/bootstrap test)")
        return SKIPPED
    signal.alarm(LONGEST_RUN_S)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chatroom-") as folder, contextlib.ExitStack() as stack:
        os.chmod(folder, 0o711)
        room = Room(options, Path(folder), stack)
        try:
            CASES[options.case](room, options)
        except (Failure, postgres.Failure) as failure:
            print(f"{options.case}: {failure}", file=sys.stderr)
            for name, node in room.nodes.items():
                print(f"node {name}:", *node.log, sep="\n  ", file=sys.stderr)
            for client in room.clients:
                print(f"{client.name}: {client.errors()}", file=sys.stderr)
            return 1
    print(f"{options.case}: {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
