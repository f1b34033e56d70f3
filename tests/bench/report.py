# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, for people: PERFORMANCE.md and the plot."""

import os
import platform
import re
import shlex
import subprocess
from pathlib import Path

from goals import Spread

# What each case is, in the order of the report: its title, the figures with their units and how
# many digits, and how it was measured.
SATURATED_TEXT = (
    "Ten members talk, each with up to 32 messages of 64 bytes that not everybody has yet; all"
    " others listen.")
FIGURES = {
    "per_cpu_second": ("deliveries per CPU second", 0),
    "per_second": ("deliveries per second", 0),
    "lost": ("lost", 0),
    "p50": ("p50, ms", 2),
    "p99": ("p99, ms", 2),
    "p99.9": ("p99.9, ms", 2),
    "member_kib": ("memory a member, KiB", 2),
    "member_and_start_kib": ("with what the first few cost, KiB", 2),
    "idle_percent": ("idle, % of a core", 2),
    "burst_lost": ("lost of the burst", 0),
    "burst_seconds": ("burst, s", 2),
    "burst_per_cpu_second": ("deliveries per CPU second of the burst", 0),
    "caught_up_s": ("all caught up, s", 2),
    "inside_s": ("all inside, s", 2),
    "told_s": ("all told of all, s", 2),
    "datagrams_per_notice": ("datagrams per notice", 3),
    "lines_per_second": ("a line to each: datagrams per second", 0),
    "full_per_second": ("ten full ones to each: datagrams per second", 0),
}
TEXTS = {
    "saturated": SATURATED_TEXT,
    "uneven": SATURATED_TEXT + " No two lines one after the other are of equal length, so that"
              " UDP_SEGMENT cannot take them together.",
    "one": "One member talks, and says the next message when everybody has the one before, so"
           " that nothing can be packed.",
    "latency": "Twenty messages a second, from when one should have been said until the last"
               " member has it.",
    "journal": "Two hundred messages a second, and where the journal is. On the disk each turn"
               " waits for its commit.",
    "catch-up": "Twenty messages a second, as for the latency, while members come back who slept"
                " while much was said. Only what those get counts who did not sleep.",
    "crowd": "All are inside and idle: the server's memory beyond that of a room that ten members"
             " have used, and beyond that of one just started, for each; and its CPU time. Then a"
             " hundred messages at once.",
    "burst": "A hundred messages at once to members who have read everything before.",
    "enter": "All begin their handshakes at once.",
    "egress": "Sealing and sending to 1,000 sockets that nobody reads meanwhile, so that all cores"
              " are the workers'.",
    "workers": "As saturated, but the server has all cores, of which the load generator takes a"
               " part of one.",
}


def number(value, digits):
    return f"{value:,.{digits}f}"


def spread(values, digits):
    """The median, and what it lies between."""
    found = Spread.of(values)
    text = number(found.median, digits)
    if found.low == found.high:
        return text
    return f"{text} ({number(found.low, digits)}–{number(found.high, digits)})"


def goal_rows(goals, measured):
    """Each goal as cells: what, wanted, found, whether."""
    for goal in goals:
        wanted = f"{'≥' if goal.is_at_least else '≤'} {goal.limit:g}{goal.unit}"
        values = goal.values(measured)
        if values is None:
            yield goal.what, wanted, "not measured", ""
            continue
        met = goal.is_met(Spread.of(values).median)
        yield goal.what, wanted, spread(values, 2) + goal.unit, "yes" if met else "no"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def case_table(case, measured):
    figures = dict.fromkeys(figure for name, _, figure in measured if name == case.name)
    header = [""] + [FIGURES[figure][0] for figure in figures]
    rows = []
    for contender in case.contenders:
        cells = [measured.get((case.name, contender, figure)) for figure in figures]
        if any(cells):
            rows.append([contender] + [
                spread(values, FIGURES[figure][1]) if values else ""
                for figure, values in zip(figures, cells)])
    return table(header, rows)


def machine():
    """What the figures belong to."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*:\s*(.*)", info)
    return (f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} cores, Linux"
            f" {platform.release()}, {compiler()}")


def compiler():
    ran = subprocess.run(["g++", "--version"], check=False, capture_output=True, text=True)
    return ran.stdout.partition("\n")[0]


def versions(packages):
    """Of the Debian packages that are installed."""
    ran = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages],
                         check=False, capture_output=True, text=True)
    return ran.stdout.split("\n")[:-1]


def commit(tree):
    ran = subprocess.run(["git", "-C", tree, "describe", "--always", "--dirty"], check=False,
                         capture_output=True, text=True)
    return ran.stdout.strip() or "unknown"


def markdown(context, cases, goals, measured):
    """PERFORMANCE.md. `context` says what was run on what."""
    lines = [
        "# Performance", "",
        "Written by `script/bench`; [tests/bench/README.md](../tests/bench/README.md) says how"
        " everything is measured. Every figure is the median of the rounds, with the least and the"
        " greatest in brackets; a ratio is made of figures of the same round. A CPU second is one"
        " of the server's process, all threads, user and system. On loopback it includes what the"
        " kernel does to put a datagram into the receiver's socket, for all servers alike.", ""]
    lines += [f"* {name}: {value}" for name, value in context.items()]
    lines += ["", "## Goals", ""]
    lines += table(["what", "goal", "found", "met"], goal_rows(goals, measured))
    if any(name.startswith("saturated") for name, _, _ in measured):
        lines += ["", "![Deliveries per CPU second against members](performance.svg)"]
    for case in cases:
        if not any(name == case.name for name, _, _ in measured):
            continue
        lines += ["", f"## {case.name[0].upper()}{case.name[1:]}", "",
                  f"{TEXTS[case.name.split()[0]]}"
                  f" (`{shlex.join([case.program, *case.arguments])}`)", ""]
        lines += case_table(case, measured)
    return "\n".join(lines) + "\n"


def plot(path, measured):
    """The saturated cases as an SVG, one line a contender. Nothing if there are none."""
    series = {}
    for (case, contender, figure), values in measured.items():
        if case.startswith("saturated") and figure == "per_cpu_second":
            series.setdefault(contender, []).append((int(case.split()[1]), Spread.of(values)))
    if not series:
        return
    script = [
        "set terminal svg size 900,560 font 'sans-serif,13' background '#ffffff'",
        f"set output '{path}'", "set logscale xy", "set key outside right", "set grid",
        "set xlabel 'members'", "set ylabel 'deliveries per CPU second of the server'",
        "set format y '%.0s %c'", "set xrange [8:1300]"]
    for index, points in enumerate(series.values()):
        rows = "\n".join(f"{members} {found.median} {found.low} {found.high}"
                         for members, found in sorted(points, key=lambda point: point[0]))
        script.append(f"$data{index} << end\n{rows}\nend")
    script.append("plot " + ", ".join(
        f"$data{index} using 1:2:3:4 with yerrorlines linewidth 2 title '{contender}'"
        for index, contender in enumerate(series)))
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)
