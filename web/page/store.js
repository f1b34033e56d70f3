// SPDX-License-Identifier: GPL-3.0-or-later
// What the browser keeps: who one is (for all tabs), and what this tab has of its stay.

const lasting = "chatroom.";
const ofTab = "chatroom.tab";

/** Hexadecimal digits of so many random bytes. */
export function randomHex(bytes) {
  return toHex(crypto.getRandomValues(new Uint8Array(bytes)));
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Storage may be forbidden; then one is somebody else after each reload.
const memory = new Map();

function get(storage, key) {
  try {
    return storage().getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function set(storage, key, value) {
  try {
    storage().setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

const local = () => localStorage;
const session = () => sessionStorage;

export const remembered = (key) => get(local, lasting + key);
export const remember = (key, value) => set(local, lasting + key, value);

/** The 32 bytes that a member's key is made of, made at the first visit. */
export function secret() {
  let found = remembered("secret");
  if (!/^[0-9a-f]{64}$/.test(found ?? "")) {
    found = randomHex(32);
    remember("secret", found);
  }
  return found;
}

/** What this tab kept before a reload, or nothing. */
export function loadTab() {
  try {
    return JSON.parse(get(session, ofTab));
  } catch {
    return null;
  }
}

export function saveTab(state) {
  set(session, ofTab, JSON.stringify(state));
}

/** The link that makes another device the same person. */
export function linkToMove(name) {
  const bytes = secret().match(/../g).map((digits) => parseInt(digits, 16));
  const base64 = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${location.origin}${location.pathname}#me=${base64}&name=${encodeURIComponent(name)}`;
}

/** Who is in such a link, as {secret, name}; nothing if it is none. */
export function readLinkToMove(hash) {
  const found = new URLSearchParams(hash.replace(/^#/, ""));
  try {
    const bytes = atob((found.get("me") ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    return bytes.length === 32
      ? { secret: toHex(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))),
          name: found.get("name") ?? "" }
      : null;
  } catch {
    return null;
  }
}
