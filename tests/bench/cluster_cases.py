# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured of a room on several machines. Each measurement starts everything anew, and
returns some figures."""

import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from cluster_room import Room, found_by, postgres

RATE = 20  # Messages a second where it counts how long they take.
FAILOVER_AFTER_S = 4
FAILOVER_S = 20
ALONE = "one machine, SQLite"
COUNTS = {ALONE: 0, "1 node": 1, "2 nodes": 2, "3 nodes": 3, "10 nodes": 10}
FEW = [ALONE, "1 node", "2 nodes", "3 nodes"]
# What each of three nodes has to do for its members, without the other two.
THIRD = "1 node, a third of them"
TABLES = ("event", "batch", "batch_fact")

COMMIT = """\\set place random(1, 1)
update commits set done = done + 1 where place = :place;
"""


@dataclass
class Sizes:
    """How large everything is; --quick makes it small."""

    crowd: int = 10000
    dying: int = 1000
    lines: int = 20000
    seconds: int = 10
    latency_seconds: int = 30
    commits: int = 2000

    @staticmethod
    def quick():
        return Sizes(crowd=300, dying=50, lines=300, seconds=2, latency_seconds=3, commits=200)


@dataclass
class Case:
    """One question about some rooms: `measure` takes the binaries, the sizes and the room's name.
    """

    name: str
    contenders: list
    measure: object
    text: str
    figures: dict = field(default_factory=dict)  # Their words, and how many digits they have.


def latency(binaries, sizes, room_name):
    with Room(binaries, COUNTS[room_name]) as room:
        found = room.load("--members", 100, "--talkers", 10, "--rate", RATE, "--seconds",
                          sizes.latency_seconds)["latency_to_last_ms"]
        return {"p50": found["p50"], "p99": found["p99"]}


def crowd(binaries, sizes, room_name, *how):
    """Everybody is there, spread over the nodes, and some talk."""
    members = sizes.crowd // 3 if room_name == THIRD else sizes.crowd
    with Room(binaries, COUNTS.get(room_name, 1)) as room:
        found = room.load("--members", members, "--seconds", sizes.seconds, *how)
        each = found["each_server_cpu_seconds"]
        figures = {"events_per_s": found["messages"] / found["seconds"],
                   "per_cpu_second": found["deliveries_per_cpu_second"],
                   "worst_per_cpu_second": found["deliveries"] / len(each) / max(each)}
        if room.database:
            figures["lines_per_turn"] = room.lines_per_turn()
        return figures


def saturated(binaries, sizes, room_name):
    return crowd(binaries, sizes, room_name, "--talkers", 12)


def paced(binaries, sizes, room_name):
    return crowd(binaries, sizes, room_name, "--talkers", 12, "--rate", 5)


def turns(binaries, sizes, room_name):
    """Talkers at every node who do nothing but wait for each other."""
    with Room(binaries, COUNTS[room_name]) as room:
        begin, used = room.turns(), room.database.cpu_seconds()
        found = room.load("--members", 20, "--talkers", 10, "--window", 1, "--seconds",
                          sizes.seconds)
        lines_per_s, lines_per_turn = found["messages"] / found["seconds"], room.lines_per_turn()
        return {"turns_per_s": lines_per_s / lines_per_turn,
                "events_per_s": lines_per_s,
                "p50": found["latency_to_last_ms"]["p50"],
                "p99": found["latency_to_last_ms"]["p99"],
                "database_cpu_ms": 1000 * (room.database.cpu_seconds() - used) /
                                   (room.turns() - begin)}


def room_bytes(database):
    """What each table takes, with its indexes."""
    rows = database.ask("select relname || ' ' || pg_total_relation_size(oid) from pg_class where"
                        " relkind = 'r' and relnamespace = 'chatroom'::regnamespace")
    return {name: int(size) for name, size in (row.split() for row in rows.splitlines())}


def size(binaries, sizes, how):
    how_many = ("--talkers", 1, "--window", 1) if how == "a turn each" else ("--talkers", 10)
    with Room(binaries, 1) as room:
        tables, log, turns = room_bytes(room.database), wal_bytes(room.database), room.turns()
        lines = room.load("--members", 10, "--line-bytes", 100, "--seconds", 600, "--messages",
                          sizes.lines, *how_many)["messages"]
        grown = {name: (now - tables[name]) / lines
                 for name, now in room_bytes(room.database).items()}
        figures = {f"{name}_bytes": grown[name] for name in TABLES}
        return figures | {
            "other_bytes": sum(each for name, each in grown.items() if name not in TABLES),
            "bytes": sum(grown.values()),
            "wal_bytes": (wal_bytes(room.database) - log) / lines,
            "lines_per_turn": lines / (room.turns() - turns)}


def wal_bytes(database):
    return int(database.ask("select pg_current_wal_lsn() - '0/0'"))


def death(binaries, sizes, how):
    with Room(binaries, 3) as room:
        silent = ["--silent"] if how == "silent, as a machine is" else []
        found = found_by(room.begin("node_death", "--victim", room.nodes[0].pid, "--members",
                                    sizes.dying, *silent))
        room.nodes[0].kill()
        return {f"{name}_s": found[f"{name}_ms"] / 1000 for name in ("first", "half", "last")}


def failover(binaries, _sizes, _how):
    """The longest wait is that of what was said when the primary died."""
    with Room(binaries, 2, standby=True) as room:
        running = room.begin_load("--members", 20, "--talkers", 10, "--rate", RATE, "--seconds",
                                  FAILOVER_S)
        time.sleep(FAILOVER_AFTER_S)
        died_at = time.monotonic()
        room.database.fail_over()
        promoted_s = time.monotonic() - died_at
        found = found_by(running)
        return {"promoted_s": promoted_s,
                "decided_s": found["latency_to_last_ms"]["most"] / 1000}


def commit(_binaries, sizes, _how):
    """What one transaction of one row takes, one after the other, over one connection."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with postgres.Single(folder) as database:
            database.ask("create table commits (place int primary key, done bigint)")
            database.ask("insert into commits values (1, 0)")
            script = folder / "commit.sql"
            script.write_text(COMMIT, encoding="ascii")
            subprocess.run(
                [postgres.PROGRAMS / "pgbench", "-h", "127.0.0.1", "-p", str(database.port), "-U",
                 "chatroom", "-n", "-M", "prepared", "-t", str(sizes.commits), "-f", script, "-l",
                 "--log-prefix", folder / "commits", "postgres"], check=True, capture_output=True)
            took = [int(line.split()[2]) / 1000 for log in folder.glob("commits.*")
                    for line in log.read_text(encoding="ascii").splitlines()]
            return {"p50": statistics.median(took),
                    "p99": statistics.quantiles(took, n=100)[-1]}


