#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real programs on both sides of a router through which long datagrams do not come as they are.

Usage: path_test.py cut|swallow --mtu BYTES --daemon FILE --ctl FILE --client FILE

Somebody near the server has said much; then somebody comes in behind the router, and both chat,
with each other and with members of the classic protocol on both sides. Everybody must show
everything.
Nobody is told of the router (it keeps ICMP to itself), which

  cut       cuts what is longer than its links take
  swallow   swallows that, and fragments, too; nobody says anything that alone is longer

Prints the figures. Exits 0 if all is well, 77 if it cannot run here: it needs root, ip and nft.
"""

import argparse
import contextlib
import signal
import sys
import tempfile
import time
from pathlib import Path

from lossy_network import SERVER_ADDRESS
from narrow_network import NarrowNetwork
from network_test import SKIPPED, end_in_order, obstacle, on_signals
from programs import Client, Daemon, Failure, Watch

# It takes some 15 s, or for ever if somebody hears nothing.
LONGEST_RUN_S = 240

# So much was said before, of which a newcomer gets the latest (`[room] history` is 50).
BEFORE, HISTORY = 60, 40
# So much each says then, and the members of the classic protocol, who may say less at once.
SAID, CLASSIC_SAID = 30, 4
# Together such texts are much more than a datagram, alone they are less than any link takes. What
# is packed of them as full as it goes is longer than what the links of MTU 1,100 take.
SHORT_BYTES = 90
# Alone it is more than the links of MTU 576 take.
LONG_BYTES = 900


class ClassicClient(Client):
    """A member of the classic protocol, who is not told what it has done itself."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.program = [*self.program, "--classic"]

    def say(self, texts):
        for text in texts:
            self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()


class Room:
    """A daemon and four clients: two near it, two behind the router."""

    def __init__(self, options, network, folder, stack):
        self.watch = Watch()
        self.daemon = Daemon(self.watch, options, network.add_server(), SERVER_ADDRESS, folder)
        stack.callback(self.daemon.end)
        near, _ = network.add_place("near")
        far = network.add_far_place(options.mtu, options.case == "cut")

        def client(kind, place, name):
            one = kind(self.watch, options, place, name, folder / name)
            stack.callback(one.end)
            return one

        self.near, self.far = client(Client, near, "Near"), client(Client, far, "Far")
        self.classic = [client(ClassicClient, near, "ClassicNear"),
                        client(ClassicClient, far, "ClassicFar")]

    def clients(self):
        return [self.near, self.far, *self.classic]

    def enter(self, client):
        """Lets it in at the first try; in how many seconds."""
        began_at = time.monotonic()
        client.start(self.daemon.listen)
        self.watch.wait_until(lambda: client.status() is not None
                              or client.name in self.daemon.addresses(),
                              f"{client.name} is in the room")
        if client.status() is not None:
            raise Failure(f"{client.name} does not get in: {client.errors()}")
        return time.monotonic() - began_at

    def await_lines(self, client, lines):
        """Until it has shown them all, some perhaps with the time in front."""
        def has_all():
            shown = {line[line.find("] ") + 2:] if line.startswith("[") else line
                     for line in client.lines}
            return lines <= shown
        self.watch.wait_until(has_all, f"{client.name} shows all that was said")


def texts(client, count, kind=""):
    return [f"{number} of {client.name}{kind} ".ljust(SHORT_BYTES, "x") for number in range(count)]


def lines(client, said):
    return {f"{client.name} ： {text}" for text in said}


def load_history(room):
    """Seconds until somebody behind the router has what was said before."""
    room.enter(room.near)
    before = texts(room.near, BEFORE, " before")
    room.near.say(before)
    room.await_lines(room.near, lines(room.near, before))
    began_at = time.monotonic()
    room.enter(room.far)
    room.await_lines(room.far, lines(room.near, before[-HISTORY:]))
    return time.monotonic() - began_at


def chat(room, with_long_texts):
    """Seconds until all that all of them say is with all."""
    for client in room.classic:
        room.enter(client)
    began_at = time.monotonic()
    said = {}
    for client in room.clients():
        said[client] = texts(client, CLASSIC_SAID if client in room.classic else SAID)
        if with_long_texts:
            said[client].append(f"much of {client.name} ".ljust(LONG_BYTES, "x"))
        client.say(said[client])
    for client in room.clients():
        expected = set().union(*(lines(author, said[author]) for author in room.clients()
                                 if author is not client or client not in room.classic))
        room.await_lines(client, expected)
    return time.monotonic() - began_at


def run_case(options, room, network):
    room.daemon.start()
    history_s = load_history(room)
    chat_s = chat(room, options.case == "cut")
    packets = network.router.packets()
    print(f"{options.case}, MTU {options.mtu}: {history_s:.1f} s to come in and load the history, "
          f"{chat_s:.1f} s to chat; {packets['cut']} packets were too long, "
          f"{packets['swallowed']} were swallowed", flush=True)
    if not packets["cut"] or (options.case == "swallow") != bool(packets["swallowed"]):
        raise Failure("the router had nothing to do")
    for client in room.clients():
        client.close()
    room.watch.wait_until(lambda: all([client.has_ended() for client in room.clients()]),
                          "all clients have left")
    room.daemon.terminate()


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case", choices=("cut", "swallow"))
    parser.add_argument("--mtu", metavar="BYTES", type=int, required=True)
    for program in ("daemon", "ctl", "client"):
        parser.add_argument(f"--{program}", metavar="FILE", required=True)
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    if reason := obstacle():
        print(f"skipped: {reason}")
        return SKIPPED
    on_signals(end_in_order)
    signal.alarm(LONGEST_RUN_S)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chatroom-")))
        network = stack.enter_context(NarrowNetwork())
        room = Room(options, network, folder, stack)
        stack.callback(on_signals, signal.SIG_IGN)
        try:
            run_case(options, room, network)
        except Failure as failure:
            print(f"{options.case}: {failure}", *(client.errors() for client in room.clients()),
                  *room.daemon.log[-50:], sep="\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
