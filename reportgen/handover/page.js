"use strict";
const { words: W, files: FILES } = JSON.parse(document.getElementById("data").textContent);
const MOST = 40, DEEPEST = 6;
const at = (id) => document.getElementById(id);
const fill = (text, ...values) => text.replace(/\{\}/g, () => values.shift());

// An element with attributes and children; texts become text nodes, never markup.
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") node.addEventListener("click", value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((one) => one !== "" && one !== null));
  return node;
}

// Records as the page keeps them are lists: here their fields have names.
const proofOf = (file, number) => {
  const [label, key, value, how, give, expression, inputs, prints] = file.proofs[number];
  const when = key.slice(key.indexOf("|") + 1).replace(/#\d+$/, "").replace(/\|/g, ", ");
  return { number, label, key, when, value, how, give, expression, inputs, prints };
};

function printedAt(file, number) {
  const [source, where, token, unit, note] = file.prints[number];
  const [title, published, standard] = file.sources[source];
  const line = make("span", { class: "print" }, make("q", {}, token), /[a-z%]/i.test(token) ? ": " : ` ${unit}: `, make("cite", {}, title),
    ` (${[published, standard].filter(Boolean).join(", ")}), ${where}`);
  if (note) line.append(make("span", { class: "note" }, `${W.note}: ${note}`));
  return line;
}

// What a figure is and where it comes from, down to what is printed.
function proofTree(file, number, depth = 0) {
  const proof = proofOf(file, number);
  const days = depth === 0 ? file.periods[proof.when.split(",")[0]] : "";
  const words = [proof.value || W["not disclosed"]];
  if (proof.value) words.push(W[proof.how] + (proof.give ? `, ${W.give} ${proof.give}` : ""));
  const node = make("div", { class: "proof" },
    make("p", {}, make("b", {}, `${proof.label}, ${proof.when}`), days ? ` (${days})` : "", `: ${words.join("; ")}`));
  for (const one of proof.prints) node.append(make("p", {}, printedAt(file, one)));
  const further = proof.inputs.length && depth < DEEPEST && (depth === 0 || proof.how !== "printed");
  if (proof.expression && further) {
    node.append(make("p", {}, `${W.formula}: `, make("code", {}, proof.expression)));
    node.append(make("p", { class: "reads" }, `${W.reads}:`));
    node.append(make("ul", {}, ...proof.inputs.map((one) => make("li", {}, proofTree(file, one, depth + 1)))));
  }
  return node;
}

// Its source in a line: what is printed, or the first of what it was computed from.
function sourceLine(file, number) {
  const proof = proofOf(file, number);
  if (!proof.value) return make("span", {}, W["not disclosed"]);
  if (proof.prints.length) return printedAt(file, proof.prints[0]);
  if (proof.expression) return make("span", {}, `${W[proof.how]}: `, make("code", {}, proof.expression));
  return make("span", {}, W[proof.how]);
}

const pageName = (file, number) =>
  file.kind === "deck" ? `${W.page} ${number + 1}: ${file.pages[number][0]}` : `${W.sheet} ${file.pages[number][0]}`;

// --- Looking closer -------------------------------------------------------------------------------------------------

const dialog = at("closer");
let shownPage = [0, 0];

function open(fileNumber, pageNumber, proofNumber = -1) {
  const file = FILES[fileNumber], [, shown] = file.pages[pageNumber];
  shownPage = [fileNumber, pageNumber];
  at("closer-head").textContent = `${pageName(file, pageNumber)} - ${file.name}`;
  const body = at("closer-body");
  body.replaceChildren();
  const image = document.querySelector(`[data-file="${fileNumber}"][data-page="${pageNumber}"] img`);
  if (image) {
    body.append(make("img", { src: image.src, alt: pageName(file, pageNumber) }));
    if (file.kind === "workbook") body.append(make("p", { class: "small" }, W.sheet_view));
  }
  if (shown.length) body.append(make("h3", {}, `${W.on_page} (${shown.length.toLocaleString("en")})`), rows(file, shown, proofNumber));
  at("previous").disabled = pageNumber === 0;
  at("next").disabled = pageNumber === file.pages.length - 1;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  at("closer-head").focus();
  body.querySelector("details[open]")?.scrollIntoView({ block: "center" });
}

// The figures of a page; a long list comes in pieces. What was searched for stands open.
function rows(file, shown, proofNumber) {
  const list = make("ul", { class: "figures" });
  const first = Math.max(0, shown.findIndex(([, , proof]) => proof === proofNumber));
  let done = 0;
  const more = (most) => {
    for (; done < Math.min(most, shown.length); done += 1) {
      const [text, where, number] = shown[done], proof = proofOf(file, number);
      const details = make("details", {}, make("summary", {}, make("b", {}, text),
        make("span", { class: "what" }, `${proof.label}, ${proof.when}`), make("span", { class: "place" }, where),
        make("span", { class: "source" }, sourceLine(file, number))));
      details.addEventListener("toggle", () => {
        if (details.open && !details.querySelector(".proof")) details.append(proofTree(file, number));
      });
      if (number === proofNumber) details.open = true;
      list.append(make("li", {}, details));
    }
    if (done < shown.length) {
      const button = make("button", { type: "button" }, fill(W.more, (shown.length - done).toLocaleString("en")));
      const item = make("li", {}, button);
      button.addEventListener("click", () => { const before = done; item.remove(); more(done + 500); list.children[before]?.querySelector("summary").focus(); });
      list.append(item);
    }
  };
  more(Math.max(150, first + 50));
  return list;
}

const turn = (step) => {
  const [file, number] = shownPage;
  if (FILES[file].pages[number + step]) open(file, number + step);
};
at("previous").addEventListener("click", () => turn(-1));
at("next").addEventListener("click", () => turn(1));
at("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft" || event.key === "PageUp" && event.ctrlKey) turn(-1);
  if (event.key === "ArrowRight" || event.key === "PageDown" && event.ctrlKey) turn(1);
});
document.querySelector("main").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-page]");
  if (button) open(Number(button.dataset.file), Number(button.dataset.page));
});

