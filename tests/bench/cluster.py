#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a room costs that several nodes share, beside one on a single machine; all of it here.
script/bench --cluster builds, and calls it."""

import argparse
import json
import os
import re
import shlex
import sys
import textwrap
import time
from pathlib import Path

import cluster_cases
import report
from cluster_room import postgres
from goals import Goal, Spread

TREE = Path(__file__).resolve().parents[2]
BUILT = TREE / "build" / "bench"
NAME = "CLUSTER-PERFORMANCE.md"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true",
                        help="short and rough, to see that everything works")
    parser.add_argument("--runs", type=int, default=5, help="how many rounds (5)")
    parser.add_argument("--only", metavar="PATTERN", default="", help="only the cases that match")
    parser.add_argument("--crowd", type=int, help="how many members are many (10000)")
    parser.add_argument("--more", action="store_true",
                        help="adds to the figures that build/bench/cluster.json has of these cases")
    parser.add_argument("--output", type=Path, metavar="FOLDER",
                        help="where the report goes; docs when everything is measured in full,"
                             " otherwise build/bench")
    wanted = parser.parse_args()
    if wanted.runs < 1:
        parser.error("--runs must be at least 1")
    return wanted


def goals(sizes):
    """What is wanted, and the ratios that people ask for."""
    alone = cluster_cases.ALONE
    found = []
    for case, words in ((f"saturated {sizes.crowd}", "saturated"),
                        (f"paced {sizes.crowd}", "five lines a second")):
        for nodes in ("2 nodes", "3 nodes"):
            found.append(Goal(f"deliveries per CPU second of each node, {words}, {nodes}: to 1"
                              " node", case, nodes, "worst_per_cpu_second", ("1 node",), 0.9, True))
        found.append(Goal(f"the same, {words}, 3 nodes: to 1 node of as many members as each", case,
                          "3 nodes", "worst_per_cpu_second", (cluster_cases.THIRD,), 0.9, True))
    return found, [
        *(Goal(f"latency {share}, {nodes}: to {alone}", "latency 100", nodes, share, (alone,), 0,
               False) for share in ("p50", "p99") for nodes in ("1 node", "2 nodes", "3 nodes")),
        Goal(f"deliveries per CPU second, saturated, 1 node: to {alone}",
             f"saturated {sizes.crowd}", "1 node", "per_cpu_second", (alone,), 0, True)]


def goal_rows(wanted, measured):
    for goal in wanted:
        values = goal.values(measured)
        if values is not None:
            met = goal.is_met(Spread.of(values).median)
            yield (goal.what, f"≥ {goal.limit:g}x", report.spread(values, 2) + "x",
                   "yes" if met else "no")


def ratio_rows(ratios, measured):
    for ratio in ratios:
        values = ratio.values(measured)
        if values is not None:
            yield ratio.what, report.spread(values, 2) + "x"


def case_table(case, measured):
    figures = [name for name in case.figures
               if any((case.name, each, name) in measured for each in case.contenders)]
    rows = []
    for contender in case.contenders:
        cells = [measured.get((case.name, contender, name)) for name in figures]
        rows.append([contender] + [report.spread(values, case.figures[name][1]) if values else ""
                                   for name, values in zip(figures, cells)])
    return report.table([""] + [case.figures[name][0] for name in figures], rows)


def markdown(context, cases, sizes, measured):
    lines = [
        "# Performance of a room on several machines", "",
        "Written by `script/bench --cluster`; [tests/bench/README.md](../tests/bench/README.md)"
        " says how everything is measured, and [CLUSTER.md](CLUSTER.md) what it means. Every figure"
        " is the median of the rounds, with the least and the greatest in brackets; a ratio is made"
        " of figures of the same round. The nodes, PostgreSQL with its flushes, and all members"
        " share the cores of one machine and its disk: what several nodes say together in a second"
        " is less than on machines of their own, and there is no network between them.", ""]
    lines += [f"* {name}: {value}" for name, value in context.items()]
    wanted, ratios = goals(sizes)
    if rows := list(goal_rows(wanted, measured)):
        lines += ["", "## Goals", "", *report.table(["what", "goal", "found", "met"], rows)]
    if rows := list(ratio_rows(ratios, measured)):
        lines += ["", "## Ratios", "", *report.table(["what", "found"], rows)]
    for case in cases:
        if any(name == case.name for name, _, _ in measured):
            lines += ["", f"## {case.name[0].upper()}{case.name[1:]}", "", case.text, ""]
            lines += case_table(case, measured)
    return "\n".join(map(wrapped, lines)) + "\n"


def wrapped(line):
    """But for tables."""
    if line.startswith("|"):
        return line
    return textwrap.fill(line, 100, subsequent_indent="  " if line.startswith("*") else "",
                         break_long_words=False, break_on_hyphens=False)


def measured_before(file):
    if not file.exists():
        return {}
    kept = json.loads(file.read_text(encoding="utf-8"))
    return {tuple(key): values for *key, values in kept}


def run_round(number, chosen, sizes, measured):
    """Contender after contender, so that what disturbs the machine disturbs all of them."""
    for case in chosen:
        for contender in case.contenders:
            figures = case.measure(BUILT / "bin", sizes, contender)
            for figure, value in figures.items():
                measured.setdefault((case.name, contender, figure), []).append(value)
            found = [f"{words} {report.number(figures[name], digits)}"
                     for name, (words, digits) in case.figures.items() if name in figures]
            print(f"{number}: {case.name}, {contender}: {', '.join(found)}", flush=True)


def main():
    wanted = arguments()
    if not postgres.is_installed():
        raise SystemExit("cluster.py: there is no PostgreSQL 15 here; script/bench installs it")
    sizes = cluster_cases.Sizes.quick() if wanted.quick else cluster_cases.Sizes()
    sizes.crowd = wanted.crowd or sizes.crowd
    cases = cluster_cases.cases(sizes)
    chosen = [case for case in cases if re.search(wanted.only, case.name)]
    if not chosen:
        raise SystemExit("cluster.py: nothing matches")
    kept_file = BUILT / ("cluster-quick.json" if wanted.quick else "cluster.json")
    measured = measured_before(kept_file) if wanted.more else {}
    context = {
        "Machine": report.machine(),
        "When": f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, at commit"
                f" {report.commit(TREE)}; the load average was {os.getloadavg()[0]:.1f} before",
        "How": f"`{shlex.join(['script/bench', '--cluster', *sys.argv[1:]])}`" +
               (", after earlier rounds" if measured else ""),
        "Database": ", ".join(report.versions(["postgresql-15"])),
    }
    is_whole = not (wanted.quick or wanted.only or wanted.crowd)
    folder = wanted.output or (TREE / "docs" if is_whole else BUILT)
    folder.mkdir(parents=True, exist_ok=True)
    # After each round: they take long, and whoever ends them early has something all the same.
    for number in range(1, wanted.runs + 1):
        run_round(number, chosen, sizes, measured)
        context["Rounds"] = report.spread([len(values) for values in measured.values()], 0)
        text = markdown(context, cases, sizes, measured)
        (folder / NAME).write_text(text, encoding="utf-8")
        kept_file.write_text(json.dumps([[*key, values] for key, values in measured.items()],
                                        indent=1), encoding="utf-8")
    print(f"\n{text}\nWritten to {folder / NAME}")


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, postgres.Failure) as error:
        sys.exit(f"cluster.py: {error}")
