# SPDX-License-Identifier: GPL-3.0-or-later
"""A room on so many nodes over a PostgreSQL of its own, all on this machine; and who plays its
members."""

import contextlib
import json
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import servers

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cluster"))
import postgres  # pylint: disable=wrong-import-position

PATIENCE_S = 900
NODE_NAMES = "abcdefghij"


def node(binaries, key, name, database):
    """A chatroomd; with a database, one of several."""
    folder = Path(tempfile.mkdtemp(prefix="chatroom-cluster-"))
    (folder / "state").mkdir()
    (folder / "state" / "server.key").touch(mode=0o600)
    (folder / "state" / "server.key").write_text(key + "\n", encoding="ascii")
    extra = "" if database is None else f'[cluster]\ndatabase = "{database}"\nnode = "{name}"\n'
    command = [binaries / "chatroomd", "--config", servers.chatroomd_config(folder, extra),
               "--state", f"{folder}/state", "--socket", f"{folder}/socket",
               "--listen", "127.0.0.1:0"]
    return servers.Server(command, "sealed", folder, None)


class Room:
    """So many nodes over one database; 0: a single machine with its own disk."""

    def __init__(self, binaries, count, standby=False):
        self.binaries = binaries
        self.stack = contextlib.ExitStack()
        key = secrets.token_hex(32)
        self.database = None
        try:
            if count > 0:
                folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
                folder.chmod(0o755)  # The database's user has to come through.
                self.database = self.stack.enter_context(
                    postgres.Pair(folder) if standby else postgres.Single(folder))
            uri = self.database.uri if self.database else None
            self.nodes = [self.stack.enter_context(node(binaries, key, NODE_NAMES[number], uri))
                          for number in range(max(count, 1))]
        except BaseException:
            self.stack.close()
            raise
        self.addresses = ",".join(one.address for one in self.nodes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()

    def turns(self):
        """How many batches the database has decided."""
        return int(self.database.ask("select batch from chatroom.head"))

    def lines_per_turn(self):
        """Of the turns in which somebody said something."""
        return float(self.database.ask(
            "select count(*)::float / count(distinct batch) from chatroom.event where kind = 2"))

    def begin(self, program, *arguments):
        """Starts a program of tests/bench that plays members, who take the nodes in turn."""
        return subprocess.Popen(
            [self.binaries / program, self.addresses, *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=servers.prepared(None))

    def begin_load(self, *arguments):
        pids = ",".join(str(one.pid) for one in self.nodes)
        return self.begin("load", "--protocol", "sealed", "--server-pid", pids, *arguments)

    def load(self, *arguments):
        """What load has found. Raises RuntimeError if anything was lost or came twice."""
        return found_by(self.begin_load(*arguments))


def found_by(running):
    """What the program prints when it ends."""
    with running:
        try:
            printed, errors = running.communicate(timeout=PATIENCE_S)
        except BaseException:
            running.kill()
            raise
    if running.returncode != 0:
        raise RuntimeError(errors.strip())
    found = json.loads(printed)
    if found.get("lost") or found.get("duplicates"):
        raise RuntimeError(f"{found['lost']} were lost, {found['duplicates']} came twice")
    return found
