# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: each case starts one server, runs the load generator once, gives some figures.
One asks no server at all.

A figure is known by (case, contender, name); its values are those of the rounds, in order.
"""

import json
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass, field

import servers

CROWD = 10000
SATURATED = (10, 100, 1000)
LOAD_PATIENCE_S = 1800
QUIET_S = 12  # Twice what a room waits for before it gives memory back.

ROOMS = {
    "sealed": lambda binaries, core: servers.chatroomd(binaries, "sealed", core),
    "classic": lambda binaries, core: servers.chatroomd(binaries, "classic", core),
    "sendmmsg": lambda binaries, core: servers.baseline(binaries, "sendmmsg", core),
    "sendto": lambda binaries, core: servers.baseline(binaries, "sendto", core),
    "gso": lambda binaries, core: servers.baseline(binaries, "gso", core),
}


@dataclass
class Case:
    """One question to some contenders. `figures` maps what the program printed to figures."""

    name: str
    contenders: list
    arguments: list
    figures: object
    start: object = None  # Otherwise what the contender's name says.
    is_pinned: bool = True
    more: dict = field(default_factory=dict)  # Further arguments of some contenders.
    program: str = "load"  # Anything else runs by itself, without a server and on all cores.


def saturated_figures(printed, _server):
    return {"per_cpu_second": printed["deliveries_per_cpu_second"],
            "per_second": printed["deliveries_per_second"],
            "lost": printed["lost"]}


def latency_figures(printed, _server):
    return {"p50": printed["latency_to_last_ms"]["p50"],
            "p99": printed["latency_to_last_ms"]["p99"],
            "p99.9": printed["latency_to_last_ms"]["p99.9"],
            "lost": printed["lost"]}


def crowd_figures(printed, server):
    def each_above(kib):
        return (printed["idle_rss_kib"] - kib) / printed["members"]
    return {"member_kib": each_above(server.used_rss_kib),
            "member_and_start_kib": each_above(server.empty_rss_kib),
            "idle_percent": 100 * printed["idle_cpu_seconds"] / printed["idle_seconds"],
            "burst_lost": printed["lost"],
            "burst_seconds": printed["seconds"],
            "burst_per_cpu_second": printed["deliveries_per_cpu_second"]}


def entry_figures(printed, _server):
    return {"inside_s": printed["inside_seconds"],
            "told_s": printed["told_seconds"],
            "datagrams_per_notice": printed["datagrams_per_notice"]}


def catch_up_figures(printed, _server):
    figures = {name: printed["latency_to_last_ms"][name] for name in ("p50", "p99", "p99.9")}
    if "caught_up_seconds" in printed:
        figures["caught_up_s"] = printed["caught_up_seconds"]
    return figures


def flush_figures(printed, _server):
    """Of the least and the greatest load there is."""
    def per_second(load):
        found = [each for each in printed["benchmarks"] if load in each["name"]]
        if len(found) != 1 or found[0].get("error_occurred"):
            raise RuntimeError(f"flush with {load} was not measured: {found}")
        return found[0]["items_per_second"]
    return {"lines_per_second": per_second("/datagrams:1/"),
            "full_per_second": per_second("/datagrams:10/")}


def start_crowd(binaries, contender, core):
    """With what another room takes that a few have used: its libraries are loaded to where they
    are needed, its buffers were full once. Hardly any of that is a member's."""
    with start_sealed(binaries, contender, core) as used:
        play("a room that a few use", binaries, used,
             ["--members", "10", "--messages", "100", "--seconds", "10"])
        time.sleep(QUIET_S)
        used_rss_kib = used.rss_kib()
    server = start_sealed(binaries, contender, core)
    server.used_rss_kib = used_rss_kib
    return server


def start_with_journal(binaries, contender, core):
    where = "/dev/shm" if contender == "journal in memory" else None
    return servers.chatroomd(binaries, "sealed", core, where=where)


def start_sealed(binaries, _contender, core):
    return ROOMS["sealed"](binaries, core)


def start_with_workers(binaries, contender, core):
    workers = contender.split()[0]
    return servers.chatroomd(binaries, "sealed", core, f"[performance]\nworkers = {workers}\n")


def crowd_of(is_quick):
    return CROWD // 10 if is_quick else CROWD


