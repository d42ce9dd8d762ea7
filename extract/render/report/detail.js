/* One meeting: its values, and the article with their words */

function choose(key) {
  const item = all.find((one) => one.key === key);
  if (!item || item === chosen || !keepTyped()) return;
  chosen = item;
  drawRows(true);
  drawDetail();
  sayIfAway();
}

function sayIfAway() {
  if ($("away")) $("away").hidden = shown.includes(chosen);
}

/* The values of a record, each with its path: co_chairs[0].name */
function leaves(path, told) {
  if (told === null || (Array.isArray(told) && !told.length)) return [];
  if (Array.isArray(told)) return told.flatMap((part, i) => leaves(`${path}[${i}]`, part));
  if (typeof told !== "object") return [[path, told]];
  if ("text" in told) return [[path, told.text, told.labels]];
  return Object.entries(told).flatMap(([name, part]) => leaves(`${path}.${name}`, part));
}

const stem = (field) => field.split(/[.[]/, 1)[0];

/* Words behind one entry of a list stand behind the list, where it is one value there. */
const isBehind = (field, path) => field === path || (/\[\d+\]$/.test(path) && field === path.replace(/\[\d+\]$/, ""));

function drawDetail() {
  const { record, number } = chosen;
  const article = JSON.parse(chosen.article.textContent), evidence = article.evidence[number];
  const quotes = quoted(article, number, evidence), values = make("dl", { className: "values" });
  for (const [name, told] of Object.entries(record)) {
    if (name === "labels") continue;
    for (const leaf of leaves(name, told)) values.append(valueRow(leaf, evidence, quotes));
  }
  $("detail").setAttribute("aria-label", `The meeting chosen: ${named(record)}`);
  $("detail").replaceChildren(
    make("h2", { textContent: named(record) }),
    make("p", { className: "note", textContent: [when(record), record.sides.join(", ")].join(" · ") }),
    make("p", { className: "note", id: "away", textContent: "Not among the meetings listed." }),
    make("p", {}, "Is this a meeting that the article reports? ", judgement("record", record.id, ["right", "wrong"])),
    make("div", { className: "sides" }, make("div", {}, values, adder()),
      make("div", { className: "beside" }, text(article, number, evidence),
        make("div", { id: "rule", className: "note", role: "status",
          textContent: "Choose words or a value to see what links them. Grey is what was stripped from the page." }))));
}

function valueRow([path, told, labels], evidence, quotes) {
  const behind = evidence.map((piece, i) => [i, ...piece]).filter(([, field]) => isBehind(field, path));
  const more = labels && labels.length ? ` (${labels.join(", ")})` : "";
  const cell = make("dd", {}, make("span", { className: "value", textContent: String(told) }), more);
  if (!UNJUDGED.includes(stem(path))) cell.append(judgement(path, told, ["right", "wrong", "edited"]));
  const words = make("div", { className: "words" });
  for (const [i, field, start, end, rule] of behind) {
    const chip = make("button", { type: "button", className: `chip f-${stem(field)}`,
      title: `${rule}, characters ${start}–${end}`, textContent: quotes[i] });
    chip.dataset.goto = i;
    words.append(chip, ` ${rule} `);
  }
  if (behind.length) cell.append(words);
  const element = make("div", { tabIndex: -1 }, make("dt", { textContent: path }), cell);
  element.dataset.behind = behind.map(([i]) => i).join(" ");
  showVerdict(element, path);
  return element;
}

/* The words of each piece of evidence, put together from the parts of the text */
function quoted(article, number, evidence) {
  const quotes = evidence.map(() => "");
  for (const [words, , behind] of article.parts) {
    for (const [record, i] of behind) if (record === number) quotes[i] += words;
  }
  return quotes.map((words) => words.replace(/\s+/g, " "));
}

function text(article, number, evidence) {
  const element = make("div", { className: "article", id: "article", lang: "en", tabIndex: 0,
    role: "region", "aria-label": "The article" });
  for (const [words, kind, behind] of article.parts) {
    const own = behind.filter(([record]) => record === number).map(([, i]) => i);
    const piece = own.length && words.trim() ? marked(words, own, evidence) : document.createTextNode(words);
    element.append(kind && kind !== "body" ? make("span", { className: kind }, piece) : piece);
  }
  return element;
}

/* Words behind values, in the colour of the one that they say most exactly */
function marked(words, own, evidence) {
  const length = (i) => evidence[i][2] - evidence[i][1];
  const nearest = own.reduce((a, b) => length(b) < length(a) ? b : a);
  const told = own.map((i) => `${evidence[i][0]}: ${evidence[i][3]}`).join("; ");
  const piece = make("mark", { className: `f-${stem(evidence[nearest][0])}`, tabIndex: 0, role: "button",
    title: told, "aria-label": `${words}, ${told}` }, words);
  piece.dataset.behind = own.join(" ");
  return piece;
}

const behindOf = ({ dataset }) => dataset.goto ? [dataset.goto] : (dataset.behind || "").split(" ").filter(Boolean);

function link(element) {
  const wanted = new Set(behindOf(element));
  for (const one of $("detail").querySelectorAll("[data-behind], [data-goto]")) {
    one.classList.toggle("on", behindOf(one).some((i) => wanted.has(i)));
  }
  if (element.matches("mark")) $("rule").textContent = `${element.textContent.trim()} — ${element.title}`;
}

function goTo(element, selector) {
  const wanted = behindOf(element);
  const there = [...$("detail").querySelectorAll(selector)].find((one) => behindOf(one).some((i) => wanted.includes(i)));
  if (!there) return;
  there.scrollIntoView({ block: "nearest" });
  (there.querySelector(".chip") || there).focus({ preventScroll: true });
  link(there);
}
