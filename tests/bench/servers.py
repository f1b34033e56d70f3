# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that are compared: each is started fresh, on loopback and on a core of its own."""

import getpass
import os
import re
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

READY_S = 60
STOP_S = 20
MAX_MEMBERS = 10000

LISTENING = re.compile(rb"listening on udp ([0-9.]+:[0-9]+)")

NGIRCD = """[Global]
Name = irc.bench.invalid
Info = bench
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = bench
ServerUID = {user}
ServerGID = {user}
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 3600
[Options]
Ident = no
DNS = no
PAM = no
"""

INSPIRCD = """<server name="irc.bench.invalid" description="bench" id="00A" network="bench">
<admin name="bench" nick="bench" email="bench@bench.invalid">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="main" allow="*" timeout="60" pingfreq="1h" hardsendq="1G" softsendq="1G" recvq="1M"
 threshold="1000000000" commandrate="1000000000" fakelag="no" resolvehostnames="no" maxchans="10"
 localmax="20000" globalmax="20000" limit="20000" maxconnwarn="no">
<performance netbuffersize="65535" somaxconn="4096" softlimit="20000" clonesonconnect="no">
<pid file="{folder}/pid">
<log method="file" type="*" level="default" target="{folder}/log">
"""

MOSQUITTO = """listener {port} 127.0.0.1
allow_anonymous true
persistence false
max_queued_messages 0
set_tcp_nodelay true
log_type error
user {user}
"""

NATS = """listen: 127.0.0.1:{port}
max_connections: 20000
"""


def cores():
    """The server's and the load generator's: the first and the last that we may use."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def prepared(core):
    """What a child does before it becomes the program: many descriptors, and that core (or any)."""

    def prepare():
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if core is not None:
            os.sched_setaffinity(0, {core})

    return prepare


class Server:
    """A running server: .address, .pid, .protocol; a context that ends it."""

    def __init__(self, command, protocol, folder, core, address=None):
        self.protocol = protocol
        self._folder = folder
        self._errors = Path(folder) / "stderr"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                preexec_fn=prepared(core))
        self.pid = self._process.pid
        try:
            self.address = address or self._said_address()
            if address:
                self._await_port(address)
        except BaseException:
            self.stop()
            raise
        self.empty_rss_kib = self.rss_kib()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def rss_kib(self):
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def kill(self):
        """As a crash does; stop() has to follow."""
        self._process.kill()

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _waiting(self):
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            yield
            time.sleep(0.02)
        said = self._errors.read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{self._process.args[0]} did not start: {said[-2000:]}")

    def _said_address(self):
        for _ in self._waiting():
            found = LISTENING.search(self._errors.read_bytes())
            if found:
                return found.group(1).decode()
        return None

    def _await_port(self, address):
        host, port = address.split(":")
        for _ in self._waiting():
            with socket.socket() as probe:
                if probe.connect_ex((host, int(port))) == 0:
                    return


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chatroomd_config(folder, extra=""):
    path = Path(folder) / "chatroomd.toml"
    # One member says what a room of them would, and all of them are on this machine.
    limits = f"[limits]\nlines_per_s = 0\nbytes_per_s = 0\nclassic_of_this_machine = {MAX_MEMBERS}"
    path.write_text(
        f"[room]\nmax_members = {MAX_MEMBERS}\n{limits}\n{extra}", encoding="utf-8"
    )
    return path


def chatroomd(binaries, protocol, core, extra="", where=None):
    folder = tempfile.mkdtemp(prefix="chatroom-bench-", dir=where)
    command = [binaries / "chatroomd", "--config", chatroomd_config(folder, extra),
               "--state", f"{folder}/state", "--socket", f"{folder}/socket",
               "--listen", "127.0.0.1:0"]
    return Server(command, protocol, folder, core)


def takes_workers(binaries):
    """Whether this chatroomd knows [performance] workers."""
    with tempfile.TemporaryDirectory() as folder:
        config = chatroomd_config(folder, "[performance]\nworkers = 2\n")
        checked = subprocess.run([binaries / "chatroomd", "--check-config", "--config", config],
                                 check=False, capture_output=True)
        return checked.returncode == 0


def baseline(binaries, mode, core):
    folder = tempfile.mkdtemp(prefix="chatroom-bench-")
    return Server([binaries / "baseline", "--mode", mode], "raw", folder, core)


PEERS = {
    "ngircd": ("irc", NGIRCD, lambda config: ["-n", "-f", config]),
    "inspircd": ("irc", INSPIRCD,
                 lambda config: ["--nofork", "--runasroot", f"--config={config}"]),
    "nats-server": ("nats", NATS, lambda config: ["-c", config]),
    "mosquitto": ("mqtt", MOSQUITTO, lambda config: ["-c", config]),
}


def peer_program(name):
    """Where it is, or nothing: Debian has some of them where only root looks."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def peer(name, core):
    protocol, config_text, arguments = PEERS[name]
    folder = tempfile.mkdtemp(prefix="chatroom-bench-")
    port = free_port()
    config = f"{folder}/config"
    Path(config).write_text(
        config_text.format(port=port, folder=folder, user=getpass.getuser()), encoding="utf-8")
    return Server([peer_program(name), *arguments(config)], protocol, folder, core,
                  f"127.0.0.1:{port}")
