#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of docs/CLUSTER.md, "Three machines in ten commands", word for word, and what it
says to look at.

Usage: three_machines.py --tree DIRECTORY --packages DIRECTORY --results DIRECTORY

Boots the tree, in which PostgreSQL and sshd are installed, three times, with a network between, and
does as the page says. Prints TAP. tests/system/run calls it."""

import argparse
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from machines import Failure, Site
from network_test import end_in_order, on_signals

PAGE = Path(__file__).resolve().parents[2] / "docs" / "CLUSTER.md"
SECTION = "Three machines in ten commands"
# In the network of which the page says who may come.
ADDRESSES, PREFIX = {"db": "192.0.2.1", "one": "192.0.2.2", "two": "192.0.2.3"}, 24

# It takes some 40 s.
LONGEST_RUN_S = 240


def read_section(title):
    return PAGE.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]


def read_page():
    """The blocks of commands, and what is to be in the database's configuration."""
    text = read_section(SECTION)
    blocks = [block.strip().splitlines() for block in re.findall(r"```\n(.*?)```", text, re.S)]
    listen, rule = (re.search(f"`({start}.*?)`", text, re.S).group(1)
                    for start in ("listen_addresses", "hostssl"))
    password = re.search("<<<'(.*?)'", text).group(1)
    if [len(block) for block in blocks] != [3, 1, 2, 1, 2, 1]:
        raise Failure(f"{SECTION!r} has other commands than this test knows what to do with")
    return blocks, listen, " ".join(rule.split()), password


class Checks:
    """Lines of TAP."""

    def __init__(self):
        self.count = self.failed = 0

    def check(self, description, work, *arguments):
        self.count += 1
        try:
            work(*arguments)
        except (Failure, subprocess.TimeoutExpired) as failure:
            self.failed += 1
            print(f"not ok {self.count} - {description}")
            print("\n".join(f"#   {line}" for line in str(failure).splitlines()), flush=True)
        else:
            print(f"ok {self.count} - {description}", flush=True)


