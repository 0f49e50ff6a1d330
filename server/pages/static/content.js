// Saves a part's form as one types. Without this file its buttons save.
"use strict";

(() => {
  const form = document.getElementById("edit");
  if (!form) return;
  const PAUSE = 1200; // milliseconds without a key after which it is saved
  const status = document.getElementById("saved");
  const seen = document.getElementById("seen");
  const token = document.querySelector('meta[name="form-token"]').content;
  let timer = null;
  let running = null;
  let dirty = false;
  let stopped = false;

  function tell(words, kind) {
    status.textContent = words;
    status.className = kind || "quiet";
  }

  async function send(last) {
    dirty = false;
    const data = new FormData(form);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "X-Form-Token": token },
        keepalive: last,
      });
      const told = await answer.json();
      if (answer.ok) {
        seen.value = told.seen;
        const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        tell(`Saved at ${at}`);
        return;
      }
      dirty = true;
      stopped = answer.status === 409 || answer.status === 404;
      if (answer.status === 401 || answer.status === 403) {
        tell("You have been signed out. Press Save: you can sign in, and nothing is lost.", "wrong");
      } else {
        tell(told.detail, "wrong");
      }
    } catch {
      dirty = true;
      tell("Not saved: the server can't be reached. It is tried again as you type.", "wrong");
    }
  }

  function save() {
    clearTimeout(timer);
    if (running || stopped) return;
    running = send(false).finally(() => {
      running = null;
      if (dirty && status.className === "quiet") soon();
    });
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  form.addEventListener("input", () => {
    dirty = true;
    if (!stopped) soon();
  });

  // A button waits for a save that is under way, so that nobody meets themselves in a conflict.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      event.stopPropagation();
      const button = event.submitter;
      running.then(() => form.requestSubmit(button));
      return;
    }
    dirty = false;
    stopped = true;
  });

  window.addEventListener("pageshow", () => {
    stopped = false;
  });

  window.addEventListener("pagehide", () => {
    if (dirty && !stopped && !running) send(true);
  });

  window.addEventListener("beforeunload", (event) => {
    if (dirty && status.className === "wrong") event.preventDefault();
  });
})();
