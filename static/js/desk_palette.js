// The command palette: everything that can be gone to or done on this page, and whatever the search finds, by typing.
import { activate, onKey } from "./desk.js";
import { worded } from "./words.js";

const dialog = document.querySelector("[data-palette]");
const words = dialog.querySelector("[data-palette-words]");
const list = dialog.querySelector("[data-palette-list]");
const news = dialog.querySelector("[data-palette-news]");
const PAUSE_MS = 150;

let choices = [];
let chosen = 0;
let waiting;
let asked = 0;
let answered = 0;

function commands() {
  const places = [...document.querySelectorAll(".bar .nav-link")].map((link) => ({
    label: link.textContent.trim(), about: worded("Go to"), run: () => { location.href = link.href; },
  }));
  const deeds = [...document.querySelectorAll("[data-key]")].map((element) => ({
    label: element.dataset.keyWords, about: element.dataset.key, run: () => activate(element),
  }));
  return [...places, ...deeds];
}

function fits(command, typed) {
  const label = command.label.toLowerCase();
  return typed.split(/\s+/).every((part) => label.includes(part));
}

function show(found) {
  const typed = words.value.trim().toLowerCase();
  const known = commands().filter((command) => fits(command, typed)).slice(0, 8);
  const all = typed ? [{ label: worded("Search for “%(words)s”", { words: words.value.trim() }), about: worded("Search"), run: () => { location.href = `${dialog.dataset.all}?q=${encodeURIComponent(words.value.trim())}`; } }] : [];
  choices = [...found, ...known, ...all];
  chosen = 0;
  list.replaceChildren(...choices.map(option));
  news.textContent = worded("%(count)s to choose from", { count: choices.length });
  mark();
}

function option(choice, index) {
  const item = document.createElement("li");
  item.role = "option";
  item.id = `palette-${index}`;
  const label = document.createElement("span");
  label.textContent = choice.label;
  const about = document.createElement("span");
  about.className = "palette-about";
  about.textContent = choice.about;
  item.append(label, about);
  item.addEventListener("mousemove", () => { chosen = index; mark(); });
  item.addEventListener("click", () => run(choice));
  return item;
}

function mark() {
  [...list.children].forEach((item, index) => {
    item.ariaSelected = String(index === chosen);
    if (index === chosen) item.scrollIntoView({ block: "nearest" });
  });
  words.setAttribute("aria-activedescendant", choices.length ? `palette-${chosen}` : "");
}

function run(choice) {
  dialog.close();
  choice.run();
}

/** What is chosen; whoever is quicker than the search gets what it finds first. */
async function runSoon() {
  if (!chosen && answered !== asked) await look();
  if (dialog.open && choices[chosen]) run(choices[chosen]);
}

async function look() {
  clearTimeout(waiting);
  const turn = ++asked;
  const typed = words.value.trim();
  if (!typed) {
    answered = turn;
    return;
  }
  const answer = await fetch(`${dialog.dataset.search}?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (turn !== asked || !dialog.open) return;
  answered = turn;
  if (!answer?.ok) return;
  const { hits } = await answer.json();
  show(hits.filter((hit) => hit.address).map((hit) => ({
    label: hit.title || hit.client, about: `${hit.kind}${hit.client && hit.client !== hit.title ? ` · ${hit.client}` : ""}`,
    run: () => { location.href = hit.address; },
  })));
}

function open() {
  words.value = "";
  answered = asked;
  show([]);
  dialog.showModal();
}

words.addEventListener("input", () => {
  show([]);
  clearTimeout(waiting);
  asked += 1;
  waiting = setTimeout(look, PAUSE_MS);
});
words.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && choices.length) {
    chosen = (chosen + step + choices.length) % choices.length;
    mark();
  } else if (event.key === "Enter") {
    runSoon();
  } else {
    return;
  }
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !dialog.open) {
    event.preventDefault();
    open();
  }
});
onKey("g", worded("Go to, do, or find (Ctrl+K too)"), open);
