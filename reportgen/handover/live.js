"use strict";
// While an author works: the page comes anew when the files do.
const shown = document.body.dataset.version;
async function look() {
  try {
    const state = await (await fetch("/state", { cache: "no-store" })).json();
    document.getElementById("state").textContent = state.building ? document.getElementById("state").dataset.building : "";
    if (String(state.version) !== shown) location.reload();
  } catch { document.getElementById("state").textContent = document.getElementById("state").dataset.gone; }
}
setInterval(look, 700);
