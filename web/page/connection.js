// SPDX-License-Identifier: GPL-3.0-or-later
// The WebSocket to the service (protocol/WEB.md): opened again whenever it goes, with what this
// page has, so that nothing comes twice and nothing is missing.

export const pageVersion = 1;
const firstPause = 500, longestPause = 15000; // ms
const patientCodes = [1002, 1007, 1008, 1009, 4002, 4004]; // At once it would be the same again.
const quiet = 25000, answerWithin = 8000, answerWithinAwake = 3000;

export class Connection {
  // hello() is what is said first; on.message(value) is called for each message, on.batch(number)
  // after those of a batch, on.state(word) when the connection changes: "connecting", "open",
  // "again", "offline", "full", "crowded", "elsewhere", "reload".
  constructor(hello, on) {
    this.hello = hello;
    this.on = on;
    this.socket = null;
    this.pause = firstPause;
    this.isWanted = false;
    addEventListener("online", () => this.retryNow());
    addEventListener("offline", () => this.isWanted && this.check(answerWithinAwake));
    document.addEventListener("visibilitychange", () => this.awake());
    addEventListener("pageshow", () => {
      this.retryNow();
      this.awake();
    });
    setInterval(() => this.look(), 5000);
  }

  open() {
    this.isWanted = true;
    clearTimeout(this.timer);
    this.drop();
    this.on.state("connecting");
    const url = new URL("room", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.hash = url.search = "";
    const socket = new WebSocket(url);
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => socket.send(JSON.stringify({ t: "hello", v: pageVersion,
      ...this.hello() }));
    socket.onmessage = (event) => this.heard(JSON.parse(event.data));
    socket.onclose = (event) => this.closed(event.code);
  }

  close() {
    this.isWanted = false;
    this.rest();
  }

  /** The page is left; the browser may keep it, with its connection, and show it again. */
  rest() {
    clearTimeout(this.timer);
    clearTimeout(this.doubt);
    this.doubt = null;
    this.drop();
  }

  drop() {
    this.isOpen = false;
    if (this.socket) {
      const socket = this.socket;
      this.socket = null;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  /** Whether it went out; if not, whoever sends does so again when "open" comes. */
  send(value) {
    if (this.socket?.readyState !== WebSocket.OPEN || !this.isOpen) {
      return false;
    }
    this.socket.send(JSON.stringify(value));
    return true;
  }

  heard(value) {
    this.heardAt = Date.now();
    clearTimeout(this.doubt);
    this.doubt = null;
    if (value.l) {
      value.l.forEach((one) => this.on.message(one));
      this.on.batch(value.b);
    } else if (value.t === "hi") {
      this.isOpen = true;
      this.pause = firstPause;
      this.on.message(value);
      this.on.state("open");
    } else if (value.t !== "pong") {
      this.on.message(value);
    }
  }

  closed(code) {
    this.isOpen = false;
    this.socket = null;
    clearTimeout(this.doubt);
    this.doubt = null;
    if (!this.isWanted) {
      return;
    }
    if (code === 4001) {
      this.isWanted = false;
      this.on.state("elsewhere");
      return;
    }
    if (code === 4003) {
      this.on.state("reload");
    }
    this.on.state({ 4002: "full", 4004: "crowded" }[code] ?? (navigator.onLine === false
      ? "offline" : "again"));
    if (patientCodes.includes(code)) {
      this.pause = longestPause;
    }
    // Not all at once after a restart of the service.
    this.timer = setTimeout(() => this.open(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, longestPause);
  }

  retryNow() {
    if (this.isWanted && !this.socket) {
      this.pause = firstPause;
      this.open();
    }
  }

  /** A phone that slept does not know that its connections are gone. */
  awake() {
    if (!document.hidden && this.isWanted) {
      this.retryNow();
      this.check(answerWithinAwake);
    }
  }

  look() {
    if (this.isWanted && this.socket && Date.now() - this.heardAt > quiet) {
      this.check(answerWithin);
    }
  }

  check(within) {
    if (this.doubt || !this.socket) {
      return;
    }
    this.send({ t: "ping" });
    this.doubt = setTimeout(() => {
      this.doubt = null;
      this.drop();
      this.closed(1006);
    }, within);
  }
}
