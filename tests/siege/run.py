#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attacks a room in all the ways of the table, and prints what became of those who were there;
script/siege builds and calls it."""

import argparse
import os
import re
import resource
import shlex
import sys
import time
from pathlib import Path

import floods
import places
import report
from yard import Yard, cores

TREE = Path(__file__).resolve().parents[2]
BUILT = TREE / "build" / "bench"
ROWS = {**floods.ROWS, **places.ROWS}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="REGEX", default="",
                        help=f"only what matches, of: {', '.join(ROWS)}")
    parser.add_argument("--seconds", type=float, default=6,
                        help="how long members talk while they are measured (6)")
    parser.add_argument("--rounds", type=int, default=1,
                        help="how often quiet and attacked take turns in a flood (1)")
    parser.add_argument("--output", type=Path, metavar="FOLDER",
                        help="where the report goes; docs when everything is measured, otherwise"
                             " build/bench")
    wanted = parser.parse_args()
    if wanted.rounds < 1 or wanted.seconds < 1:
        parser.error("--rounds and --seconds must be at least 1")
    if os.geteuid() != 0:
        parser.error("network namespaces need root")
    return wanted


def context_of(begin, load_before, notes):
    room, people, attackers = cores()
    context = {
        "Machine": report.machine(),
        "When": f"{begin} UTC, at commit {report.commit(TREE)}; the load average was"
                f" {load_before:.1f} before",
        "How": f"`{shlex.join(['script/siege', *sys.argv[1:]])}`",
        "Cores": f"the room on {room}, the members on {people}, the attackers on {attackers}",
    }
    for number, note in enumerate(notes, start=1):
        context[f"Note {number}"] = note
    return context


def main():
    wanted = arguments()
    rows = {name: row for name, row in ROWS.items()
            if re.search(wanted.only, name, re.IGNORECASE)}
    if not rows:
        raise SystemExit("run.py: nothing matches")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    load_before = os.getloadavg()[0]
    begin = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    found, notes = [], []
    for name, row in rows.items():
        started = time.monotonic()
        with Yard(BUILT / "bin") as yard:
            lines = row(yard, wanted)
            notes += yard.notes
        print(f"# {name}, {time.monotonic() - started:.0f} s", flush=True)
        print(report.plain_table(lines), flush=True)
        found += lines
    folder = wanted.output or (BUILT if wanted.only else TREE / "docs")
    folder.mkdir(parents=True, exist_ok=True)
    context = context_of(begin, load_before, notes)
    page = folder / "SECURITY-FIGURES.md"
    page.write_text(report.markdown(context, found), encoding="utf-8")
    print(f"\n{report.plain_table(found)}\n")
    print("\n".join(f"{what}: {value}" for what, value in context.items()))
    print(f"Written to {page}")


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"run.py: {error}")
