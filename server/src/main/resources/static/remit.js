// Pages work without this file. It only keeps a sent form from being sent twice and reloads a page whose numbers still grow.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

const growing = document.querySelector("[data-reload]");
if (growing) {
  const reload = () => {
    // Whoever types or has a control in focus is left alone.
    if (document.hidden || (document.activeElement && document.activeElement !== document.body)) setTimeout(reload, 3000);
    else location.reload();
  };
  setTimeout(reload, Number(growing.dataset.reload) * 1000);
}
