"use strict";
const { words: WORDS, files: FILES } = JSON.parse(document.getElementById("data").textContent);
let language = document.documentElement.lang, W = WORDS[language];
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
  const [own, key, value, how, give, expression, inputs, prints] = file.proofs[number];
  const when = key.slice(key.indexOf("|") + 1).replace(/#\d+$/, "").replace(/\|/g, ", ");
  return { number, own, label: named(file, own), key, when, value, how, give, expression, inputs, prints };
};

// A figure's label in the language that is spoken, of a file that speaks the other one.
const named = (file, label) => language === file.language ? label : file.labels[label] ?? label;

function printedAt(file, number) {
  const [source, where, token, unit, note] = file.prints[number];
  const [title, published, standard] = file.sources[source];
  const line = make("span", { class: "print" }, make("q", {}, token), /[a-z%]/i.test(token) ? ": " : ` ${unit}: `, make("cite", {}, title),
    ` (${[published, standard].filter(Boolean).join(", ")}), ${where}`);
  if (note) line.append(make("span", { class: "note" }, `${W.note}: ${note}`));
  return line;
}

// What is said of a figure that the tables do not know: that a cell shows a number then is its workbook's work.
const unknown = (file, text) => file.kind === "workbook" && /\d/.test(text) ? W.in_workbook : W["not disclosed"];

// What a figure is and where it comes from, down to what is printed; `text` is how it is shown.
function proofTree(file, number, text = "", depth = 0) {
  const proof = proofOf(file, number);
  const days = depth === 0 ? daysOf(file, proof)[language === "ja" ? 1 : 0] : "";
  const words = [proof.value || unknown(file, text)];
  if (proof.value) words.push(W[proof.how] + (proof.give ? `, ${W.give} ${proof.give}` : ""));
  const node = make("div", { class: "proof" },
    make("p", {}, make("b", {}, `${proof.label}, ${proof.when}`), days ? ` (${days})` : "", `: ${words.join("; ")}`));
  for (const one of proof.prints) node.append(make("p", {}, printedAt(file, one)));
  const further = proof.inputs.length && depth < DEEPEST && (depth === 0 || proof.how !== "printed") && (proof.value || unknown(file, text) !== W.in_workbook);
  if (proof.expression && further) {
    const x = /\bx\b/.test(proof.expression) ? ` (${fill(W.x_is, proofOf(file, proof.inputs[0]).label)})` : "";
    node.append(make("p", {}, `${W.formula}: `, make("code", {}, proof.expression), x));
    node.append(make("p", { class: "reads" }, `${W.reads}:`));
    node.append(make("ul", {}, ...proof.inputs.map((one) => make("li", {}, proofTree(file, one, "", depth + 1)))));
  }
  return node;
}

const daysOf = (file, proof) => file.periods[proof.when.split(",")[0]] ?? ["", ""];

