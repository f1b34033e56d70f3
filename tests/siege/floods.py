# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows in which somebody sends much, and others want to talk meanwhile."""

import statistics
import time

import yard
from report import Found
from room import ADDRESS, PORT, Room

MEMBERS = 25  # Of either protocol.
RATE = 10  # Lines a second of either.
NEWCOMERS = 25
NEWCOMER_GOAL_S = 5
NEWCOMER_PATIENCE_S = 20
SETTLING_S = 0.7
RECOVERY_PATIENCE_S = 30
RECOVERED_MS = 200
TIMES = 2  # The quiet figure may become that many times as large.

BESIDE_PORT = PORT + 1
STRANGERS = 1000


def percent(figures):
    return 100 * figures["lost"] / figures["due"]


def text_of(figures):
    lost = percent(figures)
    if lost == 100:
        return "all lost"
    return (f"{figures['p50']:.1f} / {figures['p99']:.1f} ms,"
            f" {f'{lost:.2f}'.rstrip('0').rstrip('.') if lost else '0'} % lost")


def together(rounds):
    """What several rounds come to: medians of the latencies, all that was lost."""
    return {group: {"p50": statistics.median(each[group]["p50"] for each in rounds),
                    "p99": statistics.median(each[group]["p99"] for each in rounds),
                    "due": sum(each[group]["due"] for each in rounds),
                    "lost": sum(each[group]["lost"] for each in rounds)} for group in rounds[0]}


def is_well(quiet, attacked):
    return (attacked["lost"] == 0 and attacked["p50"] <= TIMES * quiet["p50"]
            and attacked["p99"] <= TIMES * quiet["p99"])


class Crowd:
    """The members who are to be disturbed, of both protocols."""

    def __init__(self, where):
        self._yard = where
        self._groups = {
            "classic members": where.people(
                ADDRESS, "--members", MEMBERS, "--rate", RATE, "--source", yard.PEOPLE),
            "sealed members": where.people(
                ADDRESS, "--members", MEMBERS, "--rate", RATE, "--sealed", "--first", MEMBERS,
                "--source", yard.network(yard.PEOPLE, MEMBERS))}
        for group in self._groups.values():
            group.figures()

    def talk(self, seconds):
        """What each protocol's members have of each other's lines. Whoever falls out of the room
        has nothing."""
        for group in self._groups.values():
            group.tell(f"talk {seconds}")
        found = {}
        for name, group in self._groups.items():
            try:
                found[name] = group.figures()
            except RuntimeError as error:
                found[name] = {"p50": 0, "p99": 0, "due": 1, "lost": 1}
                self._yard.note(str(error))
        return found

    def recover(self):
        """Waits until an attack that is over is felt no more, but not for ever."""
        deadline = time.monotonic() + RECOVERY_PATIENCE_S
        while time.monotonic() < deadline:
            found = self.talk(1).values()
            if all(each["lost"] == 0 and each["p99"] < RECOVERED_MS for each in found):
                return


def one_round(crowd, attacker, seconds):
    """What the members have when it is quiet, when the attacker aims beside the room, and at it;
    and how many datagrams a second it sends then."""
    quiet = crowd.talk(seconds)
    attacker.tell("beside")
    time.sleep(SETTLING_S)
    beside = crowd.talk(seconds)
    attacker.tell("room")
    attacker.figures()
    time.sleep(SETTLING_S)
    attacked = crowd.talk(seconds)
    attacker.tell("rest")
    sent = attacker.figures()
    time.sleep(SETTLING_S)
    return quiet, beside, attacked, sent["sent"] / sent["seconds"]


def newcomers(where, group):
    """Until all are inside who come at once, each from another network; None: too long."""
    first = 100 + group * NEWCOMERS
    program = where.people(ADDRESS, "--members", NEWCOMERS, "--sealed", "--at-once",
                           "--first", first, "--source", yard.network(yard.PEOPLE, first))
    figures = program.figures(NEWCOMER_PATIENCE_S)
    program.end()
    return figures and figures["inside_seconds"]


def newcomer_row(attack, where, attacker):
    def shown(seconds):
        return f"{seconds:.1f} s" if seconds else f"more than {NEWCOMER_PATIENCE_S} s"
    attacker.tell("room")
    time.sleep(SETTLING_S)
    attacked = newcomers(where, 0)
    attacker.tell("rest")
    attacker.figures()
    time.sleep(SETTLING_S)
    quiet = newcomers(where, 1)
    return Found(attack, f"{NEWCOMERS} newcomers, until all are in", shown(quiet), shown(attacked),
                 f"{NEWCOMER_GOAL_S} s", attacked is not None and attacked <= NEWCOMER_GOAL_S)


def flood(attack, kind, *arguments, has_newcomers=False):
    """A row: `kind` and the arguments are the attacker's."""

    def measure(where, wanted):
        with Room(where), where.sink(BESIDE_PORT):
            crowd = Crowd(where)
            attacker = where.attacker(
                kind, ADDRESS, "--beside", f"{yard.ROOM_ADDRESS}:{BESIDE_PORT}",
                "--source", yard.ATTACKERS, *arguments)
            attacker.answer()
            rounds = [one_round(crowd, attacker, wanted.seconds)]
            while len(rounds) < wanted.rounds:
                crowd.recover()
                rounds.append(one_round(crowd, attacker, wanted.seconds))
            quiet, beside, attacked, sent = zip(*rounds)
            quiet, beside, attacked = map(together, (quiet, beside, attacked))
            where.note(f"{attack}: {statistics.median(sent):,.0f} datagrams a second")
            more = [newcomer_row(attack, where, attacker)] if has_newcomers else []
        return [Found(attack, f"{group}, p50 / p99", text_of(quiet[group]),
                      text_of(attacked[group]), f"≤ {TIMES}x quiet, 0 lost",
                      is_well(quiet[group], attacked[group]), text_of(beside[group]))
                for group in quiet] + more

    return measure


ROWS = {
    "classic member at line rate": flood("classic member at line rate", "classic"),
    "sealed member at line rate": flood("sealed member at line rate", "sealed"),
    "INITIATE": flood("INITIATE, 2,000/s, 20 addresses", "initiate", "--rate", 2000,
                      "--sources", 20, has_newcomers=True),
    "HELLO": flood("HELLO, 20,000/s", "hello", "--rate", 20000, "--sources", STRANGERS),
    "TRANSPORT": flood("unknown TRANSPORT, 20,000/s", "transport", "--rate", 20000,
                       "--sources", STRANGERS),
    "junk": flood("junk, 20,000/s", "junk", "--rate", 20000, "--sources", STRANGERS),
}
