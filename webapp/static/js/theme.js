// Light or dark as this device prefers, unless its owner switched; loaded before the page is drawn.

(() => {
  const KEY = "entremise-theme";
  const root = document.documentElement;
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser that keeps nothing follows the device
    }
  };
  const kept = remembered();
  if (kept) root.dataset.theme = kept;
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-switch-theme]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
        root.dataset.theme = dark ? "light" : "dark";
        try {
          localStorage.setItem(KEY, root.dataset.theme);
        } catch {
          // holds for this page
        }
      });
    }
  });
})();
