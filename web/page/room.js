// SPDX-License-Identifier: GPL-3.0-or-later
// What this tab knows of its stay, as values: messages of the service in, what changed out. It is
// kept over a reload, with the number of the last batch, so that the service goes on behind it.

import { loadTab, randomHex, saveTab } from "./store.js";

const keptLines = 300;
const mostOnTheWay = 16;

const fresh = () => ({ tab: randomHex(8), b: 0, name: "", wants: false, entered: false, asked: null,
  lines: [], texts: [], parts: [], nextText: 1, latest: 0, topic: "", pinned: "", draft: "",
  fingerprint: "", invitedTo: "" });

export class Room {
  constructor() {
    this.state = { ...fresh(), ...loadTab() };
    this.older = []; // Lines from before those that are kept; after a reload they are asked for.
  }

  save() {
    saveTab(this.state);
  }

  /** Another stay than before begins: what was shown and what was not sent stays. */
  begin(name) {
    this.end();
    const { lines, texts, draft, nextText, latest, fingerprint, invitedTo } = this.state;
    this.state = { ...fresh(), lines, texts, draft, nextText, latest, fingerprint, invitedTo, name,
      wants: true };
    this.save();
  }

  /** Another room than before has this address: nothing of the old one is of use. */
  forget() {
    Object.assign(this.state, { lines: [], texts: [], parts: [], latest: 0 });
    this.older = [];
    this.isNew = false; // Nothing is missing between the two rooms.
  }

  /** What was said and has no receipt stays, and the person decides. */
  end() {
    this.state.wants = this.state.entered = false;
    this.state.texts = this.state.texts.map(unknown);
    this.lose();
  }

  lose() {
    for (const part of this.state.parts) {
      this.state.texts.push({ id: this.state.nextText++, text: part.text, fate: part.fate
        ?? "unknown" });
    }
    this.state.parts = [];
  }

  /** Something to say; what goes to the service. */
  say(text) {
    const said = { id: this.state.nextText++, text, fate: "" };
    this.state.texts.push(said);
    return said;
  }

  drop(id) {
    this.state.texts = this.state.texts.filter((text) => text.id !== id);
  }

  /** The service is there: the line that this shows, if any. What it has not got is unsent. */
  greeted({ continued, missed, took }) {
    let line = null;
    if (!continued) {
      // A new stay of the same member: what was on its way may or may not be in the room.
      this.state.b = 0;
      this.state.texts = this.state.texts.map((text) => text.sent ? unknown(text) : text);
      this.lose();
      this.forgetNumbers();
      this.isNew = this.state.latest > 0;
    } else if (missed) {
      line = this.add({ gap: 0, missed: true });
    }
    for (const text of this.state.texts) {
      text.sent = text.sent && text.id <= (continued ? took : 0);
    }
    return line;
  }

  /** The texts that may be sent now: the service takes a few before it has answered. */
  unsent() {
    const open = this.state.texts.filter((text) => !text.fate);
    const onTheWay = open.filter((text) => text.sent).length;
    return open.filter((text) => !text.sent).slice(0, Math.max(0, mostOnTheWay - onTheWay));
  }

  forgetNumbers() {
    for (const line of this.state.lines) {
      delete line.m;
    }
  }

  add(line) {
    this.state.lines.push(line);
    if (this.state.lines.length > keptLines * 2) {
      this.state.lines.splice(0, keptLines);
    }
    return line;
  }

  /** An event: the line that it is, the lines that it changes, and the gap in front of it. */
  event({ n, at, kind, name, text, about, past, m }) {
    const changed = [];
    let gap = null;
    const line = { n, at, kind, name, text: text ?? "" };
    if (past) {
      line.past = true;
    }
    if (m !== undefined) {
      Object.assign(line, { own: true, m, mark: "journal" });
      this.state.parts = this.state.parts.filter((part) => part.m !== m);
    }
    const before = this.state.latest;
    if (n <= before) {
      return { line: null, changed, gap }; // History that this tab has already.
    }
    this.state.latest = n;
    if (this.isNew && n > before + 1) {
      gap = this.add({ gap: 0, missed: true });
    }
    this.isNew = false;
    if (kind === "recalled") {
      changed.push(...this.recall(about, Number(text || about), name));
    } else if (kind === "topic") {
      this.state.topic = line.text;
    } else if (kind === "pinned") {
      this.state.pinned = this.state.lines.find((one) => one.n === about)?.text ?? "";
    } else if (kind === "unpinned") {
      this.state.pinned = "";
    }
    this.add(line);
    return { line, changed, gap };
  }

  /** Takes away what the lines from the first to the last say that have that name. */
  recall(first, last, name) {
    const kind = name ? "said" : "announced";
    const gone = [...this.older, ...this.state.lines].filter((line) => line.n >= first && line.n <= last
      && line.kind === kind && (!name || line.name === name));
    for (const line of gone) {
      if (!name && line.text && line.text === this.state.pinned) {
        this.state.pinned = "";
      }
      line.text = "";
    }
    return gone;
  }

  /** What happened before: the lines that it is. */
  recollect(events) {
    const lines = events.map(({ n, at, kind, name, text }) => ({ n, at, kind, name, text: text
      ?? "", past: true }));
    this.older.unshift(...lines);
    return lines;
  }

  said({ id, parts }) {
    this.drop(id);
    this.state.parts.push(...parts);
  }

  /** The line that the mark belongs to, if it is one of the log; a failed part is kept apart. */
  mark({ m, mark }) {
    if (mark === "failed") {
      const failed = this.state.parts.find((part) => part.m === m);
      this.state.parts = this.state.parts.filter((part) => part.m !== m);
      if (failed) {
        this.state.texts.push({ id: this.state.nextText++, text: failed.text, fate: "failed" });
      }
      return null;
    }
    const line = this.state.lines.find((one) => one.m === m);
    if (line && mark === "everywhere") {
      line.mark = mark;
    }
    return line ?? null;
  }

  /** The last lines, for a page that has just been loaded. */
  shown() {
    return this.state.lines.slice(-keptLines);
  }
}

const unknown = (text) => ({ ...text, fate: text.fate || "unknown" });
