# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found, for people: the table, and SECURITY-FIGURES.md."""

import os
import platform
import re
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

HEADER = ("attack", "who or what", "quiet", "beside", "attacked", "goal", "well")


@dataclass
class Found:
    """One line of the table. Texts, but for whether it is well: None if there is no telling."""

    attack: str
    what: str
    quiet: str
    attacked: str
    goal: str
    is_well: bool
    beside: str = ""

    def cells(self):
        well = {True: "yes", False: "no", None: ""}[self.is_well]
        return (self.attack, self.what, self.quiet, self.beside, self.attacked, self.goal, well)


def plain_table(found):
    """For a terminal."""
    rows = [HEADER, *(line.cells() for line in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                     for row in rows)


def machine():
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*:\s*(.*)", info)
    return (f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} cores, Linux"
            f" {platform.release()}")


def commit(tree):
    ran = subprocess.run(["git", "-C", tree, "describe", "--always", "--dirty"], check=False,
                         capture_output=True, text=True)
    return ran.stdout.strip() or "unknown"


def wrap(line):
    """The line as lines of at most 100 columns; an item's are indented."""
    return textwrap.wrap(line, 96, subsequent_indent="  " if line.startswith("* ") else "",
                         break_long_words=False, break_on_hyphens=False) or [""]


def markdown(context, found):
    """SECURITY-FIGURES.md. `context` says what was run on what."""
    lines = [
        "# What attackers achieve", "",
        "Written by `script/siege`; [tests/siege/README.md](../tests/siege/README.md) says how"
        " everything is measured, and [SECURITY.md](../SECURITY.md) which limits there are."
        " \"Beside\" is the same flood aimed at a port next to the room: what the machine alone"
        " makes of it. p50 and p99 are milliseconds until a member has a line, lost is the share of"
        " lines that a member never had.", ""]
    lines += [f"* {name}: {value}" for name, value in context.items()]
    lines = [wrapped for line in lines for wrapped in wrap(line)]
    lines += ["", "| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    lines += ["| " + " | ".join(line.cells()) + " |" for line in found]
    return "\n".join(lines) + "\n"
