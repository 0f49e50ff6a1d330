// The line to the kiosk: listens for good, whatever happens at the other end.
const AGAIN = 500; // milliseconds before the next try
const SILENT = 9000; // milliseconds without a word after which the kiosk hangs: three beats
const LATE = 4000; // milliseconds for the kiosk to take what is asked

export class Line {
  #handlers;
  #source = null;
  #token = "";
  #heard = 0;

  // handlers: a function for each kind of message, and `lost`.
  constructor(handlers) {
    this.#handlers = handlers;
    this.#open();
    setInterval(() => {
      if (performance.now() - this.#heard > SILENT) this.#lose(0);
    }, 1000);
  }

  #open() {
    const source = new EventSource("/events");
    this.#source = source;
    this.#heard = performance.now();
    for (const kind of ["whole", "view", "caption", "partial", "picture", "forget", "beat"]) {
      source.addEventListener(kind, (event) => {
        if (source !== this.#source) return;
        this.#heard = performance.now();
        const data = JSON.parse(event.data);
        if (kind === "whole") this.#token = data.token;
        this.#handlers[kind]?.(data);
      });
    }
    source.addEventListener("error", () => {
      if (source === this.#source) this.#lose(AGAIN);
    });
  }

  // Our own tries: a browser's grow rarer, and end where an answer is not what it expects.
  #lose(wait) {
    this.#source?.close();
    this.#source = null;
    this.#heard = performance.now();
    this.#handlers.lost();
    setTimeout(() => this.#source ?? this.#open(), wait);
  }

  // Whether it was taken; what was no longer on offer counts as taken.
  async ask(asked) {
    try {
      const answer = await fetch("/ask", {
        method: "POST",
        headers: { "content-type": "application/json", "x-wellheard-token": this.#token },
        body: JSON.stringify(asked),
        signal: AbortSignal.timeout(LATE),
      });
      return answer.ok || answer.status === 409;
    } catch {
      return false;
    }
  }
}
