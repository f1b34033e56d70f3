# SPDX-License-Identifier: GPL-3.0-or-later
"""Network namespaces around a server, between which nftables drops packets at random.

Each place (a namespace) has a link of its own (a veth pair) to the server's namespace. Whatever
arrives at either end is counted, and dropped with the given probability. It is dropped where it
arrives and not where it leaves, because the sender would be told of the latter.
"""

import json
import os
import subprocess

# On no link, so that the server stays where it is whatever happens to the links.
SERVER_ADDRESS = "10.98.0.1"


def run(*command, text=None):
    """What a system command prints; its complaint ends the test."""
    done = subprocess.run(command, input=text, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


class Namespace:
    """A network namespace. Its name has our process id, so that tests can run side by side."""

    def __init__(self, name):
        self.name = f"chatroom-test-{os.getpid()}-{name}"
        run("ip", "netns", "add", self.name)

    def open(self, loss):
        """Lets it communicate, but for this percentage of what arrives."""
        self.ip("link", "set", "lo", "up")
        drop = f'numgen random mod 100 < {loss} counter name "dropped" drop' if loss else ""
        self.nft(f"""table ip network {{
            counter arrived {{ }}
            counter dropped {{ }}
            chain arriving {{
                type filter hook prerouting priority raw
                iifname "lo" accept
                counter name "arrived"
                {drop}
            }}
        }}""")

    def delete(self):
        run("ip", "netns", "delete", self.name)

    def ip(self, *arguments):
        run("ip", "-n", self.name, *arguments)

    def nft(self, commands):
        run(*self.command("nft", "-f", "-"), text=commands)

    def command(self, *command):
        """The command line that runs a program in here; the process becomes the program."""
        return ["ip", "netns", "exec", self.name, *command]

    def packets(self):
        """How many packets each counter has seen."""
        listed = json.loads(run(*self.command("nft", "-j", "list", "counters")))["nftables"]
        return {entry["counter"]["name"]: entry["counter"]["packets"]
                for entry in listed if "counter" in entry}

    def counters(self):
        """How many packets have arrived, and how many of them were dropped."""
        packets = self.packets()
        return packets["arrived"], packets["dropped"]


class LossyNetwork:
    """The server's namespace and the places around it. To be used in a with statement, which
    removes all of them in the end."""

    def __init__(self, loss):
        self.loss = loss
        self.links = 0
        self.server = None
        self.namespaces = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for namespace in self.namespaces:
            namespace.delete()

    def add_namespace(self, name):
        namespace = Namespace(name)
        self.namespaces.append(namespace)
        namespace.open(self.loss)
        return namespace

    def add_server(self):
        """The namespace in the middle; it comes first."""
        self.server = self.add_namespace("server")
        self.server.ip("address", "add", f"{SERVER_ADDRESS}/32", "dev", "lo")
        return self.server

    def add_place(self, name):
        """A namespace with a link to the server, and its address."""
        place = self.add_namespace(name)
        return place, self.add_link(place)

    def add_link(self, place):
        """Connects a place by another link and routes everything over it; the place's address."""
        self.links += 1
        ours, theirs = f"10.99.{self.links}.1", f"10.99.{self.links}.2"
        link = f"link{self.links}"
        run("ip", "link", "add", link, "netns", self.server.name, "type", "veth",
            "peer", "name", link, "netns", place.name)
        for end, address in ((self.server, ours), (place, theirs)):
            end.ip("address", "add", f"{address}/24", "dev", link)
            end.ip("link", "set", link, "up")
        place.ip("route", "replace", "default", "via", ours)
        return theirs

    def move(self, place):
        """Gives a place another link and address and takes the old ones away, as for somebody who
        goes from one network to another; the new address."""
        old = f"link{self.links}"
        address = self.add_link(place)
        place.ip("link", "delete", old)
        return address

    def translate(self, address):
        """Lets a place appear under another address from now on, without its knowledge, as behind
        a router that has forgotten it; the new address."""
        seen = f"{address}00"
        self.server.nft(f"""table ip router {{
            chain arriving {{
                type filter hook prerouting priority mangle
                ip saddr {address} ip saddr set {seen}
            }}
            chain leaving {{
                type filter hook postrouting priority mangle
                ip daddr {seen} ip daddr set {address}
            }}
        }}""")
        return seen

    def counters(self):
        """(arrived, dropped) at the server, and at all places together."""
        arrived, dropped = zip(*(place.counters() for place in self.namespaces[1:]))
        return self.server.counters(), (sum(arrived), sum(dropped))
