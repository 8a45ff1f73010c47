// The evening's clock on this screen: the server's time carried by a clock that only counts (performance.now), never by
// this computer's own date. Evening milliseconds = last heard from the server + speed x what has passed here since.

let heardAt = 0;
let heardNow = 0;
let speed = 1;
let ends = null;
let remaining = null;
let best = Infinity;

/** Take over what the server said; `delay` is how long its answer travelled, half of which is added. */
export function hear({ now, speed: pace, ends: end, remaining: left }, delay = 0) {
  const fresh = now + (pace * delay) / 2;
  // An answer that travelled longer than the best one tells less: it moves the clock only if it disagrees by more than its doubt.
  const apart = Math.abs(fresh - present());
  if (heardAt === 0 || pace !== speed || delay <= best * 1.5 || apart > pace * delay) {
    heardAt = performance.now();
    heardNow = fresh;
    best = delay === 0 ? Infinity : Math.min(best * 1.1, delay);
  }
  speed = pace;
  ends = end;
  remaining = left;
}

/** The evening's present moment, in milliseconds. */
export function present() {
  return heardNow + (performance.now() - heardAt) * speed;
}

/** Seconds of the evening until the phase ends; null when nothing is being counted. */
export function left() {
  if (ends !== null) return Math.max(0, (ends - present()) / 1000);
  return remaining;
}

/** Real milliseconds until the phase ends; null when it does not end by itself. */
export function realWait() {
  return ends === null ? null : Math.max(0, (ends - present()) / speed);
}

/** How fast the evening runs. */
export function pace() {
  return speed;
}

/** "5:42"; a second that has begun is still shown. */
export function digits(seconds) {
  const whole = Math.ceil(Math.max(0, seconds) - 0.001);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The evening's time of day as people write it: "18 h 53" in French, "6.53 pm" in English; "18 h" and "6 pm" on the hour. */
export function phrase(language, timeZone) {
  const moment = heardAt === 0 ? Date.now() : present(); // a page without the evening's clock can only ask this device
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timeZone || undefined });
  const [hours, minutes] = format.format(moment).split(":").map(Number);
  const shown = String(minutes).padStart(2, "0");
  if (language === "fr") return minutes ? `${hours}\u00a0h\u00a0${shown}` : `${hours}\u00a0h`;
  const half = hours < 12 ? "am" : "pm";
  return minutes ? `${hours % 12 || 12}.${shown}\u00a0${half}` : `${hours % 12 || 12}\u00a0${half}`;
}
