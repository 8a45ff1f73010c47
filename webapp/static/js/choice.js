// Answers saved at the tap. Each tap carries a number one higher than the last for this person, in whichever tab it was made,
// and a key of its own; what cannot be sent stays on this phone and leaves by itself when the network is back, so that the
// server stores it once however often it arrives. Without this script the forms post as they stand.

import { phrase } from "./clock.js";
import { refuses, told } from "./ours.js";
import {
  READER, cameLate, erasing, eraseLater, forget, forgetEvening, forgetLate, forgetReload, foundLate, keep, kept,
  mayReload, nextNumber, noteLate, rememberMasked, rememberedMasked,
} from "./shelf.js";

const LEAST_PAUSE = 6000; // milliseconds before what could not be stored is sent again
const SOON = 1500; // from then on a tap without a receipt is said to be kept here
const LONGEST_PAUSE = 60_000; // whatever an answer asks for: it may be a stranger's
let busy = false;
let again = 0;
let late = cameLate(); // an answer of this phone came after the close
const given = new Map(); // by address: the last answer of this page that was received, with its number and time
const masked = rememberedMasked(); // ids of what neighbours must not read; still masked when the page comes anew

/** A key that only this tap has: about whom, which number, and 144 random bits. */
function newKey(action, sequence) {
  const random = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  return `${action.split("/").pop()}.${sequence}.${random.replaceAll("+", "-").replaceAll("/", "_")}`;
}

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? "";
const place = (action) => document.querySelector(`[data-choice="${CSS.escape(action)}"]`);

function say(fieldset, kind, time) {
  const receipt = fieldset?.querySelector("[data-receipt]");
  if (!receipt) return;
  receipt.querySelector("span:last-child").textContent = receipt.dataset[kind].replace("{time}", time ?? "");
  // A line of the review says "received" to readers of screens alone; that it was not, to everybody.
  if (receipt.dataset.seldom !== undefined) receipt.classList.toggle("unseen", kind === "received");
  const elsewhere = fieldset.querySelector("[data-elsewhere]");
  if (elsewhere && kind === "received") elsewhere.hidden = true; // this phone's own answer stands now
  const icon = receipt.querySelector(".icon");
  if (icon) {
    icon.toggleAttribute("hidden", kind === "refused");
    const use = icon.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, kind === "received" ? "#i-check" : "#i-clock"));
  }
}

/** The evening's time beside an answer that could not be sent; the server's own stands in receipts. */
function clockTime() {
  return phrase(document.documentElement.lang, document.getElementById("main")?.dataset.timeZone);
}

/** Send what is kept once more, after a while. */
function later(pause) {
  clearTimeout(again);
  again = setTimeout(send, pause * (1 + 0.5 * Math.random()));
}

/** How long to wait for somebody who cannot store a tap now: as long as they ask, within reason. */
function pauseAsked(response) {
  const asked = 1000 * (Number(response.headers.get("Retry-After")) || 0);
  return Math.min(LONGEST_PAUSE, Math.max(LEAST_PAUSE, asked));
}

/** The receipt of this very tap: nothing else, whatever its status, says that an answer is stored. */
function receiptOf(answer, response, said) {
  const fits = response.ok && said?.sequence === answer.sequence && typeof said.received === "string";
  return fits ? said.received : "";
}

/** Whether our server refuses this tap for good; a busy or broken one does not, and no other machine can. */
function refusedForGood(response, said) {
  const busyNow = response.status >= 500 || response.status === 429 || response.status === 408;
  return !response.ok && !busyNow && refuses(said);
}

async function send() {
  if (busy) return;
  busy = true;
  try {
    for (const [action, answer] of Object.entries(kept())) {
      const body = new URLSearchParams({
        csrf_token: token(), reader: READER, answer: answer.answer, sequence: answer.sequence, key: answer.key,
      });
      const headers = { Accept: "application/json" };
      let response;
      try {
        // Our server sends no tap elsewhere: who does is not our server, and gets nothing of it.
        response = await fetch(action, { method: "POST", body, headers, credentials: "same-origin", redirect: "error" });
      } catch {
        sayKept();
        later(4000);
        return;
      }
      const said = await told(response);
      const received = receiptOf(answer, response, said);
      if (!received && !refusedForGood(response, said)) {
        sayKept();
        later(pauseAsked(response));
        return;
      }
      if (["csrf", "other_reader"].includes(said.code)) {
        // The answer stays on the shelf; the page comes back with a token that counts, or as that of whoever reads now.
        if (mayReload()) location.reload();
        else refuse(place(action), said.sentence);
        return;
      }
      if (response.status === 404 && said.code !== "not_met") {
        refuse(place(action), said.sentence); // the link was replaced: the answer waits until the new one is opened here
        return;
      }
      const answers = kept();
      const newer = answers[action] && answers[action].key !== answer.key; // tapped meanwhile: it has no receipt yet
      if (answers[action] && !newer) {
        delete answers[action];
        keep(answers);
      }
      if (received) {
        forgetReload();
        if (newer) continue;
        if (late) forgetLate();
        late = false; // the choices were opened again
        given.set(action, { answer: answer.answer, sequence: answer.sequence, received });
        say(place(action), "received", received);
        offerHiding(place(action));
      } else if (said.code === "later_answer_stands") {
        location.reload(); // another window of this person answered later; this one shows what stands
        return;
      } else {
        if (said.code === "choices_closed") sayNowLate();
        refuse(place(action), said.sentence);
        sayLate();
      }
    }
  } finally {
    busy = false;
  }
  if (Object.keys(kept()).length) later(0);
}

