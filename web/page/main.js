// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the parts together: what comes from the service, what the person does.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { element, isolated, mentions } from "./line.js";
import { qrCode } from "./qr.js";
import { Room } from "./room.js";
import { linkToMove, readLinkToMove, remember, remembered, secret } from "./store.js";
import { at, View } from "./view.js";
import { refusal, say } from "./words.js";

const room = new Room();
const view = new View(askOlder);
const composer = new Composer(view, sayText, (draft) => {
  room.state.draft = draft;
});

let passphrase = null; // Kept as long as the page is, for when the service has been restarted.
let olderThan = 0; // What is older than that event has been asked for; 0: nothing has.
let incoming = []; // Lines of the batch that is being read.
let saveTimer = null;
let unsavedBatch = 0;
let savedAt = 0;

const connection = new Connection(() => ({
  secret: secret(), tab: room.state.tab, name: room.state.name, have: room.state.b,
  ...(passphrase ? { passphrase } : {}),
}), { message, batch, state: connectionState });

// ---- What comes from the service ----

const told = {
  hi(value) {
    view.setTitle(value.title);
    const line = room.greeted(value);
    incoming.push(...[line].filter(Boolean));
    olderThan = 0;
    view.isWhole = false;
    if (value.continued) {
      compareInvitation();
    }
    pump();
    flush();
  },
  key({ fingerprint }) {
    // What this tab has is of the room that this tab knew; another one may have met the new room.
    const before = room.state.fingerprint || remembered("fingerprint");
    room.state.fingerprint = fingerprint;
    remember("fingerprint", fingerprint);
    if (before && before !== fingerprint) {
      room.forget();
      view.clear();
      view.advise(say("newKey", fingerprint));
    }
    compareInvitation();
    view.setFingerprint(say("fingerprint", fingerprint));
  },
  entered({ name }) {
    room.state.entered = true;
    room.state.asked = null;
    view.name = room.state.shownName = name;
    remember("name", name);
    view.setState(say("inside"));
    view.showInside();
  },
  refused({ reason, text }) {
    room.state.entered = false;
    askAgain(say("refused", refusal(reason, text)), false);
  },
  passphrase({ wrong, after }) {
    passphrase = null;
    askAgain(after ? say("passphraseWait", after)
      : say(wrong ? "wrongPassphrase" : "passphraseNeeded"), true);
  },
  said(value) {
    room.said(value);
    pump();
  },
  event(value) {
    const { line, changed, gap } = room.event(value);
    incoming.push(...[gap, line].filter(Boolean));
    changed.forEach((one) => view.blank(one));
    if (line && !line.past && document.hidden && !line.own && line.kind === "said"
      && mentions(line.text, view.name)) {
      notify(line);
    }
    members.event(value);
  },
  mark(value) {
    const line = room.mark(value);
    if (line) {
      view.markLine(line);
    }
  },
  gap({ count, lost }) {
    incoming.push(room.add({ gap: count, lost }));
  },
  greeting({ topic, pinned, slow, silent }) {
    room.state.topic = topic;
    room.state.pinned = pinned;
    // No events: of what is so nobody says when it began.
    const standing = [slow && { kind: "slowed", text: String(slow) },
      silent && { kind: "muted", text: "" }].filter(Boolean);
    incoming.push(...standing.map((one) => room.add({ at: Date.now(), name: "", ...one })));
  },
  not_taken(value) {
    const { reason, text, after, final, lines, bytes } = value;
    const why = reason === "other" ? text : reason === "muted" ? say("youMuted")
      : reason === "too_fast" && lines && bytes ? say("tooFastFor", lines, bytes) : say(reason);
    view.advise(!final ? say("againLater", why) : after ? say("againAfter", why, after) : why);
  },
  unfit({ reason, most }) {
    view.advise(reason === "too_long" ? say("tooLong", most) : say("notUtf8"));
  },
  who(value) {
    showWho(value);
  },
  members(value) {
    members.told(value);
  },
  older({ before, events, start }) {
    if (before !== olderThan) {
      return; // From before a reload.
    }
    olderThan = 0;
    view.prepend(room.recollect(events ?? []));
    view.isWhole = start || !events;
    if (start && room.older.length) {
      view.prependHint(say("start"));
    }
    askOlder();
  },
  unreachable() {
    view.setState(say("unreachable"));
  },
  reachable() {
    view.isWhole = false;
    view.setState(say("inside"));
  },
  not_kept() {
    view.setState(say("notKept"));
  },
  kept() {
    view.setState(say("inside"));
  },
  ended({ reason, detail }) {
    const words = { left: "endLeft", dismissed: "endLeft", left_unconfirmed: "endLeft", never_entered:
      "endLeft", superseded: "endSuperseded", version: "endVersion", ignored: "endIgnored" };
    const why = reason === "kicked" ? (detail ? say("endKickedFor", detail) : say("endKicked"))
      : reason === "key_changed" || reason === "other" ? say("endKey", detail)
        : say(words[reason] ?? "endNoAnswer");
    room.end();
    endWith = why;
  },
};

