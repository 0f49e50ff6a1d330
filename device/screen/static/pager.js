// Buttons that all stay on the screen: those that don't fit come after "More".
export class Pager {
  #box;
  #more;
  #things = [];
  #start = 0;
  #next = 0;
  #limit = Infinity;

  constructor(box, button, label) {
    this.#box = box;
    this.#more = button(`more ${box.id}`, `${label} …`, () => this.#turn());
  }

  // Show these in place of the others. One that is the same as before keeps its place and focus.
  set(things) {
    const before = new Map(this.#things.map((one) => [one.dataset.key, one]));
    const same = (one, old) => old && old.textContent === one.textContent;
    const kept = things.map((one) => {
      const old = before.get(one.dataset.key);
      if (!same(one, old)) return one;
      old.className = one.className;
      return old;
    });
    if (kept.length !== this.#things.length || kept.some((one, n) => one !== this.#things[n])) {
      this.#start = 0;
      const stays = new Set(kept);
      for (const old of this.#things) if (!stays.has(old)) old.remove();
      for (const [place, one] of kept.entries()) {
        if (this.#box.children[place] !== one) {
          this.#box.insertBefore(one, this.#box.children[place] ?? null);
        }
      }
      if (kept.length) this.#box.append(this.#more);
      else this.#more.remove();
    }
    this.#things = kept;
  }

  // No higher than this, in pixels; but one at a time is always shown.
  fit(limit) {
    this.#limit = limit;
    const count = this.#things.length;
    if (!count) return;
    const show = (from, to) =>
      this.#things.forEach((one, n) => (one.hidden = n < from || n >= to));
    show(0, count);
    this.#more.hidden = true;
    this.#next = 0;
    if (this.#box.offsetHeight <= limit) return;
    this.#more.hidden = false;
    let end = count;
    show(this.#start, end);
    while (end > this.#start + 1 && this.#box.offsetHeight > limit) {
      end -= 1;
      this.#things[end].hidden = true;
    }
    this.#next = end % count;
  }

  #turn() {
    this.#start = this.#next;
    this.fit(this.#limit);
    if (document.activeElement === this.#more) return;
    this.#more.focus();
  }
}
