// What every page has: the theme switch, and forms that are sent once.
const root = document.documentElement;

document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.bsTheme);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A page that comes back from the browser's memory may be sent again.
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});

// What was typed into a form that came too late is put into it again when its page is back.
const TYPED = "typed";
const plain = (field) => field.name && !["hidden", "submit", "button", "file", "password"].includes(field.type) && !/code$/.test(field.name);

document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (target.method !== "post" || defaultPrevented || location.pathname.startsWith("/sign-in")) return;
  const fields = [...target.elements].filter(plain).map((field) => [field.name, field.value, field.checked]);
  if (fields.length) sessionStorage.setItem(TYPED, JSON.stringify({ page: location.pathname, action: target.action, fields }));
});

function giveBack({ page, action, fields }) {
  const form = page === location.pathname && [...document.forms].find((one) => one.action === action);
  if (!form) return;
  for (const [name, value, checked] of fields) {
    for (const field of [...form.elements].filter((one) => one.name === name)) {
      if (!["checkbox", "radio"].includes(field.type)) field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
  const folded = form.closest("details");
  if (folded) folded.open = true;
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
  sessionStorage.removeItem(TYPED);
}


const typed = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
if (typed && document.querySelector("[data-lost]")) sessionStorage.setItem(TYPED, JSON.stringify({ ...typed, lost: true }));
else if (typed?.lost) giveBack(typed);
else sessionStorage.removeItem(TYPED);

// A page that opens further down shows what was done in its corner; a key or a press takes it away.
const said = [...document.querySelectorAll(".flash")];
if (location.hash) for (const one of said) one.addEventListener("click", () => one.remove());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash && !document.querySelector("dialog[open]")) for (const one of said) one.remove();
});
