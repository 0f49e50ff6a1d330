// Writing in place of speaking: with a keyboard, with a finger, or with a switch.
const at = (id) => document.getElementById(id);

export class Typing {
  isOpen = false;
  used = false; // in this visit: then it is offered first
  #send;
  #settle;
  #opener = null;

  constructor(words, send, settle) {
    this.#send = send;
    this.#settle = settle;
    at("typing").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#sent();
    });
    at("typing").addEventListener("keydown", (event) => this.#key(event));
    at("back").addEventListener("click", () => this.close());
    const last = [[words.delete, () => this.#write(null)], [words.space, () => this.#write(" ")]];
    for (const row of words.keys) this.#row([...row].map((one) => [one, () => this.#write(one)]));
    this.#row(last, "wide");
    at("letters").querySelector(".key").tabIndex = 0;
  }

  open() {
    this.#opener = document.activeElement;
    this.isOpen = true;
    at("typing").hidden = false;
    this.#settle();
    at("field").focus();
  }

  close() {
    if (!this.isOpen) return;
    const inside = at("typing").contains(document.activeElement);
    this.isOpen = false;
    at("typing").hidden = true;
    this.#settle();
    if (inside) document.querySelector("[data-key='type']")?.focus();
  }

  forget() {
    this.used = false;
    this.#empty();
    this.close();
  }

  async #sent() {
    const text = at("field").value.trim();
    if (!text) {
      at("field").focus();
      return;
    }
    if (!(await this.#send(text))) return; // it is still there to be sent again
    this.used = true;
    this.#empty();
    this.close();
  }

  // A new field: the old one could undo.
  #empty() {
    const old = at("field");
    const focused = document.activeElement === old;
    old.value = "";
    const fresh = old.cloneNode();
    fresh.value = "";
    old.replaceWith(fresh);
    if (focused) fresh.focus();
  }

  #row(keys, more = "") {
    const row = document.createElement("div");
    row.className = "row";
    for (const [label, press] of keys) {
      const key = document.createElement("button");
      Object.assign(key, { type: "button", className: `key ${more}`, textContent: label, tabIndex: -1 });
      key.addEventListener("click", press);
      row.append(key);
    }
    at("letters").append(row);
  }

  #write(letter) {
    const field = at("field");
    const { selectionStart: from, selectionEnd: to } = field;
    if (letter !== null) field.setRangeText(letter, from, to, "end");
    else field.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
    field.scrollTop = field.scrollHeight;
  }

  // Enter sends, Escape goes back, arrows go from letter to letter.
  #key(event) {
    if (event.key === "Escape") this.close();
    if (event.target.id === "field" && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#sent();
    }
    const row = event.target.closest(".row");
    if (!row || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const place = [...row.children].indexOf(event.target);
    const other = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key] ?? row;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const next = other.children[Math.min(Math.max(place + step, 0), other.children.length - 1)];
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
