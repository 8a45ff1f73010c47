// Sounds made here, no file: start = two rising notes, one minute left = one soft note, bell = one low gong of three seconds.
// Browsers want a gesture before the first sound, so the sound is off until its button is pressed on this screen.

const KEY = "entremise-gong";
let audio = null;

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(state) {
  try {
    localStorage.setItem(KEY, state);
  } catch {
    // holds for this page
  }
}

function note(frequency, at, length, loudness, kind = "sine") {
  const tone = audio.createOscillator();
  const level = audio.createGain();
  tone.type = kind;
  tone.frequency.value = frequency;
  level.gain.setValueAtTime(0.0001, at);
  level.gain.exponentialRampToValueAtTime(loudness, at + 0.02);
  level.gain.exponentialRampToValueAtTime(0.0001, at + length);
  tone.connect(level).connect(audio.destination);
  tone.start(at);
  tone.stop(at + length + 0.05);
}

const SOUNDS = {
  start: (at) => [note(523, at, 0.5, 0.4), note(784, at + 0.28, 0.7, 0.4)],
  minute: (at) => [note(660, at, 0.9, 0.22)],
  bell: (at) => [note(110, at, 3, 0.55), note(221, at, 2.4, 0.3), note(331, at, 1.6, 0.15), note(466, at, 0.9, 0.08, "triangle")],
};

function play(name) {
  if (audio?.state === "running") SOUNDS[name]?.(audio.currentTime + 0.02);
}

function show() {
  const on = audio?.state === "running";
  for (const button of document.querySelectorAll("[data-gong]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", on);
  }
}

async function press() {
  if (audio?.state === "running") {
    await audio.suspend();
    remember("off");
  } else {
    audio ??= new AudioContext();
    await audio.resume();
    remember("on");
    play("minute");
  }
  show();
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-gong]")) press();
  else if (!audio && remembered() === "on" && document.querySelector("[data-gong]")) press();
});
document.addEventListener("entremise:moment", (event) => play(event.detail));
document.addEventListener("entremise:swapped", show);
show();
