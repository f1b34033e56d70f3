# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that go and come again: nothing is lost, nothing comes twice, nobody hears of it."""

import socket
import threading
import time

from cases_chat import expect
from programs import Failure, wait_until


class Relay:
    """A way to the service that can be cut (connections end) or go silent (nothing passes)."""

    def __init__(self, port):
        self.port = port
        self.pairs = []
        self.is_silent = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            came, _ = self.listener.accept()
            if self.is_silent:
                self.pairs.append((came,))
                continue
            try:
                went = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                came.close()
                continue
            self.pairs.append((came, went))
            for one, other in ((came, went), (went, came)):
                threading.Thread(target=self.copy, args=(one, other), daemon=True).start()

    def copy(self, source, target):
        try:
            while data := source.recv(65536):
                if not self.is_silent:
                    target.sendall(data)
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        for pair in self.pairs:
            for one in pair:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.pairs.clear()


def comings(house, name):
    return [event["kind"] for event in house.daemon.log()
            if event.get("name") == name and event["kind"] in ("entered", "left")]


def expect_numbers(page, prefix, count):
    wanted = [f"{prefix} {i}" for i in range(count)]
    wait_until(lambda: len([line for line in page.lines() if line.startswith(prefix)]) >= count,
               f"{count} lines are there; there are {len(page.lines())}")
    got = [line for line in page.lines() if line.startswith(prefix)]
    expect(got == wanted, f"each line is there once, in order: {got}")


def reload(house):
    """A reload in the middle of a conversation is a resumption."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    page.say("mine")
    wait_until(lambda: page.mark_of("mine") == "✓✓", "it has its marks")
    for part in range(4):
        ann.say(*(f"line {i}" for i in range(part * 10, part * 10 + 10)))
        page.reload()
    page.wait("return !document.getElementById('composer').hidden")
    expect_numbers(page, "line", 40)
    expect(page.mark_of("mine") == "✓✓", "what was said keeps its mark")
    page.js("const field = document.getElementById('text'); field.value = 'a draft';"
            "field.dispatchEvent(new Event('input'))")
    page.reload()
    page.wait("return document.getElementById('text').value === 'a draft'")
    expect(comings(house, "Bob") == ["entered"], "nobody hears of a reload")


def service_restart(house):
    """The service is killed: pages come again by themselves, and miss nothing."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    ann.say(*(f"line {i}" for i in range(5)))
    page.wait_text("line 4")
    for end in (house.web.kill, house.web.terminate):
        end()
        page.wait("return document.getElementById('state').textContent")
        page.say(f"while it was away {end.__name__}")
        house.web.start()
        ann.wait_for(f"Bob.*while it was away {end.__name__}")
    ann.say(*(f"line {i}" for i in range(5, 10)))
    expect_numbers(page, "line", 10)
    expect(comings(house, "Bob") == ["entered"], "nobody hears of it")
    wait_until(lambda: page.text("#pending") == "", "nothing waits any more")


