// Shows the projector's page on the whole screen; the button stays hidden where browsers cannot.
const button = document.querySelector("[data-fullscreen]");

if (button && document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    change.catch(() => {
      button.hidden = true; // a kiosk or a frame may forbid it
    });
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
  });
}
