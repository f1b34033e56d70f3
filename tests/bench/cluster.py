#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a room costs that several nodes share, beside one on a single machine; all of it here.

Usage: cluster.py [--binaries FOLDER] [--members N] [--crowd N] [--rounds N] [--seconds N]
                  [--output FILE]

It starts PostgreSQL servers of its own and the nodes, and lets `load` play the members, spread over
the nodes. It prints the figures as JSON and writes them as a table. Everything shares the machine's
processors, so what several nodes say together in a second is less than on machines of their own:
what to look at is what each delivery costs.
"""

import argparse
import contextlib
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cluster"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import postgres  # pylint: disable=wrong-import-position
import servers  # pylint: disable=wrong-import-position

TOP = Path(__file__).resolve().parents[2]
PATIENCE_S = 900
RATE = 20  # Messages a second where latency is measured.
FAILOVER_AFTER_S = 4
MAX_NODES = 3


def node(binaries, key, name, database):
    """A chatroomd of its own; with a database, one of several."""
    folder = Path(tempfile.mkdtemp(prefix="chatroom-cluster-"))
    (folder / "state").mkdir()
    (folder / "state" / "server.key").touch(mode=0o600)
    (folder / "state" / "server.key").write_text(key + "\n", encoding="ascii")
    extra = "" if database is None else f'[cluster]\ndatabase = "{database}"\nnode = "{name}"\n'
    command = [binaries / "chatroomd", "--config", servers.chatroomd_config(folder, extra),
               "--state", f"{folder}/state", "--socket", f"{folder}/socket",
               "--listen", "127.0.0.1:0"]
    return servers.Server(command, "sealed", folder, None)


class Room:
    """So many nodes over one database; 0: a single machine with its own disk."""

    def __init__(self, binaries, count, standby=False):
        self.stack = contextlib.ExitStack()
        key = secrets.token_hex(32)
        self.database = None
        try:
            if count > 0:
                folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
                folder.chmod(0o755)
                self.database = self.stack.enter_context(
                    postgres.Pair(folder) if standby else postgres.Single(folder))
            uri = self.database.uri if self.database else None
            self.nodes = [self.stack.enter_context(node(binaries, key, "abc"[number], uri))
                          for number in range(max(count, 1))]
        except BaseException:
            self.stack.close()
            raise
        self.addresses = ",".join(one.address for one in self.nodes)
        self.pids = ",".join(str(one.pid) for one in self.nodes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()


def load(binaries, room, *arguments):
    command = [binaries / "load", room.addresses, "--protocol", "sealed", "--server-pid",
               room.pids, *map(str, arguments)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE_S,
                         preexec_fn=servers.prepared(None))
    if ran.returncode != 0:
        raise RuntimeError(f"load: {ran.stderr.strip()}")
    printed = json.loads(ran.stdout)
    if printed["lost"] or printed["duplicates"]:
        raise RuntimeError(f"{printed['lost']} lost, {printed['duplicates']} twice")
    return printed


def latency(options, count):
    """How long a line takes until the last member has it."""
    with Room(options.binaries, count) as room:
        printed = load(options.binaries, room, "--members", options.members, "--talkers", 10,
                       "--rate", RATE, "--seconds", options.seconds)
        return {"p50_ms": printed["latency_to_last_ms"]["p50"],
                "p99_ms": printed["latency_to_last_ms"]["p99"]}


def throughput(options, count):
    """How much is said if everybody says as much as the windows allow."""
    with Room(options.binaries, count) as room:
        printed = load(options.binaries, room, "--members", options.crowd, "--talkers", 12,
                       "--seconds", options.seconds)
        deliveries, each = printed["deliveries"], printed["each_server_cpu_seconds"]
        return {"events_per_s": printed["messages"] / printed["seconds"],
                "deliveries_per_cpu_s": printed["deliveries_per_cpu_second"],
                "deliveries_per_cpu_s_of_the_worst_node":
                    deliveries / len(each) / max(each) if max(each) else 0}


def size(options):
    """What an event takes in the database."""
    with Room(options.binaries, 1) as room:
        empty = room.database.bytes_used()
        printed = load(options.binaries, room, "--members", 10, "--talkers", 10, "--messages",
                       20000, "--seconds", 600)
        return {"bytes_per_event": (room.database.bytes_used() - empty) / printed["messages"]}


def death(options):
    """How soon the members of a node that dies have gone on elsewhere."""
    with Room(options.binaries, MAX_NODES) as room:
        ran = subprocess.run(
            [options.binaries / "node_death", room.addresses, "--victim", str(room.nodes[0].pid),
             "--members", str(options.crowd)],
            check=False, capture_output=True, text=True, timeout=PATIENCE_S,
            preexec_fn=servers.prepared(None))
        if ran.returncode != 0:
            raise RuntimeError(ran.stderr.strip())
        printed = json.loads(ran.stdout)
        return {name: printed[name] for name in ("first_ms", "half_ms", "last_ms")}


def failover(options):
    """How long nothing is decided when the database server dies and its standby takes over."""
    with Room(options.binaries, 2, standby=True) as room:
        command = [options.binaries / "load", room.addresses, "--protocol", "sealed", "--members",
                   "20", "--talkers", "10", "--rate", str(RATE), "--seconds", "30"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as running:
            time.sleep(FAILOVER_AFTER_S)
            room.database.fail_over()
            out, errors = running.communicate(timeout=PATIENCE_S)
        if running.returncode != 0:
            raise RuntimeError(f"load: {errors.strip()}")
        printed = json.loads(out)
        if printed["lost"] or printed["duplicates"]:
            raise RuntimeError(f"failover: {printed['lost']} lost, {printed['duplicates']} twice")
        return {"longest_wait_ms": printed["latency_to_last_ms"]["most"]}


def cases(options):
    """(what, how many nodes in words, the measurement)"""
    counts = [(0, "1, with a disk of its own"), *((n, str(n)) for n in range(1, MAX_NODES + 1))]
    for count, words in counts:
        yield ("a line until the last of {members} has it", words,
               lambda count=count: latency(options, count))
    for count, words in counts:
        yield ("{crowd} members, as much as they can say", words,
               lambda count=count: throughput(options, count))
    yield "20,000 events", "1", lambda: size(options)
    yield "a node of {crowd} members dies", str(MAX_NODES), lambda: death(options)
    yield "the database fails over", "2", lambda: failover(options)


def main():
    parser = argparse.ArgumentParser(description="What a room costs that several nodes share.")
    parser.add_argument("--binaries", type=Path, default=TOP / "build" / "bench" / "bin")
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--crowd", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    values = {}
    for done in range(options.rounds):
        for what, nodes, measure in cases(options):
            what = what.format(members=options.members, crowd=options.crowd)
            for figure, value in measure().items():
                values.setdefault((what, nodes, figure), []).append(value)
                print(f"round {done + 1}: {what}, {nodes}: {figure} {value:.1f}", file=sys.stderr,
                      flush=True)
    lines = ["| case | nodes | figure | median | least | most |", "|---|---|---|---|---|---|"]
    for (what, nodes, figure), all_of_it in values.items():
        lines.append(f"| {what} | {nodes} | {figure.replace('_', ' ')} "
                     f"| {statistics.median(all_of_it):,.1f} | {min(all_of_it):,.1f} "
                     f"| {max(all_of_it):,.1f} |")
    print("\n".join(lines))
    if options.output:
        options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
