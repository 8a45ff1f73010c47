// Pointing at the heat map names the pair, a click asks about it. Without this script the form beside it does the same.
for (const panel of document.querySelectorAll("[data-heat-map]")) {
  const picture = panel.querySelector("svg");
  const aim = panel.querySelector("[data-heat-map-aim]");
  const aims = JSON.parse(panel.dataset.aims);
  const hint = aim.textContent;
  aim.hidden = false;

  const pairAt = (event) => {
    const box = picture.getBoundingClientRect();
    const scale = picture.viewBox.baseVal.width / box.width;
    const { left, top, cell } = picture.dataset;
    const column = Math.floor(((event.clientX - box.left) * scale - left) / cell);
    const row = Math.floor(((event.clientY - box.top) * scale - top) / cell);
    return row >= 0 && column >= 0 && aims.rows[row] && aims.columns[column] ? [aims.rows[row], aims.columns[column]] : null;
  };

  picture.addEventListener("pointermove", (event) => {
    const pair = pairAt(event);
    aim.textContent = pair ? `${pair[0][1]} – ${pair[1][1]}` : hint;
    picture.toggleAttribute("data-aimed", Boolean(pair));
  });
  picture.addEventListener("pointerleave", () => {
    aim.textContent = hint;
  });
  picture.addEventListener("click", (event) => {
    const pair = pairAt(event);
    if (!pair) return;
    const view = new URLSearchParams(location.search).get("view");
    const asked = new URLSearchParams({ ...(view && { view }), company: pair[0][0], association: pair[1][0] });
    location.assign(`${panel.dataset.address}?${asked}#pair`);
  });
}
