# SPDX-License-Identifier: GPL-3.0-or-later
"""Crowds, floods and bad input."""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from cases_chat import PHONE, expect
from programs import PATIENCE_S, Failure, Missing, wait_until

BUSY_LINES, BUSY_LINES_PER_S = 2000, 200

# Cumulative layout shift: what web.dev calls good.
MOST_SHIFT = 0.1


def busy(house):
    """200 lines a second: none is missing, and the page goes on answering."""
    house.open("[limits]\nlines_per_s = 0\nbytes_per_s = 0\n")
    ann = house.client("Ann")
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    page.js("""
        window.tasks = [];
        new PerformanceObserver((list) => window.tasks.push(...list.getEntries()
          .map((entry) => entry.duration))).observe({ type: 'longtask' });
        window.arrived = [];
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(
          (row) => { const text = row.querySelector?.('.text')?.textContent ?? '';
            if (text.startsWith('busy ')) window.arrived.push(Number(text.slice(5))); })))
          .observe(document.getElementById('log'), { childList: true });""")
    begin = time.monotonic()
    for first in range(0, BUSY_LINES, 10):
        ann.say(*(f"busy {i}" for i in range(first, first + 10)))
        time.sleep(max(0, begin + (first + 10) / BUSY_LINES_PER_S - time.monotonic()))
    page.say("typed meanwhile")
    wait_until(lambda: page.js("return window.arrived.length") >= BUSY_LINES,
               f"{BUSY_LINES} lines arrive")
    arrived = page.js("return window.arrived")
    expect(arrived == list(range(BUSY_LINES)), "each line came once, in order")
    ann.wait_for("Bob.*typed meanwhile")
    tasks = page.js("return window.tasks")
    rows = page.js("return document.getElementById('log').childElementCount")
    expect(rows <= 1500, f"the page keeps so many rows: {rows}")
    print(f"{BUSY_LINES} lines in {time.monotonic() - begin:.1f} s; tasks of more than 50 ms: "
          f"{len(tasks)}, the longest {max(tasks, default=0):.0f} ms")


def first_line(house):
    """What is loaded, and how long the first line takes: reported, and its bytes are a budget."""
    house.open()
    ann = house.client("Ann")
    ann.say("the first line")
    page = house.page(size=PHONE)
    page.go(house.web.url("?lang=en"))
    page.wait("return document.activeElement.id === 'name'")
    loaded = page.js("""
        const files = performance.getEntriesByType('resource');
        const [front] = performance.getEntriesByType('navigation');
        return { bytes: [front, ...files].reduce((sum, entry) => sum + entry.decodedBodySize, 0),
          files: files.length + 1,
          hosts: [...new Set(files.map((entry) => new URL(entry.name).host))],
          ready: front.domContentLoadedEventEnd,
          painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime }""")
    expect(10 <= loaded["files"] <= 16, f"the files are these: {loaded}")
    expect(30000 < loaded["bytes"] <= 60 * 1024, f"the page is small: {loaded['bytes']}")
    expect(loaded["hosts"] == [house.web.listen], f"nothing comes from elsewhere: {loaded}")
    begin = time.monotonic()
    page.enter(house.web.url("?lang=en"), "Bob")
    page.wait_text("the first line")
    entering = time.monotonic() - begin
    expect(page.js("return document.cookie") == "", "there are no cookies")
    look = page.call("POST", "/execute/async", {"args": [], "script": """
        const done = arguments[arguments.length - 1], seen = { shift: 0, blocked: 0, largest: 0 };
        const take = (type, use) => new PerformanceObserver((list) => list.getEntries()
          .forEach(use)).observe({ type, buffered: true });
        take('layout-shift', (one) => { seen.shift += one.hadRecentInput ? 0 : one.value; });
        take('longtask', (one) => { seen.blocked += one.duration - 50; });
        take('largest-contentful-paint', (one) => { seen.largest = one.startTime; });
        requestAnimationFrame(() => setTimeout(() => done(seen)));"""})
    expect(look["shift"] < MOST_SHIFT, f"nothing jumps while the page is loaded: {look}")
    print(f"{loaded['bytes']} bytes in {loaded['files']} files; first paint after "
          f"{loaded['painted'] or 0:.0f} ms, ready after {loaded['ready']:.0f} ms; loaded again, "
          f"entered and the first line read after {entering * 1000:.0f} ms; largest paint after "
          f"{look['largest']:.0f} ms, layout shift {look['shift']:.3f}, blocked for "
          f"{look['blocked']:.0f} ms")


