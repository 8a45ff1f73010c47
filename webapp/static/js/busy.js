// A form whose answer takes seconds says so, and is sent once: <form data-busy="words">. Without this script it is an ordinary form.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.busy;
    const region = document.getElementById("announcements");
    if (region) region.textContent = form.dataset.busy;
  });
}
// Coming back by the browser's history shows the page as it was left: make its forms usable again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
