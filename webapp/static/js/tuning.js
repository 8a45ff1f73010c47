// Moving a slider shows at once which pairs rise and fall: the form's address is asked for the changed part of the page.
// Without this script the form has a button and does the same. <form data-tuning data-effect-address="...">
const form = document.querySelector("form[data-tuning]");
const place = document.querySelector("[data-effect]");
const CALM = 220; // milliseconds without a move before asking

if (form && place) {
  const save = document.querySelector("form[data-save]");
  const foot = document.querySelector("[data-foot]");
  const told = document.querySelector("[data-told]");
  const back = document.querySelector("[data-back]");
  const filters = document.querySelector("form[data-filters]");
  const said = document.getElementById("announcements");
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const PATIENCE = 3; // a page that others compute meanwhile is asked for again so often
  let asking = null;
  let waiting = 0;

  for (const part of form.querySelectorAll("[data-script-hides]")) part.hidden = true;

  const moved = () => sliders.some((slider) => slider.value !== slider.dataset.inUse);
  const withoutDiagnosis = () => form.elements.diagnosis?.value === "off";

  const effect = () => place.querySelector("[data-effect-summary]")?.textContent.replace(/\s+/g, " ").trim() ?? "";

  const draw = () => {
    for (const slider of sliders) {
      const line = slider.closest(".slider");
      line.querySelector("[data-value]").textContent = slider.value;
      line.querySelector("[data-before]").hidden = slider.value === slider.dataset.inUse;
      slider.setAttribute("aria-valuetext", slider.dataset.unit.replace("{value}", slider.value));
      if (save) save.elements[slider.name].value = slider.value; // whoever only looks on saves nothing
    }
    foot.hidden = !moved() && !withoutDiagnosis();
    form.closest(".tuning").classList.toggle("tuning-shown", !foot.hidden || location.hash === "#tuning");
    for (const part of foot.querySelectorAll("[data-moved-only]")) part.hidden = !moved();
  };

  // What the address says: filters always, the setting only while something is tried.
  const address = () => {
    const all = new URLSearchParams(new FormData(form));
    for (const name of [...all.keys()]) {
      if ((name.startsWith("points-") || name === "giving") && !moved()) all.delete(name);
    }
    if (!withoutDiagnosis()) all.delete("diagnosis");
    return all;
  };

  const keepInFilters = (asked) => {
    if (!filters) return;
    for (const old of filters.querySelectorAll("[data-tried]")) old.remove();
    for (const [name, value] of asked) {
      if (!name.startsWith("points-") && name !== "giving" && name !== "diagnosis") continue;
      const kept = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      kept.dataset.tried = "";
      filters.prepend(kept);
    }
  };

  const ask = async (tries = PATIENCE) => {
    asking?.abort();
    asking = new AbortController();
    const asked = address();
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${form.dataset.effectAddress}?${asked}`, { signal: asking.signal, headers: { Accept: "text/html" } });
      const pause = Number(answer.headers.get("Retry-After"));
      if (!answer.ok && pause && tries) {
        clearTimeout(waiting);
        waiting = setTimeout(ask, 1000 * pause, tries - 1);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // The answer is a part of a page and says so: neither the sign-in page nor a stranger's takes its place.
      if (answer.redirected || !page.querySelector("[data-effect-part]")) throw new Error("not ours");
      place.replaceChildren(...page.body.childNodes);
      said.textContent = told.textContent = effect();
      const query = asked.toString();
      history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
      keepInFilters(asked);
      place.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return; // a later move is already being asked for
      said.textContent = told.textContent = form.dataset.failedWords;
      place.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("input", () => {
    draw();
    clearTimeout(waiting);
    waiting = setTimeout(ask, CALM);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
  back.addEventListener("click", (event) => {
    event.preventDefault();
    for (const slider of sliders) slider.value = slider.dataset.inUse;
    for (const choice of form.querySelectorAll("input[name=diagnosis]")) choice.checked = choice.value === "on";
    draw();
    clearTimeout(waiting);
    ask();
    sliders[0].focus();
  });
  told.textContent = effect();
  draw();
}
