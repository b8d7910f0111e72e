// The dispute's page: the longer reading is fetched, credits are added up, and nothing that was typed is lost.
const DRAFT = "draft:";
const SENT = "drafts-sent";

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
  line.textContent = `${money.format(sum)} in all. ${sum > left ? "This is above your limit: a manager approves it first." : "You may give this alone."}`;
}

for (const box of document.querySelectorAll("[data-credits]")) {
  addUp(box);
  box.addEventListener("input", () => addUp(box));
}

function nameOf(field) {
  return `${DRAFT}${location.pathname}:${field.form.getAttribute("action")}:${field.name}`;
}

const texts = [...document.querySelectorAll("main form textarea[name]")];
// Only an answer that says so proves that what was sent has arrived.
if (document.querySelector(".alert-success")) {
  for (const name of JSON.parse(sessionStorage.getItem(SENT) ?? "[]")) localStorage.removeItem(name);
}
sessionStorage.removeItem(SENT);
for (const field of texts) {
  const kept = localStorage.getItem(nameOf(field));
  if (kept && kept !== field.value && !document.querySelector("[data-refused], [data-show]")) {
    field.value = kept;
    const folded = field.closest("details");
    if (folded && !folded.hasAttribute("name")) folded.open = true;
  }
  field.addEventListener("input", () => {
    if (field.value && field.value !== field.defaultValue) localStorage.setItem(nameOf(field), field.value);
    else localStorage.removeItem(nameOf(field));
  });
}
document.addEventListener("submit", (event) => {
  const names = texts.filter((field) => field.form === event.target).map(nameOf);
  sessionStorage.setItem(SENT, JSON.stringify(names));
});

for (const log of document.querySelectorAll("[data-to-the-end]")) log.scrollTop = log.scrollHeight;
const refused = document.querySelector("[data-refused]");
const sheet = refused ? document.getElementById(refused.dataset.refused) : document.querySelector("[data-show]");
if (sheet && !location.hash) {
  sheet.scrollIntoView({ block: "center" });
  (sheet.querySelector(".is-invalid") ?? sheet.querySelector("textarea, input:not([type=hidden])"))?.focus({ preventScroll: true });
}
