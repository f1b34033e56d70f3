# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that are booted from one tree, which stays as it is, with a network between them."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "network"))
from lossy_network import Namespace, run  # pylint: disable=wrong-import-position

PATIENCE_S = 60
LOOK_S = 0.1


class Failure(Exception):
    """What is wrong, in words."""


def own_groups():
    """Where this process is in the hierarchies that systemd uses."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for _, point, kind, options, *_ in mounts:
            if (kind == "cgroup2" and not controllers or
                    controllers == "name=systemd" and controllers in options.split(",")):
                yield Path(point + path)


class Machine:
    """One of them. Commands are run in it as its administrator would."""

    def __init__(self, name, namespace, tree, mounts, console):
        self.name, self.namespace = name, namespace
        unit = f"chatroom-test-{os.getpid()}-{name}"
        self.groups = [group / unit for group in own_groups()]
        for group in self.groups:
            group.mkdir()
        binds = [f"--bind-ro={here}:{there}" for here, there in mounts.items()]
        enter = "".join(f"echo $$ >{shlex.quote(str(group))}/cgroup.procs; "
                        for group in self.groups)
        self.console = open(console, "wb")
        self.process = subprocess.Popen(
            ["bash", "-c", enter + 'exec "$@"', "boot", "systemd-nspawn", "--quiet",
             f"--directory={tree}", "--volatile=overlay", f"--machine={unit}", f"--hostname={name}",
             f"--network-namespace-path=/run/netns/{namespace.name}", "--register=no",
             "--keep-unit", "--resolv-conf=off", "--timezone=off", "--console=pipe", *binds,
             "--boot"], stdin=subprocess.DEVNULL, stdout=self.console, stderr=self.console,
            env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
        self.first = None

    def find_first(self):
        """Its process 1, as it is called here."""
        ours = os.stat(f"/run/netns/{self.namespace.name}").st_ino
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                numbers = next(line for line in status.read_text().splitlines()
                               if line.startswith("NSpid:")).split()[1:]
                if (len(numbers) > 1 and numbers[-1] == "1" and
                        os.stat(status.parent / "ns" / "net").st_ino == ours):
                    return int(status.parent.name)
            except (OSError, StopIteration):
                pass
        return None

    def await_boot(self):
        give_up_at = time.monotonic() + PATIENCE_S
        while True:
            self.first = self.first or self.find_first()
            if self.first is not None and self.try_shell(
                    "systemctl is-system-running --wait").stdout.strip() in ("running", "degraded"):
                return
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                raise Failure(f"{self.name} does not boot")
            time.sleep(LOOK_S)

    def command(self, *command):
        return ["nsenter", "--target", str(self.first), "--all", "--", "env", "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8", *command]

    def try_shell(self, line, text=""):
        return subprocess.run(self.command("bash", "-c", f"cd; {line}"), input=text, check=False,
                              capture_output=True, text=True, timeout=PATIENCE_S)

    def shell(self, line, text=""):
        """What a line prints that somebody types at a shell of root's."""
        ran = self.try_shell(line, text)
        if ran.returncode != 0:
            raise Failure(f"{self.name}# {line}: exit status {ran.returncode}: "
                          f"{ran.stdout}{ran.stderr}")
        return ran.stdout.strip()

    def soon(self, line, wanted):
        """Waits until the line prints that among others."""
        give_up_at = time.monotonic() + PATIENCE_S
        while wanted not in (printed := self.try_shell(line).stdout):
            if time.monotonic() > give_up_at:
                raise Failure(f"{self.name}# {line}: {wanted!r} is not in {printed!r}")
            time.sleep(LOOK_S)

    def end(self):
        """As if its plug were pulled."""
        if self.process.poll() is None:
            os.kill(self.first or self.find_first() or self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE_S)
        self.console.close()
        for group in self.groups:
            run("find", str(group), "-depth", "-type", "d", "-delete")


class Site:
    """Machines in one network. To be used in a with statement, which ends them."""

    def __init__(self, addresses, prefix):
        self.addresses, self.prefix = addresses, prefix
        self.namespaces, self.machines = [], {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for machine in self.machines.values():
            machine.end()
        for namespace in self.namespaces:
            namespace.delete()

    def add_namespace(self, name):
        namespace = Namespace(name)
        self.namespaces.append(namespace)
        namespace.open(0)
        return namespace

    def boot(self, tree, mounts, folder):
        """Boots all of them at once; they know each other's names."""
        hosts = folder / "hosts"
        hosts.write_text("127.0.0.1 localhost\n" + "".join(
            f"{address} {name}\n" for name, address in self.addresses.items()), encoding="ascii")
        switch = self.add_namespace("switch")
        switch.ip("link", "add", "bridge", "type", "bridge")
        switch.ip("link", "set", "bridge", "up")
        for name, address in self.addresses.items():
            place = self.add_namespace(name)
            run("ip", "link", "add", name, "netns", switch.name, "type", "veth", "peer", "name",
                "host0", "netns", place.name)
            switch.ip("link", "set", name, "master", "bridge", "up")
            place.ip("address", "add", f"{address}/{self.prefix}", "dev", "host0")
            place.ip("link", "set", "host0", "up")
            self.machines[name] = Machine(name, place, tree, mounts | {hosts: "/etc/hosts"},
                                          folder / f"console-{name}")
        for machine in self.machines.values():
            machine.await_boot()
        return self.machines.values()
