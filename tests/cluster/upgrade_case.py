# SPDX-License-Identifier: GPL-3.0-or-later
"""Two versions at once: what docs/CLUSTER.md promises of upgrading node by node.

There is one version of the programs here, so a newer one is what it writes into the database: this
test writes as a node of a later version would, through the function by which nodes decide. With
--older FILE the nodes are of the version before, first, one after the other."""

import copy
import re
import sqlite3
import struct
from pathlib import Path

from cluster_room import Failure, compare, nobody_left

# What is not written yet; numbers are never used again, so tests take them from the end.
UNKNOWN_EVENT, UNKNOWN_FACT = 120, 240
CLUSTER_MD = Path(__file__).resolve().parents[2] / "docs" / "CLUSTER.md"

# A batch of two records over the latest: an event of an unknown kind that is about the one before,
# and a fact of an unknown kind. Written as record_codec.hpp says.
RECORDS = b"\x01" + struct.pack(">QB", 0, 1) + struct.pack(">QB", 0, 0)
DECIDE = f"""
select outcome from chatroom.head h, chatroom.decide(h.batch, gen_random_uuid(), 'newer',
    '\\x{RECORDS.hex()}', array[h.sequence + 1], array[0],
    array[(extract(epoch from now()) * 1000)::bigint], array[{UNKNOWN_EVENT}]::smallint[],
    array['Somebody'], array['what later versions say'], array[0]::bigint[], array[h.sequence],
    array[1], array[{UNKNOWN_FACT}]::smallint[], array['\\x6b6579'::bytea],
    array['\\x09ff'::bytea], '{{}}', '{{}}', '{{}}', '{{}}')"""


def write_as_newer(room, count):
    """As nodes do: over the latest, again if somebody else came first."""
    while count:
        count -= room.database.ask(DECIDE) == "decided"


def promised(words):
    """Words that CLUSTER.md quotes, which programs are to say just so."""
    text = " ".join(CLUSTER_MD.read_text(encoding="utf-8").split())
    if f'"{words}' not in text:
        raise Failure(f"docs/CLUSTER.md does not say {words!r}")
    return words


def require_kept(room, node):
    """The node has the facts that it does not know, for whoever will."""
    node.terminate()
    with sqlite3.connect(node.folder / "state" / "room.db") as journal:
        found = journal.execute("select key, bytes from facts where kind = ?", (UNKNOWN_FACT,))
        if found.fetchall() != [(b"key", b"\x09\xff")]:
            raise Failure(f"node {node.name} has not kept what it does not know")
    journal.close()
    node.start()


def replace_one_by_one(room):
    """Stop it, install, start it."""
    for node in room.nodes.values():
        room.say(5)
        room.await_some()
        node.terminate()
        node.programs = room.options
        node.start()
    room.say(5)
    room.await_clients()


def case_upgrade(room):
    room.programs = copy.copy(room.options)
    room.programs.daemon = room.options.older or room.options.daemon
    a, b = room.add_node("a"), room.add_node("b")
    for node in (a, b, a, b):
        room.start_client(node)
    room.all_are_inside()
    room.say(5)
    room.await_some()
    write_as_newer(room, 20)
    room.say(5)
    room.await_all()
    room.programs = room.options
    replace_one_by_one(room)
    for node in (room.add_node("c"), a):  # One has copied the room, the other was told.
        require_kept(room, node)
    room.say(5)
    room.await_clients()
    compare(room)
    nobody_left(room)
    require_silence_about_unknown(room)
    newer_schema(room, a, b)


def require_silence_about_unknown(room):
    for client in room.clients:
        if any("later versions" in line for line in client.lines):
            raise Failure(f"{client.name} shows an event that it does not know")
    kinds = [event["kind"] for event in room.nodes["a"].ctl("log", "-n", "500")["events"]]
    if kinds.count(f"kind-{UNKNOWN_EVENT}") != 20:
        raise Failure(f"the log of the room has {kinds}")


def newer_schema(room, a, b):
    """One that older nodes can use, then one that they cannot."""
    room.database.ask("update chatroom.meta set version = 1000")
    before = len(b.log)
    b.terminate()
    b.start()
    words = promised("the schema of the room in the database is of a newer version")
    room.watch.wait_until(lambda: any(words in line for line in b.log[before:]),
                          "a node says that the schema is newer")
    room.say(5)
    room.await_clients()
    compare(room)
    room.database.ask("update chatroom.meta set oldest = 1000")
    words = promised("the room in the database was written by a newer version of chatroomd")
    for node in (a, b):
        room.watch.wait_until(lambda node=node: node.status() is not None,
                              f"node {node.name} ends")
        if not re.search(words, "\n".join(node.log[-5:])):
            raise Failure(f"node {node.name} ended without {words!r}")
    before = len(a.log)
    try:
        a.start()
    except Failure:
        room.watch.wait_until(lambda: any(words in line for line in a.log[before:]),
                              "it says why it does not start")
    else:
        raise Failure("a node started over a schema that it must not use")