def daemon_restart(house):
    """The daemon is killed and started again while page and terminal go on talking."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    ann.say("line 0")
    page.wait_text("line 0")
    house.daemon.kill()
    page.say("into the dark")
    page.wait("return document.getElementById('state').textContent.includes('cannot be reached')")
    expect(page.js("return document.querySelectorAll('#pending .waiting').length") == 1,
           "what was said waits")
    house.daemon.start()
    ann.wait_for("Bob.*into the dark")
    page.wait("return document.getElementById('state').textContent === ''")
    ann.say("line 1")
    expect_numbers(page, "line", 2)
    expect(comings(house, "Bob") == ["entered"], "nobody hears of it")


def cut_off(house):
    """The network is cut, and goes silent without a word: the page finds its way back."""
    house.open()
    ann = house.client("Ann")
    relay = Relay(house.web.port)
    page = house.page()
    page.enter(f"{relay.url}?lang=en", "Bob")
    ann.say("line 0")
    page.wait_text("line 0")
    relay.cut()
    ann.say("line 1")
    page.wait_text("line 1")
    relay.is_silent = True
    ann.say("line 2")
    page.say("is anybody there")
    page.wait("return document.getElementById('state').textContent", what="the page notices that "
              "nothing comes any more")
    relay.is_silent = False
    relay.cut()
    ann.wait_for("Bob.*is anybody there")
    expect_numbers(page, "line", 3)
    expect(len([line for line in ann.lines if "is anybody there" in line]) == 1, "it came once")
    expect(comings(house, "Bob") == ["entered"], "nobody hears of it")


OFFLINE_S = 60


def offline(house):
    """A minute without any network: then everything comes, once."""
    house.open()
    ann = house.client("Ann")
    relay = Relay(house.web.port)
    page = house.page()
    page.enter(f"{relay.url}?lang=en", "Bob")
    ann.say("line 0")
    page.wait_text("line 0")
    page.cdp("Network.enable")
    begin = time.monotonic()
    relay.is_silent = True
    without = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    page.cdp("Network.emulateNetworkConditions", **without)
    page.wait("return document.getElementById('state').textContent === 'This device is offline'")
    page.say("typed in a tunnel")
    ann.say("line 1", "line 2")
    time.sleep(max(0, begin + OFFLINE_S - time.monotonic()))
    expect(page.lines() == ["line 0"], "nothing came meanwhile")
    relay.is_silent = False
    relay.cut()
    page.cdp("Network.emulateNetworkConditions", **without | {
        "offline": False, "downloadThroughput": -1, "uploadThroughput": -1})
    ann.wait_for("Bob.*typed in a tunnel")
    expect_numbers(page, "line", 3)
    wait_until(lambda: page.mark_of("typed in a tunnel") == "✓✓", "it has its marks")
    expect(len([line for line in ann.lines if "in a tunnel" in line]) == 1, "it came once")
    expect(comings(house, "Bob") == ["entered"], "nobody hears of it")


def two_tabs(house):
    """Two tabs of one person are one member; the link makes another browser the same one."""
    house.open()
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    first = page.new_tab()
    page.enter(house.web.url("?lang=en"), "Bob")
    second = page.call("GET", "/window")
    page.say("from the second")
    ann.wait_for("Bob.*from the second")
    page.switch_to(first)
    page.wait("return document.getElementById('entrance-why').textContent.includes('elsewhere')")
    page.click("#enter")
    page.wait("return !document.getElementById('composer').hidden")
    page.say("from the first")
    ann.wait_for("Bob.*from the first")
    expect(comings(house, "Bob") == ["entered"], "it is one member")
    page.switch_to(second)

    page.switch_to(first)
    page.click("#menu-button")
    page.wait("return document.getElementById('dialog').open")
    page.js("[...document.querySelectorAll('#dialog-buttons button')].find((one) =>"
            "one.textContent.includes('another device')).click()")
    link = page.wait("return document.querySelector('textarea.link')?.value")
    expect(page.js("return document.querySelectorAll('svg.code path').length") == 1,
           "there is a code for a camera")
    other = house.page()
    other.enter(house.web.url("?lang=en"), "Carol")
    other.go("about:blank")
    other.go(link)
    other.wait("return document.getElementById('dialog').open")
    expect("#me" not in other.js("return location.href"), "the secret leaves the address at once")
    other.js("document.querySelector('#dialog-buttons button').click()")
    other.say("from the other browser")
    ann.wait_for("Bob.*from the other browser")


def invited(house):
    """The administrator's link leads to the page, which tells if it leads to another room."""
    house.open('[web]\naddress = "http://room.example/"\n')
    link = house.daemon.ctl("invite")["page"]
    mark = link.removeprefix("http://room.example/")
    expect(mark.startswith("#fp=SHA256:"), f"the page's link has the room's key: {link}")
    page = house.page()
    page.enter(house.web.url("?lang=en" + mark), "Bob")
    page.say("this is it")
    wait_until(lambda: page.mark_of("this is it") == "✓✓", "it is inside")
    expect(page.text("#advice") == "", "nothing is wrong")
    other = house.page()
    other.enter(house.web.url("?lang=en" + mark[:-3] + "abc"), "Carol")
    not_invited = "return document.getElementById('advice').textContent.includes('not the room')"
    other.wait(not_invited)
    # Also if the link comes to a page that is inside already.
    page.js(f"location.hash = {mark[:-3] + 'abc'!r}")
    page.wait(not_invited)
    expect("this is it" in page.lines(), "what was said stays")


HISTORY = 420


def history(house):
    """Whoever scrolls up gets what is older, in order, and stays where it was reading."""
    house.open("[room]\nhistory = 400\n[limits]\nlines_per_s = 0\n")
    ann = house.client("Ann")
    ann.say(*(f"line {i}" for i in range(HISTORY)))
    ann.wait_for(f"line {HISTORY - 1}")
    page = house.page(size=(900, 600))
    page.enter(house.web.url("?lang=en"), "Bob")
    page.wait_text(f"line {HISTORY - 1}")
    page.reload()  # It keeps the last lines.
    page.wait_text(f"line {HISTORY - 1}")
    page.wait("return document.getElementById('state').textContent === ''")
    kept = len(page.lines())
    expect(kept < 380, f"the page shows fewer than there are: {kept}")
    page.js("""
        window.first = document.querySelector('#log .said');
        document.getElementById('log').scrollTop = 0;""")
    place = page.js("return window.first.getBoundingClientRect().top")
    wait_until(lambda: len(page.lines()) > kept, "older lines come")
    moved = page.js("return window.first.getBoundingClientRect().top") - place
    expect(abs(moved) < 3, f"what is read stays where it is: {moved}")
    wait_until(lambda: page.js("document.getElementById('log').scrollTop = 0;"
                               "return document.getElementById('log').textContent"
                               ".includes('back to here')"), "the beginning comes")
    first = HISTORY - len(page.lines())
    expect(first in range(15, 25), f"as much as the room shows: {first}")
    expect(page.lines() == [f"line {i}" for i in range(first, HISTORY)],
           "each line is there once, in order")
    expect(page.js("return [...document.querySelectorAll('#log .day')].length") == 2,
           "a day stands there once, and where the history begins")
    expect(page.js("return window.first.parentElement.getAttribute('aria-live')") is None
           and page.js("return document.querySelector('#log .said').parentElement"
                       ".getAttribute('aria-live')") == "off", "no reader reads old lines aloud")

    # What is taken back later is blanked there, too.
    said = [event for event in house.daemon.log() if event["text"] == f"line {first}"]
    house.daemon.ctl("recall", str(said[0]["sequence"]))
    page.wait("return document.querySelector('#log .said .gone')")
    expect(f"line {first}" not in page.lines(), "what was taken back is gone")


