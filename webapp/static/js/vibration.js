// What the hand feels, beside what is shown: one minute, bell, start. Missing on some phones, so never alone.

const PATTERNS = { minute: [200], bell: [400, 200, 400], start: [200, 100, 200] };

document.addEventListener("entremise:moment", (event) => {
  const touched = navigator.userActivation?.hasBeenActive ?? true; // browsers refuse before the first touch
  if (touched) navigator.vibrate?.(PATTERNS[event.detail] ?? []);
});
