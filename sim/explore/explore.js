"use strict";
// Sends what was moved, shows what came of it. One try at a time; the latest move wins.
const form = document.getElementById("knobs");
const doing = document.getElementById("doing");
const outcome = document.getElementById("outcome");
const file = document.getElementById("file");
const save = document.getElementById("save");
let playing = false;
let again = false;
let timer = 0;

function moves() {
  const values = {};
  for (const knob of form.querySelectorAll(".knob")) {
    const field = knob.querySelector("input, select");
    const moved = field.tagName === "SELECT" ? field.value !== "" : knob.classList.contains("moved");
    if (moved) values[knob.dataset.path] = field.value;
  }
  const chips = [...form.querySelectorAll("[data-chip]")];
  return { values, off: chips.filter((box) => !box.checked).map((box) => box.dataset.chip) };
}

function post(path) {
  const body = JSON.stringify(moves());
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

async function reason(answer) {
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  return isJson ? (await answer.json()).error : "sim explore failed; the shell that it runs in says why.";
}

function say(text, failed = false) {
  doing.textContent = text;
  doing.classList.toggle("failed", failed);
}

async function play() {
  if (playing) { again = true; return; }
  playing = true;
  document.body.classList.add("waiting");
  const began = performance.now();
  const watch = setInterval(async () => {
    try {
      const told = await (await fetch("/doing")).json();
      if (playing && told.doing) say(`Playing: ${told.doing}`);
    } catch { /* the answer to the try itself says what is wrong */ }
  }, 700);
  try {
    do {
      again = false;
      remember();
      const text = await post("/variant");
      if (!text.ok) throw new Error(await reason(text));
      file.value = await text.text();
      URL.revokeObjectURL(save.href);
      save.href = URL.createObjectURL(new Blob([file.value], { type: "text/yaml" }));
      const answer = await post("/try");
      if (!answer.ok) throw new Error(await reason(answer));
      outcome.innerHTML = await answer.text();
      const brief = outcome.querySelector("[data-brief]").dataset.brief;
      say(`Played in ${((performance.now() - began) / 1000).toFixed(1)} s. ${brief}`);
    } while (again);
  } catch (error) {
    const gone = error instanceof TypeError;
    say(gone ? "sim explore no longer answers; start it again in the shell." : error.message, true);
  }
  clearInterval(watch);
  playing = false;
  document.body.classList.remove("waiting");
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(play, 350);
}

function show(knob, moved) {
  const field = knob.querySelector("input");
  const output = knob.querySelector("output");
  knob.classList.toggle("moved", moved);
  knob.querySelector(".reset").hidden = !moved;
  if (!moved) field.value = field.dataset.start;
  const text = `${Number(field.value)} ${field.dataset.unit}`.trim();
  output.textContent = moved ? text : output.dataset.now;
}

form.addEventListener("input", (event) => {
  const knob = event.target.closest(".knob");
  if (knob && event.target.type === "range") show(knob, true);
  later();
});
form.addEventListener("click", (event) => {
  if (!event.target.classList.contains("reset")) return;
  show(event.target.closest(".knob"), false);
  event.target.closest(".knob").querySelector("input").focus();
  later();
});
form.addEventListener("reset", () => {
  setTimeout(() => {
    for (const knob of form.querySelectorAll(".knob:has(output)")) show(knob, false);
    later();
  });
});

// What is moved stands behind the # of the address, so a page that is loaded again keeps it.
function remember() {
  const sent = moves();
  const parts = new URLSearchParams(sent.values);
  const start = new Set([...form.querySelectorAll("[data-chip]:not([data-on])")].map((box) => box.dataset.chip));
  for (const chip of sent.off) if (!start.has(chip)) parts.append("off", chip);
  for (const chip of start) if (!sent.off.includes(chip)) parts.append("on", chip);
  history.replaceState(null, "", parts.size ? `#${parts}` : location.pathname);
}

function recall() {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (name === "off" || name === "on") {
      const box = form.querySelector(`[data-chip="${CSS.escape(value)}"]`);
      if (box) box.checked = name === "on";
      continue;
    }
    const field = document.getElementById(name);
    if (!field || !form.contains(field)) continue;
    field.value = value;
    if (field.type === "range") show(field.closest(".knob"), true);
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
recall();
play();