/** The room waits for another name, or for the passphrase; after a reload, too. */
function askAgain(why, isPassphrase) {
  room.state.asked = { why, isPassphrase };
  view.setState("");
  view.showEntrance(why, { passphrase: isPassphrase, name: room.state.name });
}

let endWith = null; // The stay has ended in this batch.

function message(value) {
  told[value.t]?.(value);
}

function batch(number) {
  room.state.b = number;
  unsavedBatch = number;
  flush();
  if (endWith !== null) {
    save();
    connection.close();
    view.setState("");
    view.showEntrance(endWith, { name: room.state.name });
    endWith = null;
  } else if (document.hidden && Date.now() - savedAt > 250) {
    save(); // Timers of a page in the background come late.
  } else {
    saveTimer ??= setTimeout(save, 250);
  }
}

function flush() {
  if (incoming.length) {
    view.append(incoming);
    incoming = [];
  }
  view.setTopic(room.state.topic);
  view.setPinned(room.state.pinned);
  showPending();
  askOlder();
}

/** What was saved survives a reload, so only that is acknowledged. */
function save() {
  clearTimeout(saveTimer);
  saveTimer = null;
  savedAt = Date.now();
  room.save();
  if (unsavedBatch) {
    connection.send({ t: "have", b: unsavedBatch });
    unsavedBatch = 0;
  }
}

function connectionState(word) {
  if (word === "reload") {
    save();
    location.reload();
  } else if (word === "elsewhere") {
    view.setState(say("elsewhere"));
    view.ask(say("elsewhere"), [], [[say("here"), () => connection.open()]]);
  } else if (word === "open") {
    view.setState(say(room.state.entered || room.state.asked ? "inside" : "entering"));
  } else {
    view.setState(say(word));
  }
}

// ---- What the person does ----

function enter(event) {
  event.preventDefault();
  const name = at("name").value.trim();
  if (!name) {
    at("entrance-why").textContent = say("nameMissing");
    at("name").focus();
    return;
  }
  const isPassphrase = !at("passphrase-row").hidden;
  passphrase = isPassphrase && at("passphrase").value ? at("passphrase").value : passphrase;
  at("entrance-why").textContent = "";
  view.setState(say("entering"));
  if (room.state.asked && isPassphrase && passphrase && connection.send({ t: "passphrase",
    passphrase })) {
    return;
  }
  if (room.state.asked && !isPassphrase && connection.send({ t: "name", name })) {
    room.state.name = name;
    return;
  }
  room.begin(name);
  connection.open();
}

function sayText(text) {
  room.say(text);
  pump();
  view.toBottom();
  view.advise("");
  showPending();
  room.save();
}

/** What is older than all that is shown, as soon as the person comes near the top. */
function askOlder() {
  const before = view.first;
  if (!olderThan && !view.isWhole && before > 1 && room.state.entered && view.isNearTop()
    && connection.send({ t: "older", before })) {
    olderThan = before;
  }
}

function pump() {
  for (const text of room.unsent()) {
    text.sent = connection.send({ t: "say", id: text.id, text: text.text });
  }
}

function showPending() {
  view.showPending(room.state.parts, room.state.texts, {
    retry(text) {
      room.drop(text.id);
      sayText(text.text);
    },
    drop(text) {
      room.drop(text.id);
      showPending();
      room.save();
    },
  });
}

// ---- Who is there, who has it ----

const members = {
  names: new Set(),
  more: 0,
  open() {
    this.isShown = false; // Until the answer comes.
    this.field = element("input");
    this.field.type = "search";
    this.field.maxLength = 48;
    this.field.placeholder = say("find");
    this.field.setAttribute("aria-label", say("find"));
    this.field.oninput = ({ isComposing }) => {
      clearTimeout(this.timer);
      this.timer = isComposing ? 0 : setTimeout(() => this.ask(), 300);
    };
    this.field.addEventListener("compositionend", () => this.ask());
    this.list = element("div");
    this.ask();
  },
  ask() {
    connection.send({ t: "members", pattern: this.field.value.trim() });
  },
  told({ count, names }) {
    if (!this.field) {
      return; // From before a reload.
    }
    this.isKnown = names !== undefined;
    this.names = new Set(names);
    this.more = (count ?? 0) - this.names.size;
    if (!this.isShown) {
      this.isShown = true;
      this.field.hidden = this.more === 0;
      view.ask("", [this.field, this.list]);
    }
    this.show();
  },
  event({ kind, name, past }) {
    if (past || !["entered", "left", "kicked"].includes(kind) || this.field?.value) {
      return;
    }
    this.names[kind === "entered" ? "add" : "delete"](name);
    if (this.isShown && at("dialog").open) {
      this.show();
    }
  },
  show() {
    at("dialog-title").textContent = `${say("members")} (${this.names.size + this.more})`;
    this.list.replaceChildren(this.isKnown ? element("ul", "names", ...[...this.names]
      .sort((a, b) => a.localeCompare(b)).map((name) => element("li", "", isolated(name))))
      : element("p", "", say("whoUnknown")));
    if (this.more) {
      this.list.append(element("p", "", say("more", this.more)));
    }
  },
};

