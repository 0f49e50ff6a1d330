// The kiosk's page: shows what the kiosk tells, and hands on what is pressed.
import { Line } from "./line.js";
import { Pager } from "./pager.js";
import { Scan } from "./scan.js";
import { Typing } from "./typing.js";

const SIZES = 3;
const TWICE = 600; // milliseconds in which a finger that trembles presses the same thing again
const NOTE = 5000; // milliseconds that a message stays
const ABANDONED = 10000; // milliseconds without the kiosk after which the talk is surely over
const ONWARD = new Set(["again", "go_on"]); // what most want, where it comes first
const NEAR = 60; // pixels from the end of the captions that still count as the end

const at = (id) => document.getElementById(id);
const app = at("app");
const { words, scanning } = JSON.parse(document.body.dataset.settings);
at("no-script").remove();
const state = { view: null, lost: true, asked: "", askedAt: 0, run: "", told: 0, away: 0 };

function make(tag, parts = {}, ...children) {
  const one = Object.assign(document.createElement(tag), parts);
  one.append(...children);
  return one;
}

function tell(text) {
  at("told").textContent = text;
  clearTimeout(state.told);
  if (text) state.told = setTimeout(() => tell(""), NOTE);
}

// Asking

async function ask(asked, key = JSON.stringify(asked)) {
  const now = performance.now();
  if (state.lost || (key === state.asked && now - state.askedAt < TWICE)) return false;
  [state.asked, state.askedAt] = [key, now];
  const arrived = await line.ask(asked);
  if (!arrived) {
    state.asked = "";
    tell(words.busy);
  }
  return arrived;
}

function button(key, label, press, { note = "", main = false } = {}) {
  const one = make("button", { type: "button", className: main ? "key main" : "key" }, label);
  one.dataset.key = key;
  if (note) one.append(make("small", { textContent: note, dir: "auto" }));
  one.addEventListener("click", () => press());
  return one;
}

// The buttons of a moment, the most useful first.
function offered(view) {
  const all = [];
  const add = (key, label, asked, main = false) =>
    all.push(button(key, label, asked instanceof Function ? asked : () => ask(asked), { main }));
  if (view.finish) add("finish", words.finish, { ask: "finished" }, true);
  const typing = () => add("type", words.type, () => typed.open(), typed.used && !all.length);
  if (view.typing && typed.used) typing();
  for (const command of view.buttons) {
    const label = words.commands[command] ?? command;
    add(command, label, { ask: "pressed", command }, !all.length && ONWARD.has(command));
  }
  if (view.typing && !typed.used) typing();
  return all;
}

const choices = new Pager(at("choices"), button, words.more);
const buttons = new Pager(at("buttons"), button, words.more);
const begin = button("begin", words.begin, () => ask({ ask: "begin" }), { main: true });
const leave = button("leave", words.leave, () => ask({ ask: "leave" }));

