# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the siege takes place: three network namespaces and the programs in them.

The room has one, the world another (members, newcomers and attackers, each with addresses of its
own, all behind one link), and a victim, for whom an attacker forges datagrams, the third. The
programs' processes end with the yard.
"""

import contextlib
import ctypes
import json
import os
import selectors
import socket
import subprocess

ROOM_ADDRESS = "10.0.0.1"
WORLD_GATE = "10.0.0.2"
WORLD = "10.64.0.0/10"  # Any of these is an address of the world.
VICTIM_ADDRESS = "10.1.0.1"
VICTIM_GATE = "10.1.0.2"

PEOPLE = "10.65.0.1"
ATTACKERS = "10.66.0.1"
OTHERS = "10.67.0.1"

PATIENCE_S = 60
CLONE_NEWNET = 0x40000000  # Of sched.h.


def run(*command):
    """What a system command prints; its complaint ends the siege."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def address(base, number):
    """The one that many behind it, as the programs count: for single hosts."""
    parts = [int(part) for part in base.split(".")]
    value = sum(part << shift for part, shift in zip(parts, (24, 16, 8, 0))) + number
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def network(base, number):
    """An address in the /24 that many behind."""
    return address(base, number << 8)


def cores():
    """The room's, the people's and the attackers'. With fewer than three the attackers share the
    people's and step back for them: the room is what is to be disturbed."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1], usable[1] if len(usable) > 2 else usable[-1]


class Program:
    """A program of the siege, which is told what to do line by line, and answers so."""

    def __init__(self, command, core, priority):
        def prepare():
            os.sched_setaffinity(0, {core})
            os.setpriority(os.PRIO_PROCESS, 0, priority)

        self.name = f"{os.path.basename(command[4])} {' '.join(command[5:8])}"
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=prepare)
        self._read = b""

    def tell(self, order):
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, patience_s=PATIENCE_S):
        """The next line it prints; None if there is none in time. Raises RuntimeError if the
        program has ended."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._read:
                if not selector.select(patience_s):
                    return None
                piece = os.read(self._process.stdout.fileno(), 65536)
                if not piece:
                    raise RuntimeError(
                        f"{self.name}: {self._process.stderr.read().decode().strip()}")
                self._read += piece
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()

    def figures(self, patience_s=PATIENCE_S):
        """The same, taken apart."""
        line = self.answer(patience_s)
        return line and json.loads(line)

    def end(self):
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


class Yard:
    """To be used in a with statement, which ends and removes everything."""

    def __init__(self, binaries):
        self.binaries = binaries
        self.notes = []
        self._names = []
        self._programs = []

    def __enter__(self):
        try:
            for name in ("room", "world", "victim"):
                self._add(name)
            self._link("world", f"{ROOM_ADDRESS}/24", f"{WORLD_GATE}/24")
            self._link("victim", f"{VICTIM_GATE}/24", f"{VICTIM_ADDRESS}/24")
            self.ip("room", "route", "add", WORLD, "via", WORLD_GATE)
            self.ip("world", "route", "add", "local", WORLD, "dev", "lo")
            self.ip("victim", "route", "add", "default", "via", VICTIM_GATE)
            # A host tells the room of its closed ports one by one and slowly, unless it is the
            # room's own. What is measured here is how soon the room asks.
            run(*self.inside("world", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.end_programs()
        for name in self._names:
            subprocess.run(["ip", "netns", "delete", name], check=False)

    def _add(self, name):
        run("ip", "netns", "add", self._full(name))
        self._names.append(self._full(name))
        self.ip(name, "link", "set", "lo", "up")

    def _link(self, place, ours, theirs):
        run("ip", "link", "add", place, "netns", self._full("room"), "type", "veth",
            "peer", "name", "room", "netns", self._full(place))
        for namespace, link, own in (("room", place, ours), (place, "room", theirs)):
            self.ip(namespace, "address", "add", own, "dev", link)
            self.ip(namespace, "link", "set", link, "up")

    @staticmethod
    def _full(name):
        return f"chatroom-siege-{os.getpid()}-{name}"

    def ip(self, namespace, *arguments):
        return run("ip", "-n", self._full(namespace), *arguments)

    def inside(self, namespace, *command):
        """The command line that runs a program in there; the process becomes the program."""
        return ["ip", "netns", "exec", self._full(namespace), *(str(word) for word in command)]

    def note(self, text):
        """Something that the table has no column for."""
        self.notes.append(text)

    @contextlib.contextmanager
    def entered(self, namespace):
        """Sockets that are opened within belong there, and stay there."""
        library = ctypes.CDLL(None, use_errno=True)

        def enter(file):
            if library.setns(file.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

        with open(f"/run/netns/{self._full(namespace)}", "rb") as wanted, \
                open("/proc/self/ns/net", "rb") as own:
            enter(wanted)
            try:
                yield
            finally:
                enter(own)

    @contextlib.contextmanager
    def sink(self, port):
        """A port next to the room's that nobody reads."""
        with self.entered("room"):
            unread = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with unread:
            unread.bind((ROOM_ADDRESS, port))
            yield

    def people(self, *arguments):
        return self._start("people", cores()[1], -5, arguments)

    def attacker(self, *arguments):
        shares = cores()[1] == cores()[2]
        return self._start("attacker", cores()[2], 19 if shares else 0, arguments)

    def _start(self, name, core, priority, arguments):
        program = Program(self.inside("world", self.binaries / name, *arguments), core, priority)
        self._programs.append(program)
        return program

    def end_programs(self):
        for program in self._programs:
            program.end()
        self._programs.clear()

    def arrived_at_victim(self):
        """Bytes, with the headers of IP and UDP, and datagrams."""
        counters = run(*self.inside("victim", "cat", "/proc/net/snmp", "/proc/net/netstat"))
        lines = [line.split() for line in counters.splitlines()]
        values = {(names[0], name): int(value) for names, numbers in zip(lines[::2], lines[1::2])
                  for name, value in zip(names[1:], numbers[1:])}
        return values["IpExt:", "InOctets"], values["Ip:", "InReceives"]
