// The door's list without reloading: finds as one types, notes with one tap, undoes it, and follows what others note.
import { page, told } from "./ours.js";

const CALM = 4000;
const root = document.getElementById("presence");
const search = root?.querySelector("[data-search]");
const said = document.getElementById("presence-said");
let undo = "";
let busy = false;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const lines = () => [...root.querySelectorAll(".door-line")];
const shown = () => lines().filter((line) => !line.hidden);

function find() {
  const wanted = fold(search.value.trim());
  for (const line of lines()) line.hidden = !fold(line.querySelector(".door-who").textContent).includes(wanted);
  const none = root.querySelector("[data-none]");
  if (none) none.hidden = shown().length > 0;
}

/** Whether this is the page of the door: not what a machine on the way answers, and not another page of ours. */
const isDoor = (fresh) => fresh && [...root.querySelectorAll("[data-part]")].every((part) => fresh.getElementById(part.id));

function take(fresh) {
  for (const part of root.querySelectorAll("[data-part]")) {
    part.replaceWith(document.adoptNode(fresh.getElementById(part.id)));
  }
  find();
  return fresh.querySelector("main > .box, main > p.box")?.textContent.trim() ?? "";
}

async function send(mark, back) {
  const form = root.querySelector("form[data-marks]");
  if (busy || !form) return;
  busy = true;
  const data = new FormData(form);
  data.set("mark", mark);
  data.set("q", ""); // the search goes on here, in the page
  const place = shown().findIndex((line) => line.contains(document.activeElement));
  const searched = search.value !== "" && shown().length < 2; // one person was looked for and found: the next one is at the door
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const fresh = answer.ok ? await page(answer) : null;
    if (!isDoor(fresh)) return location.reload(); // whether it was noted stands in the list that comes then
    if (searched) search.value = "";
    const text = take(fresh);
    undo = back;
    said.hidden = !text;
    said.querySelector("[role=status]").textContent = text;
    const lined = shown();
    // without a mouse, the search would bring up a keyboard over the list
    const next = searched
      ? matchMedia("(hover: hover)").matches ? search : said.querySelector("[data-undo-last]")
      : lined[Math.min(place, lined.length - 1)]?.querySelector("button");
    next?.focus({ preventScroll: true });
  } catch {
    location.reload();
  } finally {
    busy = false;
  }
}

async function follow() {
  const known = document.getElementById("presence-top").dataset.version;
  try {
    const answer = await fetch(root.dataset.follow, { headers: { Accept: "application/json" }, cache: "no-store" });
    const state = answer.ok ? await told(answer) : null;
    if (typeof state?.version === "string" && state.version !== known && !busy) {
      const next = await fetch(location.href.split("#")[0], { headers: { Accept: "text/html" }, cache: "no-store" });
      const place = shown().findIndex((line) => line.contains(document.activeElement));
      const fresh = next.ok && !next.redirected ? await page(next) : null;
      if (isDoor(fresh) && !busy) {
        take(fresh);
        if (place >= 0) shown()[Math.min(place, shown().length - 1)]?.querySelector("button")?.focus({ preventScroll: true });
      }
    }
  } catch {
    // the network is back by the next question, or a tap will tell
  }
  setTimeout(follow, CALM * (0.85 + 0.3 * Math.random()));
}

if (root) {
  for (const part of root.querySelectorAll("[data-script-hides]")) part.hidden = true;
  search.addEventListener("input", find);
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  root.addEventListener("submit", (event) => {
    const mark = event.submitter?.value;
    if (!event.target.matches("[data-marks]") || !mark) return;
    event.preventDefault();
    send(mark, event.submitter.closest(".door-line").dataset.undo);
  });
  said.querySelector("[data-undo-last]").addEventListener("click", () => undo && send(undo, ""));
  setTimeout(follow, CALM);
}