function show(view) {
  const before = document.activeElement?.closest?.("[data-key]");
  const key = before?.dataset.key;
  state.view = view;
  app.style.setProperty("--light", view.colour);
  at("said").lang = view.language || words.language;
  at("choices").lang = view.language || words.language;
  at("trouble").textContent = view.trouble;
  at("trouble").hidden = !view.trouble;
  if (view.begin) at("begin").append(begin);
  else begin.remove();
  if (view.leave) at("tools").prepend(leave);
  else leave.remove();
  if (!view.typing) typed.close();
  choices.set(view.choices.map((one) =>
    button(`choice ${one.id}`, make("span", { textContent: one.title, dir: "auto" }),
      () => ask({ ask: "chosen", id: one.id }), { note: one.note })));
  buttons.set(offered(view));
  settle();
  if (key && document.activeElement === document.body) {
    const same = [...app.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    const next = same?.offsetParent ? same : scan.things()[0];
    (next ?? at("said")).focus();
  }
}

// Fit everything in: the captions give way, and what doesn't fit comes after "More".
function settle() {
  const view = state.view;
  app.dataset.mode = view?.begin ? "idle" : typed.isOpen ? "typing" : "talk";
  app.toggleAttribute("data-lost", state.lost);
  const heading = view?.heading || view?.means || "";
  const speaker = view?.speaker && !heading.toLowerCase().includes(view.speaker.toLowerCase()) ? `${view.speaker}: ` : "";
  const now = state.lost ? `${words.moment} ${words.away}` : `${speaker}${heading}`;
  if (at("state").textContent !== now) at("state").textContent = now;
  const main = document.querySelector("main");
  const part = view?.choices.length ? 0.25 : 0.5; // choices are what is asked for
  at("choices").hidden = true;
  buttons.fit(Math.min(app.clientHeight * part, main.clientHeight - used(main, at("buttons"))));
  at("choices").hidden = false;
  choices.fit(main.clientHeight - used(main, at("choices")));
  if (following) toEnd();
  scan.look();
}

// The height that all in main but this one can't do without.
function used(main, without) {
  const style = getComputedStyle(main);
  const shown = [...main.children].filter((one) =>
    one !== without && one.offsetParent && one.className !== "only-read");
  const least = (one) =>
    one.id === "said" ? parseFloat(getComputedStyle(one).minHeight) : one.offsetHeight;
  return shown.reduce((sum, one) => sum + least(one) + parseFloat(style.rowGap), 0)
    + parseFloat(style.paddingBottom);
}

// Captions

let following = true;
const said = at("said");
said.addEventListener("scroll", () => {
  following = said.scrollHeight - said.scrollTop - said.clientHeight < NEAR;
});

function toEnd() {
  said.scrollTop = at("picture").hidden ? said.scrollHeight : at("picture").offsetTop;
}

function add(caption) {
  const name = { coach: words.coach, trainee: words.you }[caption.who] ?? caption.name;
  at("captions").append(make("p", { className: `line ${caption.who}` },
    make("b", { textContent: name, dir: "auto" }),
    " ",
    make("span", { textContent: caption.text, dir: "auto" })));
  if (following) toEnd();
}

function hear(text) {
  at("partial").hidden = !text;
  at("partial").querySelector("span").textContent = text;
  if (following) toEnd();
}

function draw(picture) {
  const figure = at("picture");
  figure.hidden = !picture;
  const image = figure.querySelector("img");
  if (!picture) image.removeAttribute("src");
  else image.src = `data:image/svg+xml,${encodeURIComponent(picture.svg)}`;
  image.alt = picture?.title ?? "";
  figure.querySelector("figcaption").textContent = picture?.title ?? "";
  const row = (cells, tag) =>
    make("tr", {}, ...cells.map((cell) => make(tag, { textContent: cell, dir: "auto" })));
  figure.querySelector("thead").replaceChildren(...(picture ? [row(picture.columns, "th")] : []));
  figure.querySelector("tbody").replaceChildren(
    ...(picture?.rows ?? []).map((cells) => row(cells, "td")));
  following = true;
  toEnd();
}

function forget() {
  at("captions").replaceChildren();
  hear("");
  draw(null);
  typed.forget();
  scan.turn(scanning.on, false);
  delete document.documentElement.dataset.size;
  tell("");
  following = true;
  if (state.view) show(state.view);
}

// The parts

const typed = new Typing(words, (text) => ask({ ask: "typed", text }), settle);
const scan = new Scan(app, scanning, (on) => tell(on ? words.scanning_on : words.scanning_off));

at("size").addEventListener("click", () => {
  const root = document.documentElement;
  root.dataset.size = 1 + (Number(root.dataset.size ?? 1) % SIZES);
  settle();
});
new ResizeObserver(settle).observe(app);

const line = new Line({
  whole(now) {
    if (now.page !== document.body.dataset.page && performance.now() > ABANDONED) {
      location.reload(); // the kiosk was upgraded
      return;
    }
    clearTimeout(state.away);
    state.lost = false;
    app.hidden = false;
    if (now.run !== state.run) forget();
    state.run = now.run;
    show(now.view);
    if (at("captions").childElementCount) at("captions").replaceChildren();
    now.captions.forEach(add);
    hear(now.partial);
    draw(now.picture);
  },
  view: show,
  caption: add,
  partial: hear,
  picture: draw,
  forget,
  lost() {
    app.hidden = false;
    if (!state.lost) state.away = setTimeout(forget, ABANDONED);
    state.lost = true;
    settle();
  },
});
