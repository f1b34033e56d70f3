# SPDX-License-Identifier: GPL-3.0-or-later
"""A room on several nodes, and those who chat in it: clients, who must show everything, and members
of the classic protocol.

One order is that of the numbers in the database. A client shows everything that was said in it,
what it said itself included, each once. A member of the classic protocol is not told what it says
itself, and cannot ask for what it missed: it shows what others said in that order, each at most
once, and has gaps only where its node was dead, one each time. What it says is said once, or
refused in words, as long as its node lives."""

import contextlib
import errno
import os
import re
import secrets
import selectors
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "network"))
from programs import Client, Daemon, Failure, Here, Watch  # pylint: disable=wrong-import-position

SAID = re.compile(r"(?:\[[\d: -]+\] )?(Member\d+ ： .*)")
LEFT = re.compile(r"(Member\d+)退出了聊天室")
# What a member of the classic protocol is told if the journal is away.
NOT_KEPT = "聊天室暂时无法保存记录，请稍后再试"
# As a client says it.
NOTHING_IS_KEPT, KEPT_AGAIN = "聊天室暂时无法保存记录", "聊天室又能保存记录了"

# More than all that is said while the test does something else.
SOCKET_BYTES = 8 << 20


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
            try:
                super().read(key)
            except OSError as error:
                if error.errno != errno.EIO:  # Of a terminal whose program has ended.
                    raise
                self.selector.unregister(key.fileobj)
                key.fileobj.close()


class Shown:
    """What a member shows: of what was said, and of who left."""

    def __init__(self):
        self.said, self.left = [], []
        self.known = set()  # The same as said, to look things up.

    def add(self, line):
        if found := SAID.fullmatch(line):
            self.said.append(found.group(1))
            self.known.add(found.group(1))
        elif found := LEFT.search(line):
            self.left.append(found.group(1))


class Sealed(Client):
    """A client that knows one node or several."""

    def __init__(self, watch, programs, place, name, folder, nodes):
        super().__init__(watch, programs, place, name, folder)
        self.node, self.shown = nodes[0], Shown()
        self.since = 0  # From that number on it says something.
        self.link = ",".join(node.listen for node in nodes)

    def hear(self, line):
        self.shown.add(line)
        super().hear(line)


class Classic:
    """A member of the classic protocol. Its node may be dead: then what it sends is lost."""

    def __init__(self, watch, name, node):
        self.watch, self.name, self.node = watch, name, node
        self.lines, self.shown = [], Shown()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        if os.geteuid() == 0:
            self.socket.setsockopt(socket.SOL_SOCKET, 33, SOCKET_BYTES)  # SO_RCVBUFFORCE
        host, port = node.listen.split(":")
        self.socket.connect((host, int(port)))
        watch.add_socket(self.socket, self.hear)

    def hear(self, line):
        self.shown.add(line)
        self.lines.append(line)

    def send(self, request):
        # A complaint is of the datagram before, and this one has not been sent then.
        with contextlib.suppress(ConnectionRefusedError):
            self.socket.send(request.encode())
            return
        with contextlib.suppress(ConnectionRefusedError):
            self.socket.send(request.encode())

    def enter(self):
        self.send(f"L {self.name}")
        self.watch.wait_until(lambda: "OK" in self.lines, f"{self.name} is inside")

    def say(self, texts):
        for text in texts:
            self.send(f"C {self.name} {text}")

    def refused(self):
        """How many of its lines were refused because they could not be kept."""
        return self.lines.count(NOT_KEPT)


def line_of(member, number):
    return f"{member.name} ： {number} of {member.name}"


