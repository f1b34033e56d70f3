#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real nodes over real PostgreSQL servers of this test alone.

Usage: nodes_test.py CASE --daemon FILE --ctl FILE --client FILE [--messages N] [--older FILE]

In each case clients enter at several nodes, say their messages, and leave. Every one of them must
show every message once, all in the same order; cluster_room.py says what is asked of members of the
classic protocol. The cases:

  talk       nothing else happens; members of the classic protocol are there, too
  node       in the middle, one node is killed and started again
  database   in the middle, the database server is killed and started again
  gone       one node is killed for good: its members leave, each once, and the others go on
  moved      before, the room was on one machine; afterwards it is again, with all that was said
  three      three nodes and 40 members of both protocols over a primary and a standby: a node is
             killed and started again, the primary is killed and the standby promoted, everything is
             killed and started again, while all of them talk
  cut        one node is cut off from the database, for a moment and for long (in namespaces)
  more       a node joins while people chat; who enters there has what was said before, and who
             comes there from another node can ask for it
  less       a node is stopped while people chat; its members go on at another one, unnoticed
  elsewhere  a node is killed for good: who knows another one goes on there, unnoticed; who does not
             come back leaves once
  upgrade    node after node gets another version (--older: the one before); one of the nodes is of
             a version that writes what the others do not know; then one with a newer schema comes

Exits 0 if all is well, 77 if it cannot run here: it needs PostgreSQL 15, and cut needs root, ip and
nft.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgres
from cluster_room import Failure, Room, compare, nobody_left
from cut_case import IsolatedDatabase, case_cut
from network_test import end_in_order, obstacle, on_signals
from reader import Reader
from upgrade_case import case_upgrade

SKIPPED = 77
LONGEST_RUN_S = 200


def chat(room, trouble, deaths=None):
    """All of them say half, the trouble happens, and they say the rest."""
    half = room.options.messages // 2
    room.say(half)
    room.await_some()
    trouble()
    room.say(room.options.messages - half)
    if deaths:
        room.await_clients()
    else:
        room.await_all()
    compare(room, deaths)


def two_nodes(room):
    a, b = room.add_node("a"), room.add_node("b")
    for node in (a, b, a, b):
        room.start_client(node)
    room.all_are_inside()
    return a, b


def case_talk(room):
    for node in two_nodes(room):
        room.add_classic(node)
    chat(room, lambda: None)
    nobody_left(room)


def case_node(room):
    a, _ = two_nodes(room)

    def trouble():
        a.end()
        a.start()

    chat(room, trouble)
    nobody_left(room)


def case_database(room):
    two_nodes(room)
    chat(room, room.database.restart)
    nobody_left(room)


def await_departures(room, gone):
    """Until all who are there were told that these have left; each once, and nobody else."""
    names = sorted(member.name for member in gone)
    here = [member for member in room.everybody() if member not in gone]
    room.watch.wait_until(lambda: all(len(member.shown.left) >= len(names) for member in here),
                          f"{names} have left")
    room.clients, room.classics = [], []
    here[0].say(["the end"])
    room.watch.wait_until(
        lambda: all(member.lines[-1].endswith("the end") for member in here[1:]), "others go on")
    for member in here:
        if sorted(member.shown.left) != names:
            raise Failure(f"{member.name} was told that {member.shown.left} left, not {names}")


def case_gone(room):
    room.grace_s, room.cluster_keys = 10, {"node_timeout_s": 8}
    a, _ = two_nodes(room)
    room.add_classic(a)
    gone = [member for member in room.everybody() if member.node is a]
    room.say(5)
    room.await_all()
    a.end()
    await_departures(room, gone)


def run_daemon(options, node, *arguments):
    ran = subprocess.run([options.daemon, "--config", node.config, *arguments], check=False,
                         capture_output=True, text=True)
    if ran.returncode != 0:
        raise Failure(f"chatroomd {arguments}: {ran.stderr}")
    return ran.stdout


def case_moved(room):
    alone = room.add_node("alone", cluster=False)
    client = room.add_client(alone)
    shown = client.shown.said
    client.say(["before"])
    room.watch.wait_until(lambda: shown, "it is said")
    alone.terminate()
    text = alone.config.read_text(encoding="utf-8")
    alone.config.write_text(
        f'{text}[cluster]\ndatabase = "{room.database.uri}"\nnode = "alone"\n', encoding="utf-8")
    state = alone.folder / "state"
    run_daemon(room.options, alone, "--import", state)
    for name in ("room.db", "numbers"):
        (state / name).rename(alone.folder / name)
    alone.start()
    client.say(["on several machines"])
    room.watch.wait_until(lambda: len(shown) == 2, "it goes on in the database")
    alone.terminate()
    (state / "room.db").unlink()
    run_daemon(room.options, alone, "--export", state)
    alone.config.write_text(text, encoding="utf-8")
    alone.start()
    client.say(["back again"])
    room.watch.wait_until(lambda: len(shown) == 3, "it goes on on one machine")
    texts = [event["text"] for event in alone.ctl("log")["events"] if event["kind"] == "said"]
    if texts != ["before", "on several machines", "back again"]:
        raise Failure(f"the journal has {texts}")
    if shown != [f"Member0 ： {text}" for text in texts]:
        raise Failure(f"the client shows {shown}")


