#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real programs in network namespaces between which datagrams are lost.

Usage: network_test.py CASE --daemon FILE --ctl FILE --client FILE [--loss PERCENT] [--clients N]
       [--messages N]

In each case some clients enter, say their messages all at once and leave. Every one of them must
show every message once, all in the same order, and nothing else in between. If datagrams are to be
lost, some must have been, in each direction. The cases:

  loss      nothing else happens
  address   in the middle, one of them goes to another network and gets another address
  router    in the middle, the router before one of them gets another address
  restart   in the middle, the daemon is killed and started again

Prints the figures. Exits 0 if all is well, 77 if it cannot run here: it needs root, ip and nft.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from lossy_network import SERVER_ADDRESS, LossyNetwork
from programs import Client, Daemon, Failure, Watch

SKIPPED = 77

# Longer than every bound on waiting that a run can reach, shorter than ctest's patience, which
# would leave the namespaces behind.
LONGEST_RUN_S = 540

# How many events chatroomctl can show.
LOG_EVENTS = 1000

# What else the clients show; what happened before they came is marked with its time.
ENTERED = re.compile(r"(\[[\d: -]+\] )?Member\d+ 进入了聊天室")
LEFT = re.compile(r"Member\d+退出了聊天室")

# The clients and messages of each case, unless told otherwise.
SIZES = {"loss": (20, 2000), "address": (6, 600), "router": (6, 600), "restart": (6, 600)}


class Room:
    """A daemon, its clients and what they have to say."""

    def __init__(self, options, network, folder, stack):
        self.network, self.watch = network, Watch()
        self.daemon = Daemon(self.watch, options, network.add_server(), SERVER_ADDRESS, folder)
        stack.callback(self.daemon.end)
        crowd, _ = network.add_place("crowd")
        # The first client is alone at its place, which is where things happen.
        self.place, self.address = network.add_place("alone")
        self.clients = []
        for number in range(options.clients):
            client = Client(self.watch, options, crowd if number else self.place,
                            f"Member{number}", folder / f"member{number}")
            stack.callback(client.end)
            self.clients.append(client)
        self.said = [[f"{number} of {client.name}" for number in range(first, options.messages,
                                                                      options.clients)]
                     for first, client in enumerate(self.clients)]
        self.messages = {f"{client.name} ： {text}"
                         for client, texts in zip(self.clients, self.said) for text in texts}

    def enter(self):
        self.daemon.start()
        for client in self.clients:
            client.start(self.daemon.listen)
        self.watch.wait_until(lambda: all([client.is_inside(self.daemon.listen)
                                           for client in self.clients]),
                              "all clients are in the room")

    def talk(self, in_the_middle):
        """Seconds from the first message said to quiet, and from the last one said."""
        began_at = time.monotonic()
        half_way = self.lines_shown() + len(self.messages) * len(self.clients) // 2
        for client, texts in zip(self.clients, self.said):
            client.say(texts)
        self.watch.wait_until(lambda: self.lines_shown() >= half_way,
                              "half of the messages are shown")
        in_the_middle(self)
        with contextlib.suppress(Failure):  # What is lost is counted later.
            self.watch.wait_until(
                lambda: all(self.messages.issubset(client.lines) for client in self.clients),
                "every client shows every message")
        quiet_at = time.monotonic()
        last_said_at = max(client.last_said_at for client in self.clients)
        return quiet_at - began_at, quiet_at - last_said_at

    def lines_shown(self):
        return sum(len(client.lines) for client in self.clients)

    def leave(self):
        for client in self.clients:
            client.close()
        self.watch.wait_until(lambda: all([client.has_ended() for client in self.clients]),
                              "all clients have left")
        # A farewell can be lost. The daemon notices, but the grace time is not what is tested.
        self.daemon.configure("[room]\ngrace_s = 1\n")
        self.watch.wait_until(lambda: not self.daemon.addresses(), "nobody is in the room")

    def complaints(self):
        """What helps to understand a failure."""
        for client in self.clients:
            missing = len(self.messages.difference(client.lines))
            if missing or client.status() != 0:
                yield (f"{client.name}: lacks {missing} messages, has {len(client.to_say)} left to "
                       f"say, exit status {client.status()}, complained:\n{client.errors()}")
        yield "chatroomd:\n" + "\n".join(self.daemon.log[-50:])


def line_of(event):
    return f"{event['name']} ： {event['text']}"


