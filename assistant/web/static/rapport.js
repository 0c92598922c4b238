/* Keys, focus and the countdown of the hold. Without this file every page works the same.

   Which keys exist is written in assistant/web/keys.py and arrives in <body data-keys>; an element
   of the page says with data-key which key stands for it. Nothing here decides anything. */
"use strict";
(() => {
  const keys = JSON.parse(document.body.dataset.keys || "{}");
  const FIELDS = "input, textarea, select, [contenteditable]";
  const FOCUSABLE = "textarea, input:not([type=hidden]), select, button";
  const SEEN_MS = 250; // a key that comes before the page can have been seen is meant for another
  const CHORD_MS = 1500;
  let chord = "";
  let chordEnds = 0;
  let leaving = false;

  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = () => all("[data-row]");
  const currentRow = () => document.querySelector("[data-row].selected");

  function nameOf(event) {
    if (event.key === "Escape") return "Esc";
    if (event.key.length !== 1) return event.key;
    const lower = event.key.toLowerCase();
    if (lower === event.key.toUpperCase()) return event.key;
    return event.shiftKey ? "Shift+" + event.key.toUpperCase() : lower;
  }

  function press(combo) {
    const one = all("[data-key]").find((marked) => marked.dataset.key === combo);
    if (!one) return false;
    if (one.matches("details")) openPanel(one);
    else if (one.matches("a, button")) one.click();
    else {
      one.focus();
      if (one.select) one.select();
    }
    return true;
  }

  function openPanel(panel) {
    const field = panel.querySelector("[data-first]") || panel.querySelector(FOCUSABLE);
    panel.open = field ? true : !panel.open;
    if (!panel.open) return;
    const wanted = field || panel.querySelector("summary");
    wanted.focus();
    if (wanted.matches("textarea")) {
      // The cursor goes to the first place that waits for the owner's words.
      const place = /\[(your|\[)[^\]\n]*\]+/i.exec(wanted.value);
      if (place) wanted.setSelectionRange(place.index, place.index + place[0].length);
    }
  }

  function step(by, combo) {
    const list = rows();
    if (!list.length) return press(combo);
    const at = list.indexOf(currentRow()) + by;
    const row = list[Math.min(Math.max(at, 0), list.length - 1)];
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
    return true;
  }

  function select() {
    const row = currentRow();
    const box = row && row.querySelector("input[type=checkbox]");
    if (!row) return step(1, "j");
    if (!box) return say("This one must be looked at first.");
    box.checked = !box.checked;
    return count();
  }

  function count() {
    const found = all("[data-row] input:checked").length;
    return say(found === 0 ? "Nothing is selected." : found + " selected.");
  }

  function say(text) {
    const place = document.querySelector("[data-say]");
    if (place) place.textContent = text;
    return true;
  }

  function close(target) {
    const panel = target.closest("details[open]");
    if (panel) {
      panel.open = false;
      panel.querySelector("summary").focus();
      return true;
    }
    if (target.matches(FIELDS)) {
      target.blur();
      return true;
    }
    return press("Esc");
  }

  function act(does, combo, target) {
    if (does === "next") return step(1, combo);
    if (does === "previous") return step(-1, combo);
    if (does === "select") return select();
    if (does === "close") return close(target);
    if (does.startsWith("/")) {
      location.assign(does);
      return true;
    }
    return press(combo);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || leaving) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const name = nameOf(event);
    if (name !== "Esc" && target.closest(FIELDS)) return;
    const combo = chord && event.timeStamp < chordEnds ? chord + " " + name : name;
    chord = "";
    const does = keys[combo];
    if (!does) {
      if (Object.keys(keys).some((one) => one.startsWith(combo + " "))) {
        chord = combo;
        chordEnds = event.timeStamp + CHORD_MS;
      }
      return;
    }
    // Held down, a key may walk through a list and nothing else.
    const walks = rows().length > 0 && (does === "next" || does === "previous");
    if ((event.repeat || performance.now() < SEEN_MS) && !walks) return;
    if (act(does, combo, target)) event.preventDefault();
  });

  // One press, one decision: while an answer is on its way nothing else is sent.
  document.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-row] input[type=checkbox]")) count();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) rows().forEach((one) => one.classList.toggle("selected", one === row));
  });

  // A status that is there when the page arrives is not read aloud: it is put in again.
  all(".flash[role=status]").forEach((flash) => {
    const nodes = [...flash.childNodes];
    flash.replaceChildren();
    setTimeout(() => flash.replaceChildren(...nodes), 100);
  });

  // On a page that is reviewed, the next Tab leads into it and not through the menu.
  if (document.querySelector("[data-focus]") && !location.hash) {
    document.getElementById("main").focus({ preventScroll: true });
  }

  function tick() {
    all("[data-left]").forEach((one) => {
      const left = Math.ceil(one.dataset.left - performance.now() / 1000);
      one.textContent = left > 0 ? "in " + left + " s" : "now";
    });
  }
  setInterval(tick, 1000);
})();
