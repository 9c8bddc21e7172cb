// Pages work without this file. It keeps a sent form from being sent twice, reloads a page whose numbers still grow, has
// the server check a form of rules while it is filled in, and moves the number of a what-if by the arrow keys.
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

// "g" and a letter goes to a place of the navigation; nobody who types or uses a control is carried away.
let going = 0;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, [role=slider]")) return;
  const asked = Date.now() - going < 1500 ? document.querySelector(`nav [data-go="${CSS.escape(event.key)}"] a`) : null;
  going = event.key === "g" ? Date.now() : 0;
  if (asked) asked.click();
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

const slider = document.querySelector("[role=slider][data-mover]");
if (slider) {
  const wanted = [];
  let busy = false;
  // What is replaced keeps its place; what holds the focus only changes its words.
  const take = (told) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = told.getElementById(part.id);
      if (now) part.innerHTML = now.innerHTML;
    }
    for (const part of document.querySelectorAll("[data-sync]")) {
      const now = told.getElementById(part.id);
      if (!now) continue;
      for (const name of part.getAttributeNames()) if (!now.hasAttribute(name)) part.removeAttribute(name);
      for (const name of now.getAttributeNames()) part.setAttribute(name, now.getAttribute(name));
      if (part.value === undefined) part.textContent = now.textContent;
      else part.value = now.value;
    }
  };
  // One step after the other: each begins where the one before it came to.
  const step = async () => {
    if (busy) return;
    busy = true;
    while (wanted.length > 0) {
      const href = document.getElementById(wanted.shift()).getAttribute("href");
      if (!href) continue;
      const answer = await fetch(href).catch(() => null);
      if (!answer || !answer.ok) {
        location.assign(href);
        return;
      }
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      history.replaceState(null, "", href);
    }
    busy = false;
  };
  const ask = (event, button) => {
    event.preventDefault();
    // A key that is held down does not queue up more than can be watched.
    if (wanted.length < 3) wanted.push(button);
    step();
  };
  slider.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (["ArrowRight", "ArrowUp", "+"].includes(event.key)) ask(event, "more");
    if (["ArrowLeft", "ArrowDown", "-"].includes(event.key)) ask(event, "fewer");
  });
  for (const id of ["fewer", "more"]) {
    document.getElementById(id).addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) ask(event, id);
    });
  }
}
