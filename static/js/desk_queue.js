// The queue: keys go from row to row, and rows come and go by themselves without losing the chosen one.
import { onKey } from "./desk.js";
import { worded } from "./words.js";

const body = document.querySelector("[data-list]");
const news = document.querySelector("[data-news]");
const EVERY_MS = 10000;
const CLOCKS_MS = 300000;
let chosen = null;
let drawn = Date.now();

function rows() {
  return body ? [...body.querySelectorAll("tr[data-reference]")] : [];
}

function choose(row) {
  if (!row) return;
  for (const other of rows()) other.classList.toggle("is-chosen", other === row);
  chosen = row.dataset.reference;
  row.querySelector("a").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function current() {
  return rows().find((row) => row.dataset.reference === chosen);
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  choose(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]);
}

onKey("j", worded("Next dispute"), () => move(1));
onKey("k", worded("Dispute before"), () => move(-1));
onKey("Enter", worded("Open the dispute"), (event) => {
  if (event.target.closest("a, button, summary") || !current()) return false;
  current().querySelector("a").click();
  return true;
});
onKey("x", worded("Choose the dispute for a deed with others"), () => {
  current()?.querySelector("[name=reference]")?.click();
});
onKey("t", worded("Take the dispute"), () => current()?.querySelector("form button")?.click());

body?.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-reference]");
  if (row && row.dataset.reference !== chosen) {
    for (const other of rows()) other.classList.toggle("is-chosen", other === row);
    chosen = row.dataset.reference;
  }
});

const bar = document.getElementById("bulk");

function picked() {
  return body ? [...body.querySelectorAll("[name=reference]:checked")].map((box) => box.value) : [];
}

function count() {
  if (!bar) return;
  const all = picked().length;
  bar.classList.toggle("is-wanted", all > 0);
  bar.querySelector("[data-chosen]").textContent = all ? worded("With the %(count)s chosen:", { count: all }) : worded("With the chosen ones:");
}

body?.addEventListener("change", count);

/** Puts the new rows in place of the old; the chosen row stays chosen, and the focus where it was. */
function draw(html) {
  const known = new Set(rows().map((row) => row.dataset.reference));
  const ticked = new Set(picked());
  const held = document.activeElement?.closest?.("tr[data-reference]");
  const tag = held && document.activeElement.tagName;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  body.replaceChildren(fresh.content);
  for (const box of body.querySelectorAll("[name=reference]")) box.checked = ticked.has(box.value);
  count();
  const come = rows().filter((row) => !known.has(row.dataset.reference));
  for (const row of come) row.classList.add("is-new");
  if (come.length) news.textContent = worded("%(count)s new in this view: %(which)s", { count: come.length, which: come.map((row) => row.dataset.reference).join(", ") });
  current()?.classList.add("is-chosen");
  if (held) current()?.querySelector({ BUTTON: "button", INPUT: "[name=reference]" }[tag] ?? "a")?.focus({ preventScroll: true });
}

async function look() {
  if (!document.hidden) {
    const stale = Date.now() - drawn > CLOCKS_MS;
    const address = new URL(body.dataset.rows, location.href);
    address.search = location.search;
    if (!stale) address.searchParams.set("since", body.dataset.stamp);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (answer.status === 200) {
        draw(await answer.text());
        body.dataset.stamp = answer.headers.get("X-Stamp");
        drawn = Date.now();
      }
      if (answer.status === 401 || answer.redirected) return;
    } catch {
      // No connection: the rows stay as they are, and are asked for again.
    }
  }
  setTimeout(look, EVERY_MS);
}

if (body?.dataset.rows) setTimeout(look, EVERY_MS);
count();
