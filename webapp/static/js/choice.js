// Answers saved at the tap. Each tap carries a number one higher than the last for this person, in whichever tab it was made,
// and a key of its own; what cannot be sent stays on this phone and leaves by itself when the network is back, so that the
// server stores it once however often it arrives. Without this script the forms post as they stand.

import { phrase } from "./clock.js";

// One shelf per person: two who share a phone never send each other's answers.
const READER = document.getElementById("main")?.dataset.reader ?? "";
const KEY = `entremise-answers-${READER}`;
const NUMBERS = `entremise-numbers-${READER}`; // the highest number used about each person, shared by the tabs
const RELOADED = `entremise-reloaded-${READER}`;
let shelf = "{}"; // where a browser keeps nothing (a strict private window), this page does
let numbers = "{}";
let busy = false;
const masked = new Set(); // ids of what neighbours must not read; still masked when new parts of the page come

function kept() {
  try {
    shelf = localStorage.getItem(KEY) ?? "{}";
  } catch {
    // shelf holds what this page knows
  }
  return JSON.parse(shelf);
}

function keep(answers) {
  shelf = JSON.stringify(answers);
  try {
    if (Object.keys(answers).length) localStorage.setItem(KEY, shelf);
    else localStorage.removeItem(KEY);
  } catch {
    // kept by this page alone
  }
}

/** The number after the highest that this tab or another one of this browser has used about a person. */
function nextNumber(action, shown) {
  try {
    numbers = localStorage.getItem(NUMBERS) ?? "{}";
  } catch {
    // numbers holds what this page knows
  }
  const used = JSON.parse(numbers);
  used[action] = Math.max(shown, used[action] ?? 0) + 1;
  numbers = JSON.stringify(used);
  try {
    localStorage.setItem(NUMBERS, numbers);
  } catch {
    // counted by this page alone
  }
  return used[action];
}

/** A key that only this tap has: about whom, which number, and 144 random bits. */
function newKey(action, sequence) {
  const random = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  return `${action.split("/").pop()}.${sequence}.${random.replaceAll("+", "-").replaceAll("/", "_")}`;
}

/** Whether the form's token may be renewed by loading the page again; once, or the page would load for ever. */
function mayReload() {
  try {
    if (sessionStorage.getItem(RELOADED)) return false;
    sessionStorage.setItem(RELOADED, "1");
    return true;
  } catch {
    return false;
  }
}

function forgetReload() {
  try {
    sessionStorage.removeItem(RELOADED);
  } catch {
    // nothing was kept
  }
}

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? "";
const place = (action) => document.querySelector(`[data-choice="${CSS.escape(action)}"]`);

function say(fieldset, kind, time) {
  const receipt = fieldset?.querySelector("[data-receipt]");
  if (!receipt) return;
  receipt.querySelector("span:last-child").textContent = receipt.dataset[kind].replace("{time}", time ?? "");
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

async function send() {
  if (busy) return;
  busy = true;
  try {
    for (const [action, answer] of Object.entries(kept())) {
      const fieldset = place(action);
      const body = new URLSearchParams({ csrf_token: token(), answer: answer.answer, sequence: answer.sequence, key: answer.key });
      let response;
      try {
        response = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
      } catch {
        say(fieldset, "kept", answer.time);
        setTimeout(send, 4000 + 2000 * Math.random());
        return;
      }
      if (response.status >= 500 || response.status === 429 || response.status === 408) {
        say(fieldset, "kept", answer.time);
        const asked = 1000 * (Number(response.headers.get("Retry-After")) || 0);
        setTimeout(send, Math.max(6000, asked) + 3000 * Math.random());
        return;
      }
      const told = await response.json().catch(() => ({}));
      if (told.code === "csrf" && mayReload()) {
        location.reload(); // the answer stays on the shelf; the page comes back with a token that counts
        return;
      }
      if (response.status === 404 && told.code !== "not_met") {
        refuse(fieldset, told.sentence); // the link was replaced: the answer waits until the new one is opened here
        return;
      }
      const answers = kept();
      if (answers[action]?.key === answer.key) {
        delete answers[action];
        keep(answers);
      }
      if (response.ok) {
        forgetReload();
        say(fieldset, "received", told.received);
        received(fieldset);
      } else if (told.code === "later_answer_stands") {
        location.reload(); // another window of this person answered later; this one shows what stands
        return;
      } else {
        refuse(fieldset, told.sentence);
      }
    }
  } finally {
    busy = false;
  }
  if (Object.keys(kept()).length) setTimeout(send, 0);
}

function refuse(fieldset, sentence) {
  say(fieldset, "refused");
  if (sentence && fieldset) fieldset.querySelector("[data-receipt] span:last-child").textContent = sentence;
  for (const input of fieldset?.querySelectorAll("input[type=radio]") ?? []) input.checked = input.defaultChecked;
}

function received(fieldset) {
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
  const action = fieldset.dataset.choice;
  const sequence = nextNumber(action, Number(fieldset.dataset.sequence));
  fieldset.dataset.sequence = sequence;
  renewForm(fieldset, action, sequence + 1);
  const answers = kept();
  answers[action] = { answer: event.target.value, sequence, key: newKey(action, sequence), time: clockTime() };
  keep(answers);
  send();
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
    mask(button);
  }
}

function mask(button) {
  const hides = masked.has(button.dataset.masks);
  document.getElementById(button.dataset.masks)?.classList.toggle("masked", hides);
  button.setAttribute("aria-pressed", hides);
}

function prepare() {
  for (const button of document.querySelectorAll("[data-script-hides]")) button.hidden = true;
  for (const button of document.querySelectorAll("[data-masks]")) {
    button.hidden = false;
    mask(button);
  }
  for (const fieldset of document.querySelectorAll("[data-choice]")) {
    const waiting = kept()[fieldset.dataset.choice];
    if (!waiting) continue;
    fieldset.dataset.sequence = Math.max(Number(fieldset.dataset.sequence), waiting.sequence);
    const input = fieldset.querySelector(`input[value="${waiting.answer}"]`);
    if (input) input.checked = true;
    say(fieldset, "kept", waiting.time);
  }
}

document.addEventListener("change", tapped);
document.addEventListener("click", pressed);
document.addEventListener("entremise:swapped", prepare);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
prepare();
send();
