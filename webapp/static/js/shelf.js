// What this phone keeps for one person: answers that wait for the network, and the highest number of a tap about each
// partner. Both go when the person is erased, and everybody's of an evening go when its choices are sealed, whoever reads
// then; of another person's answer it stays known until they read here that it came too late, never what it was. While a
// tab is open it also keeps that an answer came too late, that its page was loaded again, and what it masks.

const ERASING = "entremise-erasing"; // whose erasure this tab has asked for
const MASKED = "entremise-masked"; // which parts of a page this tab masks

// One shelf per person: two who share a phone never send each other's answers.
export const READER = document.getElementById("main")?.dataset.reader ?? "";
const answersOf = (reader) => `entremise-answers-${reader}`;
const numbersOf = (reader) => `entremise-numbers-${reader}`; // shared by the tabs
const reloadedOf = (reader) => `entremise-reloaded-${reader}`;
const lateOf = (reader) => `entremise-late-${reader}`; // of this tab's reader; of another one's, shared by the tabs
const KEPT_OF = /^entremise-(answers|numbers)-((.+)-\d+)$/; // what, whose, and of which evening
let shelf = "{}"; // where a browser keeps nothing (a strict private window), this page does
let numbers = "{}";

export function kept() {
  try {
    shelf = localStorage.getItem(answersOf(READER)) ?? "{}";
  } catch {
    // shelf holds what this page knows
  }
  return JSON.parse(shelf);
}

export function keep(answers) {
  shelf = JSON.stringify(answers);
  try {
    if (Object.keys(answers).length) localStorage.setItem(answersOf(READER), shelf);
    else localStorage.removeItem(answersOf(READER));
  } catch {
    // kept by this page alone
  }
}

/** The number after the highest that this tab or another one of this browser has used about a person. */
export function nextNumber(action, shown) {
  try {
    numbers = localStorage.getItem(numbersOf(READER)) ?? "{}";
  } catch {
    // numbers holds what this page knows
  }
  const used = JSON.parse(numbers);
  used[action] = Math.max(shown, used[action] ?? 0) + 1;
  numbers = JSON.stringify(used);
  try {
    localStorage.setItem(numbersOf(READER), numbers);
  } catch {
    // counted by this page alone
  }
  return used[action];
}

/** Whether an answer of this phone came after the close: said on every page of this tab from then on. */
export function cameLate() {
  try {
    return sessionStorage.getItem(lateOf(READER)) !== null;
  } catch {
    return false;
  }
}

export function noteLate() {
  try {
    sessionStorage.setItem(lateOf(READER), "1");
  } catch {
    // said on this page alone
  }
}

/** What of a page this tab's owner keeps from neighbours' eyes. */
export function rememberedMasked() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(MASKED) ?? "[]"));
  } catch {
    return new Set();
  }
}

export function rememberMasked(ids) {
  try {
    sessionStorage.setItem(MASKED, JSON.stringify([...ids]));
  } catch {
    // masked until this page goes
  }
}

/** Whether an answer of whoever reads was found here after the seal, on another person's page; said once. */
export function foundLate() {
  try {
    const found = localStorage.getItem(lateOf(READER)) !== null;
    localStorage.removeItem(lateOf(READER));
    return found;
  } catch {
    return false;
  }
}

export function forgetLate(reader = READER) {
  try {
    sessionStorage.removeItem(lateOf(reader));
    localStorage.removeItem(lateOf(reader));
  } catch {
    // nothing was kept
  }
}

/** Whether the form's token may be renewed by loading the page again; once, or the page would load for ever. */
export function mayReload() {
  try {
    if (sessionStorage.getItem(reloadedOf(READER))) return false;
    sessionStorage.setItem(reloadedOf(READER), "1");
    return true;
  } catch {
    return false;
  }
}

export function forgetReload() {
  try {
    sessionStorage.removeItem(reloadedOf(READER));
  } catch {
    // nothing was kept
  }
}

/** Take away all that this phone keeps for one person: whoever reads this page, if nobody is named. */
export function forget(reader = READER) {
  if (reader === READER) shelf = numbers = "{}";
  try {
    localStorage.removeItem(answersOf(reader));
    localStorage.removeItem(numbersOf(reader));
    sessionStorage.removeItem(reloadedOf(reader));
  } catch {
    // nothing was kept
  }
}

/** Once choices are sealed: take away all that this phone keeps of the evening, for whoever reads here and for others. */
export function forgetEvening() {
  forget();
  const evening = READER.slice(0, READER.lastIndexOf("-"));
  try {
    for (const key of Object.keys(localStorage)) {
      const [, what, reader, of] = KEPT_OF.exec(key) ?? [];
      if (of !== evening) continue;
      if (what === "answers") localStorage.setItem(lateOf(reader), "1");
      localStorage.removeItem(key);
    }
  } catch {
    // nothing was kept
  }
}

/** This tab asks for the erasure of whoever reads this page. What is kept goes once the server says that it is done. */
export function eraseLater() {
  try {
    sessionStorage.setItem(ERASING, READER);
  } catch {
    // nothing was kept
  }
}

/** Whose erasure this tab has asked for, "" for nobody's; asked once. */
export function erasing() {
  try {
    const reader = sessionStorage.getItem(ERASING) ?? "";
    sessionStorage.removeItem(ERASING);
    return reader;
  } catch {
    return "";
  }
}
