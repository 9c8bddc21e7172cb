// Pages work without this file. It keeps a sent form from being sent twice, reloads a page whose numbers still grow, and
// has the server check a form of rules while it is filled in.
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

const checked = document.querySelector("form[data-check]");
if (checked) {
  let waiting = 0;
  let asked = 0;
  const check = async () => {
    const mine = ++asked;
    const fields = new URLSearchParams(new FormData(checked));
    fields.set("do", "check");
    const answer = await fetch(checked.action, { method: "POST", body: fields }).catch(() => null);
    // A later answer is on its way, or there is none: the button still checks. A conflict is told where problems are.
    if (!answer || !(answer.ok || answer.status === 409) || mine !== asked) return;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of checked.querySelectorAll("[data-live]")) {
      const now = told.getElementById(part.id);
      if (now && now.innerHTML !== part.innerHTML) part.innerHTML = now.innerHTML;
    }
  };
  checked.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 200);
  });
}
