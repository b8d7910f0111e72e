// A chat at the desk: what the client writes appears by itself.
const log = document.querySelector("[data-chat]");
const EVERY_MS = 3000;
let lastSeq = Number(log.dataset.lastSeq);

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(`${log.dataset.chat}${lastSeq}`, { headers: { Accept: "text/html" } });
      if (answer.redirected || answer.status === 401) return;
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