def hide(page, is_hidden):
    """Without a screen no tab is ever in the background, so the page is told that it is."""
    page.js("Object.defineProperty(document, 'hidden', { value: arguments[0], configurable: true"
            "}); document.dispatchEvent(new Event('visibilitychange'))", is_hidden)


def background(house):
    """A tab in the background misses nothing, and says in its title that there is something."""
    house.open("[limits]\nlines_per_s = 0\n")
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    hide(page, True)
    ann.say(*(f"line {i}" for i in range(300)))
    expect_numbers(page, "line", 300)
    wait_until(lambda: page.js("return document.title").startswith("(300) "), "the title tells")
    page.wait("return JSON.parse(sessionStorage.getItem('chatroom.tab')).lines.some((line) =>"
              "line.text === 'line 299')", what="what came is kept")
    hide(page, False)
    page.wait("return document.querySelector('#log .unread')", what="it is marked where new lines "
              "begin")
    wait_until(lambda: page.js("return document.title") == "Chat room", "they have been seen")


def full(house):
    """Where there is no place the page says so."""
    config = house.folder / "web.toml"
    config.write_text("[limits]\npages = 1\n", encoding="utf-8")
    house.open("", "--config", str(config))
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    other = house.page()
    other.go(house.web.url("?lang=en"))
    other.wait("return document.activeElement.id === 'name'")
    other.type("#name", "Carol")
    other.click("#enter")
    other.wait("return document.getElementById('state').textContent.includes('too many pages')")
    # The browser keeps a page that is left, and shows it again; its place is free meanwhile.
    page.go("about:blank")
    other.wait("return !document.getElementById('composer').hidden")
    page.call("POST", "/back", {})
    page.wait("return document.getElementById('state').textContent.includes('too many pages')")
    other.go("about:blank")
    page.say("back again")
    wait_until(lambda: page.mark_of("back again"), "it comes in when there is a place again")
    expect(comings(house, "Bob") == ["entered"], "nobody hears of it")


def refused_name(house):
    """A name that belongs to somebody else is refused, and another one gets in."""
    house.open()
    ann = house.client("Ann")
    ann.say("mine")
    page = house.page()
    page.go(house.web.url("?lang=en"))
    page.wait("return document.activeElement.id === 'name'")
    page.type("#name", "Ann")
    page.click("#enter")
    page.wait("return document.getElementById('entrance-why').textContent.includes('somebody')")
    page.js("document.getElementById('name').value = ''")
    page.type("#name", "Anna")
    page.click("#enter")
    page.wait("return !document.getElementById('composer').hidden")
    ann.wait_for("Anna entered the room|Anna 进入了聊天室")


def passphrase(house):
    """A room with a passphrase asks for it, slows who guesses, and remembers it for a restart."""
    secret = house.folder / "passphrase"
    secret.write_text("open sesame\n", encoding="utf-8")
    secret.chmod(0o600)
    house.open(f'[access]\npassphrase_file = "{secret}"\n')
    page = house.page()
    page.go(house.web.url("?lang=en"))
    page.wait("return document.activeElement.id === 'name'")
    page.type("#name", "Bob")
    page.click("#enter")
    page.wait("return !document.getElementById('passphrase-row').hidden")
    page.type("#passphrase", "wrong")
    page.click("#enter")
    page.wait("return document.getElementById('entrance-why').textContent.includes('not the')")
    page.js("document.getElementById('passphrase').value = ''")
    page.type("#passphrase", "open sesame")
    page.click("#enter")
    page.wait("return !document.getElementById('composer').hidden")
    house.web.kill()
    house.web.start()
    page.say("still inside")
    wait_until(lambda: page.mark_of("still inside") == "✓✓", "it came back with the passphrase")
    guesser = house.page()
    guesser.go(house.web.url("?lang=en"))
    guesser.wait("return document.activeElement.id === 'name'")
    guesser.type("#name", "Eve")
    guesser.click("#enter")
    guesser.wait("return !document.getElementById('passphrase-row').hidden")
    for _ in range(5):
        guesser.js("document.getElementById('passphrase').value = 'guess' + Math.random();"
                   "document.getElementById('entrance-why').textContent = ''")
        guesser.click("#enter")
        why = guesser.wait("return document.getElementById('entrance-why').textContent")
        if "Too many" in why:
            return
    raise Failure("who guesses is never slowed")


RETURN = {"reload": reload, "service_restart": service_restart, "daemon_restart": daemon_restart,
          "cut_off": cut_off,
          "offline": offline, "two_tabs": two_tabs, "background": background,
          "invited": invited, "history": history, "full": full,
          "refused_name": refused_name, "passphrase": passphrase}
