#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks of whole servers and writes the report; script/bench builds and calls it."""

import argparse
import json
import os
import re
import shlex
import sys
import time
from pathlib import Path

import goals
import measures
import report
import servers

TREE = Path(__file__).resolve().parents[2]
BUILT = TREE / "build" / "bench"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true",
                        help="also measure ngircd, inspircd, nats-server and mosquitto")
    parser.add_argument("--quick", action="store_true",
                        help="short and rough, to see that everything works")
    parser.add_argument("--runs", type=int, default=5, help="how many rounds (5)")
    parser.add_argument("--only", metavar="PATTERN", default="",
                        help="only the cases and contenders that match, as 'CASE, CONTENDER'")
    parser.add_argument("--output", type=Path, metavar="FOLDER",
                        help="where the report goes; docs when everything is measured in full,"
                             " otherwise build/bench")
    wanted = parser.parse_args()
    if wanted.runs < 1:
        parser.error("--runs must be at least 1")
    return wanted


def selected(cases, pattern):
    """The cases with the contenders that match."""
    chosen = []
    for case in cases:
        case.contenders = [contender for contender in case.contenders
                           if re.search(pattern, f"{case.name}, {contender}")]
        if case.contenders:
            chosen.append(case)
    return chosen


def tell(number, case, contender, figures):
    found = ", ".join(f"{report.FIGURES[name][0]} {report.number(value, report.FIGURES[name][1])}"
                      for name, value in figures.items())
    print(f"{number}: {case.name}, {contender}: {found}", flush=True)


def write(folder, text, measured):
    (folder / "PERFORMANCE.md").write_text(text, encoding="utf-8")
    report.plot(folder / "performance.svg", measured)
    (BUILT / "performance.json").write_text(
        json.dumps([[*key, values] for key, values in measured.items()], indent=1),
        encoding="utf-8")


def main():
    wanted = arguments()
    peers = list(servers.PEERS) if wanted.peers else []
    missing = [name for name in peers if not servers.peer_program(name)]
    if missing:
        raise SystemExit(f"run.py: not installed: {', '.join(missing)}; script/bench does that")
    cases, left_out = measures.cases(BUILT / "bin", peers, wanted.quick)
    cases = selected(cases, wanted.only)
    if not cases:
        raise SystemExit("run.py: nothing matches")
    load_before = os.getloadavg()[0]
    begin = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    context = {
        "Machine": report.machine(),
        "When": f"{begin} UTC, at commit {report.commit(TREE)}; the load average was"
                f" {load_before:.1f} before",
        "How": f"`{shlex.join(['script/bench', *sys.argv[1:]])}`",
    }
    if peers:
        context["Compared with"] = ", ".join(report.versions(peers))
    if left_out:
        context["Left out"] = "; ".join(left_out)
    all_goals = goals.goals(peers, measures.SATURATED, measures.crowd_of(wanted.quick))
    is_whole = not wanted.quick and not wanted.only
    folder = wanted.output or (TREE / "docs" if is_whole else BUILT)
    folder.mkdir(parents=True, exist_ok=True)
    # After each round: they take long, and whoever ends them early has something all the same.
    for rounds, measured in enumerate(
            measures.measure(cases, BUILT / "bin", wanted.runs, tell), start=1):
        context["Rounds"] = str(rounds)
        text = report.markdown(context, cases, all_goals, measured)
        write(folder, text, measured)
    print(f"\n{text}\nWritten to {folder}/PERFORMANCE.md")


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"run.py: {error}")