def cases(binaries, peers, is_quick):
    """All of them, and why some are left out."""
    seconds = ["--seconds", "2" if is_quick else "5", "--warm-up", "0.5" if is_quick else "1"]
    crowd = crowd_of(is_quick)
    idle = "12" if is_quick else "30"  # Longer than what a member is silent for without a PING.
    found = [
        Case(f"saturated {members}", [*ROOMS, *peers], ["--members", str(members), *seconds],
             saturated_figures) for members in SATURATED]
    found += [
        Case("uneven 1000", ["classic", "sendmmsg"], ["--members", "1000", "--uneven", *seconds],
             saturated_figures),
        Case("one at a time 1000", ["sealed", "classic", "sendmmsg"],
             ["--members", "1000", "--talkers", "1", "--window", "1", *seconds],
             saturated_figures),
        Case("latency 1000", ["sealed", "classic", "sendmmsg", *peers],
             ["--members", "1000", "--rate", "20", "--warm-up", "0.5",
              "--seconds", "3" if is_quick else "10"], latency_figures),
        Case("journal 100", ["journal on the disk", "journal in memory"],
             ["--members", "100", "--rate", "200", "--warm-up", "0.5",
              "--seconds", "5" if is_quick else "20"], latency_figures, start=start_with_journal),
        Case("catch-up 1000", ["nobody behind", "100 behind"],
             ["--rate", "20", "--behind", "10000" if is_quick else "60000",
              "--seconds", "3" if is_quick else "10"], catch_up_figures, start=start_sealed,
             more={"nobody behind": ["--members", "900"],
                   "100 behind": ["--members", "1000", "--laggards", "100"]}),
        Case(f"crowd {crowd}", ["sealed"],
             ["--members", str(crowd), "--idle-seconds", idle, "--messages", "100",
              "--seconds", "60"], crowd_figures, start=start_crowd),
        Case(f"burst {crowd}", ["classic"],
             ["--members", str(crowd), "--messages", "100", "--seconds", "60"],
             saturated_figures),
        Case("enter 1000", ["sealed"],
             ["--members", "1000", "--enter-burst", "--talkers", "0", "--seconds", "0.1",
              "--warm-up", "0"], entry_figures),
        Case("egress 1000", ["1 worker", "2 workers"],
             ["--benchmark_filter=flush", "--benchmark_format=json"], flush_figures,
             program="room_bench",
             more={"1 worker": ["--benchmark_filter=flush/workers:1/"],
                   "2 workers": ["--benchmark_filter=flush/workers:2/"]}),
    ]
    left_out = []
    if servers.takes_workers(binaries):
        found.append(Case("workers 1000", ["1 worker", "2 workers"],
                          ["--members", "1000", *seconds], saturated_figures,
                          start=start_with_workers, is_pinned=False))
    else:
        left_out.append("workers: this chatroomd has no [performance] workers")
    return found, left_out


def start(case, binaries, contender, core):
    if case.start:
        return case.start(binaries, contender, core)
    if contender in ROOMS:
        return ROOMS[contender](binaries, core)
    return servers.peer(contender, core)


def output_of(what, command, core):
    """What the program prints. Raises RuntimeError, which says what it was, if it fails."""
    ran = subprocess.run(command, check=False, capture_output=True, text=True,
                         timeout=LOAD_PATIENCE_S, preexec_fn=servers.prepared(core))
    if ran.returncode != 0:
        raise RuntimeError(f"{what}: {ran.stderr.strip()}")
    return json.loads(ran.stdout)


def play(what, binaries, server, arguments):
    """What load prints."""
    return output_of(what, [binaries / "load", server.address, "--protocol", server.protocol,
                            "--server-pid", str(server.pid), *arguments], servers.cores()[1])


def run_once(case, binaries, contender):
    """The figures of one run. Raises RuntimeError if something did not happen at all."""
    what = f"{case.name}, {contender}"
    arguments = [*case.arguments, *case.more.get(contender, [])]
    if case.program != "load":
        return case.figures(output_of(what, [binaries / case.program, *arguments], None), None)
    core = servers.cores()[0] if case.is_pinned else None
    with start(case, binaries, contender, core) as server:
        printed = play(what, binaries, server, arguments)
        if "--idle-seconds" in case.arguments:
            place = case.arguments.index("--idle-seconds")
            printed["idle_seconds"] = float(case.arguments[place + 1])
        return case.figures(printed, server)


def measure(wanted, binaries, runs, tell):
    """All rounds of all cases, contender after contender, so that what disturbs the machine for a
    while disturbs all of them. After each round yields what there is so far, as a map of
    (case, contender, figure) to its values."""
    values = defaultdict(list)
    for number in range(1, runs + 1):
        for case in wanted:
            for contender in case.contenders:
                figures = run_once(case, binaries, contender)
                tell(number, case, contender, figures)
                for figure, value in figures.items():
                    values[case.name, contender, figure].append(value)
        yield dict(values)
