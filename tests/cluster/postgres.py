# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL servers of a test alone, in a folder of its own: one, or a primary and a standby that
has everything the primary has acknowledged."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
NOBODY = 65534
LOOK_S = 0.1
PATIENCE_S = 60


class Failure(Exception):
    """What is wrong, in words."""


def is_installed():
    return (PROGRAMS / "postgres").exists()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Single:
    """One server, which is not root's: PostgreSQL refuses that. Whoever comes to the address is
    trusted."""

    def __init__(self, folder, name="server", initialise=True, address="127.0.0.1"):
        self.folder, self.port, self.process = folder / name, free_port(), None
        self.address, self.extra = address, []
        self.folder.mkdir()
        self.other = {}
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            self.other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        if initialise:
            self.run("initdb", "-D", self.data, "-U", "chatroom", "--auth=trust",
                     "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
            with open(self.data / "pg_hba.conf", "a", encoding="ascii") as who_may_come:
                who_may_come.write("host all all all trust\n")

    @property
    def data(self):
        return self.folder / "data"

    @property
    def uri(self):
        return f"postgresql://chatroom@{self.address}:{self.port}/postgres"

    def run(self, program, *arguments):
        return subprocess.run([PROGRAMS / program, *map(str, arguments)], check=True,
                              capture_output=True, text=True, cwd=self.folder, **self.other).stdout

    def start(self):
        options = [f"listen_addresses=127.0.0.1,{self.address}",
                   f"unix_socket_directories={self.folder}",
                   *self.extra]
        self.process = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", self.data, "-p", str(self.port),
             *(word for option in options for word in ("-c", option))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **self.other)
        give_up_at = time.monotonic() + PATIENCE_S
        while subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p",
                              str(self.port)], check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                raise Failure("the database server does not start")
            time.sleep(LOOK_S)

    def ask(self, statement):
        """What a statement says, as one text."""
        return self.run("psql", "-h", "127.0.0.1", "-p", self.port, "-U", "chatroom", "-Atc",
                        statement, "postgres").strip()

    def children(self):
        """The processes of the server but for the first, of which all others are children."""
        return Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(
            encoding="ascii").split()

    def cpu_seconds(self):
        """What all its processes have used that are still there."""
        ticks = 0
        for pid in [str(self.process.pid), *self.children()]:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
                ticks += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self):
        """As a power failure does: all its processes at once. None of them is left, as no server
        starts over the shared memory of another one."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)  # From here on it makes no others.
        with contextlib.ExitStack() as stack:
            ends = select.poll()
            count = 0
            for child in self.children():
                with contextlib.suppress(ProcessLookupError):
                    handle = os.pidfd_open(int(child))
                    stack.callback(os.close, handle)
                    ends.register(handle, select.POLLIN)
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                    count += 1
            self.process.kill()
            self.process.wait()
            while count > 0:
                for handle, _ in ends.poll():
                    ends.unregister(handle)
                    count -= 1

    def restart(self):
        """After a power failure."""
        self.kill()
        self.start()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()


class Pair:
    """A primary, and a standby without which it acknowledges nothing."""

    def __init__(self, folder):
        self.primary = Single(folder, "primary")
        self.primary.extra = ["wal_level=replica", "synchronous_standby_names=standby"]
        self.standby = Single(folder, "standby", initialise=False)

    @property
    def uri(self):
        return (f"postgresql://chatroom@127.0.0.1:{self.primary.port},127.0.0.1:"
                f"{self.standby.port}/postgres?target_session_attrs=read-write")

    def __enter__(self):
        try:
            self.primary.start()
            self.standby.run("pg_basebackup", "-h", "127.0.0.1", "-p", self.primary.port, "-U",
                             "chatroom", "-D", self.standby.data, "--no-sync", "-X", "stream")
            (self.standby.data / "standby.signal").touch()
            os.chown(self.standby.data / "standby.signal", NOBODY, NOBODY)
            self.standby.extra = [
                f"primary_conninfo=host=127.0.0.1 port={self.primary.port} user=chatroom"
                " application_name=standby"]
            self.standby.start()
            give_up_at = time.monotonic() + PATIENCE_S
            while self.primary.ask("select count(*) from pg_stat_replication"
                                   " where sync_state = 'sync'") != "1":
                if time.monotonic() > give_up_at:
                    raise Failure("the standby does not follow")
                time.sleep(LOOK_S)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.standby.end()
        self.primary.end()

    def fail_over(self):
        """The primary dies, and the standby takes its place."""
        self.primary.kill()
        self.standby.run("pg_ctl", "promote", "-D", self.standby.data)

    def alive(self):
        return self.primary if self.primary.process.poll() is None else self.standby

    def restart(self):
        """The one that decides, after a power failure."""
        self.alive().restart()

    def ask(self, statement):
        return self.alive().ask(statement)
