// SPDX-License-Identifier: GPL-3.0-or-later
// Where one types. An input method's Enter chooses a word and sends nothing.

import { element } from "./line.js";
import { at } from "./view.js";
import { say } from "./words.js";

const mostBytes = 4096, warnBytes = 512, mostPasted = 50;
const encoder = new TextEncoder();

export class Composer {
  /** send(text) says something; keep(draft) is told of what is typed. */
  constructor(view, send, keep) {
    this.view = view;
    this.send = send;
    this.keep = keep;
    this.field = at("text");
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", (event) => this.changed(event.isComposing));
    this.field.addEventListener("compositionend", () => this.changed(false));
    this.field.addEventListener("paste", (event) => this.pasted(event));
    at("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
      this.field.focus();
    });
  }

  set(text) {
    this.field.value = text;
    this.changed(false);
  }

  key(event) {
    // 229: Safari has ended the composition already when its Enter comes.
    if (event.key === "Enter" && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.submit();
    }
  }

  changed(isComposing) {
    if (!isComposing && this.field.value.includes("\n")) {
      this.field.value = this.field.value.replaceAll(/\r?\n/g, " ");
    }
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    const left = mostBytes - encoder.encode(this.field.value).length;
    if (left < warnBytes || this.isWarned) {
      this.isWarned = left < warnBytes;
      this.view.advise(this.isWarned ? say("bytesLeft", left) : "");
    }
    this.keep(this.field.value);
  }

  submit() {
    const text = this.field.value;
    if (!text.trim()) {
      return;
    }
    if (encoder.encode(text).length > mostBytes) {
      this.view.advise(say("tooLong", mostBytes));
      return;
    }
    this.set("");
    this.send(text);
  }

  pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.split(/\r?\n/).filter((line) => line.trim());
    if (lines.length < 2) {
      return;
    }
    event.preventDefault();
    const some = lines.slice(0, mostPasted);
    const note = lines.length > some.length ? [element("p", "", say("pasteMany", some.length))]
      : [];
    this.view.ask(say("paste", lines.length), [...note, element("pre", "", some.join("\n"))], [
      [say("pasteEach", some.length), () => some.forEach((line) => this.send(line))],
      [say("pasteOne"), () => {
        this.field.setRangeText(lines.join(" "), this.field.selectionStart,
          this.field.selectionEnd, "end");
        this.changed(false);
        this.field.focus();
      }],
    ]);
  }
}
