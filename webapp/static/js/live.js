// Keeps a page true: counts down, asks the server what holds now, swaps the parts that changed, says what people must hear.
// Sends "entremise:moment" (start, minute, bell) for sound and vibration, and "entremise:swapped" after new parts came.
import { digits, hear, left, pace, present, realWait } from "./clock.js";
import { page, refuses, told } from "./ours.js";

const IS_PHONE = document.getElementById("main")?.dataset.reader !== undefined;
// Milliseconds between two questions: the hall's screens are few, phones many. One second when the evening runs faster.
const CALM = IS_PHONE ? 5000 : 3000;
const PATIENCE = 30000;
const LONGEST = 60000; // whatever an answer asks for: it may be a stranger's
const BREATH = 1500;
// At the bell every phone of the hall has a new page to fetch; they do so one after the other. The screens of the hall do at once.
const SPREAD = IS_PHONE ? 1800 : 180;
let failures = 0;
let asked = 0; // milliseconds that the server asks this page to wait
let timer = 0;
let announced = "";
let saidAt = -BREATH;
let lastSeen = null; // seconds left at the last tick of this round
let swapping = false;

const main = () => document.getElementById("main");
const number = (text) => (text === undefined || text === "" ? null : Number(text));

function readPage() {
  const data = main().dataset;
  hear({ now: Number(data.now), speed: Number(data.speed), ends: number(data.ends), remaining: number(data.remaining) });
}

function announce(key, values = {}) {
  let text = document.getElementById("announcements")?.dataset[key];
  if (!text) return;
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  sayText(text);
}

function sayText(text) {
  const region = document.getElementById("announcements");
  // What is said in the same breath is said together: a second text would replace the first before it is read out.
  const together = performance.now() - saidAt < BREATH;
  region.textContent = together ? `${region.textContent} ${text}` : text;
  saidAt = performance.now();
}

function moment(name) {
  const once = `${name} ${main().dataset.phase} ${main().dataset.round}`;
  if (announced === once) return;
  announced = once;
  announce({ start: "start", minute: "minute", bell: "end" }[name]);
  document.dispatchEvent(new CustomEvent("entremise:moment", { detail: name }));
}

function tick() {
  const data = main().dataset;
  const seconds = left();
  const before = lastSeen;
  lastSeen = data.phase === "meeting" ? seconds : null;
  if (seconds === null) return;
  const text = digits(seconds);
  for (const clock of document.querySelectorAll("[data-clock]")) {
    if (clock.textContent !== text) {
      clock.textContent = text;
      clock.dataset.digits = text.length;
    }
  }
  if (data.phase === "meeting") {
    main().toggleAttribute("data-last-minute", seconds <= 60);
    if (seconds <= 0) moment("bell");
    else if (seconds <= 60 && before > 60) moment("minute"); // whatever the speed, once: at the crossing
  }
}

function sayConnection(state) {
  for (const sign of document.querySelectorAll("[data-connection]")) sign.dataset.connection = state;
}

async function ask() {
  clearTimeout(timer);
  const sent = performance.now();
  try {
    const answer = await fetch(main().dataset.stateUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
    heed(answer);
    const state = await told(answer);
    if (answer.status === 404 && refuses(state)) return location.reload();
    if (!answer.ok || !isState(state)) throw new Error(String(answer.status));
    if (state.reader && state.reader !== main().dataset.reader) return location.reload(); // another link was opened here
    hear(state, performance.now() - sent);
    failures = 0;
    sayConnection("online");
    if (state.version !== main().dataset.version) await swap(state);
  } catch {
    failures += 1;
    if (failures > 1) sayConnection("offline");
  }
  wait();
}

/** Whether this says where an evening stands; a machine on the way answers in our server's place, and says something else. */
function isState(said) {
  return typeof said?.version === "string" && Number.isFinite(said.now) && Number.isFinite(said.speed);
}

/** Remember how long the server asks this page to wait, and give up for now. */
function heed(answer) {
  if (answer.status !== 429) return;
  asked = Math.min(LONGEST, 1000 * (Number(answer.headers.get("Retry-After")) || 1));
  throw new Error("429");
}

function wait() {
  const calm = pace() > 1 ? 1000 : CALM;
  let pause = Math.min(PATIENCE, calm * 1.7 ** failures) * (0.85 + 0.3 * Math.random());
  const end = realWait();
  const spread = pace() > 1 ? 180 : SPREAD;
  if (failures === 0 && end !== null && end > 0) pause = Math.min(pause, end + 120 + spread * Math.random());
  if (asked) pause = Math.max(pause, asked * (1 + 0.5 * Math.random()));
  asked = 0;
  timer = setTimeout(ask, Math.max(pace() > 1 ? 250 : 400, pause));
}

async function swap(state) {
  if (swapping) return;
  swapping = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    heed(answer);
    const fresh = await page(answer);
    if (!fresh || answer.status >= 500) throw new Error(String(answer.status)); // this page stays until ours comes
    if (!answer.ok || answer.redirected || !fresh.getElementById("main")?.dataset.stateUrl) return location.reload();
    const before = { ...main().dataset };
    if (fresh.getElementById("main").dataset.reader !== before.reader) return location.reload();
    const focused = document.activeElement?.id;
    const followed = document.activeElement?.closest("main a[href]")?.getAttribute("href");
    const opened = [...document.querySelectorAll("main details[open] > summary")].map((summary) => summary.textContent);
    for (const part of document.querySelectorAll("[data-swap]")) {
      const next = fresh.getElementById(part.id);
      if (next) part.replaceWith(document.adoptNode(next));
    }
    document.title = fresh.title;
    for (const summary of document.querySelectorAll("main details:not([data-answered]) > summary")) {
      if (opened.includes(summary.textContent)) summary.parentElement.open = true;
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    else if (followed) document.querySelector(`main a[href="${CSS.escape(followed)}"]`)?.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("entremise:swapped"));
    sayChange(before, main().dataset);
    hear({ ...state, now: present() });
    tick();
  } finally {
    swapping = false;
  }
}

function sayChange(before, after) {
  if (before.phase !== after.phase || before.round !== after.round) {
    if (before.phase === "paused" && after.round === before.round) announce("resumed");
    else if (after.phase === "meeting") moment("start");
    else if (before.phase === "meeting" && after.phase !== "paused" && !announced.startsWith("bell")) moment("bell");
    if (before.phase !== after.phase) announce(after.phase); // where there is something to say of it: paused, closing, ...
    window.scrollTo({ top: 0 });
  }
  if (after.change && before.change !== after.change) sayText(after.change);
  if (after.table && before.table !== after.table) {
    announce("table", { table: after.table });
    const figure = document.querySelector("[data-flip]");
    figure?.classList.add("flipped");
  } else if (after.table && before.phase === "meeting" && after.phase === "change_over") announce("stay");
}

if (main()?.dataset.stateUrl) {
  readPage();
  tick();
  setInterval(tick, 200);
  ask();
  addEventListener("online", ask);
  addEventListener("offline", () => sayConnection("offline"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) {
      button.textContent = form.dataset.busy;
      button.disabled = true;
    }
  });
}
