/* One meeting: its values, and the article with their words */

function choose(id) {
  const item = all.find(({ record }) => record.id === id);
  if (!item || item === chosen) return;
  chosen = item;
  drawRows(true);
  drawDetail();
}

function leaves(path, value) {
  if (value === null || path === "evidence" || (Array.isArray(value) && !value.length)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((part, i) => leaves(`${path}[${i}]`, part));
  }
  if (typeof value !== "object") return [[path, value]];
  if ("text" in value) return [[path, value.text, value.labels]];
  return Object.entries(value).flatMap(([name, part]) => leaves(`${path}.${name}`, part));
}

const stem = (field) => field.split(/[.[]/, 1)[0];

/* Words behind one entry of a list stand behind the list, where it is one value there. */
const isBehind = (field, path) => field === path || (/\[\d+\]$/.test(path) && field === path.replace(/\[\d+\]$/, ""));

function drawDetail() {
  const { record, number } = chosen;
  const article = JSON.parse(chosen.article.textContent);
  const evidence = article.evidence[number];
  const values = make("dl", { className: "values" });
  for (const [name, value] of Object.entries(record)) {
    if (name === "labels") continue;
    for (const leaf of leaves(name, value)) values.append(valueRow(leaf, evidence));
  }
  $("detail").replaceChildren(
    make("h2", { textContent: named(record) }),
    make("p", { className: "note", textContent: [when(record), record.sides.join(", ")].join(" · ") }),
    judgement("record", record.id, ["right", "wrong"], "this is a meeting"),
    make("div", { className: "sides" }, make("div", {}, values, adder()),
      make("div", { className: "beside" }, text(article, number, evidence),
        make("div", { id: "rule", className: "note", role: "status",
          textContent: "Point at words or at a value to see what links them." }))));
}

function valueRow([path, value, labels], evidence) {
  const behind = evidence.map((piece, i) => [i, ...piece]).filter(([, field]) => isBehind(field, path));
  const more = labels && labels.length ? ` (${labels.join(", ")})` : "";
  const told = make("dd", {}, make("span", { className: "value", textContent: String(value) }), more);
  if (!["id", "source", "confidence", "date_basis"].includes(path) && stem(path) !== "extracted_from") {
    told.append(judgement(path, value, ["right", "wrong", "edited"], path));
  }
  const words = make("div", { className: "words" });
  for (const [i, field, start, end, rule] of behind) {
    const chip = make("button", { type: "button", className: `chip f-${stem(field)}`,
      title: `${rule}, characters ${start}–${end}`, textContent: quoted(i) });
    chip.dataset.goto = i;
    words.append(chip, ` ${rule} `);
  }
  if (behind.length) told.append(words);
  const element = make("div", {}, make("dt", { textContent: path }), told);
  element.dataset.behind = behind.map(([i]) => i).join(" ");
  mark(element, path);
  return element;
}

/* The words of a piece of evidence, put together from the parts of the text */
function quoted(i) {
  const article = JSON.parse(chosen.article.textContent);
  return article.parts.filter(([, , behind]) => behind.some(([r, e]) => r === chosen.number && e === i))
    .map(([words]) => words).join("").replace(/\s+/g, " ");
}

function text(article, number, evidence) {
  const element = make("div", { className: "article", id: "article", lang: "en" });
  for (const [words, kind, behind] of article.parts) {
    const own = behind.filter(([record]) => record === number).map(([, i]) => i);
    let piece = document.createTextNode(words);
    if (own.length && words.trim()) {
      const nearest = own.reduce((a, b) =>
        evidence[b][2] - evidence[b][1] < evidence[a][2] - evidence[a][1] ? b : a);
      const told = own.map((i) => `${evidence[i][0]}: ${evidence[i][3]}`).join("; ");
      piece = make("mark", { className: `f-${stem(evidence[nearest][0])}`, tabIndex: 0, role: "button",
        title: told, "aria-label": `${words} – ${told}` }, words);
      piece.dataset.behind = own.join(" ");
    }
    element.append(kind && kind !== "body" ? make("span", { className: kind }, piece) : piece);
  }
  return element;
}

const behindOf = (element) => (element.dataset.behind || "").split(" ").filter(Boolean);

function link(element) {
  const wanted = new Set(element.dataset.goto ? [element.dataset.goto] : behindOf(element));
  for (const one of $("detail").querySelectorAll("[data-behind], [data-goto]")) {
    const theirs = one.dataset.goto ? [one.dataset.goto] : behindOf(one);
    one.classList.toggle("on", theirs.some((i) => wanted.has(i)));
  }
  if (element.matches("mark")) $("rule").textContent = `${element.textContent.trim()} — ${element.title}`;
}

function goTo(element, selector) {
  const wanted = element.dataset.goto ? [element.dataset.goto] : behindOf(element);
  const there = [...$("detail").querySelectorAll(selector)].find((one) => behindOf(one).some((i) => wanted.includes(i)));
  if (!there) return;
  there.scrollIntoView({ block: "nearest" });
  const focusable = there.matches("mark") ? there : there.querySelector("button");
  if (focusable) focusable.focus({ preventScroll: true });
  link(there);
}
