# SPDX-License-Identifier: GPL-3.0-or-later
"""A node that is cut off from the database, and nothing else is."""

import contextlib
import ctypes
import os
import time

import postgres
from cluster_room import (KEPT_AGAIN, NOT_KEPT, NOTHING_IS_KEPT, Classic, Failure, compare,
                          line_of, nobody_left)
from lossy_network import SERVER_ADDRESS, LossyNetwork, run

CLONE_NEWNET = 0x40000000

# docs/CLUSTER.md: "after five seconds it says so". A node looks every two seconds.
TOLD_AFTER_S, TOLD_BEFORE_S = 4.5, 30
# Longer than a slow machine takes for what is no cut at all.
NODE_TIMEOUT_S = 8


@contextlib.contextmanager
def inside(namespace):
    """Sockets that are made and processes that are started meanwhile are of the namespace."""
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            if libc.setns(descriptor, CLONE_NEWNET) != 0:
                raise Failure(f"{path}: {os.strerror(ctypes.get_errno())}")
        finally:
            os.close(descriptor)

    here = f"/proc/self/fd/{os.open('/proc/self/ns/net', os.O_RDONLY)}"
    try:
        enter(f"/run/netns/{namespace.name}")
        yield
    finally:
        enter(here)
        os.close(int(here.rpartition("/")[2]))


