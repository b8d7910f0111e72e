// Whom a note can name: what is typed after an “@” brings up who is meant; arrows choose, Enter or Tab puts the name in.
import { worded } from "./words.js";

const MOST = 6;

/** `staff` maps handles to names; suggestions stand under `field`. */
function suggest(field, staff) {
  const list = document.createElement("ul");
  list.className = "mentions";
  list.role = "listbox";
  list.id = `${field.id}-mentions`;
  list.ariaLabel = worded("Colleagues");
  list.hidden = true;
  const news = document.createElement("p");
  news.className = "visually-hidden";
  news.role = "status";
  field.after(list, news);
  field.setAttribute("aria-autocomplete", "list");
  let found = [];
  let chosen = 0;

  function begun() {
    return field.value.slice(0, field.selectionStart).match(/(?:^|[\s(])@([\p{L}\d.+_-]*)$/u)?.[1];
  }

  function close() {
    found = [];
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  function mark() {
    [...list.children].forEach((item, index) => { item.ariaSelected = String(index === chosen); });
    field.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  }

  function look() {
    const typed = begun()?.toLowerCase();
    if (typed === undefined || typed in staff) {
      close();
      return;
    }
    found = Object.entries(staff).filter(([handle, name]) => handle.startsWith(typed) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(typed))).slice(0, MOST);
    if (!found.length) {
      close();
      return;
    }
    chosen = 0;
    list.replaceChildren(...found.map(([handle, name], index) => {
      const item = document.createElement("li");
      item.role = "option";
      item.id = `${list.id}-${index}`;
      item.textContent = `${name} @${handle}`;
      // Before the field loses the focus.
      item.addEventListener("mousedown", (event) => { event.preventDefault(); chosen = index; put(); });
      return item;
    }));
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    news.textContent = worded("%(count)s to choose from", { count: found.length });
    mark();
  }

  function put() {
    const end = field.selectionStart;
    field.setRangeText(`@${found[chosen][0]} `, end - begun().length - 1, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("input", look);
  field.addEventListener("click", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (!found.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      chosen = (chosen + step + found.length) % found.length;
      mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      put();
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
}

for (const box of document.querySelectorAll("[data-mentions]")) {
  const field = box.querySelector("textarea");
  if (field) suggest(field, JSON.parse(box.dataset.mentions));
}
