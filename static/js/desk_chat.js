// A chat at the desk: what the client writes appears by itself.
const log = document.querySelector("[data-chat]");
const client = document.querySelector("[data-client]");
const EVERY_MS = 3000;
let lastSeq = Number(log.dataset.lastSeq);

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(`${log.dataset.chat}${lastSeq}`, { headers: { Accept: "text/html" } });
      if (answer.redirected || answer.status === 401) return;
      const now = answer.headers.get("X-Client");
      if (now && client && client.textContent !== now) client.textContent = now;
      if (answer.status === 200) {
        log.insertAdjacentHTML("beforeend", await answer.text());
        lastSeq = Math.max(...[...log.querySelectorAll("[data-seq]")].map((said) => Number(said.dataset.seq)));
        log.lastElementChild.scrollIntoView({ block: "nearest" });
      }
    } catch {
      // No connection: it is asked again.
    }
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);

// What is typed is kept until it is sent: a page that is left by accident gives it back.
const typed = document.querySelector("[data-typing-to] textarea");
const KEPT = `chat:${location.pathname}`;
if (typed && !typed.value) typed.value = localStorage.getItem(KEPT) ?? "";
typed?.addEventListener("input", () => localStorage.setItem(KEPT, typed.value));
typed?.form.addEventListener("submit", () => localStorage.removeItem(KEPT));

// The client sees that somebody is writing; told at most every four seconds.
const form = document.querySelector("[data-typing-to]");
let toldAt = 0;
form?.addEventListener("input", () => {
  if (Date.now() - toldAt < 4000) return;
  toldAt = Date.now();
  const token = document.querySelector("meta[name=csrf-token]").content;
  fetch(form.dataset.typingTo, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
});