class IsolatedDatabase(contextlib.ExitStack):
    """A database in a namespace, between two others for nodes and one for people."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def __enter__(self):
        super().__enter__()
        try:
            network = self.enter_context(LossyNetwork(loss=0))
            self.place = network.add_server()
            run(*self.place.command("sysctl", "-q", "-w", "net.ipv4.ip_forward=1"))
            self.a, self.b = network.add_place("a"), network.add_place("b")
            self.people, _ = network.add_place("people")
            with inside(self.place):
                self.server = self.enter_context(
                    postgres.Single(self.folder, address=SERVER_ADDRESS))
        except BaseException:
            self.close()
            raise
        return self

    @property
    def uri(self):
        return self.server.uri

    def ask(self, statement):
        with inside(self.place):
            return self.server.ask(statement)

    def cut(self):
        """Nothing of the database comes to node a, nor the other way round. What arrives is
        dropped, as whoever sends would be told of anything else."""
        place, address = self.a
        for end, what in ((self.place, f"ip saddr {address} tcp dport {self.server.port}"),
                          (place, f"ip saddr {SERVER_ADDRESS} tcp sport {self.server.port}")):
            end.nft(f"""table ip cut {{
                chain arriving {{
                    type filter hook prerouting priority raw
                    {what} drop
                }}
            }}""")

    def mend(self):
        for end in (self.place, self.a[0]):
            end.nft("delete table ip cut")


def await_log(room, node, words, before):
    room.watch.wait_until(lambda: any(words in line for line in node.log[before:]),
                          f"node {node.name} logs {words!r}")


def fill(room):
    """Two nodes, members of both protocols, and one who is to be muted."""
    room.grace_s = 60
    room.cluster_keys = {"node_timeout_s": NODE_TIMEOUT_S, "connect_timeout_s": 2,
                         "answer_timeout_s": 2}
    database = room.database
    a = room.add_node("a", place=database.a[0], address=database.a[1])
    b = room.add_node("b", place=database.b[0], address=database.b[1])
    for node in (a, b, a, b, a, b, a):
        room.start_client(node, place=database.people)
    room.all_are_inside()
    muted = room.clients.pop()
    with inside(database.people):
        for node in (a, b):
            room.add_classic(node)
    return a, b, muted


def cut_for_a_moment(room, b):
    before = len(b.log)
    room.database.cut()
    begun = time.monotonic()
    room.say(10)
    of_b = [client for client in room.clients if client.node is b]
    latest = {client: line_of(client, room.said - 1) for client in room.clients}
    room.watch.wait_until(lambda: all(latest[one] in client.shown.known
                                      for one in of_b for client in of_b), "they chat at b")
    if any(latest[one] in of_b[0].shown.known for one in room.clients if one not in of_b):
        raise Failure("node a is not cut off")
    room.database.mend()
    moment_s = time.monotonic() - begun
    room.await_all()
    compare(room)
    told = [client.name for client in room.clients if NOTHING_IS_KEPT in client.errors()]
    if told and moment_s < TOLD_AFTER_S:
        raise Failure(f"{told} were told of a cut of {moment_s:.1f} s")
    if moment_s < NODE_TIMEOUT_S and any("is silent" in line for line in b.log[before:]):
        raise Failure(f"node a counts as silent after a cut of {moment_s:.1f} s")
    print(f"cut: for a moment of {moment_s:.1f} s")


def require_nothing_is_served(room, a, muted):
    """Node a lets nobody in and takes nothing, and it says why."""
    with inside(room.database.people):
        late = Classic(room.watch, "Late", a)
    room.stack.callback(late.socket.close)
    late.send("L Late")
    room.watch.wait_until(lambda: NOT_KEPT in late.lines, "who wants to enter at a is refused")
    if "OK" in late.lines:
        raise Failure("somebody was let in at node a")
    try:
        a.ctl("announce", "stale")
    except Failure as failure:
        if "the journal cannot be written" not in str(failure):
            raise
    else:
        raise Failure("node a takes an announcement")
    troubles = str(a.ctl("status")["troubles"])
    if "the database has not answered since" not in troubles:
        raise Failure(f"status of node a tells {troubles}")
    muted.say(["in spite of everything"])


def cut_for_long(room, a, b, muted):
    of_a = [member for member in room.everybody() if member.node is a]
    before, shown = (len(a.log), len(b.log)), [len(member.shown.said) for member in of_a]
    room.database.cut()
    begun = time.monotonic()
    room.say(10)
    for member in of_a:
        if member in room.clients:
            room.watch.wait_until(lambda member=member: NOTHING_IS_KEPT in member.errors(),
                                  f"{member.name} is told")
    if not TOLD_AFTER_S <= (told_s := time.monotonic() - begun) <= TOLD_BEFORE_S:
        raise Failure(f"members were told after {told_s:.1f} s")
    await_log(room, b, "node a is silent", before[1])
    b.ctl("mute", muted.name)
    require_nothing_is_served(room, a, muted)
    if shown != [len(member.shown.said) for member in of_a]:
        raise Failure("node a gives its members something though it is cut off")
    room.database.mend()
    await_log(room, a, "the database answers again", before[0])
    print(f"cut: members were told after {told_s:.1f} s, node a was cut off for "
          f"{time.monotonic() - begun:.1f} s")


def require_farewell(room, classic):
    """Another node has it by now, and waits for it as for one that cannot be reached: the protocol
    has nothing to resume by. Its node says so."""
    classic.say(["still here?"])
    room.watch.wait_until(lambda: "您不在聊天室里，请重新进入" in classic.lines,
                          f"{classic.name} is told that it is not inside")
    if any("still here?" in line for line in room.order()):
        raise Failure(f"{classic.name} is not inside, and what it says is taken")


def case_cut(room):
    a, b, muted = fill(room)
    room.say(10)
    room.await_all()
    cut_for_a_moment(room, b)
    cut_for_long(room, a, b, muted)
    room.await_clients()
    for client in room.clients:
        if client.node is a:
            room.watch.wait_until(lambda client=client: KEPT_AGAIN in client.errors(),
                                  f"{client.name} is told that all is well")
    room.watch.wait_until(lambda: "您被禁言了" in muted.errors(), "the muted one is told")
    compare(room, {"a": 1})
    nobody_left(room)
    require_farewell(room, next(one for one in room.classics if one.node is a))
    if any("in spite of everything" in line for line in room.order()):
        raise Failure("what was said at node a by somebody who is muted was taken")