def axe():
    """axe-core's script, where it is installed; nothing if it is not."""
    folders = [os.environ.get("CHATROOM_AXE", ""), "node_modules/axe-core",
               "/usr/local/lib/node_modules/axe-core", "/usr/lib/node_modules/axe-core"]
    found = (Path(folder) / "axe.min.js" for folder in folders if folder)
    return next((file for file in found if file.is_file()), None)


def accessible(house):
    """axe-core finds no violation: at the entrance, in the room, in a dialog; light and dark."""
    script = axe()
    if script is None:
        raise Missing("axe-core is not installed (npm install axe-core, CHATROOM_AXE=its folder)")
    house.open()
    ann = house.client("Ann")
    house.daemon.ctl("announce", "--pin", "read https://example.org/")
    house.daemon.ctl("topic", "what this is about")
    for dark in (False, True):
        name = "Dora" if dark else "Bob"
        page = house.page(size=PHONE if dark else (1100, 760), dark=dark)
        page.go(house.web.url("?lang=en"))
        page.wait("return !document.getElementById('entrance').hidden")
        source = script.read_text(encoding="utf-8")
        check_with_axe(page, source, "entrance")
        page.enter(house.web.url("?lang=en"), name)
        ann.say(f"{name}: a mention and https://example.com/")
        page.say("mine")
        page.wait_text("a mention")
        wait_until(lambda: page.mark_of("mine") == "✓✓", "it has its marks")
        check_with_axe(page, source, "room")
        page.click("#menu-button")
        page.wait("return document.getElementById('dialog').open")
        check_with_axe(page, source, "menu")


def check_with_axe(page, source, where):
    page.js(source)
    found = page.call("POST", "/execute/async", {"script": """
        const done = arguments[arguments.length - 1];
        window.axe.run(document).then((result) => done(result.violations.map((one) =>
          `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)),
          (error) => done([String(error)]));""", "args": []})
    expect(not found, f"axe finds nothing wrong in the {where}: {found}")


