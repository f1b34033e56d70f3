#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages cost: so many of chatroom-web, and of The Lounge; script/bench --web calls it.

The pages are plain WebSockets of this program, which runs on the last core; the servers have the
first one. Each measurement is a line of JSON in FILE; docs/PAGE-FIGURES.md is made of all of them.
"""

import argparse
import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path

import page_rooms
import pages
import report
import servers

TREE = Path(__file__).resolve().parents[2]
BUILT = TREE / "build" / "bench"

LOUNGE_PAGES = 100  # It keeps a connection to the IRC server, and what was said, for each.
WAIT_S = 60

# Each figure: its title, and how many digits.
FIGURES = {
    "enter_s": ("all inside, s", 1),
    "enter_cpu_ms": ("CPU to enter, ms a page", 2),
    "kib": ("memory, KiB a page", 1),
    "quiet_us": ("CPU idle, µs a page and second", 1),
    "event_us": ("CPU, µs a line and page", 1),
    "room_event_us": ("of the room behind it", 1),
    "p50": ("p50, ms", 1),
    "p99": ("p99, ms", 1),
    "lost": ("lost", 0),
}

TEXT = """# What pages cost

Written by `script/bench --web`; [tests/bench/README.md](../tests/bench/README.md#pages) says how
everything is measured. The service and the room behind it share one core, the pages, which are
plain WebSockets without a browser, have the other one. Every figure is the median of the rounds,
with the least and the greatest in brackets. p50 and p99 are from Enter in a terminal (for The
Lounge: the line of an IRC client) until a page has the event, of all pages and lines; "lost" are
lines that a page did not have a minute later. What else the machine does makes the times by the
clock longer, and hardly those of the CPU: see the load average.
"""


async def measure(rooms, count, options):
    """The figures of one room with so many pages."""
    said, latencies = {}, []

    def heard(line, now):
        latencies.append((now - said[line]) * 1000)

    empty_kib, begin = rooms.service.rss_kib(), time.monotonic()
    empty_cpu = page_rooms.cpu_seconds(rooms.service)
    there = await pages.enter(rooms.page, count, rooms.port(), heard)
    entering = time.monotonic() - begin
    await asyncio.sleep(options.settle)  # Until all know of the last who came.
    entered_cpu = page_rooms.cpu_seconds(rooms.service)
    await asyncio.sleep(options.quiet)
    quiet_cpu = page_rooms.cpu_seconds(rooms.service)
    room_cpu = page_rooms.cpu_seconds(rooms.room)
    for line in range(options.lines):
        said[line] = time.monotonic()
        rooms.say(f"line {line}")
        await asyncio.sleep(options.pause)
    wanted, give_up_at = options.lines * count, time.monotonic() + WAIT_S
    while len(latencies) < wanted and time.monotonic() < give_up_at:
        await asyncio.sleep(0.05)
    service_cpu = page_rooms.cpu_seconds(rooms.service) - quiet_cpu
    room_cpu = page_rooms.cpu_seconds(rooms.room) - room_cpu
    kib = (rooms.service.rss_kib() - empty_kib) / count
    pages.leave(there)
    latencies.sort()
    at = lambda part: latencies[min(len(latencies) - 1, int(part * len(latencies)))]
    return {"enter_s": entering, "enter_cpu_ms": (entered_cpu - empty_cpu) * 1000 / count,
            "kib": kib, "quiet_us": (quiet_cpu - entered_cpu) * 1e6 / options.quiet / count,
            "event_us": service_cpu * 1e6 / wanted, "room_event_us": room_cpu * 1e6 / wanted,
            "p50": at(0.5), "p99": at(0.99), "lost": wanted - len(latencies),
            "empty_mib": empty_kib / 1024}


def contenders(options, core):
    """(name, how many pages, a function that starts its rooms), in the order of the report."""
    for count in options.pages:
        yield "chatroom-web", count, lambda: page_rooms.ChatroomRooms(options.programs, core)
    if options.lounge:
        for count in options.lounge_pages:
            yield "The Lounge", count, lambda: page_rooms.LoungeRooms(options.lounge, core)


def context(options, results):
    """What was measured on what."""
    loads = [result["load_before"] for result in results]
    lines = {"Machine": report.machine(),
             "When": f"{time.strftime('%Y-%m-%d', time.gmtime())}, at commit {report.commit(TREE)};"
                     f" the load average was {min(loads):.1f} to {max(loads):.1f} before each",
             "How": f"{options.lines} lines, one in {options.pause:g} s; before them"
                    f" {options.quiet:g} s in which nothing happens"}
    if options.lounge:
        package = json.loads((options.lounge / "node_modules/thelounge/package.json")
                             .read_text(encoding="utf-8"))
        lines["Compared with"] = (f"The Lounge {package['version']} in public mode over "
                                  + ", ".join(report.versions(["ngircd"])))
    return lines


def markdown(lines, results):
    """PAGE-FIGURES.md."""
    kinds = sorted({(result["service"], result["pages"]) for result in results},
                   key=lambda kind: (kind[0] != "chatroom-web", kind[1]))
    text = [TEXT, *(f"* {name}: {value}" for name, value in lines.items()),
            "", "| | " + " | ".join(f"{name}, {count:,}" for name, count in kinds) + " |",
            "|---|" + "---|" * len(kinds)]
    of = lambda kind, figure: [result[figure] for result in results
                               if (result["service"], result["pages"]) == kind]
    for figure, (title, digits) in (FIGURES | {
            "empty_mib": ("memory without any page, MiB", 1)}).items():
        text.append(f"| {title} | " + " | ".join(
            report.spread(of(kind, figure), digits) for kind in kinds) + " |")
    text.append("| rounds | " + " | ".join(str(len(of(kind, "pages"))) for kind in kinds) + " |")
    return "\n".join(text) + "\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=Path, default=BUILT / "bin", metavar="FOLDER")
    parser.add_argument("--pages", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--lounge", type=Path, metavar="FOLDER",
                        help="also measure The Lounge, which is there (tests/bench/README.md)")
    parser.add_argument("--lounge-pages", type=int, nargs="*", default=[LOUNGE_PAGES])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1, help="seconds between two lines")
    parser.add_argument("--quiet", type=float, default=20, help="seconds of which idle CPU is")
    parser.add_argument("--settle", type=float, default=3)
    parser.add_argument("--results", type=Path, default=BUILT / "pages.jsonl", metavar="FILE")
    parser.add_argument("--more", action="store_true", help="the results there are belong to it")
    parser.add_argument("--output", type=Path, default=TREE / "docs", metavar="FOLDER")
    return parser.parse_args()


def main():
    options = arguments()
    core, own = servers.cores()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.sched_setaffinity(0, {own})
    if not options.more:
        options.results.unlink(missing_ok=True)
    for number in range(1, options.runs + 1):
        for name, count, start in contenders(options, core):
            load = os.getloadavg()[0]
            with start() as rooms:
                figures = asyncio.run(measure(rooms, count, options))
            figures["load_before"] = load
            with options.results.open("a", encoding="utf-8") as results:
                results.write(json.dumps({"service": name, "pages": count, **figures}) + "\n")
            print(f"{number}: {name}, {count}: " + ", ".join(
                f"{title} {report.number(figures[figure], digits)}"
                for figure, (title, digits) in FIGURES.items()), flush=True)
    results = [json.loads(line) for line in options.results.read_text("utf-8").splitlines()]
    (options.output / "PAGE-FIGURES.md").write_text(markdown(context(options, results), results),
                                                    encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"web.py: {error}")
