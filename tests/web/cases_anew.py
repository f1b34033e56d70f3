# SPDX-License-Identifier: GPL-3.0-or-later
"""A room that is another one than before, and connections that would be the same again."""

import shutil

from cases_chat import expect


def new_room(house):
    """The room is set up anew, with another key: each tab shows what happens in the new one."""
    house.open("[limits]\nlines_per_s = 0\n")
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    ann.say(*(f"old {i}" for i in range(20)))
    page.wait_text("old 19")
    first = page.new_tab()
    second = page.call("GET", "/window")
    page.enter(house.web.url("?lang=en"), "Bob")
    ann.say("old 20")
    page.wait_text("old 20")
    house.daemon.kill()
    shutil.rmtree(house.daemon.folder / "state")
    house.daemon.start()
    for tab, text in ((second, "new from the second"), (first, "new from the first")):
        page.switch_to(tab)
        page.wait("return !document.getElementById('entrance').hidden",
                  what="the old room has ended for the tab")
        page.click("#enter")
        page.wait("return !document.getElementById('composer').hidden")
        expect("another key" in page.text("#advice"), "the tab says that the key is another one")
        page.say(text)
        page.wait_text(text)
        expect(not any("old" in line for line in page.lines()), "nothing of the old room is there")
    page.wait_text("new from the second")


CODES = {1002: True, 1007: True, 1008: True, 1009: True, 4002: True, 4004: True, 1006: False,
         1012: False, 4000: False}


def patience(house):
    """What would only happen again is tried again after a while, and everything else soon."""
    house.open()
    page = house.page()
    page.cdp("Page.addScriptToEvaluateOnNewDocument", source="""
        const later = window.setTimeout;
        window.pauses = [];
        window.setTimeout = (what, time) => {
          if (String(what).includes("this.open()")) {
            window.pauses.push(time);
          }
          return later(what, time);
        };
        window.WebSocket = class {
          constructor() {
            later(() => this.onclose?.({ code: Number(localStorage.getItem("code")) }), 0);
          }
          close() {}
        };""")
    page.go(house.web.url("?lang=en"))
    page.wait("return document.activeElement.id === 'name'")
    page.type("#name", "Bob")
    page.js("localStorage.setItem('code', 1006)")
    page.click("#enter")
    for code, is_patient in CODES.items():
        page.js("localStorage.setItem('code', arguments[0])", code)
        page.reload()
        pause = page.wait("return window.pauses[0]")
        expect(pause >= 7500 if is_patient else pause <= 750, f"after {code}: {pause} ms")


ANEW = {"new_room": new_room, "patience": patience}
