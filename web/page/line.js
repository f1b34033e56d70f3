// SPDX-License-Identifier: GPL-3.0-or-later
// One line of the log as elements. Whatever comes from the room becomes text, never HTML.

import { duration, isChinese, say } from "./words.js";

const locale = isChinese ? "zh-CN" : "en";
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit",
  hour12: false });
const calendar = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });

export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/** A text from the room by itself: its direction does not reach what stands beside it. */
export function isolated(text, className = "") {
  return element("bdi", className, text);
}

/** In the years that there are words for, 0 to 9999: other times throw where they are written. */
const dateOf = (at) => new Date(Math.max(-62167219200000, Math.min(at, 253402300799999)));

export const dayOf = (at) => dateOf(at).toDateString();

export function dayLine(at) {
  return element("div", "day", element("span", "", calendar.format(dateOf(at))));
}

const link = /https?:\/\/[^\s<>"'`\u3000-\u303f\uff00-\uffef]+/gi;

/** The text with its links as links, and with my name marked. */
function withLinks(text, className) {
  const made = element("bdi", className);
  let done = 0;
  for (const match of text.matchAll(link)) {
    const address = match[0].replace(/[.,;:!?)\]}]+$/, "");
    if (!URL.canParse?.(address) && !canParse(address)) {
      continue;
    }
    const anchor = element("a", "", address);
    anchor.href = address;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer nofollow";
    anchor.referrerPolicy = "no-referrer";
    made.append(text.slice(done, match.index), anchor);
    done = match.index + address.length;
  }
  made.append(text.slice(done));
  return made;
}

function canParse(address) {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

function time(at) {
  const date = dateOf(at);
  const made = element("time", "", clock.format(date));
  made.dateTime = date.toISOString();
  made.title = full.format(date);
  return made;
}

const forSome = (key, text, ...before) => text
  ? say(`${key}For`, ...before, duration(Number(text))) : say(key, ...before);

/** What an event that is no message says; nothing if there are no words for it. */
export function eventWords({ kind, name, text }) {
  switch (kind) {
    case "entered": return say("entered", name);
    case "left": return say("left", name);
    case "kicked": return text ? say("kickedFor", name, text) : say("kicked", name);
    case "muted": return name ? forSome("muted", text, name) : forSome("mutedAll", text);
    case "unmuted": return name ? say("unmuted", name) : say("unmutedAll");
    case "locked": return say("locked");
    case "unlocked": return say("unlocked");
    case "slowed": return text ? say("slowed", duration(Number(text))) : say("unslowed");
    case "topic": return text ? say("topicIs", text) : say("topicGone");
    case "pinned": return say("pinnedNow");
    case "unpinned": return say("unpinned");
    case "recalled": return say("recalledNotice");
    default: return null;
  }
}

export function mentions(text, name) {
  return Boolean(name && text) && text.toLowerCase().includes(name.toLowerCase());
}

const ticks = { journal: "✓", everywhere: "✓✓" };

/** The mark of one's own message, which tells who has it when it is pressed. */
export function setMark(row, line) {
  const mark = row.querySelector(".mark");
  if (mark && ticks[line.mark]) {
    mark.textContent = ticks[line.mark];
    mark.setAttribute("aria-label", `${say(line.mark)} – ${say("who")}`);
    mark.title = say(line.mark);
  }
}

function message(line, me) {
  const row = element("div", `line said${line.own ? " own" : ""}`);
  row.append(isolated(line.name, "name"), " ", time(line.at), " ");
  const isGone = !line.text;
  const text = isGone ? element("span", "text gone", say("recalled"))
    : withLinks(line.text, "text");
  if (!line.own && mentions(line.text, me)) {
    row.classList.add("mention");
  }
  row.append(text);
  if (line.own) {
    const mark = element("button", "mark");
    mark.type = "button";
    mark.dataset.who = line.n;
    row.append(" ", mark);
    setMark(row, line);
  }
  return row;
}

function announcement(line) {
  const row = element("div", "line announced");
  row.append(element("strong", "", say("announced")), " ", time(line.at), " ",
    line.text ? withLinks(line.text, "text") : element("span", "text gone", say("recalled")));
  return row;
}

/** The element of a line that is kept (room.js); nothing if it shows nothing. */
export function lineElement(line, me) {
  if (line.gap !== undefined) {
    const words = line.missed ? say("missed") : line.lost ? say("gapLost") : say("gap", line.gap);
    return element("div", "line gap", words);
  }
  if (line.kind === "said") {
    return message(line, me);
  }
  if (line.kind === "announced") {
    return announcement(line);
  }
  const words = eventWords(line);
  return words === null ? null
    : element("div", "line notice", isolated(words), " ", time(line.at));
}