class Member:
    """A real client on one of the machines."""

    def __init__(self, machine, room, name):
        self.name = name
        self.process = subprocess.Popen(
            machine.command("env", "LC_ALL=zh_CN.UTF-8", f"XDG_DATA_HOME=/tmp/{name}",
                            "chatroom-client", room, "--name", name),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8")

    def says(self, text):
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def hears(self, wanted):
        """Reads on until there is such a line; the alarm ends what takes too long."""
        for line in self.process.stdout:
            if wanted in line:
                return
        raise Failure(f"{self.name} has ended without hearing {wanted!r}")

    def end(self):
        self.process.kill()
        self.process.wait()


def require(machine, line, wanted):
    printed = machine.shell(line)
    if not re.search(wanted, printed):
        raise Failure(f"{machine.name}# {line}: {wanted!r} is not in {printed!r}")


def let_in(one, two):
    """What administrators have before they begin: two can fetch files from one."""
    two.shell("mkdir -p -m 700 .ssh && ssh-keygen -q -t ed25519 -N '' -f .ssh/id_ed25519 &&"
              " echo StrictHostKeyChecking accept-new >.ssh/config")
    key = two.shell("cat .ssh/id_ed25519.pub")
    one.shell("mkdir -p -m 700 .ssh && cat >>.ssh/authorized_keys", key + "\n")


def run_page(checks, db, one, two):
    blocks, listen, rule, password = read_page()
    for_db, restart, for_both, for_one, for_two, start = blocks

    def work_on(machine, lines, text=""):
        for line in lines:
            line = line.replace('node = "one"', f'node = "{machine.name}"')
            checks.check(f"{machine.name}# {line}", machine.shell, line, text)

    work_on(db, for_db, f"{password}\n{password}\n")
    checks.check("PostgreSQL is to listen", db.shell,
                 f"echo \"{listen}\" >>/etc/postgresql/15/main/postgresql.conf &&"
                 f" echo '{rule}' >>/etc/postgresql/15/main/pg_hba.conf")
    work_on(db, restart)
    work_on(one, for_both)
    work_on(two, for_both)
    work_on(one, for_one)
    work_on(two, for_two)
    work_on(one, start)
    work_on(two, start)


def look_at_nodes(checks, db, one, two):
    for node in (one, two):
        checks.check(f"{node.name} is running", require, node, "systemctl is-active chatroomd",
                     "^active$")
        checks.check(f"{node.name}'s service may reach the database", require, node,
                     "systemctl show -P PrivateNetwork -P IPAddressDeny chatroomd", "^no$")
        checks.check("as the generator has read in the configuration", require, node,
                     "systemctl cat chatroomd", "chatroomd-generator from .cluster.")
        checks.check(f"{node.name} is a node", node.soon, "chatroomctl --json status",
                     f'"node":"{node.name}"')
        checks.check(f"{node.name} knows the other", node.soon, "chatroomctl status",
                     {"one": "two", "two": "one"}[node.name])
    checks.check("both have one key", require, one, "chatroomctl fingerprint",
                 re.escape(two.try_shell("chatroomctl fingerprint").stdout.strip() or "none"))
    checks.check("the database has both", require, db,
                 "runuser -u postgres -- psql -At chatroom -c"
                 " \"select string_agg(name, ' ' order by name) from chatroom.node\"", "^one two$")
    checks.check("their connections are encrypted", require, db,
                 "runuser -u postgres -- psql -At chatroom -c \"select count(*) from pg_stat_ssl"
                 " join pg_stat_activity using (pid) where ssl and application_name like"
                 " 'chatroomd node %'\"", "^2$")


def look_at_database(checks, db):
    """Each statement that the page has an administrator look with finds something."""
    for statement in re.findall("`(select .*?)`", read_section("What to look at"), re.S):
        statement = " ".join(statement.split())
        checks.check(f"db: {statement}", require, db, "runuser -u postgres -- psql -At chatroom"
                     f" -c {shlex.quote(statement)}", ".")


def chat(checks, one, two):
    first, second = Member(one, "one,two", "小明"), Member(two, "two", "小红")
    try:
        checks.check("somebody enters at one", first.hears, "小明 进入了聊天室")
        checks.check("somebody else at two", second.hears, "小红 进入了聊天室")
        first.says("你好")
        checks.check("what is said at one is heard at two", second.hears, "小明 ： 你好")
        second.says("你好！")
        checks.check("and the other way round", first.hears, "小红 ： 你好！")
        checks.check("one is stopped", one.shell, "systemctl stop chatroomd")
        first.says("还在")
        checks.check("its member goes on at two", second.hears, "小明 ： 还在")
        checks.check("one is started again", one.shell, "systemctl start chatroomd")
        checks.check("and is a node again", one.soon, "chatroomctl who", "小明")
    finally:
        first.end()
        second.end()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for folder in ("tree", "packages", "results"):
        parser.add_argument(f"--{folder}", type=Path, required=True)
    return parser.parse_args()


def main():
    options = parse()
    checks = Checks()
    on_signals(end_in_order)
    signal.alarm(LONGEST_RUN_S)
    with Site(ADDRESSES, PREFIX) as site:
        db, one, two = site.boot(options.tree, {options.packages.resolve(): "/packages"},
                                 options.results)
        for node in (one, two):
            checks.check(f"the packages install on {node.name}", node.shell,
                         "dpkg -i /packages/chatroomd_*.deb /packages/chatroom-client_*.deb")
        let_in(one, two)
        run_page(checks, db, one, two)
        if not checks.failed: # The rest would only wait for what does not come.
            look_at_nodes(checks, db, one, two)
            chat(checks, one, two)
            look_at_database(checks, db)
        if checks.failed:
            for node in (one, two):
                print(f"# {node.name}:", *node.try_shell(
                    "journalctl -u chatroomd --no-pager -n 40").stdout.splitlines(), sep="\n#   ")
    print(f"1..{checks.count}")
    return int(checks.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
