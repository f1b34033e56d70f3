# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows in which an attacker takes what there is only so much of: places, names, the past, the
patience with wrong passphrases; and one in which somebody else is made to be sent much."""

import time

import yard
from report import Found
from room import ADDRESS, ClassicHosts, Room, enter, received, send

DAY_S = 86400

GHOSTS = 1000
PLACES_GOAL = 16
DEAD_GOAL_S = 10
DEAD_PATIENCE_S = 15
REPEATED_S = 0.25

DATAGRAMS_GOAL = 16
LINES = 5
LINE_INTERVAL_S = 0.3
TALKERS = 20
TALK_S = 3
TALK_RATE = 200
TEXT = "x" * 60

HISTORY_EVENTS = 1_000_000
HISTORY_FLOOD_S = 12
HISTORY_PATIENT_S = 14
HISTORY_SETTLED_S = 6
PACES = (1, 2, 4, 8, 16, 32)  # Lines a second.
LONG_TEXT = "y" * 4000

SQUAT_S = 80
SLEPT_S = 3 # After that long what later.cpp loads has let the clocks go on.
GUESS_S = 4
GUESS_PATIENCE_S = 5
OWNER = 1


def visit(where, source, name, *arguments):
    """Somebody comes by the sealed protocol, and leaves again."""
    program = where.attacker("visit", ADDRESS, "--source", source, "--name", name, *arguments)
    figures = program.figures()
    program.end()
    return figures


def seen(visited):
    """What became of a visit."""
    if visited["inside"]:
        return f"in after {visited['seconds']:.1f} s"
    return "refused" if visited["refusal"] else "not in"


def enter_all(room, hosts, source, prefix, count):
    """So many L from one address, at a speed at which few are lost on the way; until nothing more
    comes of them. The bytes asked."""
    asked = 0
    for number in range(count):
        request = f"L {prefix}{number}"
        send(hosts.open(source, is_read=False), request)
        asked += len(request) + 28  # With the headers of IP and UDP.
        if number % 10 == 9:
            time.sleep(0.02)
    room.become_quiet()
    return asked


def say_lines(opened, names, seconds, rate):
    """Lines of all of them in turn; nobody reads what comes."""
    begin = time.monotonic()
    for number in range(int(seconds * rate)):
        send(opened[number % len(opened)], f"C {names[number % len(names)]} {TEXT}")
        for each in opened:
            for _ in received(each):
                pass
        time.sleep(max(0, begin + (number + 1) / rate - time.monotonic()))


def forged(where, _wanted):
    """Somebody else is said to have entered, many times, and gets what is said."""
    attack = f"{GHOSTS:,} forged L for one victim"
    with Room(where) as room, ClassicHosts(where) as talkers, \
            ClassicHosts(where, "victim") as victim:
        names = [f"talker{number}" for number in range(TALKERS)]
        opened = [talkers.open(yard.network(yard.OTHERS, number)) for number in range(TALKERS)]
        for each, name in zip(opened, names):
            enter(each, name)
        before, _ = where.arrived_at_victim()
        asked = enter_all(room, victim, yard.VICTIM_ADDRESS, "ghost", GHOSTS)
        after, _ = where.arrived_at_victim()
        bytes_before, datagrams_before = where.arrived_at_victim()
        for _ in range(LINES):
            say_lines(opened[:1], names[:1], LINE_INTERVAL_S, 1 / LINE_INTERVAL_S)
        bytes_after, datagrams_after = where.arrived_at_victim()
        a_line = (datagrams_after - datagrams_before) / LINES
        line_bytes = (bytes_after - bytes_before) / LINES
        busy_before, _ = where.arrived_at_victim()
        say_lines(opened, names, TALK_S, TALK_RATE)
        time.sleep(0.5)
        busy_after, _ = where.arrived_at_victim()
        left = room.members_at(yard.VICTIM_ADDRESS)
    a_second = (busy_after - busy_before) / TALK_S
    return [
        Found(attack, "asked / sent to the victim on entering", "",
              f"{asked / 1000:.0f} / {(after - before) / 1000:,.0f} kB", "", None),
        Found(attack, "to the victim for a line that somebody says", "",
              f"{a_line:.1f} datagrams, {line_bytes:,.0f} bytes",
              f"≤ {DATAGRAMS_GOAL} datagrams", a_line <= DATAGRAMS_GOAL),
        Found(attack, f"to the victim at {TALK_RATE} lines a second", "",
              f"{a_second * 8 / 1e6:,.2f} Mbit/s", "a budget", None),
        Found(attack, "places the victim has after that", "", f"{left}", "gone within hours", None),
    ]


def until_found(room, hosts, address, name):
    """All programs of an address have crashed, and one comes back: how long until it has its name
    again, and until the others are known to be gone. None: longer than is waited."""
    begin = time.monotonic()
    back, is_back, found = hosts.open(address), None, None
    while time.monotonic() < begin + DEAD_PATIENCE_S and None in (is_back, found):
        if is_back is None and enter(back, name, REPEATED_S):
            is_back = time.monotonic() - begin
        if found is None and room.members_at(address) <= 1:
            found = time.monotonic() - begin
        time.sleep(REPEATED_S)
    return is_back, found


def dead_row(attack, what, seconds):
    return Found(attack, what, "",
                 f"{seconds:.1f} s" if seconds is not None else f"more than {DEAD_PATIENCE_S} s",
                 f"≤ {DEAD_GOAL_S} s", seconds is not None and seconds <= DEAD_GOAL_S)


def crowded(where, _wanted):
    """One host takes all places it can get, and then its programs die."""
    attack = f"{GHOSTS:,} L from one host"
    host = yard.ATTACKERS
    with Room(where) as room, ClassicHosts(where) as dead, ClassicHosts(where) as strangers:
        owner = ("Olivia", "--identity", OWNER)
        quiet = visit(where, yard.network(yard.OTHERS, 0), *owner, "--speak")
        enter_all(room, dead, host, "ghost", GHOSTS)
        taken = room.members_at(host)
        again = visit(where, yard.network(yard.OTHERS, 0), *owner)
        stranger = visit(where, yard.network(yard.OTHERS, 1), "Stranger", "--identity", 2)
        classic = strangers.open(yard.network(yard.OTHERS, 2))
        is_in = enter(classic, "Walker")
        if is_in:
            send(classic, "Q Walker")
        time.sleep(0.5)
        dead.close()
        is_back, found = until_found(room, strangers, host, "ghost0")
    return [
        Found(attack, "places taken", "", f"{taken:,}", f"≤ {PLACES_GOAL}", taken <= PLACES_GOAL),
        Found(attack, "the owner of a name", seen(quiet), seen(again), "in", again["inside"]),
        Found(attack, "a newcomer, sealed", "", seen(stranger), "in", stranger["inside"]),
        Found(attack, "a newcomer, classic", "", "in" if is_in else "not in", "in", is_in),
        dead_row(attack, "its ports closed, until one has its name back", is_back),
        dead_row(attack, "its ports closed, until all dead are found", found),
    ]


def events_at_line_rate(where, kind, *arguments):
    """Events a second of one member, once what it may say at once has been said."""
    with Room(where) as room:
        attacker = where.attacker(kind, ADDRESS, "--source", yard.ATTACKERS, *arguments)
        attacker.answer()
        attacker.tell("room")
        time.sleep(HISTORY_FLOOD_S / 3)
        first, begin = room.sequence(), time.monotonic()
        time.sleep(2 * HISTORY_FLOOD_S / 3)
        last, end = room.sequence(), time.monotonic()
        attacker.tell("stop")
        attacker.figures()
    return (last - first) / (end - begin)


class Patient:
    """A classic member that speaks at a pace, and is back as soon as it was put out."""

    def __init__(self, hosts, number, pace, text):
        self.name = f"patient{number}"
        self.pace, self._text = pace, text
        self._socket = hosts.open(yard.network(yard.OTHERS, 1 + number))
        self._next_at = time.monotonic()
        enter(self._socket, self.name)

    def turn(self):
        for datagram in received(self._socket):
            if datagram == b"EXIT":
                send(self._socket, f"L {self.name}")
        if self._next_at <= time.monotonic():
            send(self._socket, f"C {self.name} {self._text}")
            self._next_at += 1 / self.pace


def events_of_patient(where):
    """The most that one of those gets into the journal who keep to a pace; events a second, once
    they have spoken for a while, and what it was that got so far."""
    counts = {}
    with Room(where), ClassicHosts(where) as hosts:
        witness = hosts.open(yard.network(yard.OTHERS, 0))
        enter(witness, "witness")
        patients = [Patient(hosts, 2 * number + is_long, pace, LONG_TEXT if is_long else TEXT)
                    for number, pace in enumerate(PACES) for is_long in (0, 1)]
        begin = time.monotonic()
        while time.monotonic() < begin + HISTORY_PATIENT_S:
            for patient in patients:
                patient.turn()
            is_settled = time.monotonic() > begin + HISTORY_SETTLED_S
            for datagram in received(witness):
                name, colon, _ = datagram.partition(" ：".encode())
                if colon and is_settled:
                    counts[name.decode()] = counts.get(name.decode(), 0) + 1
            time.sleep(0.002)
    best = max(patients, key=lambda patient: counts.get(patient.name, 0))
    return counts.get(best.name, 0) / (HISTORY_PATIENT_S - HISTORY_SETTLED_S)


def duration(events_a_second):
    if events_a_second == 0:
        return "for ever"
    seconds = HISTORY_EVENTS / events_a_second
    if seconds < 2 * 3600:
        return f"{seconds:,.0f} s"
    return f"{seconds / 3600:.1f} h"


def history(where, _wanted):
    """One member says so much that what was said before is trimmed."""
    attack = "history erased by one member"
    rates = {"classic, at line rate": events_at_line_rate(where, "classic"),
             "sealed, at line rate": events_at_line_rate(where, "sealed"),
             "sealed, as fast as its lines are taken":
                 events_at_line_rate(where, "sealed", "--patient"),
             "classic, the best of many paces": events_of_patient(where)}
    return [Found(attack, what, "",
                  f"{rate:,.1f} events/s: {HISTORY_EVENTS:,} in {duration(rate)}", "> 24 h",
                  rate * DAY_S < HISTORY_EVENTS) for what, rate in rates.items()]


def squatted(where, _wanted):
    """One address takes as many names as it can and uses none; a day passes."""
    attack = f"names taken by one address for {SQUAT_S} s"
    with Room(where) as room:
        visit(where, yard.network(yard.OTHERS, 0), "Olivia", "--identity", OWNER, "--speak")
        attacker = where.attacker("squat", ADDRESS, "--source", yard.ATTACKERS, "--name", "squat")
        time.sleep(SQUAT_S)
        attacker.tell("stop")
        taken = attacker.figures()
        time.sleep(0.5)
        owned = room.names()
        unused = room.names(unused=True)
        room.stop()
        room.start(later_s=DAY_S + 3600)
        time.sleep(SLEPT_S)
        # It sleeps on a timer of the kernel's, which knows nothing of it: somebody has to wake it.
        visit(where, yard.network(yard.OTHERS, 5), "Passer-by", "--identity", 5)
        time.sleep(1)
        heir = visit(where, yard.network(yard.OTHERS, 3), "squat0", "--identity", 3)
        thief = visit(where, yard.network(yard.OTHERS, 4), "Olivia", "--identity", 4)
    if taken["refusal"]:
        where.note(f"{attack}: {taken['refused']:,} were refused, the last with"
                   f" \"{taken['refusal']}\"")
    return [
        Found(attack, "taken", "", f"{taken['taken']:,}", "", None),
        Found(attack, "owned then", "1", f"{len(owned):,}", "", None),
        Found(attack, "of these told apart as never used", "",
              "no such thing" if unused is None else f"{len(unused):,}", "all of them",
              unused is not None and len(unused) >= len(owned) - 1),
        Found(attack, "29 h later, somebody else wants one of them", "", seen(heir), "in",
              heir["inside"]),
        Found(attack, "29 h later, somebody else wants a name that was used", "", seen(thief),
              "refused", not thief["inside"]),
    ]


def guessed(where, _wanted):
    """Passphrases are tried from an address behind which members are, too."""
    attack = "guesses of the passphrase from one address"
    right = "correct horse battery staple"
    address, elsewhere = yard.ATTACKERS, yard.network(yard.OTHERS, 0)
    with Room(where, passphrase=right):
        known = ("Known", "--identity", OWNER, "--passphrase", right)
        patience = ("--patience", GUESS_PATIENCE_S)
        quiet = visit(where, address, *known, "--speak")
        attacker = where.attacker("guess", ADDRESS, "--source", address)
        time.sleep(GUESS_S)
        same = visit(where, address, *known, *patience)
        new = visit(where, address, "New", "--identity", 2, "--passphrase", right,
                    *patience)
        other = visit(where, elsewhere, "Other", "--identity", 3, "--passphrase", right,
                      *patience)
        attacker.tell("stop")
        guesses = attacker.figures()
    where.note(f"{attack}: {guesses['answered']:,} of {guesses['tried']:,} were answered")
    return [
        Found(attack, "a known key at that address", seen(quiet), seen(same), "in",
              same["inside"]),
        Found(attack, "a new key with the right passphrase at that address", "", seen(new), "",
              None),
        Found(attack, "a new key with the right passphrase elsewhere", "", seen(other), "in",
              other["inside"]),
    ]


ROWS = {
    "forged L": forged,
    "places": crowded,
    "history": history,
    "names": squatted,
    "passphrase": guessed,
}
