// Messages that the server has not confirmed yet. Each keeps its key, so that sending it again cannot double it.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  constructor(conversation) {
    this.name = `chat-outbox-${conversation}`;
    try {
      this.items = JSON.parse(sessionStorage.getItem(this.name)) ?? [];
    } catch {
      this.items = [];
    }
  }

  waiting() {
    return [...this.items];
  }

  keep(item) {
    this.items.push(item);
    this.#store();
  }

  delivered(key) {
    this.items = this.items.filter((item) => item.key !== key);
    this.#store();
  }

  #store() {
    sessionStorage.setItem(this.name, JSON.stringify(this.items));
  }
}