class Room:
    """Nodes, their members and what these have to say."""

    def __init__(self, options, folder, stack, database):
        self.options = self.programs = options
        self.folder, self.watch = folder, Everything()
        self.stack, self.database = stack, database
        self.key = secrets.token_hex(32)
        self.grace_s, self.history, self.cluster_keys = 20, 50, {}
        self.nodes, self.clients, self.classics = {}, [], []
        self.names = self.said = 0

    def add_node(self, name, cluster=True, place=Here, address="127.0.0.1"):
        folder = self.folder / name
        (folder / "state").mkdir(parents=True)
        key = folder / "state" / "server.key"
        key.touch(mode=0o600)
        key.write_text(self.key + "\n")
        node = Daemon(self.watch, self.programs, place, address, folder)
        node.name = name
        self.stack.callback(node.end)
        text = ("[limits]\nlines_per_s = 0\nbytes_per_s = 0\n"
                f"[room]\ngrace_s = {self.grace_s}\nhistory = {self.history}\n")
        if cluster:
            text += f'[cluster]\ndatabase = "{self.database.uri}"\nnode = "{name}"\n'
            text += "".join(f"{key} = {value}\n" for key, value in self.cluster_keys.items())
        node.config.write_text(text, encoding="utf-8")
        node.start()
        self.nodes[name] = node
        return node

    def start_client(self, *nodes, place=Here):
        """One that enters at the first of the nodes, and knows the others, too."""
        client = Sealed(self.watch, self.options, place, f"Member{self.names}",
                        self.folder / f"client{self.names}", nodes)
        self.names += 1
        self.stack.callback(client.end)
        client.since = self.said
        client.start(client.link)
        self.clients.append(client)
        return client

    def all_are_inside(self):
        self.watch.wait_until(lambda: all([client.is_inside(client.link)
                                           for client in self.clients]), "all are inside")

    def add_client(self, *nodes, place=Here):
        client = self.start_client(*nodes, place=place)
        self.all_are_inside()
        return client

    def add_classic(self, node):
        classic = Classic(self.watch, f"Member{self.names}", node)
        self.names += 1
        self.classics.append(classic)
        self.stack.callback(classic.socket.close)
        classic.enter()
        return classic

    def everybody(self):
        return self.clients + self.classics

    def say(self, count):
        """Everybody says so many more."""
        first, self.said = self.said, self.said + count
        for member in self.everybody():
            member.say([f"{number} of {member.name}" for number in range(first, self.said)])

    def of_clients(self):
        """All that clients have to say until now."""
        return {line_of(client, number) for client in self.clients
                for number in range(client.since, self.said)}

    def await_some(self):
        """Until some of what is to be said now is shown, and much is not."""
        some = [line_of(client, self.said - 1) for client in self.clients]
        self.watch.wait_until(
            lambda: any(line in client.shown.known for line, client in zip(some, self.clients)),
            "some is shown")

    def await_clients(self):
        """Until all clients show all that clients have to say."""
        expected = self.of_clients()
        self.watch.wait_until(lambda: all(expected <= client.shown.known
                                          for client in self.clients),
                              f"all clients show {len(expected)} lines of clients")

    def shown(self):
        """Who shows how much, to explain a failure."""
        return {member.name: len(member.shown.said) for member in self.everybody()}

    def await_all(self):
        """Until all show all that was said lately, members of the classic protocol included; these
        do not show their own."""
        self.await_clients()
        latest = [(member, line_of(member, self.said - 1)) for member in self.everybody()]
        self.watch.wait_until(
            lambda: all(line in one.shown.known for member, line in latest
                        for one in self.everybody() if one is not member or one in self.clients),
            "everybody shows the latest")

    def order(self):
        """What was said, as the database has it."""
        lines = self.database.ask("select string_agg(name || ' ： ' || text, chr(10)"
                                  " order by number) from chatroom.history where kind = 'said'")
        return lines.splitlines()


def gaps(shown, order, whose):
    """How often somebody shows nothing for a while; fails if it shows anything else."""
    count, place, was_shown = 0, 0, True
    for line in order:
        is_shown = place < len(shown) and shown[place] == line
        count += was_shown and not is_shown
        place, was_shown = place + is_shown, is_shown
    if place < len(shown):
        raise Failure(f"{whose} shows {shown[place]!r} twice, or where it does not belong")
    return count


def compare(room, deaths=None):
    """What everybody shows with the order; deaths: how often each node was dead."""
    order = room.order()
    if len(set(order)) < len(order):
        raise Failure(f"{len(order) - len(set(order))} lines were said twice")
    if missing := room.of_clients() - set(order):
        raise Failure(f"{len(missing)} lines are lost: {sorted(missing)[:5]}")
    for client in room.clients:
        shown = client.shown.said
        if shown != order:
            lost, twice = set(order) - set(shown), len(shown) - len(set(shown))
            raise Failure(f"{client.name} shows {len(shown)} of {len(order)} lines, or another "
                          f"order: missing {sorted(lost)[:5]}, twice {twice}")
    found = [gaps_of(classic, order, (deaths or {}).get(classic.node.name, 0))
             for classic in room.classics]
    print(f"{len(room.everybody())} members, {len(order)} lines: none lost, none twice, one order;"
          f" gaps of members of the classic protocol: {found}")


def gaps_of(classic, order, most):
    others = [line for line in order if not line.startswith(f"{classic.name} ")]
    count = gaps(classic.shown.said, others, classic.name)
    if count > most:
        raise Failure(f"{classic.name} has {count} gaps, and its node was dead {most} times")
    return count


def nobody_left(room, but=()):
    for member in room.everybody():
        if names := set(member.shown.left) - set(but):
            raise Failure(f"{member.name} was told that {sorted(names)} left")
