# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium, driven through chromedriver (W3C WebDriver over HTTP)."""

import base64
import http.client
import json
import re
import shutil
import subprocess

from programs import PATIENCE_S, Failure, Missing, Program, wait_until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver, section 11.
ENTER = "\ue007"


def require():
    """Fails as Missing where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not shutil.which("chromedriver"):
        raise Missing("Chromium with chromedriver is not installed (script/bootstrap web)")


class Driver(Program):
    def __init__(self):
        super().__init__()
        self.run(["chromedriver", "--port=0"], "stdout", stderr=subprocess.DEVNULL)
        self.port = int(self.wait_for(r"started successfully on port (\d+)").group(1))

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S * 2)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"Content-Type": "application/json"})
        value = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(value, dict) and "error" in value:
            raise Failure(f"{method} {path}: {value['error']}: {value.get('message', '')[:500]}")
        return value


class Page:
    """A browser of its own with one tab; `size` is in CSS pixels."""

    def __init__(self, driver, size=(1100, 760), dark=False):
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     f"--window-size={size[0]},{size[1]}", "--force-device-scale-factor=1",
                     "--hide-scrollbars"]
        self.driver = driver
        made = driver.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = f"/session/{made['sessionId']}"
        self.cdp("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1],
                 deviceScaleFactor=1, mobile=size[0] < 600)
        if dark:
            self.cdp("Emulation.setEmulatedMedia",
                     features=[{"name": "prefers-color-scheme", "value": "dark"}])

    def call(self, method, path, body=None):
        return self.driver.call(method, self.session + path, body)

    def cdp(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def go(self, url):
        self.call("POST", "/url", {"url": url})

    def reload(self):
        self.call("POST", "/refresh", {})

    def js(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.call("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self.call("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def new_tab(self):
        """Another tab of the same browser, which is the current one from now on."""
        handle = self.call("POST", "/window/new", {"type": "tab"})["handle"]
        before = self.call("GET", "/window")
        self.call("POST", "/window", {"handle": handle})
        self.cdp("Page.bringToFront")
        return before

    def switch_to(self, handle):
        self.call("POST", "/window", {"handle": handle})

    def wait(self, script, *arguments, what=None):
        return wait_until(lambda: self.js(script, *arguments), what or script)

    def wait_text(self, text):
        """Until the text stands in the log."""
        return self.wait("return document.getElementById('log').textContent.includes(arguments[0])",
                         text, what=f"the page shows {text}; it shows {self.text()[-600:]}")

    def text(self, selector="#log"):
        return self.js("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def lines(self):
        return self.js("return [...document.querySelectorAll('#log .said .text')]"
                       ".map((one) => one.textContent)")

    def enter(self, url, name):
        self.go(url)
        self.wait("return !document.getElementById('entrance').hidden")
        self.js("document.getElementById('name').value = ''")
        self.type("#name", name)
        self.click("#enter")
        self.wait("return !document.getElementById('composer').hidden", what=f"{name} is inside")

    def say(self, text):
        self.type("#text", text + ENTER)

    def mark_of(self, text):
        return self.js("""
            const row = [...document.querySelectorAll('#log .own')].find((one) =>
              one.querySelector('.text')?.textContent === arguments[0]);
            return row?.querySelector('.mark')?.textContent ?? ''""", text)

    def compose(self, steps, chosen):
        """Types as an input method does: each step is what is composed so far."""
        for step in steps:
            self.cdp("Input.imeSetComposition", text=step, selectionStart=len(step),
                     selectionEnd=len(step))
        # The Enter that chooses, as browsers report it while something is composed.
        self.cdp("Input.dispatchKeyEvent", type="rawKeyDown", key="Process", code="Enter",
                 windowsVirtualKeyCode=229)
        self.cdp("Input.insertText", text=chosen)

    def complaints(self):
        """What the browser has to complain of: errors of scripts, breaches of the policy."""
        return [entry["message"] for entry in
                self.call("POST", "/se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"
                and not re.search(r"WebSocket connection|ERR_CONNECTION|WebSocket is already",
                                  entry["message"])]

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def close(self):
        self.call("DELETE", "")
