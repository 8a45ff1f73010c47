// The hall's board of names: above one screen's worth, its pages follow each other.

let shown = 0;

function turn() {
  const pages = document.querySelectorAll("[data-pages] [data-page]");
  if (pages.length < 2) return;
  shown = (shown + 1) % pages.length;
  pages.forEach((page, index) => page.toggleAttribute("hidden", index !== shown));
}

function begin() {
  const first = [...document.querySelectorAll("[data-pages] [data-page]")].findIndex((page) => !page.hidden);
  shown = Math.max(0, first);
}

const seconds = () => Number(document.querySelector("[data-pages]")?.dataset.pageSeconds) || 8;
(function again() {
  setTimeout(() => { turn(); again(); }, seconds() * 1000);
})();
document.addEventListener("entremise:swapped", begin);
begin();
