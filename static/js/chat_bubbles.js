// Draws messages. Whatever was said is text, never markup.
export class Bubbles {
  constructor(root) {
    this.list = root.querySelector("[data-transcript]");
    this.address = root.querySelector("form").action;
  }

  show(message) {
    if (this.list.querySelector(`[data-seq="${message.seq}"]`)) return;
    if (message.author === "client") this.#withdrawButtons();
    const old = message.key && this.list.querySelector(`[data-key="${CSS.escape(message.key)}"]`);
    const follows = this.#atEnd();
    const bubble = this.#bubble(message.author, message.text, message.author === "system" ? "" : `${message.who} · ${message.when}`);
    bubble.dataset.seq = message.seq;
    if (message.key) bubble.dataset.key = message.key;
    if (old) old.replaceWith(bubble);
    else this.list.append(bubble);
    for (const file of message.files ?? []) bubble.append(this.#file(file));
    if (message.buttons.length) this.list.append(this.#buttons(message));
    if (follows) this.toEnd();
  }

  // The client's own words, before the server has confirmed them.
  showSent(key, words) {
    if (this.list.querySelector(`[data-key="${CSS.escape(key)}"]`)) return;
    this.#withdrawButtons();
    this.list.querySelector("[data-welcome]")?.remove();
    const bubble = this.#bubble("client", words, "You");
    bubble.dataset.key = key;
    this.list.append(bubble);
    this.toEnd();
  }

  // It could not be sent: that is said on the message itself until it could.
  showKept(key) {
    this.list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.classList.add("bubble-kept");
  }

  drop(key) {
    this.list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.remove();
  }

  toEnd(behavior = "smooth") {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top: document.body.scrollHeight, behavior: still ? "auto" : behavior });
  }

  // Whoever has scrolled up to read is left where they are.
  #atEnd() {
    return scrollY + innerHeight > document.body.scrollHeight - 200;
  }

  #withdrawButtons() {
    for (const buttons of this.list.querySelectorAll("[data-buttons]")) buttons.remove();
  }

  #bubble(author, words, from) {
    const bubble = document.createElement("li");
    bubble.className = `bubble bubble-${author}`;
    if (from) {
      const who = document.createElement("span");
      who.className = "bubble-from";
      who.textContent = from;
      bubble.append(who);
    }
    const text = document.createElement("p");
    text.append(...this.#withLinks(words));
    bubble.append(text);
    return bubble;
  }

  // The addresses of our own pages can be followed; any other address stays text.
  #withLinks(words) {
    const ours = location.origin.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const parts = words.split(new RegExp(`(${ours}/[^\\s<>“”"']*[^\\s<>“”"'.,;:!?)])`));
    return parts.map((part, index) => {
      if (index % 2 === 0) return document.createTextNode(part);
      const link = document.createElement("a");
      link.href = part;
      link.textContent = part;
      return link;
    });
  }

  #file(file) {
    const link = document.createElement("a");
    link.className = "d-block";
    link.href = file.url;
    link.download = file.name;
    link.textContent = file.name;
    return link;
  }

  #buttons(message) {
    const row = document.createElement("li");
    row.className = "chat-buttons";
    row.dataset.buttons = "";
    const form = document.createElement("form");
    form.method = "post";
    form.action = this.address;
    form.className = "d-flex flex-wrap gap-2";
    for (const button of message.buttons) {
      const press = document.createElement("button");
      press.type = "submit";
      press.name = "button";
      press.value = `${message.id}:${button.index}`;
      press.className = button.primary ? "btn btn-sm btn-primary" : "btn btn-sm btn-outline-primary";
      press.textContent = button.title;
      form.append(press);
    }
    row.append(form);
    return row;
  }
}
