#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The room in a real browser: the real daemon, the real service, headless Chromium.

Usage: web_test.py CASE --daemon PATH --ctl PATH --client PATH --web PATH [--pictures FOLDER]
Exit status 77: something that the case needs is not installed here.
"""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

import browser
from cases_anew import ANEW
from cases_chat import CHAT
from cases_return import RETURN
from cases_trouble import TROUBLE
from programs import Client, Daemon, Failure, Missing, Web

CASES = CHAT | RETURN | TROUBLE | ANEW


class House:
    """A room with its page, and who is in it."""

    def __init__(self, programs, folder, pictures):
        self.programs, self.folder, self.pictures = programs, folder, pictures
        self.running, self.pages = [], []
        self.daemon = self.web = None
        self.driver = browser.Driver()

    def open(self, config="", *more):
        self.daemon = Daemon(self.programs, self.folder / "daemon", config)
        self.running.append(self.daemon)
        self.daemon.start()
        self.web = Web(self.programs, self.daemon.listen, *more)
        self.running.append(self.web)
        self.web.start()

    def page(self, **more):
        page = browser.Page(self.driver, **more)
        self.pages.append(page)
        return page

    def client(self, name):
        folder = self.folder / f"client-{len(self.running)}"
        client = Client(self.programs, self.daemon.listen, name, folder)
        self.running.append(client)
        client.wait_for(f"{name} entered the room|{name} 进入了聊天室")
        return client

    def picture(self, page, name):
        if self.pictures:
            page.screenshot(self.pictures / f"{name}.png")

    def close(self):
        for page in self.pages:
            try:
                page.close()
            except (Failure, OSError):
                pass
        for program in reversed(self.running):
            program.kill()
        self.driver.kill()


def run(case, programs, pictures):
    with tempfile.TemporaryDirectory() as folder:
        house = House(programs, Path(folder), pictures)
        try:
            CASES[case](house)
            complaints = [one for page in house.pages for one in page.complaints()]
            if complaints:
                raise Failure(f"the browser complains: {complaints}")
        except Missing:
            raise
        except Exception:
            for page in house.pages:
                print(page.text("body")[-1500:], file=sys.stderr)
            raise
        finally:
            house.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=sorted(CASES))
    for program in ("daemon", "ctl", "client", "web"):
        parser.add_argument(f"--{program}", required=True, type=Path)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    try:
        browser.require()
        run(options.case, options, options.pictures)
    except Missing as missing:
        print(f"{missing}: skipped")
        return 77
    except Exception:
        traceback.print_exc()
        return 1
    print(f"{options.case}: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