def cases(sizes):
    """All of them, in the order of the report."""
    milliseconds = {"p50": ("p50, ms", 2), "p99": ("p99, ms", 2)}
    of_crowd = {"events_per_s": ("lines per second", 1),
                "per_cpu_second": ("deliveries per CPU second", 0),
                "worst_per_cpu_second": ("of the node with the fewest", 0),
                "lines_per_turn": ("lines per turn", 1)}
    table_bytes = {f"{name}_bytes": (f"`{name}`", 0) for name in TABLES}
    return [
        Case("commit", ["PostgreSQL"], commit,
             "What one transaction takes that changes one row, one after the other over one"
             " connection (`pgbench`): what a turn costs at least, mostly the disk's flush.",
             milliseconds),
        Case("latency 100", FEW, latency,
             f"A hundred members, spread over the nodes; ten of them say {RATE} lines a second"
             " together. From when a line should have been said until the last member on the last"
             " node has it.", milliseconds),
        Case(f"saturated {sizes.crowd}", [*FEW, THIRD], saturated,
             f"{sizes.crowd:,} members, spread over the nodes; twelve talk, each with up to 32"
             " messages that not everybody has yet. All nodes, the database and the members share"
             " this machine's cores, so more nodes cannot say more here; what a delivery costs is"
             " what counts.", of_crowd),
        Case(f"paced {sizes.crowd}", [*FEW, THIRD], paced,
             "The same with five lines a second, so that every room has the same to do, and a turn"
             " has one line.", of_crowd),
        Case("turns", list(COUNTS)[1:], turns,
             "Twenty members, spread over the nodes, of whom ten talk; each says the next line when"
             " everybody has the one before. So every node has something to decide all the time."
             " The database's CPU time is that of all its processes.",
             {"turns_per_s": ("turns per second", 0), "events_per_s": ("lines per second", 0),
              **milliseconds, "database_cpu_ms": ("CPU of the database a turn, ms", 2)}),
        Case("size", ["a turn each", "as many a turn as come"], size,
             f"{sizes.lines:,} lines of 100 bytes of one node: what the tables and their indexes"
             " grow by, in bytes a line, and what is written to the write-ahead log.",
             {**table_bytes, "other_bytes": ("the others", 0), "bytes": ("together", 0),
              "wal_bytes": ("write-ahead log", 0), "lines_per_turn": ("lines per turn", 1)}),
        Case(f"death {sizes.dying}", ["killed, its port refuses", "silent, as a machine is"],
             death,
             f"One of three nodes dies with {sizes.dying:,} members, while somebody at another"
             " one says a line every 50 ms. From the death until the first, half, and the last of"
             " them have the first line said after it. Nobody is taken for gone, and nobody misses"
             " a line, or the measurement fails.",
             {"first_s": ("the first, s", 2), "half_s": ("half, s", 2),
              "last_s": ("the last, s", 2)}),
        Case("failover", ["primary killed, standby promoted"], failover,
             "Two nodes over a primary and a synchronous standby, twenty members. The primary is"
             " killed and the standby promoted at once. From the death until it was promoted, and"
             " until what was said at that moment was decided and everybody had it.",
             {"promoted_s": ("promoted, s", 2), "decided_s": ("decided again, s", 2)}),
    ]
