// Keys of the desk. What has data-key in the page can be pressed; the sheet behind “?” lists it, and switches it off.
import { worded } from "./words.js";

const dialog = document.querySelector("[data-keys]");
const list = dialog.querySelector("[data-keys-list]");
const toggle = dialog.querySelector("[data-keys-on]");
const KEPT = "desk-keys";

/** Keys that a page's own script answers: key → words, action. */
const own = new Map();

/** Let `key` do `action`; `words` stand in the sheet. */
export function onKey(key, words, action) {
  own.set(key, { words, action });
}

function on() {
  return localStorage.getItem(KEPT) !== "off";
}

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null && !target.matches("[type=checkbox], [type=radio]");
}

/** Opens what is folded, and goes to its first field; goes to the first field of a form; presses everything else. */
export function activate(element) {
  const part = element.tagName === "SUMMARY" ? element.closest("details") : element.closest("form[data-key]");
  if (!part) {
    element.click();
    return;
  }
  if (part.tagName === "DETAILS") part.open = true;
  const field = part.querySelector("textarea, select, input:not([type=hidden])");
  (field ?? element).focus();
  part.scrollIntoView({ block: "nearest" });
}

function row(key, words) {
  const term = document.createElement("dt");
  const kbd = document.createElement("kbd");
  kbd.textContent = key;
  term.append(kbd);
  const meaning = document.createElement("dd");
  meaning.textContent = words;
  return [term, meaning];
}

export function showKeys() {
  const marked = [...document.querySelectorAll("[data-key]")].map((element) => [element.dataset.key, element.dataset.keyWords]);
  const known = [...own].map(([key, { words }]) => [key, words]);
  list.replaceChildren(...[...known, ...marked, ["?", worded("This sheet")]].flatMap(([key, words]) => row(key, words)));
  toggle.checked = on();
  dialog.showModal();
}

toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
for (const button of document.querySelectorAll("[data-show-keys]")) button.addEventListener("click", showKeys);

document.addEventListener("keydown", (event) => {
  if (!on() || dialog.open || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "?") {
    showKeys();
  } else if (own.has(event.key)) {
    if (own.get(event.key).action(event) === false) return;
  } else {
    const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!marked) return;
    activate(marked);
  }
  event.preventDefault();
});
