// At a dispute: who else is there, and nothing that was typed is lost. Words are kept here at once and at the desk soon after.
import { worded } from "./words.js";

const place = document.querySelector("[data-here]");
const changed = document.querySelector("[data-changed]");
const token = document.querySelector("meta[name=csrf-token]").content;
const UNSENT = "draft:";
const SENT = "drafts-sent";
const EVERY_MS = 12000;
const PAUSE_MS = 900;
const waiting = new Map();
let typedAt = 0;
let timer;
let leaving = false;
let drawn = place ? JSON.stringify(JSON.parse(place.dataset.begunNow)) : "";
const saving = new AbortController();

const fields = [...document.querySelectorAll("details[data-form] form")].flatMap((form) =>
  [...form.elements].filter((field) => field.name && !["hidden", "submit", "button", "file", "checkbox", "radio"].includes(field.type)));

function formOf(field) {
  return field.closest("[data-form]").dataset.form;
}

function nameOf(field) {
  return `${UNSENT}${location.pathname}:${formOf(field)}:${field.name}`;
}

function isText(field) {
  return field.tagName === "TEXTAREA";
}

// Only an answer that says so proves that what was sent has arrived.
if (document.querySelector(".alert-success")) {
  for (const name of JSON.parse(sessionStorage.getItem(SENT) ?? "[]")) localStorage.removeItem(name);
}
sessionStorage.removeItem(SENT);

for (const field of fields) {
  const kept = isText(field) ? localStorage.getItem(nameOf(field)) : null;
  if (kept && kept !== field.value && !document.querySelector("[data-refused], [data-show]")) {
    field.value = kept;
    waiting.set(nameOf(field), field);
    const folded = field.closest("details");
    if (folded && !folded.hasAttribute("name")) folded.open = true;
  }
  field.addEventListener("input", () => {
    typedAt = Date.now();
    waiting.set(nameOf(field), field);
    if (isText(field) && field.value) localStorage.setItem(nameOf(field), field.value);
    else localStorage.removeItem(nameOf(field));
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  // A draft on its way must not arrive after what has become of it.
  saving.abort();
  clearTimeout(timer);
  sessionStorage.setItem(SENT, JSON.stringify(fields.filter((field) => field.form === event.target).map(nameOf)));
});

/** Says that we are here and what was typed; shows who else is and what they have begun. */
async function look() {
  clearTimeout(timer);
  if (leaving) return;
  const sending = [...waiting.values()];
  waiting.clear();
  const said = sending.map((field) => ({ form: formOf(field), field: field.name, words: field.value, key: field.form.elements.once?.value ?? "" }));
  try {
    const answer = await fetch(place.dataset.here, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      signal: saving.signal,
      body: JSON.stringify({ typing: Date.now() - typedAt < 8000, fields: said }),
    });
    if (answer.status === 401 || answer.status === 403 || answer.redirected) return;
    if (answer.ok) {
      for (const [at, field] of sending.entries()) {
        if (isText(field) && said[at].words === field.value) localStorage.removeItem(nameOf(field));
      }
      show(await answer.json());
    }
  } catch {
    for (const field of sending) waiting.set(nameOf(field), field);
  }
  timer = setTimeout(look, EVERY_MS);
}

function show({ others, begun, step }) {
  const typing = others.filter((other) => other.typing).map((other) => other.name);
  const looking = others.filter((other) => !other.typing).map((other) => other.name);
  const parts = [];
  if (typing.length) parts.push(typing.length > 1 ? worded("%(who)s are typing here", { who: typing.join(", ") }) : worded("%(who)s is typing here", { who: typing[0] }));
  if (looking.length) parts.push(looking.length > 1 ? worded("%(who)s are looking at this too", { who: looking.join(", ") }) : worded("%(who)s is looking at this too", { who: looking[0] }));
  const words = parts.join("; ");
  if (place.textContent !== words) place.textContent = words;
  if (changed && step > Number(place.dataset.step)) changed.hidden = false;
  if (JSON.stringify(begun) === drawn) return;
  drawn = JSON.stringify(begun);
  for (const old of document.querySelectorAll(".begun")) old.remove();
  for (const one of begun) draw(one);
}

/** What a colleague has begun, in its form; above the notes where we have no such form. The page drew what there was. */
function draw({ by, form, field, words, at }) {
  const there = document.querySelector(`[data-form="${CSS.escape(form)}"] [data-begun]`) ?? document.querySelector("#notes > [data-begun]");
  const box = document.createElement("div");
  box.className = "begun small";
  const said = document.createElement("p");
  said.textContent = worded("%(who)s has begun here (%(at)s): “%(words)s”", { who: by, at, words: words.length > 300 ? `${words.slice(0, 299)}…` : words });
  const take = document.createElement("button");
  take.type = "button";
  take.className = "btn btn-sm btn-outline-secondary";
  take.textContent = worded("Go on with these words");
  Object.assign(take.dataset, { goOn: field, words });
  box.append(said, take);
  there.append(box);
}

document.addEventListener("click", ({ target }) => {
  const taken = target.closest("[data-go-on]");
  const field = taken?.closest("form")?.elements[taken.dataset.goOn];
  if (!field) return;
  field.value = taken.dataset.words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else look();
});
if (place) look();
