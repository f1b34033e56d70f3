// SPDX-License-Identifier: GPL-3.0-or-later
// The page as people see it: elements are made and changed here, and nowhere else.

import { dayLine, dayOf, element, isolated, lineElement, setMark } from "./line.js";
import { isChinese, say } from "./words.js";

const shownLines = 1500; // More would make the page slow; they are in nobody's way.
const readLines = 6000; // As many while somebody reads what is older.
const nearBottom = 60, nearTop = 300; // px

export const at = (id) => document.getElementById(id);

export class View {
  /** onTop() is called when the person comes near the top. */
  constructor(onTop) {
    this.onTop = onTop;
    this.first = 0; // The number of the first event that is shown; 0: there is none.
    this.isWhole = false; // There is nothing older to be shown.
    this.rows = new Map(); // Of lines that may change.
    this.day = "";
    this.unseen = 0;
    this.name = "";
    this.log = at("log");
    this.earlier = element("div");
    this.earlier.setAttribute("aria-live", "off"); // What is old is not news.
    this.log.append(this.earlier);
    document.documentElement.lang = isChinese ? "zh-CN" : "en";
    for (const [id, key] of [["members-button", "members"], ["menu-button", "menu"],
      ["enter", "enter"], ["send", "send"]]) {
      at(id).textContent = say(key);
    }
    document.querySelector("label[for=name]").textContent = say("name");
    document.querySelector("label[for=passphrase]").textContent = say("passphrase");
    document.querySelector("label[for=text]").textContent = say("text");
    at("text").placeholder = say("text");
    at("pinned").querySelector("strong").textContent = say("pinned");
    this.log.setAttribute("aria-label", say("log"));
    at("newer").onclick = () => this.toBottom();
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.follows) {
        this.toBottom();
      }
    });
    new ResizeObserver(() => this.follows && this.toBottom()).observe(this.log);
    this.follows = true; // Until the person scrolls up.
    this.lastTop = 0;
    this.setTitle("");
  }

  setTitle(title) {
    this.title = title || this.title || say("room");
    at("title").textContent = this.title;
    this.showUnseen();
  }

  setState(words) {
    at("state").textContent = words;
  }

  setTopic(topic) {
    at("topic").hidden = !topic;
    at("topic").replaceChildren(isolated(topic ? say("topic", topic) : ""));
  }

  setPinned(pinned) {
    at("pinned").hidden = !pinned;
    at("pinned").querySelector("bdi").textContent = pinned;
  }

  showEntrance(why, { passphrase = false, name = "" } = {}) {
    at("entrance").hidden = false;
    at("composer").hidden = at("members-button").hidden = at("menu-button").hidden = true;
    at("entrance-why").textContent = why;
    at("passphrase-row").hidden = !passphrase;
    at("name").value = at("name").value || name;
    (passphrase ? at("passphrase") : at("name")).focus();
  }

  showInside() {
    const wasOutside = !at("entrance").hidden || at("composer").hidden;
    at("entrance").hidden = true;
    at("composer").hidden = at("members-button").hidden = at("menu-button").hidden = false;
    at("passphrase").value = "";
    if (wasOutside) {
      this.toBottom();
      at("text").focus();
    }
  }

  setFingerprint(words) {
    at("fingerprint").hidden = !words;
    at("fingerprint").textContent = words;
  }

  /** What has come since we scrolled is no reason to follow no more. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    const isUp = scrollTop < this.lastTop;
    this.lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < nearBottom) {
      this.follows = true;
      if (!document.hidden) {
        this.seeAll();
      }
    } else if (isUp) {
      this.follows = false;
    }
    if (isUp && this.isNearTop()) {
      this.onTop();
    }
  }

  isNearTop() {
    return this.log.scrollTop < nearTop && this.rows.size < readLines;
  }

  toBottom() {
    this.follows = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.seeAll();
  }

  seeAll() {
    this.unseen = 0;
    this.showUnseen();
  }

  showUnseen() {
    at("newer").hidden = this.unseen === 0 || this.follows;
    at("newer").textContent = `↓ ${say("newer", this.unseen)}`;
    document.title = (this.unseen ? `(${this.unseen}) ` : "") + this.title;
  }

  /** Puts the lines at the end, all at once; `old` ones were seen before. */
  append(lines, old = false) {
    const added = document.createDocumentFragment();
    const follows = this.follows;
    let count = 0;
    for (const line of lines) {
      const row = lineElement(line, this.name);
      if (!row) {
        continue;
      }
      if (line.at !== undefined && dayOf(line.at) !== this.day) {
        this.day = dayOf(line.at);
        added.append(dayLine(line.at));
      }
      const isNew = !old && !line.past && !line.own && (document.hidden || !follows)
        && (line.kind === "said" || line.kind === "announced");
      if (isNew && this.unseen + count === 0) {
        this.log.querySelector(".unread")?.remove();
        added.append(element("div", "unread", element("span", "", say("unread"))));
      }
      count += isNew ? 1 : 0;
      this.keep(line, row);
      added.append(row);
    }
    this.log.append(added);
    this.unseen += count;
    this.trim();
    if (follows) {
      this.scheduleBottom();
    }
    if (count) {
      this.showUnseen();
    }
  }

  keep(line, row) {
    if (line.n !== undefined) {
      this.rows.set(line.n, row);
      row.dataset.n = line.n;
      this.first = Math.min(this.first || line.n, line.n);
    }
  }

  /** Puts what is older above the rest; what is read stays where it is. */
  prepend(lines) {
    const added = document.createDocumentFragment();
    let day = null;
    for (const line of lines) {
      const row = lineElement(line, this.name);
      if (row && day?.textContent !== dayLine(line.at).textContent) {
        day = dayLine(line.at);
        added.append(day);
      }
      if (row) {
        this.keep(line, row);
        added.append(row);
      }
    }
    this.first = Math.min(this.first, lines[0]?.n ?? this.first);
    const top = this.earlier.firstElementChild ?? this.earlier.nextElementSibling;
    this.putAbove(added, day && top?.className === "day" && top.textContent === day.textContent
      ? top : null);
  }

  prependHint(words) {
    this.putAbove(element("div", "day", element("span", "", words)));
  }

  putAbove(added, instead = null) {
    const fromEnd = this.log.scrollHeight - this.log.scrollTop;
    instead?.remove();
    this.earlier.prepend(added);
    this.log.scrollTop = this.lastTop = this.log.scrollHeight - fromEnd;
  }

  scheduleBottom() {
    if (!this.isScheduled) {
      this.isScheduled = true;
      // A page in the background draws nothing, and scrolls when it is seen.
      requestAnimationFrame(() => {
        this.isScheduled = false;
        if (this.follows) {
          this.log.scrollTop = this.log.scrollHeight;
        }
      });
    }
  }

  trim() {
    const most = this.follows ? shownLines : readLines;
    const { children } = this.earlier;
    let excess = children.length + this.log.childElementCount - most;
    if (excess > 0) {
      const fromEnd = this.follows ? 0 : this.log.scrollHeight - this.log.scrollTop;
      for (; excess > 0; --excess) {
        (children[0] ?? this.earlier.nextElementSibling).remove();
      }
      this.first = Number(this.log.querySelector("[data-n]").dataset.n);
      this.isWhole = false;
      if (!this.follows) {
        this.log.scrollTop = this.log.scrollHeight - fromEnd;
      }
      this.lastTop = 0; // What is above has become less.
    }
    if (this.rows.size > 2 * shownLines) {
      for (const [n, row] of this.rows) {
        if (!row.isConnected) {
          this.rows.delete(n);
        }
      }
    }
  }

  clear() {
    this.earlier.replaceChildren();
    this.log.replaceChildren(this.earlier);
    this.rows.clear();
    this.first = 0;
    this.day = "";
  }

  markLine(line) {
    const row = this.rows.get(line.n);
    if (row) {
      setMark(row, line);
    }
  }

  /** The line has lost its text. */
  blank(line) {
    const text = this.rows.get(line.n)?.querySelector(".text");
    if (text) {
      text.className = "text gone";
      text.textContent = say("recalled");
    }
  }

  /** What is on its way, and what did not arrive. */
  showPending(parts, texts, { retry, drop }) {
    const rows = [];
    for (const part of parts) {
      rows.push(element("div", "line own waiting", isolated(part.text, "text"), " ",
        element("span", "hint", say("pending"))));
    }
    for (const text of texts) {
      const row = element("div", `line own waiting${text.fate ? " failed" : ""}`,
        isolated(text.text, "text"), " ",
        element("span", "hint", say(text.fate || "pending")));
      if (text.fate) {
        row.append(" ", button(say("retry"), () => retry(text)), " ",
          button(say("drop"), () => drop(text)));
      }
      rows.push(row);
    }
    at("pending").replaceChildren(...rows);
    if (this.follows) {
      this.scheduleBottom();
    }
  }

  advise(words) {
    at("advice").textContent = words;
  }

  /** Asks; each choice is [words, what it does]. */
  ask(title, content, choices = []) {
    const dialog = at("dialog");
    at("dialog-title").textContent = title;
    at("dialog-body").replaceChildren(...content);
    at("dialog-buttons").replaceChildren(...[...choices, [say("close"), () => {}]]
      .map(([words, act]) => button(words, () => {
        dialog.close();
        act();
      })));
    if (!dialog.open) {
      dialog.showModal();
    }
  }
}

export function button(words, act) {
  const made = element("button", "", words);
  made.type = "button";
  made.onclick = act;
  return made;
}
