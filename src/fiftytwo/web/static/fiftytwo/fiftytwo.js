/* What every page needs besides htmx. Nothing here is needed to use the pages. */
"use strict";

// A summary of errors takes the focus, on a whole page and after a swap.
function focusErrors(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}
document.addEventListener("DOMContentLoaded", () => focusErrors(document));
document.addEventListener("htmx:load", (event) => focusErrors(event.detail.elt.parentElement || document));

// The person's menu closes on Escape and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

// Search: "/" leads to its field from anywhere, arrows go through what was found, Escape goes back.
const isWriting = (element) => element.matches("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const field = [...document.querySelectorAll("[data-search-field]")].find((one) => one.checkVisibility());
  const page = document.querySelector(".to-search");
  if (!field && !page) return;
  event.preventDefault();
  if (field) { field.focus(); field.select(); } else page.click();
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.search");
  const list = form ? form.querySelector(".found") || document.getElementById("results") : event.target.closest("#results");
  if (!list) return;
  const field = document.querySelector("[data-search-field]");
  if (event.key === "Escape" && form && list.id === "found") {
    if (event.target === field && list.hidden) field.value = "";
    list.hidden = true;
    field.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    list.hidden = false;
    event.preventDefault();
    next.focus();
  }
});
// What was found in the bar shows while the search has the focus.
document.addEventListener("input", (event) => {
  const list = event.target.matches("[data-search-field]") && document.getElementById("found");
  if (list) list.hidden = false;
});
document.addEventListener("focusin", (event) => {
  const list = document.getElementById("found");
  if (list && !event.target.closest("[data-search]")) list.hidden = true;
});
document.addEventListener("click", (event) => {
  const list = document.getElementById("found");
  if (list && !event.target.closest("[data-search]")) list.hidden = true;
});

// A part that takes longer than 300 ms shows a skeleton; the form that asked keeps its place and focus.
const waiting = new WeakMap();
document.addEventListener("htmx:beforeRequest", (event) => {
  const { target } = event.detail;
  const bones = document.getElementById("skeleton");
  if (!bones || !target || target.matches(".job, [hx-trigger*='every']")) return;
  const show = () => {
    const asker = [...target.children].find((child) => child.contains(event.detail.elt));
    const bone = bones.content.firstElementChild.cloneNode(true);
    if (asker) asker.after(bone); else target.append(bone);
    target.setAttribute("aria-busy", "true");
  };
  waiting.set(event.detail.xhr, { target, timer: setTimeout(show, 300) });
});
document.addEventListener("htmx:beforeSwap", (event) => stopWaiting(event.detail.xhr));
document.addEventListener("htmx:afterRequest", (event) => stopWaiting(event.detail.xhr));
function stopWaiting(xhr) {
  const known = waiting.get(xhr);
  if (!known) return;
  clearTimeout(known.timer);
  known.target.removeAttribute("aria-busy");
  for (const bone of known.target.querySelectorAll(":scope > .skeleton")) bone.remove();
  waiting.delete(xhr);
}

// A definition on a tile is put away by Escape until the tile is left.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const tile of document.querySelectorAll(".tile:hover, .tile:focus-within")) {
    tile.dataset.tipOff = "";
    const back = () => { delete tile.dataset.tipOff; };
    tile.addEventListener("pointerleave", back, { once: true });
    tile.addEventListener("focusout", back, { once: true });
  }
});
