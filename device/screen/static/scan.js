// For a single switch, one that sends any one key: a frame goes from thing to thing, a press takes
// the one that it is on. Letters are framed row by row first. Holding Space or Enter for three
// seconds turns it on, holding any key turns it off, Escape too.
const HELD = 3000; // milliseconds
const AFTER = 300; // milliseconds after a press in which another doesn't count
const NEVER = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "AltGraph"]);

export class Scan {
  #app;
  #each;
  #told;
  #on = false;
  #row = null;
  #seen = [];
  #place = -1;
  #timer = 0;
  #down = "";
  #held = 0;
  #taken = false;
  #last = -Infinity;

  constructor(app, settings, told) {
    this.#app = app;
    this.#each = settings.seconds * 1000;
    this.#told = told;
    document.addEventListener("keydown", (event) => this.#pressed(event), true);
    document.addEventListener("keyup", (event) => this.#released(event), true);
    this.turn(settings.on, false);
  }

  // On or off.
  turn(on, aloud = true) {
    if (on === this.#on) return;
    this.#on = on;
    this.again();
    if (aloud) this.#told(on);
  }

  // From the first thing again, where other things are there now; else on as it goes.
  look() {
    const now = this.things();
    const same = now.length === this.#seen.length && now.every((one, n) => one === this.#seen[n]);
    if (this.#on && !same) this.again();
  }

  // From the first thing again.
  again() {
    this.#seen = this.things();
    clearInterval(this.#timer);
    this.#mark(null);
    [this.#row, this.#place] = [null, -1];
    if (!this.#on) return;
    this.#step();
    this.#timer = setInterval(() => this.#step(), this.#each);
  }

  // All that can be pressed now, the most useful first.
  things() {
    return [...this.#app.querySelectorAll(".key")].filter((one) => one.offsetParent);
  }

  #targets() {
    if (this.#row?.isConnected && this.#row.offsetParent) return [...this.#row.children];
    this.#row = null;
    return [...new Set(this.things().map((one) => one.closest(".row") ?? one))];
  }

  #step() {
    const targets = this.#targets();
    this.#place += 1;
    if (this.#row && this.#place === targets.length) {
      this.again(); // through the row, and nothing was taken: back to the rows
      return;
    }
    this.#place %= Math.max(1, targets.length);
    this.#mark(targets[this.#place] ?? null);
  }

  #mark(target) {
    this.#app.querySelector(".scanned")?.classList.remove("scanned");
    target?.classList.add("scanned");
    if (target?.matches(".key")) target.focus({ preventScroll: true });
  }

  #take() {
    const target = this.#app.querySelector(".scanned");
    if (!target) return;
    if (target.matches(".row")) {
      clearInterval(this.#timer);
      [this.#row, this.#place] = [target, -1];
      this.#step();
      this.#timer = setInterval(() => this.#step(), this.#each);
      return;
    }
    target.click();
    this.again();
  }

  #pressed(event) {
    if (NEVER.has(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const inField = event.target.matches?.("textarea") && !this.#on;
    if (inField) return;
    if (this.#on) {
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") this.turn(false);
    }
    if (event.repeat || this.#down) {
      if (event.key === "Enter") event.preventDefault(); // a key that is held presses once
      return;
    }
    if (!this.#on && event.key !== " " && event.key !== "Enter") return;
    [this.#down, this.#taken] = [event.key, false];
    this.#held = setTimeout(() => {
      this.#taken = true;
      this.turn(!this.#on);
    }, HELD);
  }

  #released(event) {
    if (event.key !== this.#down) return;
    clearTimeout(this.#held);
    this.#down = "";
    if (this.#taken) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (!this.#on) return;
    event.preventDefault();
    event.stopPropagation();
    const now = performance.now();
    if (now - this.#last < AFTER) return;
    this.#last = now;
    this.#take();
  }
}