def all_kept(room, number_before):
    """Of what members of the classic protocol have said since, each line is said or refused."""
    order = room.order()
    for classic in room.classics:
        kept = sum(f"{classic.name} ： {number} of {classic.name}" in order
                   for number in range(number_before, room.said))
        if kept + classic.refused() != room.said - number_before:
            raise Failure(f"{classic.name} has said {room.said - number_before} lines: {kept} are "
                          f"there, {classic.refused()} were refused")


def case_three(room):
    room.grace_s, room.cluster_keys = 60, {"node_timeout_s": 30}
    nodes = [room.add_node(name) for name in "abc"]
    for number in range(30):
        room.start_client(nodes[number % 3])
    room.all_are_inside()
    for number in range(10):
        room.add_classic(nodes[number % 3])
    part = max(room.options.messages // 20, 4)
    room.say(part)
    room.await_all()
    all_kept(room, 0)

    room.say(part)
    room.await_some()
    nodes[1].end()
    room.say(part)
    nodes[1].start()
    room.await_clients()

    number_before = room.said
    room.say(part)
    room.await_some()
    room.database.fail_over()
    room.say(part)
    room.await_clients()
    all_kept(room, number_before)

    room.say(part)
    room.await_some()
    for node in nodes:
        node.end()
    room.database.restart()
    for node in nodes:
        node.start()
    number_before = room.said
    room.say(part)
    room.await_all()
    all_kept(room, number_before)
    compare(room, {"a": 1, "b": 2, "c": 1})
    nobody_left(room)


def case_more(room):
    room.history = 1000
    two_nodes(room)
    for node in list(room.nodes.values()):
        room.add_classic(node)
    reader = Reader(room)
    reader.start(room.nodes["a"])
    part = room.options.messages // 4
    room.say(part)
    room.await_all()
    room.say(part)
    room.await_some()
    c = room.add_node("c")
    room.say(part)
    room.add_client(c)
    reader.end()
    reader.start(c)
    room.say(part)
    room.await_all()
    compare(room)
    nobody_left(room)
    if len(c.ctl("status")["nodes"]) != 3:
        raise Failure("status does not show three nodes")
    reader.await_past({line.partition(" ： ")[2] for line in room.order()})


def case_less(room):
    room.grace_s, room.cluster_keys = 60, {"node_timeout_s": 8}
    a, b = room.add_node("a"), room.add_node("b")
    for nodes in ((a, b), (b, a), (b, a), (b, a)):
        room.start_client(*nodes)
    room.all_are_inside()
    room.add_classic(a)
    chat(room, b.terminate)
    at = {member["name"]: member["node"] for member in a.ctl("who")["members"]}
    if set(at.values()) != {"a"}:
        raise Failure(f"the nodes are {at}")
    # What is left behind of the node is another's now, and nobody of it leaves.
    room.watch.wait_until(lambda: len(a.ctl("status")["nodes"]) == 1, "the node is forgotten")
    nobody_left(room)


def case_elsewhere(room):
    room.grace_s, room.cluster_keys = 30, {"node_timeout_s": 8}
    a, b = room.add_node("a"), room.add_node("b")
    for nodes in ((a, b), (a, b), (b, a)):
        room.start_client(*nodes)
    gone = room.start_client(a)
    room.all_are_inside()
    room.add_classic(b)
    room.say(5)
    room.await_all()
    room.clients.remove(gone)
    room.say(5)
    room.await_some()
    a.end()
    room.say(5)
    room.await_all()
    compare(room)
    nobody_left(room)
    await_departures(room, [gone])


CASES = {"talk": case_talk, "node": case_node, "database": case_database, "gone": case_gone,
         "moved": case_moved, "three": case_three, "cut": case_cut, "more": case_more,
         "less": case_less, "elsewhere": case_elsewhere, "upgrade": case_upgrade}
DATABASES = {"three": postgres.Pair, "cut": IsolatedDatabase}


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=CASES)
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", required=True)
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--older")
    return parser.parse_args()


def run_case(case, room):
    begun = time.monotonic()
    try:
        CASES[case](room)
    except (Failure, postgres.Failure) as failure:
        print(f"{case}: {failure}; lines shown: {room.shown()}", file=sys.stderr)
        for name, node in room.nodes.items():
            print(f"node {name}:", *node.log, sep="\n  ", file=sys.stderr)
        for client in room.clients:
            print(f"{client.name}: {client.errors()}", file=sys.stderr)
        return 1
    print(f"{case}: {time.monotonic() - begun:.1f} s")
    return 0


def main():
    options = parse()
    if not postgres.is_installed():
        print("there is no PostgreSQL 15 here (script/bootstrap test)")
        return SKIPPED
    if options.case == "cut" and (reason := obstacle()):
        print(f"skipped: {reason}")
        return SKIPPED
    on_signals(end_in_order)
    signal.alarm(LONGEST_RUN_S)
    with tempfile.TemporaryDirectory(prefix="chatroom-") as folder, contextlib.ExitStack() as stack:
        os.chmod(folder, 0o711)
        database = DATABASES.get(options.case, postgres.Single)(Path(folder))
        room = Room(options, Path(folder), stack, stack.enter_context(database))
        stack.callback(on_signals, signal.SIG_IGN)
        return run_case(options.case, room)


if __name__ == "__main__":
    sys.exit(main())
