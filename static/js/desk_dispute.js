// The dispute's page: the longer reading is fetched, and credits are added up.
import { worded } from "./words.js";

async function fill(part) {
  try {
    const answer = await fetch(part.dataset.part, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) part.innerHTML = await answer.text();
  } catch {
    // The link in its place still leads there.
  }
}

for (const part of document.querySelectorAll("[data-part]")) if (part.querySelector(".part-link")) fill(part);

function addUp(box) {
  const line = box.querySelector("[data-credits-sum]");
  const left = Number(box.dataset.left);
  const amounts = [...box.querySelectorAll("input")].map((field) => Number(field.value.replace(",", ".") || 0));
  const sum = amounts.reduce((one, other) => one + other, 0);
  line.hidden = !Number.isFinite(sum) || sum <= 0;
  const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: box.dataset.currency });
  const amount = money.format(sum);
  line.textContent = sum > left
    ? worded("%(amount)s in all. This is above your limit: a manager approves it first.", { amount })
    : worded("%(amount)s in all. You may give this alone.", { amount });
}

for (const box of document.querySelectorAll("[data-credits]")) {
  addUp(box);
  box.addEventListener("input", () => addUp(box));
}

for (const log of document.querySelectorAll("[data-to-the-end]")) log.scrollTop = log.scrollHeight;
const refused = document.querySelector("[data-refused]");
const sheet = refused ? document.getElementById(refused.dataset.refused) : document.querySelector("[data-show]");
if (sheet && !location.hash) {
  sheet.scrollIntoView({ block: "center" });
  (sheet.querySelector(".is-invalid") ?? sheet.querySelector("[data-read], textarea, input:not([type=hidden])"))?.focus({ preventScroll: true });
}