function showWho(value) {
  members.isShown = false;
  if (!value.having) {
    view.ask(say("who"), [element("p", "", say("whoUnknown"))]);
    return;
  }
  const content = [];
  for (const [key, word] of [["having", "having"], ["lacking", "lacking"], ["later", "later"],
    ["mute", "classic"]]) {
    const { count, names } = value[key];
    if (count) {
      content.push(element("h3", "", say(word, count)), element("ul", "names",
        ...names.map((name) => element("li", "", isolated(name)))));
      if (count > names.length) {
        content.push(element("p", "", say("more", count - names.length)));
      }
    }
  }
  view.ask(say("who"), content);
}

// ---- The menu ----

function menu() {
  members.isShown = false;
  const mayNotify = typeof Notification === "function" && isSecureContext;
  const choices = [[say("move"), showLink]];
  if (mayNotify && Notification.permission === "default") {
    choices.push([say("notify"), () => Notification.requestPermission()]);
  }
  choices.push([say("leave"), () => {
    connection.send({ t: "leave" });
  }]);
  const note = !mayNotify || Notification.permission === "denied" ? say("notifyNot")
    : Notification.permission === "granted" ? say("notified") : "";
  const key = remembered("fingerprint");
  view.ask(say("menu"), [element("p", "", note),
    element("p", "fingerprint", key ? say("fingerprint", key) : "")], choices);
}

function showLink() {
  const link = linkToMove(room.state.name);
  const field = element("textarea", "link");
  field.readOnly = true;
  field.value = link;
  field.setAttribute("aria-label", say("move"));
  const code = qrCode(link);
  view.ask(say("move"), [element("p", "", say("moveWhy")), ...(code ? [code] : []), field],
    [[say("copy"), () => {
      field.select();
      navigator.clipboard?.writeText(link);
    }]]);
}

function notify({ name, text }) {
  if (typeof Notification === "function" && Notification.permission === "granted") {
    const shown = new Notification(`${name} – ${view.title}`, { body: text, tag: "mention" });
    shown.onclick = () => focus();
  }
}

// ---- The beginning ----

function start() {
  at("entrance-form").onsubmit = enter;
  at("members-button").onclick = () => members.open();
  at("menu-button").onclick = menu;
  at("log").addEventListener("click", (event) => {
    const who = event.target.closest?.("[data-who]")?.dataset.who;
    if (who) {
      connection.send({ t: "who", event: Number(who) });
    }
  });
  addEventListener("pagehide", () => {
    save();
    connection.rest();
  });
  const isOpen = location.protocol === "http:"
    && !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  at("unencrypted").hidden = !isOpen;
  at("unencrypted").textContent = say("unencrypted");

  const moved = readHash();
  addEventListener("hashchange", () => {
    readHash();
    compareInvitation();
  });
  view.name = room.state.shownName ?? "";
  view.append(room.shown(), true);
  composer.set(room.state.draft);
  if (moved) {
    view.ask(say("moveHere"), [element("p", "", say("moveHereWhy")), isolated(moved.name)],
      [[say("take"), () => take(moved)]]);
  }
  if (room.state.wants && room.state.name) {
    if (room.state.entered) {
      view.showInside();
    } else if (room.state.asked) {
      askAgain(room.state.asked.why, room.state.asked.isPassphrase);
    }
    flush();
    connection.open();
  } else {
    view.showEntrance("", { name: remembered("name") ?? "" });
  }
}

/** What the address says: who moves here, and whose room it has to be (chatroomctl invite). */
function readHash() {
  const moved = readLinkToMove(location.hash);
  const invitation = /[#&]fp=(SHA256:[\w+/]+)/.exec(location.hash)?.[1];
  if (invitation) {
    room.state.invitedTo = invitation;
    room.save();
  }
  if (location.hash) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  return moved;
}

function compareInvitation() {
  const { invitedTo, fingerprint } = room.state;
  if (invitedTo && fingerprint) {
    room.state.invitedTo = "";
    if (invitedTo !== fingerprint) {
      view.advise(say("otherRoom", fingerprint));
    }
  }
}

function take({ secret: other, name }) {
  connection.close();
  remember("secret", other);
  remember("name", name);
  room.begin(name);
  room.forget();
  view.clear();
  if (name) {
    connection.open();
  } else {
    view.showEntrance("");
  }
}

start();