// --- Searching ------------------------------------------------------------------------------------------------------

// The digits of a number, without what says how large it is: 48,439 and 48,439,000,000 and 484.39 are alike in them.
const digits = (text) => text.replace(/[^\d]/g, "").replace(/^0+/, "");
const plain = (text) => text.normalize("NFKC").toLowerCase();
const NUMBER = /^[\s(+\-\u2212\u25b2\u00b1~\u00a5$\u20ac\u00a3]*(?:[a-z]{3}\s?)?\d[\d,.\s]*\D{0,12}$/;
let index = null;

// Every figure once for all files, by what it says, with the places that show it.
function figures() {
  if (index) return index;
  const found = new Map();
  FILES.forEach((file, fileNumber) => {
    const own = file.proofs.map((_, number) => {
      const proof = proofOf(file, number);
      const prints = proof.prints.map((one) => file.prints[one]);
      const name = [proof.label, proof.when, proof.value, prints.map((one) => one[1]).join()].join("|");
      if (!found.has(name)) {
        found.set(name, { proof, file, number, places: [], texts: new Set(proof.how === "printed" ? prints.map((one) => one[2]) : []),
          words: plain(`${proof.label} ${proof.when} ${proof.key}`) });
      }
      return found.get(name);
    });
    file.pages.forEach(([, shown], pageNumber) => {
      for (const [text, where, number] of shown) {
        own[number].texts.add(text);
        own[number].places.push([fileNumber, pageNumber, where, text, number]);
      }
    });
  });
  index = [...found.values()];
  for (const one of index) {
    one.spelled = [...one.texts].map(plain);
    one.digits = new Set([...one.texts].map(digits).filter(Boolean));
    one.value = digits(one.proof.value).replace(/0+$/, "");
  }
  return index;
}

// How well a figure answers: 4 shown just so, 3 the same digits, 2 in another unit or in part, 1 words; 0 not at all.
function fits(one, asked, wanted, words) {
  if (one.spelled.includes(asked)) return 4;
  if (wanted && one.digits.has(wanted)) return 3;
  if (wanted.length > 2 && one.value === wanted.replace(/0+$/, "")) return 2;
  if (wanted) return one.spelled.some((text) => text.startsWith(asked)) ? 2 : 0;
  const text = one.words;
  return words.length && words.every((word) => text.includes(word)) ? 1 : 0;
}

function search() {
  const asked = plain(at("query").value).trim();
  at("results").hidden = !asked;
  at("hits").replaceChildren();
  if (!asked) { at("count").textContent = ""; return; }
  const wanted = NUMBER.test(asked) ? digits(asked) : "", terms = asked.split(/\s+/);
  const found = figures().map((one) => [fits(one, asked, wanted, terms), one]).filter(([fit]) => fit);
  found.sort((a, b) => b[0] - a[0] || (b[1].places.length > 0) - (a[1].places.length > 0));
  at("hits").append(...found.slice(0, MOST).map(([, one]) => make("li", {}, hit(one, asked))));
  at("count").textContent = !found.length ? W.found_none
    : found.length > MOST ? fill(W.found_first, found.length.toLocaleString("en"), MOST) : fill(W.found, found.length);
}

function hit(one, asked) {
  const { proof, file, number, places } = one;
  const text = places.find((place) => plain(place[3]) === asked) ?? places[0];
  const head = text ? text[3] : proof.value;
  const node = make("article", {}, make("h3", {}, head ? `${head}  ` : "", make("span", {}, `${proof.label}, ${proof.when}`)),
    proofTree(file, number));
  if (places.length) {
    const spots = new Map();
    for (const place of places) {
      const name = `${place[0]}|${place[1]}`;
      if (!spots.has(name)) spots.set(name, place);
    }
    const links = [...spots.values()].slice(0, 12).map(([fileNumber, pageNumber, where, , own]) =>
      make("li", {}, make("button", { type: "button", click: () => open(fileNumber, pageNumber, own) },
        `${FILES[fileNumber].name}, ${pageName(FILES[fileNumber], pageNumber)}`), ` ${where}`));
    if (spots.size > 12) links.push(make("li", {}, fill(W.more, spots.size - 12)));
    node.append(make("h4", {}, W.stands), make("ul", { class: "spots" }, ...links));
  }
  return node;
}

let waiting = 0;
at("query").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
at("search").addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); search(); });
at("search").addEventListener("reset", () => { setTimeout(() => { search(); at("query").focus(); }); });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !dialog.open && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    at("query").focus();
  }
});

// A link may ask: index.html#find=48,439
if (location.hash.startsWith("#find=")) {
  at("query").value = decodeURIComponent(location.hash.slice(6));
  search();
}

// On paper everything that is folded away is told.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")];
  unfolded.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => unfolded.forEach((one) => { one.open = false; }));