// Its source in a line: what is printed, or the first of what it was computed from.
function sourceLine(file, number, text) {
  const proof = proofOf(file, number);
  if (!proof.value) return make("span", {}, unknown(file, text));
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
  const images = [...document.querySelectorAll(`[data-file="${fileNumber}"][data-page="${pageNumber}"] img`)];
  const pages = images.map((image, at) => make("img", { src: image.src, loading: "lazy",
    alt: pageName(file, pageNumber) + (images.length > 1 ? ` (${at + 1} / ${images.length})` : "") }));
  body.append(make("div", { class: file.kind }, ...pages));
  if (images.length && file.kind === "workbook") body.append(make("p", { class: "small" }, W.sheet_view));
  at("jump").disabled = !shown.length;
  if (shown.length) body.append(make("h3", { id: "shown", tabindex: -1 }, `${W.on_page} (${shown.length.toLocaleString("en")})`), rows(file, shown, proofNumber));
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
        make("span", { class: "source" }, sourceLine(file, number, text))));
      details.addEventListener("toggle", () => {
        if (details.open && !details.querySelector(".proof")) details.append(proofTree(file, number, text), ...spots(entryOf(file, number)));
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
at("jump").addEventListener("click", () => { at("shown").scrollIntoView(); at("shown").focus(); });
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

const plain = (text) => text.normalize("NFKC").toLowerCase();
// How large the number in a text is, whatever its sign and unit: 146 of (146), -146 and \u25b3146.
const size = (text) => parseFloat((/\d[\d,]*(?:\.\d+)?/.exec(text)?.[0] ?? "").replaceAll(",", ""));
const SCALES = [1, 1e3, 1e6, 1e8, 1e9, 1e12];
// Periods as people spell them, as keys do: FY2017, Q4 2017, 4Q FY17, 2017\u5e74\u5ea6\u7b2c4\u56db\u534a\u671f, 2018\u5e743\u6708\u671f.
const SPELLED = [[/\b(?:20)?(\d\d)\u5e74\u5ea6\u7b2c([1-4])\u56db\u534a\u671f/g, "$2q$1"], [/\b20(\d\d)\u5e74\u5ea6/g, "fy$1"], [/\u6708\u671f/g, "\u6708"],
  [/\bfy\s?(?:20)?(\d\d)\b/g, "fy$1"], [/\b([qh])([1-4])\b/g, "$2$1"], [/\b([1-4][qh]|9m)\s?(?:fy)?(?:20)?(\d\d)\b/g, "$1$2"]];
const NUMBER = /^(?:c\.|\u7d04|about)?[\s(+\-\u2212\u25b2\u00b1~\u00a5$\u20ac\u00a3]*(?:[a-z]{3}\s?)?\d[\d,.\s]*\D{0,12}$/;
let index = null;
const entries = new Map();
const entryOf = (file, number) => { figures(); return entries.get(file)[number]; };

// Every figure once for all files, by what it says, with the places that show it.
function figures() {
  if (index) return index;
  const found = new Map();
  FILES.forEach((file, fileNumber) => {
    const own = file.proofs.map((_, number) => {
      const proof = proofOf(file, number);
      const prints = proof.prints.map((one) => file.prints[one]);
      const name = [proof.key, proof.value, prints.map((one) => one[1]).join()].join("|");
      if (!found.has(name)) {
        found.set(name, { proof, file, number, places: [], texts: new Set(proof.how === "printed" ? prints.map((one) => one[2]) : []),
          words: plain([proof.own, file.labels[proof.own] ?? "", proof.when, proof.key, ...daysOf(file, proof),
            /prior_(year|quarter)\(x\)/.test(proof.expression) ? "growth \u5897\u6e1b" : "",
            /\|(target|expectation)/.test(proof.key) ? "forecast guidance plan \u76ee\u6a19 \u4e88\u60f3" : ""].join(" ")) });
      }
      return found.get(name);
    });
    entries.set(file, own);
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
    one.sizes = [...one.texts].map(size);
    one.value = size(one.proof.value);
  }
  return index;
}

// How well a figure answers: 4 shown just so, 3 the same number, 2 in another unit or rounded, 1 words; 0 not at all.
function fits(one, asked, words) {
  if (one.spelled.includes(asked)) return 4;
  if (!NUMBER.test(asked)) return words.length && words.every((word) => one.words.includes(word)) ? 1 : 0;
  const wanted = size(asked), half = 0.5 / 10 ** (/\.(\d+)/.exec(asked)?.[1].length ?? 0) + 1e-9;
  if (one.proof.value.endsWith("%") ? /[a-z\u5104\u4e07\u5186]/.test(asked.replace(/^c\./, "")) : asked.includes("%")) return 0;
  if (one.sizes.includes(wanted)) return 3;
  const scales = one.proof.value.endsWith("%") ? [1] : SCALES;
  return wanted >= 10 && scales.some((scale) => Math.abs(one.value / scale - wanted) <= half) ? 2 : 0;
}

function search() {
  const asked = plain(at("query").value).trim();
  at("results").hidden = !asked;
  at("hits").replaceChildren();
  at("found-pages").replaceChildren();
  if (!asked) { at("count").textContent = ""; return; }
  const terms = SPELLED.reduce((text, [spelled, key]) => text.replace(spelled, key), asked).match(/[\x21-\x7e]+|[^\x00-\x7e\s]+/g) ?? [];
  const found = figures().map((one) => [fits(one, asked, terms), one]).filter(([fit]) => fit);
  found.sort((a, b) => b[0] - a[0] || b[1].places.length - a[1].places.length);
  const pages = FILES.flatMap((file, fileNumber) => file.pages.map((_, number) =>
    [fileNumber, number, plain(`${pageName(file, number)} ${file.kind === "deck" ? "page slide \u30da\u30fc\u30b8" : "sheet \u30b7\u30fc\u30c8"}`)]))
    .filter(([, , name]) => NUMBER.test(asked) ? false : terms.every((term) => /^\d+$/.test(term) ? name.split(/\D+/, 2).includes(term) : name.includes(term)));
  at("found-pages").replaceChildren(...pages.slice(0, 12).map(([fileNumber, number]) => make("li", {}, pageButton(fileNumber, number))));
  at("hits").append(...found.slice(0, MOST).map(([, one]) => make("li", {}, hit(one, asked))));
  at("count").textContent = !found.length ? pages.length ? "" : W.found_none
    : found.length > MOST ? fill(W.found_first, found.length.toLocaleString("en"), MOST) : fill(W.found, found.length);
}

function hit(one, asked) {
  const { places } = one;
  const place = places.find((found) => plain(found[3]) === asked) ?? places[0];
  const file = place ? FILES[place[0]] : one.file, number = place ? place[4] : one.number;
  const proof = proofOf(file, number), head = place ? place[3] : proof.value;
  const node = make("article", {}, make("h3", {}, head ? `${head}  ` : "", make("span", {}, `${proof.label}, ${proof.when}`)),
    proofTree(file, number, head));
  node.append(...spots(one));
  return node;
}

const pageButton = (file, page, proof = -1) => make("button", { type: "button", click: () => open(file, page, proof) },
  `${FILES[file].name}, ${pageName(FILES[file], page)}`);

// Where a figure stands, as it is shown there: each page once.
function spots({ places }) {
  const pages = new Map();
  for (const place of places) {
    const name = `${place[0]}|${place[1]}`;
    if (!pages.has(name)) pages.set(name, place);
  }
  const links = [...pages.values()].slice(0, 12).map(([fileNumber, pageNumber, where, text, own]) =>
    make("li", {}, make("b", {}, text), " ", pageButton(fileNumber, pageNumber, own), ` ${where}`));
  if (pages.size > 12) links.push(make("li", {}, fill(W.more, pages.size - 12)));
  return links.length ? [make("h4", {}, W.stands), make("ul", { class: "spots" }, ...links)] : [];
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

// --- The other language ---------------------------------------------------------------------------------------------

const other = at("language");
function speak() {
  W = WORDS[language];
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-w]")) node.textContent = fill(W[node.dataset.w], ...(node.dataset.v ?? "").split("|"));
  for (const node of document.querySelectorAll("[data-a]")) node.setAttribute("aria-label", W[node.dataset.a] + node.dataset.of);
  for (const node of document.querySelectorAll("td[data-file], span[data-file]")) {
    const file = FILES[node.dataset.file], text = node.dataset.own ??= node.textContent;
    const label = Object.keys(file.labels).find((one) => text.startsWith(`${one}, `));
    node.textContent = label ? named(file, label) + text.slice(label.length) : text;
  }
  other.textContent = W.other;
  other.lang = language === "ja" ? "en" : "ja";
}
other.textContent = W.other;
other.lang = language === "ja" ? "en" : "ja";
other.hidden = false;
other.addEventListener("click", () => { language = other.lang; speak(); search(); });

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