/** Whatever waits on this phone reads so, each answer with its time: none of them looks received. */
function sayKept() {
  for (const [action, answer] of Object.entries(kept())) say(place(action), "kept", answer.time);
}

/** What stood beside an answer was said of the one before. */
function unsay(fieldset) {
  const receipt = fieldset.querySelector("[data-receipt]");
  if (!receipt) return;
  receipt.querySelector("span:last-child").textContent = "";
  receipt.querySelector(".icon")?.setAttribute("hidden", "");
}

function refuse(fieldset, sentence) {
  say(fieldset, "refused");
  if (sentence && fieldset) fieldset.querySelector("[data-receipt] span:last-child").textContent = sentence;
  const stored = given.get(fieldset?.dataset.choice);
  for (const input of fieldset?.querySelectorAll("input[type=radio]") ?? []) {
    input.checked = stored ? input.value === stored.answer : input.defaultChecked;
  }
}

function sayNowLate() {
  late = true;
  noteLate();
}

/** An answer that came after the close counts for nothing: whoever gave it reads that, on whichever page they are. */
function sayLate() {
  for (const box of document.querySelectorAll("[data-late]")) box.hidden = !late;
}

/** Once choices are sealed nothing can be sent any more, and nothing that anybody kept to be sent is of use. */
function forgetSealed() {
  if (!["sealed", "revealed"].includes(document.getElementById("main")?.dataset.phase)) return;
  if (Object.keys(kept()).length > 0 || foundLate()) sayNowLate();
  forgetEvening();
}

/** The button that hides an answer appears once there is one. */
function offerHiding(fieldset) {
  const fold = fieldset?.closest("details");
  if (!fold) return;
  for (const button of document.querySelectorAll(`[data-hides="${fold.id}"]`)) button.hidden = false;
}

/** The form, sent as a whole after this tap, is the next one. */
function renewForm(fieldset, action, sequence) {
  const ending = fieldset.dataset.field === "answer" ? "" : `-${action.split("/").pop()}`;
  const form = fieldset.closest("form");
  const number = form?.querySelector(`input[name="sequence${ending}"]`);
  const key = form?.querySelector(`input[name="key${ending}"]`);
  if (!number || !key) return;
  number.value = sequence;
  key.value = newKey(action, sequence);
}

function tapped(event) {
  const fieldset = event.target.closest?.("[data-choice]");
  if (!fieldset || event.target.type !== "radio") return;
  take(fieldset, event.target.value);
  send();
  setTimeout(sayKept, SOON);
}

/** Taps from before this script came: the page already shows them, and nobody has kept them yet. */
function takeEarlyTaps() {
  for (const fieldset of document.querySelectorAll("[data-choice]")) {
    const input = fieldset.querySelector("input[type=radio]:checked:enabled");
    if (input && !input.defaultChecked) take(fieldset, input.value);
  }
}

function take(fieldset, answer) {
  const action = fieldset.dataset.choice;
  const sequence = nextNumber(action, Number(fieldset.dataset.sequence));
  fieldset.dataset.sequence = sequence;
  renewForm(fieldset, action, sequence + 1);
  const answers = kept();
  answers[action] = { answer, sequence, key: newKey(action, sequence), time: clockTime() };
  keep(answers);
  unsay(fieldset);
}

function pressed(event) {
  const button = event.target.closest?.("button");
  if (button?.dataset.hides) {
    const fold = document.getElementById(button.dataset.hides);
    fold.setAttribute("data-answered", "");
    fold.open = false;
    button.hidden = true;
    fold.querySelector("summary").focus();
    window.scrollTo({ top: 0 });
  }
  if (button?.dataset.masks) {
    if (!masked.delete(button.dataset.masks)) masked.add(button.dataset.masks);
    rememberMasked(masked);
    mask(button);
  }
}

/** What is masked takes no taps either: nobody would see what they do. */
function mask(button) {
  const hides = masked.has(button.dataset.masks);
  const list = document.getElementById(button.dataset.masks);
  list?.classList.toggle("masked", hides);
  list?.toggleAttribute("inert", hides);
  button.setAttribute("aria-pressed", hides);
}

function prepare() {
  forgetSealed();
  sayLate();
  for (const button of document.querySelectorAll("[data-script-hides]")) button.hidden = true;
  for (const button of document.querySelectorAll("[data-masks]")) {
    button.hidden = false;
    mask(button);
  }
  for (const fieldset of document.querySelectorAll("[data-choice]")) {
    const waiting = kept()[fieldset.dataset.choice];
    const stored = given.get(fieldset.dataset.choice);
    // A page asked for before an answer was stored does not know of it: what is shown is what stands.
    const newer = waiting ?? (stored?.sequence > Number(fieldset.dataset.sequence) ? stored : null);
    if (stored?.sequence < Number(fieldset.dataset.sequence)) given.delete(fieldset.dataset.choice);
    if (!newer) continue;
    fieldset.dataset.sequence = Math.max(Number(fieldset.dataset.sequence), newer.sequence);
    renewForm(fieldset, fieldset.dataset.choice, Number(fieldset.dataset.sequence) + 1);
    const input = fieldset.querySelector(`input[value="${newer.answer}"]`);
    if (input) input.checked = true;
    if (waiting) say(fieldset, "kept", waiting.time);
    else say(fieldset, "received", stored.received);
    if (stored) offerHiding(fieldset);
  }
}

document.addEventListener("submit", (event) => event.target.matches("[data-erases]") && eraseLater());
document.addEventListener("change", tapped);
document.addEventListener("click", pressed);
document.addEventListener("entremise:swapped", prepare);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
const erased = erasing();
if (erased && document.querySelector("[data-erased]")) {
  forget(erased);
  forgetLate(erased);
}
takeEarlyTaps();
prepare();
send();
