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

// A page that opens further down shows what was done in its corner; a key or a press takes it away.
const said = [...document.querySelectorAll(".flash")];
if (location.hash) for (const one of said) one.addEventListener("click", () => one.remove());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash && !document.querySelector("dialog[open]")) for (const one of said) one.remove();
});