def compare(room):
    """How many messages were lost, duplicated and reordered, and the lines that are none of
    anybody's business, over all clients. The order is the journal's as far as chatroomctl shows
    it, before that the first client's."""
    journal = room.daemon.ctl("log", "-n", str(LOG_EVENTS))["events"]
    said = [index for index, event in enumerate(journal) if event["kind"] == "said"]
    recorded = [line_of(journal[index]) for index in said]
    first = [line for line in room.clients[0].lines if line in room.messages]
    order = [line for line in first if line not in set(recorded)] + recorded
    place = {line: index for index, line in enumerate(order)}
    lost = duplicated = reordered = 0
    strays = [f"journal: {journal[index]}" for index in range(*said[:1], *said[-1:])
              if journal[index]["kind"] != "said"]
    for client in room.clients:
        shown = [line for line in client.lines if line in room.messages]
        lost += len(room.messages.difference(shown))
        duplicated += len(shown) - len(set(shown))
        places = [place.get(line, -1) for line in dict.fromkeys(shown)]
        reordered += sum(here < before for before, here in zip(places, places[1:]))
        strays += [f"{client.name}: {line}" for line in stray_lines(client.lines, room.messages)]
    return lost, duplicated, reordered, strays


def stray_lines(lines, messages):
    """Whatever is neither a message, nor somebody's entry before them all, nor somebody's
    departure after them all."""
    shown = [index for index, line in enumerate(lines) if line in messages]
    for index, line in enumerate(lines):
        is_expected = (line in messages or index < min(shown, default=0) and ENTERED.fullmatch(line)
                       or index > max(shown, default=0) and LEFT.fullmatch(line))
        if not is_expected:
            yield line


def go_elsewhere(room):
    arrive(room, room.network.move(room.place))


def replace_router(room):
    arrive(room, room.network.translate(room.address))


def arrive(room, address):
    name = room.clients[0].name
    room.watch.wait_until(lambda: room.daemon.addresses().get(name) == address,
                          f"{name} is known to be at {address}")


def restart(room):
    room.daemon.end()
    room.daemon.start()


IN_THE_MIDDLE = {"loss": lambda room: None, "address": go_elsewhere, "router": replace_router,
                 "restart": restart}


def share(counters):
    arrived, dropped = counters
    return f"{dropped} of {arrived}"


def require_loss(loss, ways):
    """A network that loses nothing shows nothing about one that does."""
    for receiver, (arrived, dropped) in ways.items():
        if loss and not dropped:
            raise Failure(f"{loss} % are to be lost, and none of the {arrived} packets to "
                          f"{receiver} was dropped")


def run_case(options, room):
    room.enter()
    starts = sum(client.starts for client in room.clients)
    seconds, quiet_s = room.talk(IN_THE_MIDDLE[options.case])
    to_server, to_clients = room.network.counters()
    room.leave()
    lost, duplicated, reordered, strays = compare(room)
    print(f"{options.case}: {options.clients} clients, {options.messages} messages, "
          f"{options.loss} % loss: {lost} lost, {duplicated} duplicated, {reordered} reordered; "
          f"{seconds:.1f} s in all, {quiet_s:.2f} s from the last one said to quiet; dropped "
          f"{share(to_server)} packets to the daemon, {share(to_clients)} to the clients; "
          f"{starts - options.clients} entered at a later try", flush=True)
    if strays:
        raise Failure("lines that do not belong there:\n" + "\n".join(strays[:20]))
    if lost or duplicated or reordered:
        raise Failure("messages were lost, duplicated or reordered")
    require_loss(options.loss, {"the daemon": to_server, "the clients": to_clients})
    room.daemon.terminate()


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case", choices=IN_THE_MIDDLE)
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", metavar="FILE", required=True)
    parser.add_argument("--loss", metavar="PERCENT", type=int, default=30)
    parser.add_argument("--clients", metavar="N", type=int)
    parser.add_argument("--messages", metavar="N", type=int)
    options = parser.parse_args(arguments)
    clients, messages = SIZES[options.case]
    if not 0 <= options.loss <= 100:
        parser.error("the loss is a percentage")
    options.clients = options.clients or clients
    options.messages = options.messages or messages
    return options


def obstacle():
    if os.geteuid() != 0:
        return "it needs root"
    missing = [program for program in ("ip", "nft") if shutil.which(program) is None]
    return f"{' and '.join(missing)} cannot be found" if missing else None


def on_signals(action):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, action)


def end_in_order(number, _):
    """Whatever ends the test, the namespaces go; and nothing ends that."""
    on_signals(signal.SIG_IGN)
    raise SystemExit(f"ended by {signal.Signals(number).name}")


def main(arguments):
    options = parse(arguments)
    if reason := obstacle():
        print(f"skipped: {reason}")
        return SKIPPED
    on_signals(end_in_order)
    signal.alarm(LONGEST_RUN_S)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chatroom-")))
        network = stack.enter_context(LossyNetwork(options.loss))
        room = Room(options, network, folder, stack)
        stack.callback(on_signals, signal.SIG_IGN)
        try:
            run_case(options, room)
        except Failure as failure:
            print(f"{options.case}: {failure}", *room.complaints(), sep="\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
