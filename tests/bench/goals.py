# SPDX-License-Identifier: GPL-3.0-or-later
"""The goals: each compares figures of the same round, and says what ratio is wanted."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """The median of the rounds, and the least and greatest value."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values):
        return Spread(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Goal:
    """A figure, or its ratio to another one's best of some contenders, and the limit for it."""

    what: str
    case: str
    contender: str
    figure: str
    against: tuple  # Contenders of which the best counts; None: the figure itself is limited.
    limit: float
    is_at_least: bool  # Otherwise at most.
    unit: str = "x"

    def values(self, measured):
        """By round; nothing if it was not measured."""
        own = measured.get((self.case, self.contender, self.figure))
        if own is None or self.against is None:
            return own
        others = [measured[self.case, other, self.figure] for other in self.against
                  if (self.case, other, self.figure) in measured]
        if not others:
            return None
        best = max if self.is_at_least else min
        rounds = zip(own, *others)
        return [mine / best(theirs) for mine, *theirs in rounds if best(theirs) > 0] or None

    def is_met(self, value):
        return value >= self.limit if self.is_at_least else value <= self.limit


def goals(peers, saturated, crowd):
    """All of them, for those numbers of members."""
    peers = tuple(peers)
    raw = ("sendmmsg",)
    found = [Goal(f"sealed, saturated, {members}: to the best peer", f"saturated {members}",
                  "sealed", "per_cpu_second", peers, 2, True) for members in saturated]
    found += [
        Goal("classic, saturated, 1,000, unequal lines: to sendmmsg", "uneven 1000", "classic",
             "per_cpu_second", raw, 0.95, True),
        Goal("classic, saturated, 1,000, equal lines: to sendmmsg", "saturated 1000", "classic",
             "per_cpu_second", raw, 4, True),
        Goal("sealed, one at a time, 1,000: to sendmmsg", "one at a time 1000", "sealed",
             "per_cpu_second", raw, 0.8, True),
    ]
    for protocol in ("sealed", "classic"):
        for share in ("p50", "p99"):
            found += [
                Goal(f"{protocol}, latency {share}: to sendmmsg", "latency 1000", protocol, share,
                     raw, 1.2, False),
                Goal(f"{protocol}, latency {share}: to the best peer", "latency 1000", protocol,
                     share, peers, 0.5, False),
            ]
    found += [
        Goal("two workers: to one, by the clock, a line to each", "egress 1000", "2 workers",
             "lines_per_second", ("1 worker",), 1.6, True),
        Goal("two workers: to one, by the clock, ten full datagrams to each", "egress 1000",
             "2 workers", "full_per_second", ("1 worker",), 1.6, True),
        Goal("memory of a sealed member", f"crowd {crowd}", "sealed", "member_kib", None, 1, False,
             " KiB"),
        Goal("idle sealed members", f"crowd {crowd}", "sealed", "idle_percent", None, 2, False,
             " % of a core"),
        Goal("lost of a burst to sealed members", f"crowd {crowd}", "sealed", "burst_lost", None,
             0, False, ""),
        Goal("lost of a burst to classic members", f"burst {crowd}", "classic", "lost", None, 0,
             False, ""),
        Goal("1,000 enter at once", "enter 1000", "sealed", "inside_s", None, 2, False, " s"),
    ]
    return found
