// What the hand feels, beside what is shown: one minute, bell, start. Missing on some phones, so never alone.

const PATTERNS = { minute: [200], bell: [400, 200, 400], start: [200, 100, 200] };

document.addEventListener("entremise:moment", (event) => navigator.vibrate?.(PATTERNS[event.detail] ?? []));
