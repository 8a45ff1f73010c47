// Answers saved at the tap. Each tap carries a number one higher than the last for this person; what cannot be sent stays on
// this phone and leaves by itself when the network is back. Without this script the forms post as they stand.

import { phrase } from "./clock.js";

// One shelf per person: two who share a phone never send each other's answers.
const KEY = `entremise-answers-${document.getElementById("main")?.dataset.reader ?? ""}`;
let shelf = "{}"; // where a browser keeps nothing (a strict private window), this page does
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
      const body = new URLSearchParams({ csrf_token: token(), answer: answer.answer, sequence: answer.sequence });
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
        setTimeout(send, 6000 + 3000 * Math.random());
        return;
      }
      const answers = kept();
      if (answers[action]?.key === answer.key) {
        delete answers[action];
        keep(answers);
      }
      const told = await response.json().catch(() => ({}));
      if (response.ok) {
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

function tapped(event) {
  const fieldset = event.target.closest?.("[data-choice]");
  if (!fieldset || event.target.type !== "radio") return;
  const sequence = Number(fieldset.dataset.sequence) + 1;
  fieldset.dataset.sequence = sequence;
  const hidden = fieldset.querySelector("input[name=sequence]");
  if (hidden) hidden.value = sequence + 1;
  const answers = kept();
  answers[fieldset.dataset.choice] = { answer: event.target.value, sequence, key: crypto.randomUUID?.() ?? String(Math.random()), time: clockTime() };
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