class Raw:
    """A connection that says what a browser would not."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # The service may have had enough already.
        return self

    def answer(self, is_enough=lambda data: False):
        """Everything until the service closes, or it is enough."""
        data = b""
        try:
            while not is_enough(data) and (more := self.socket.recv(65536)):
                data += more
        except ConnectionResetError:
            pass
        except socket.timeout:
            raise Failure(f"the service does not close after {data[:200]}") from None
        self.socket.close()
        return data

    def upgrade(self, port, origin=None, host=None, more=""):
        host = host or f"127.0.0.1:{port}"
        self.send((f"GET /room HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
                   f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                   f"{base64.b64encode(b'k' * 16).decode()}\r\n"
                   f"Origin: {origin or 'http://' + host}\r\n{more}\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            more = self.socket.recv(1)
            if not more:
                break
            head += more
        return head

    def frame(self, payload, opcode=1, final=True, length=None):
        size = len(payload) if length is None else length
        head = bytes([opcode | (0x80 if final else 0)])
        head += (bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2)
                 if size < 65536 else bytes([0x80 | 127]) + size.to_bytes(8))
        return self.send(head + b"\0\0\0\0" + payload)


BAD_REQUESTS = (
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # TLS where there is none.
    (b"GET / HTTP/1.1\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
     413),
    (b"GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", 400),
    (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 413),
    (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 413),
    (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
    (b"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
    (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: " + b"y" * 9000 + b"\r\n\r\n", 431),
    (b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404),
    (b"GET /room HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 426),
)

HELLO = ('{"t":"hello","v":1,"secret":"%s","tab":"%s","name":"Raw","have":0}'
         % ("ab" * 32, "cd" * 8)).encode()

# What is said over the WebSocket, and with what code the service closes.
BAD_FRAMES = (
    (lambda raw: raw.frame(b'{"t":"ping"}'), 1008),
    (lambda raw: raw.frame(HELLO.replace(b"abab", b"ab", 1)), 1008),
    (lambda raw: raw.frame(HELLO.replace(b"abab", b"ABAB", 1)), 1008),
    (lambda raw: raw.frame(HELLO.replace(b'"v":1', b'"v":2')), 4003),
    (lambda raw: raw.frame(b"[" * 20000), 1008),
    (lambda raw: raw.frame(b'{"a":' * 5000), 1008),
    (lambda raw: raw.frame(b"\xff\xfe"), 1007),
    (lambda raw: raw.frame(b"{}", opcode=2), 1008),
    (lambda raw: raw.frame(b"{}", opcode=3), 1002),
    (lambda raw: raw.frame(b"x" * 33000), 1009),
    (lambda raw: raw.frame(b"", length=1 << 40), 1009),
    (lambda raw: [raw.frame(b"x" * 1000, 1 if i == 0 else 0, False) for i in range(40)], 1009),
    (lambda raw: [raw.frame(one) for one in (HELLO, HELLO)], 1008),
    (lambda raw: [raw.frame(one) for one in (HELLO, b'{"t":"have","b":99}')], 1008),
    (lambda raw: [raw.frame(HELLO)] + [raw.frame(b'{"t":"ping"}') for _ in range(400)], 1008),
    # The room takes 50 at once, 64 more are on their way, 32 wait; others follow while it takes 5 a
    # second. With 200 it would be too many messages.
    (lambda raw: [raw.frame(HELLO)] + [raw.frame(b'{"t":"say","id":%d,"text":"x"}' % i)
                                       for i in range(1, 195)], 1008),
)


def close_code(data):
    """The code of the closing frame at the end of what the service sent."""
    at = 0
    while at + 2 <= len(data):
        opcode, size, at = data[at] & 15, data[at + 1], at + 2
        if size == 126:
            size, at = int.from_bytes(data[at:at + 2]), at + 2
        elif size == 127:
            size, at = int.from_bytes(data[at:at + 8]), at + 8
        if opcode == 8:
            return int.from_bytes(data[at:at + 2])
        at += size
    return None


def bad_input(house):
    """Requests and frames of every bad kind are refused, and a page in the room notices nothing."""
    house.open()
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    port = house.web.port
    for request, status in BAD_REQUESTS:
        answer = Raw(port).send(request).answer()
        got = re.match(rb"HTTP/1.1 (\d+)", answer)
        expect(got and int(got.group(1)) == status,
               f"{request[:60]} is answered by {status}: {answer[:60]}")
    for origin in ("http://evil.example", "null", "file://"):
        head = Raw(port).upgrade(port, origin)
        expect(head.startswith(b"HTTP/1.1 403"), f"{origin} may not come in: {head[:60]}")
    for number, (misbehave, code) in enumerate(BAD_FRAMES):
        # A name that asks for no answer of the room keeps the texts of the last one waiting.
        raw = Raw(port)
        head = raw.upgrade(port)
        expect(head.startswith(b"HTTP/1.1 101"), f"the page comes in: {head[:60]}")
        misbehave(raw)
        got = close_code(raw.answer(close_code))
        expect(got == code, f"bad frames {number} are answered by {code}: {got}")
    page.say("nothing happened")
    wait_until(lambda: page.mark_of("nothing happened"), "the room goes on")


def silent_crowd(house):
    """Connections that say nothing take their own places only, and go after a while."""
    house.open("", "--config", str(few_places(house)))
    page = house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    raws = []
    for _ in range(100):
        raws.append(Raw(house.web.port))
    page.say("still here")
    wait_until(lambda: page.mark_of("still here"), "who is inside goes on")
    refused = sum(1 for raw in raws if is_closed(raw.socket))
    expect(refused > 0, "there are no more than so many connections of one address")
    wait_until(lambda: all(is_closed(raw.socket) for raw in raws),
               "who says nothing is let go")
    other = house.page()
    other.enter(house.web.url("?lang=en"), "Carol")


# How many come in from one network at once (protocol/WEB.md, Limits), and so long after the last of
# them another one may.
ENTRIES, NEXT_ENTRY_S = 62, 2


def come_and_go(house, number):
    """Somebody new comes in and goes; whether they were let in."""
    raw = Raw(house.web.port)
    raw.upgrade(house.web.port)
    raw.frame(json.dumps({"t": "hello", "v": 1, "secret": f"{number + 1:064x}",
                          "tab": f"{number:016x}", "name": f"robot{number}", "have": 0}).encode())
    data = raw.answer(lambda data: b'"hi"' in data or close_code(data))
    expect(b'"hi"' in data or close_code(data) == 4004, f"it is let in or refused: {data}")
    return b'"hi"' in data


def coming_and_going(house):
    """Who comes and goes with ever new secrets is slowed; who is inside notices nothing."""
    house.open()
    page, other = house.page(), house.page()
    page.enter(house.web.url("?lang=en"), "Bob")
    other.go(house.web.url("?lang=en"))
    other.wait("return document.activeElement.id === 'name'")
    other.type("#name", "Carol")
    begin, came = time.monotonic(), 1
    while came < 4 * ENTRIES and come_and_go(house, came):
        came += 1
    most = ENTRIES + (time.monotonic() - begin) / NEXT_ENTRY_S + 1
    expect(ENTRIES <= came <= most, f"no more than {most} came in: {came}")
    page.reload()
    page.wait("return document.getElementById('state').textContent === ''")
    expect(page.js("return !document.getElementById('composer').hidden"), "a reload is no entry")
    # Each place is taken as soon as it is there, until there was none for Carol.
    is_told = threading.Event()

    def take_places():
        number = came
        while not is_told.is_set():
            number += come_and_go(house, number)

    robots = threading.Thread(target=take_places)
    robots.start()
    try:
        other.click("#enter")
        other.wait("return document.getElementById('state').textContent"
                   ".includes('Too many have come')")
    finally:
        is_told.set()
        robots.join()
    other.wait("return !document.getElementById('composer').hidden")
    other.say("inside at last")
    page.wait_text("inside at last")


def few_places(house):
    config = house.folder / "web.toml"
    config.write_text("[limits]\npages = 8\npages_of_a_network = 2\n", encoding="utf-8")
    return config


def is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.setblocking(True)


def tls(house):
    """With a certificate it is https, and another certificate is used when it is there."""
    certificate, key = house.folder / "cert.pem", house.folder / "key.pem"
    make_certificate(certificate, key, "one.example")
    config = house.folder / "web.toml"
    config.write_text(f'[tls]\ncertificate = "{certificate}"\nkey = "{key}"\n', encoding="utf-8")
    house.open("", "--config", str(config))
    expect("one.example" in subject(house.web.port), "it has the certificate")
    page = house.page()
    page.cdp("Security.setIgnoreCertificateErrors", ignore=True)
    page.enter(house.web.url("?lang=en").replace("http:", "https:"), "Bob")
    page.say("sealed")
    wait_until(lambda: page.mark_of("sealed") == "✓✓", "it goes over wss")
    make_certificate(certificate, key, "two.example")
    wait_until(lambda: "two.example" in subject(house.web.port), "the new certificate is used")
    certificate.write_text("nonsense", encoding="utf-8")
    house.web.wait_for("cannot be used")
    expect("two.example" in subject(house.web.port), "a broken one changes nothing")
    page.say("still sealed")
    wait_until(lambda: page.mark_of("still sealed"), "who is inside goes on")


def make_certificate(certificate, key, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)


def subject(port):
    ran = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}"],
                         input="", capture_output=True, text=True, check=False)
    return ran.stdout


def example(name, pattern, house):
    """What the example in docs/examples has there, with this service's address."""
    text = (Path(__file__).parents[2] / "docs/examples" / name).read_text(encoding="utf-8")
    return re.search(pattern, text, re.S).group(0).replace("127.0.0.1:8880", house.web.listen)


def require_program(name, how):
    program = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        raise Missing(f"{name} is not installed ({how})")
    return program


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def enter_through(house, port, command, environment):
    """A page enters through the proxy that the command runs."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=os.environ | environment)
    try:
        wait_until(lambda: is_open(port), "the proxy listens")
        page = house.page()
        page.enter(f"http://127.0.0.1:{port}/?lang=en", "Bob")
        page.say("through a proxy")
        wait_until(lambda: page.mark_of("through a proxy") == "✓✓", "it goes through")
        # One that comes to the proxy from elsewhere is banned there, and nobody else is.
        house.daemon.ctl("ban", "203.0.113.0/24", "not from there")
        answer = enter_raw(house.web.port, "X-Forwarded-For: 203.0.113.7\r\n")
        expect(b'"banned"' in answer or b"not from there" in answer,
               f"the room knows where it comes from: {answer[-300:]}")
        page.say("still here")
        wait_until(lambda: page.mark_of("still here") == "✓✓", "nobody else is banned")
    finally:
        program.terminate()
        program.wait()


def open_behind_proxy(house):
    """Pages count for whom a proxy names, here and in the room."""
    config = house.folder / "web.toml"
    config.write_text('[room]\ntell_addresses = true\n[http]\nproxies = ["127.0.0.1"]\n'
                      '[limits]\npages_of_a_network = 1\n', encoding="utf-8")
    house.open('[limits]\ntrusted_gateways = ["127.0.0.1"]\n', "--config", str(config))


def caddy(house):
    """Behind Caddy, as the example has it but for the certificate."""
    program = require_program("caddy", "apt-get install caddy")
    open_behind_proxy(house)
    port, file = free_port(), house.folder / "Caddyfile"
    site = example("Caddyfile", r"chat\.example\.org \{.*?\n\}\n", house)
    file.write_text("{\n admin off\n}\n"
                    + site.replace("chat.example.org", f"http://127.0.0.1:{port}"),
                    encoding="utf-8")
    enter_through(house, port, [program, "run", "--adapter", "caddyfile", "--config", file],
                  {"XDG_DATA_HOME": str(house.folder), "XDG_CONFIG_HOME": str(house.folder)})


def proxy(house):
    """Behind nginx, as the example has it but for the certificate."""
    program = require_program("nginx", "script/bootstrap web")
    open_behind_proxy(house)
    port, folder = free_port(), house.folder / "nginx"
    folder.mkdir()
    location = example("nginx.conf", r"    location / \{.*?\n    \}\n", house)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr;\nevents {{}}\nhttp {{\n"
        f"access_log off;\n" + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in (
            "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + f"server {{ listen 127.0.0.1:{port};\n{location}}}\n}}\n", encoding="utf-8")
    enter_through(house, port, [program, "-c", folder / "nginx.conf", "-p", folder], {})


def enter_raw(port, field):
    """What somebody gets that enters by a proxy which says that about it."""
    raw = Raw(port)
    raw.upgrade(port, more=field)
    raw.frame(HELLO)
    return raw.answer(lambda data: b"refused" in data or b"entered" in data)


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False


TROUBLE = {"busy": busy, "first_line": first_line, "accessible": accessible,
           "bad_input": bad_input, "silent_crowd": silent_crowd,
           "coming_and_going": coming_and_going, "tls": tls, "proxy": proxy,
           "caddy": caddy}
