"use strict";
(() => {
const $ = (id) => document.getElementById(id);
const FIELDS = ["event", "round", "status", "date", "end_date", "venue.city", "venue.country",
  "venue.place", "venue.mode", "sides", "co_chairs.name", "participants.name", "topics", "title",
  "published"];
const COLUMNS = [["date", "Date"], ["event", "Meeting"], ["sides", "Sides"], ["people", "People"],
  ["labels", "Labels"], ["status", "Status"], ["confidence", "Confidence"]];
const STATUSES = ["held", "planned", "postponed", "cancelled"];
const AHEAD = 8; // rows made above and below those that are seen
const MOST_BARS = 120, MOST_SIDES = 15, MOST_LABELS = 20, MOST_MONTHS = 24;

/* What is set as text is never read as HTML: all elements are made here. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key in element && !key.startsWith("aria")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
const option = (value, text) => make("option", { value, textContent: text });
const pause = () => new Promise((go) => setTimeout(go));

/* The meetings */

const all = [];
let shown = [], chosen = null, later = 0, sort = { key: "date", down: true };

async function load() {
  let since = performance.now();
  for (const data of document.querySelectorAll("script.records")) {
    const article = data.nextElementSibling;
    JSON.parse(data.textContent).forEach((record, number) => all.push(row(record, article, number)));
    data.remove();
    if (performance.now() - since > 25) {
      $("count").textContent = `reading: ${all.length} meetings`;
      await pause();
      since = performance.now();
    }
  }
}

function row(record, article, number) {
  const people = [...record.co_chairs, ...record.participants];
  const words = [record.event, record.title, record.source, record.status, ...record.sides,
    ...record.labels, ...Object.values(record.venue), ...record.topics.map((topic) => topic.text),
    ...people.flatMap((person) => [person.name, person.role])];
  return {
    record, article, number, people: people.map((person) => person.name),
    words: words.filter(Boolean).join("\n").toLowerCase(),
    first: firstDay(record.date), last: lastDay(record.end_date || record.date),
  };
}

/* The first and the last day that a date may mean, null for one without a year. */
const firstDay = (date) => /^\d{4}/.test(date || "") ? date + "-01-01".slice(date.length - 4) : null;

function lastDay(date) {
  if (!/^\d{4}/.test(date || "") || date.length === 10) return firstDay(date);
  const [year, month] = date.split("-");
  const days = new Date(Date.UTC(2000 + year % 400, month || 12, 0)).getUTCDate();
  return `${year}-${month || "12"}-${days}`;
}

function key(item) {
  const { record } = item;
  if (sort.key === "date") return item.first || "";
  if (sort.key === "people") return item.people.join(", ").toLowerCase();
  const value = record[sort.key];
  return Array.isArray(value) ? value.join(", ").toLowerCase()
    : typeof value === "number" ? value : (value || "").toLowerCase();
}

/* Filters */

function fits() {
  const value = (id) => $(id).value;
  const words = value("words").toLowerCase().split(/\s+/).filter(Boolean);
  const person = value("person").toLowerCase().trim(), sure = Number(value("sure"));
  const [from, to, side, other, label, status] =
    ["from", "to", "side", "other", "label", "status"].map(value);
  return (item) => {
    const { record } = item;
    return words.every((word) => item.words.includes(word))
      && (!from || (item.last !== null && item.last >= from))
      && (!to || (item.first !== null && item.first <= to))
      && (!side || record.sides.includes(side)) && (!other || record.sides.includes(other))
      && (!label || record.labels.includes(label)) && (!status || record.status === status)
      && (!person || item.people.some((name) => name.toLowerCase().includes(person)))
      && record.confidence >= sure;
  };
}

function counted(lists) {
  const counts = new Map();
  for (const list of lists) for (const value of new Set(list)) {
    counts.set(value, (counts.get(value) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function fillFilters() {
  const fill = (id, none, lists) => $(id).replaceChildren(option("", none),
    ...counted(lists).map(([value, count]) => option(value, `${value} (${count})`)));
  fill("side", "any", all.map(({ record }) => record.sides));
  fill("other", "anybody", all.map(({ record }) => record.sides));
  fill("label", "any", all.map(({ record }) => record.labels));
  fill("status", "any", all.map(({ record }) => [record.status]));
  const people = counted(all.map(({ people }) => people)).slice(0, 500);
  $("people").replaceChildren(...people.map(([name]) => option(name, "")));
}

function filter() {
  $("surely").textContent = $("sure").value;
  shown = all.filter(fits());
  $("window").scrollTop = 0;
  drawRows(true);
  const many = `${shown.length} of ${all.length} meetings`;
  $("count").textContent = all.length ? (shown.length === all.length ? `${all.length} meetings` : many)
    : "No meeting was found.";
  // After what is typed at once: the list shall not wait for what is around it.
  clearTimeout(later);
  later = setTimeout(async () => {
    drawBars();
    for (const id of ["met", "topics"]) if ($(id).open) {
      await pause();
      draw[id]();
    }
    document.documentElement.dataset.ready = "true";
  }, 80);
}

function order() {
  const sign = sort.down ? -1 : 1;
  const keyed = all.map((item) => [key(item), item]);
  // What is not known comes last, whichever way.
  keyed.sort(([a], [b]) => (a === "") - (b === "") || (a < b ? -sign : a > b ? sign : 0));
  keyed.forEach(([, item], i) => { all[i] = item; });
}

function setFilters(values) {
  for (const [id, value] of Object.entries(values)) $(id).value = value;
  filter();
}

/* The table: of many rows those that are seen, and a few more */

const body = document.querySelector("#table tbody");
let drawn = "";

function drawHead() {
  const cells = COLUMNS.map(([name, text]) => {
    const sorted = sort.key === name ? (sort.down ? "descending" : "ascending") : "none";
    const sign = sort.key === name ? (sort.down ? " ↓" : " ↑") : "";
    const button = make("button", { type: "button", textContent: text + sign });
    button.dataset.sort = name;
    return make("th", { scope: "col", className: `k-${name}`, "aria-sort": sorted }, button);
  });
  document.querySelector("#table thead").replaceChildren(make("tr", { "aria-rowindex": 1 }, ...cells));
}

function drawRows(anew, whole = false) {
  const pane = $("window"), height = rowHeight();
  const first = whole ? 0 : Math.max(0, Math.floor(pane.scrollTop / height) - AHEAD);
  const last = whole ? shown.length
    : Math.min(shown.length, Math.ceil((pane.scrollTop + pane.clientHeight) / height) + AHEAD);
  const now = `${first}-${last}`;
  if (!anew && now === drawn) return;
  drawn = now;
  const focused = body.contains(document.activeElement) ? document.activeElement.hash : null;
  $("table").setAttribute("aria-rowcount", shown.length + 1);
  body.replaceChildren(gap(first * height), ...shown.slice(first, last).map((item, i) =>
    tableRow(item, first + i)), gap((shown.length - last) * height));
  if (focused) focusOn(focused.slice(1));
}

function gap(height) {
  const element = make("tr", { className: "gap", "aria-hidden": "true" });
  element.style.height = `${height}px`;
  return element;
}

function rowHeight() {
  return 3.25 * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function tableRow(item, at) {
  const { record } = item;
  const cell = (name, content, title) => make("td", { className: `k-${name}`, title: title || "" },
    make("div", {}, content));
  const status = make("span", { className: `s-${record.status}`, textContent: record.status });
  const link = make("a", { href: `#${record.id}`, textContent: named(record) });
  const element = make("tr", { "aria-rowindex": at + 2 },
    cell("date", when(record)), cell("event", link, record.title),
    cell("sides", record.sides.join(", ")), cell("people", item.people.join(", ")),
    cell("labels", record.labels.join(", ")), cell("status", status),
    cell("confidence", record.confidence.toFixed(2)));
  element.dataset.id = record.id;
  if (chosen === item) element.setAttribute("aria-current", "true");
  return element;
}

function named({ event, round }) {
  const teen = round % 100 > 10 && round % 100 < 14;
  const ending = (!teen && { 1: "st", 2: "nd", 3: "rd" }[round % 10]) || "th";
  return (event || "meeting") + (round === null ? "" : `, ${round}${ending} round`);
}

function when(record) {
  if (!record.date) return "—";
  return record.end_date ? `${record.date} – ${record.end_date}` : record.date;
}

function focusOn(id) {
  const link = [...body.querySelectorAll("a")].find((one) => one.hash === `#${id}`);
  if (link) link.focus({ preventScroll: true });
}

/* The row a number of steps away from the one in focus, or chosen */
function step(by) {
  const from = body.contains(document.activeElement) ? document.activeElement.hash.slice(1)
    : chosen && chosen.record.id;
  const at = shown.findIndex(({ record }) => record.id === from);
  const to = Math.min(shown.length - 1, Math.max(0, at + by));
  if (to < 0) return;
  const pane = $("window"), height = rowHeight(), top = to * height;
  const head = document.querySelector("#table thead").offsetHeight;
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (top + height + head > pane.scrollTop + pane.clientHeight) {
    pane.scrollTop = top + height + head - pane.clientHeight;
  }
  drawRows(true);
  focusOn(shown[to].record.id);
}

/* Time: the days, months or years that meetings fall into */

function unitOf(items) {
  const dates = items.map(({ first }) => first).filter(Boolean).sort();
  if (!dates.length) return 7;
  const days = (Date.parse(dates.at(-1)) - Date.parse(dates[0])) / 864e5;
  return days <= 40 ? 10 : days <= 3653 ? 7 : 4;
}

function bins(items, unit) {
  const found = new Map();
  for (const item of items) {
    const { date } = item.record;
    if (item.first === null || date.length < unit) continue;
    const at = date.slice(0, unit);
    if (!found.has(at)) found.set(at, []);
    found.get(at).push(item);
  }
  const keys = [...found.keys()].sort();
  const whole = keys.length ? between(keys[0], keys.at(-1), unit) : [];
  return new Map((whole.length <= MOST_BARS ? whole : keys.slice(-MOST_BARS))
    .map((at) => [at, found.get(at) || []]));
}

function between(first, last, unit) {
  const out = [], parts = first.split("-").map(Number);
  const at = new Date(Date.UTC(2000, (parts[1] || 1) - 1, parts[2] || 1));
  at.setUTCFullYear(parts[0]);
  for (let text = first; text <= last && out.length <= MOST_BARS;) {
    out.push(text);
    if (unit === 10) at.setUTCDate(at.getUTCDate() + 1);
    else if (unit === 7) at.setUTCMonth(at.getUTCMonth() + 1);
    else at.setUTCFullYear(at.getUTCFullYear() + 1);
    text = at.toISOString().slice(0, unit);
  }
  return out;
}

function drawBars() {
  const unit = unitOf(shown), found = bins(shown, unit);
  const most = Math.max(1, ...[...found.values()].map((items) => items.length));
  const every = unit === 7 && found.size > 15 ? /-01$/ : unit === 10 && found.size > 15 ? /-(01|10|20)$/ : /./;
  const keys = [...found.keys()], early = keys.findIndex((at) => every.test(at)) > 5 ? keys[0] : null;
  $("bars").replaceChildren(...[...found].map(([at, items]) => {
    const counts = STATUSES.map((status) =>
      [status, items.filter(({ record }) => record.status === status).length]).filter(([, n]) => n);
    const names = items.slice(0, 8).map(({ record }) => `${named(record)}: ${record.sides.join(", ")}`);
    const told = `${at}: ${counts.map(([status, n]) => `${n} ${status}`).join(", ") || "none"}`;
    const bar = make("div", { className: "bar" }, ...counts.map(([status, n]) => {
      const piece = make("i", { className: status });
      piece.style.height = `${100 * n / most}%`;
      return piece;
    }));
    const button = make("button", { type: "button", title: [told, ...names].join("\n"), "aria-label": told,
      disabled: !items.length }, bar, make("span", { textContent: every.test(at) || at === early ? at : "" }));
    button.dataset.at = at;
    return button;
  }));
  const dated = [...found.values()].reduce((sum, items) => sum + items.length, 0);
  const left = shown.length - dated;
  $("legend").replaceChildren(...STATUSES.flatMap((status) =>
    [make("span", { className: `dot ${status}` }), status]),
    left ? `. ${left} without a ${unit === 10 ? "day" : unit === 7 ? "month" : "year"} that is shown here.` : "");
}

const period = (at) => ({ from: firstDay(at), to: lastDay(at) });

/* Who met whom, and what about */

function grid(table, corner, rows, columns, cell) {
  const head = make("tr", {}, make("th", { scope: "col", textContent: corner }),
    ...columns.map((name) => make("th", { scope: "col", textContent: name })));
  const lines = rows.map((name) => make("tr", {}, make("th", { scope: "row", textContent: name }),
    ...columns.map((column) => cell(name, column))));
  table.replaceChildren(make("thead", {}, head), make("tbody", {}, ...lines));
}

function countCell(count, most, told, values) {
  if (!count) return make("td");
  const button = make("button", { type: "button", textContent: count, title: told, "aria-label": told });
  button.style.setProperty("--share", count / most);
  button.addEventListener("click", () => setFilters(values));
  return make("td", {}, button);
}

const draw = {
  met() {
    const sides = counted(shown.map(({ record }) => record.sides)).map(([side]) => side);
    const names = sides.slice(0, MOST_SIDES), counts = new Map();
    const id = (a, b) => JSON.stringify([a, b]);
    for (const { record } of shown) for (const a of record.sides) for (const b of record.sides) {
      if (a !== b) counts.set(id(a, b), (counts.get(id(a, b)) || 0) + 1);
    }
    const most = Math.max(1, ...counts.values());
    $("met-note").textContent = sides.length > names.length
      ? `The ${names.length} of ${sides.length} sides with the most meetings.` : "";
    grid($("matrix"), "", names, names, (a, b) => a === b ? make("td", { className: "self" })
      : countCell(counts.get(id(a, b)), most, `${a} and ${b}: ${counts.get(id(a, b))}`, { side: a, other: b }));
  },
  topics() {
    const unit = Math.min(unitOf(shown), 7), found = [...bins(shown, unit)].slice(-MOST_MONTHS);
    const labels = counted(shown.map(({ record }) => record.labels)).map(([label]) => label);
    const names = labels.slice(0, MOST_LABELS), counts = new Map();
    for (const [at, items] of found) counts.set(at, new Map(counted(items.map(({ record }) => record.labels))));
    const most = Math.max(1, ...[...counts.values()].flatMap((of) => [...of.values()]));
    $("topics-note").textContent = labels.length > names.length
      ? `The ${names.length} of ${labels.length} labels with the most meetings.` : "";
    grid($("counts"), "", names, found.map(([at]) => at), (label, at) => {
      const count = counts.get(at).get(label);
      return countCell(count, most, `${label}, ${at}: ${count}`, { label, ...period(at) });
    });
  },
};

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

/* Corrections: a verdict for each value of a record that somebody judged */

const verdicts = new Map();
let unsaved = false;

const judged = (path) => (verdicts.get(chosen.record.id) || new Map()).get(path);

function judge(path, verdict) {
  const id = chosen.record.id;
  if (!verdicts.has(id)) verdicts.set(id, new Map());
  const [, list, i] = /^(co_chairs|participants)\[(\d+)\]\.(?!name)/.exec(path) || [];
  const person = list ? { of: chosen.record[list][i].name } : {};
  if (verdict) verdicts.get(id).set(path, { ...verdict, ...person });
  else verdicts.get(id).delete(path);
  const count = [...verdicts.values()].reduce((sum, of) => sum + of.size, 0);
  unsaved = count > 0;
  $("download").disabled = !count;
  $("download").textContent = count ? `Download corrections (${count})` : "Download corrections";
}

function judgement(path, value, kinds, name) {
  const signs = { right: ["✓", "is right"], wrong: ["✗", "is wrong"], edited: ["✎", "should be …"] };
  const group = make("span", { className: "judge", role: "group", "aria-label": `Is ${name} right?` });
  for (const kind of kinds) {
    const [sign, told] = signs[kind];
    const button = make("button", { type: "button", textContent: sign, title: `${name} ${told}`,
      "aria-label": `${name} ${told}`, "aria-pressed": String(judged(path)?.verdict === kind) });
    button.addEventListener("click", () => {
      if (kind === "edited") edit(path, value, group);
      else {
        judge(path, judged(path)?.verdict === kind ? null
          : { source: chosen.record.source, field: path, value, verdict: kind });
        press(group, path, kinds);
      }
    });
    group.append(button);
  }
  return path === "record" ? make("p", {}, `Is this a meeting that the article reports? `, group) : group;
}

function press(group, path, kinds) {
  [...group.querySelectorAll("button")].forEach((button, i) =>
    button.setAttribute("aria-pressed", String(judged(path)?.verdict === kinds[i])));
  const element = group.closest(".values > div");
  if (element) mark(element, path);
}

/* Show what was said of a value, in its row. */
function mark(element, path) {
  const verdict = judged(path);
  element.classList.toggle("wrong", verdict?.verdict === "wrong" || verdict?.verdict === "edited");
  element.querySelector(".right-value")?.remove();
  if (verdict?.verdict === "edited") {
    element.querySelector(".value").after(make("strong", { className: "right-value", textContent: ` → ${verdict.right} ` }));
  }
}

function edit(path, value, group) {
  if (group.querySelector("form")) return;
  const input = make("input", { value: String(judged(path)?.right ?? value), "aria-label": `The right value of ${path}` });
  const form = make("form", {}, input, make("button", { textContent: "Save" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const right = typed(input.value, value);
    judge(path, right === null ? null : { source: chosen.record.source, field: path, value, verdict: "edited", right });
    form.remove();
    press(group, path, ["right", "wrong", "edited"]);
    group.querySelector("button:last-child").focus();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") form.remove(); });
  group.append(form);
  input.select();
}

function typed(given, like) {
  const told = given.trim();
  if (!told) return null;
  return typeof like === "number" && /^\d+$/.test(told) ? Number(told) : told;
}

/* A value that the tool has missed */
function adder() {
  const field = make("select", { "aria-label": "Field" }, ...FIELDS.map((name) => option(name, name)));
  const input = make("input", { "aria-label": "Value", placeholder: "what the article says" });
  const form = make("form", { className: "add" }, "Missing: ", field, " ", input, " ", make("button", { textContent: "Add" }));
  const list = make("ul");
  const drawList = () => list.replaceChildren(...[...(verdicts.get(chosen.record.id) || new Map()).values()]
    .filter(({ verdict }) => verdict === "missing").map((one) => {
      const drop = make("button", { type: "button", textContent: "✗", "aria-label": `Remove ${one.field} ${one.right}` });
      drop.addEventListener("click", () => { judge(`${one.field}+${one.right}`, null); drawList(); });
      return make("li", {}, `${one.field}: ${one.right} `, drop);
    }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const right = typed(input.value, field.value === "round" ? 0 : "");
    if (right === null) return;
    judge(`${field.value}+${right}`, { source: chosen.record.source, field: field.value, value: null, verdict: "missing", right });
    input.value = "";
    drawList();
  });
  drawList();
  return make("div", { className: "add" }, form, list);
}

function download() {
  const lines = [...verdicts].flatMap(([id, of]) => [...of.values()].map((verdict) => JSON.stringify({ id, ...verdict })));
  const url = URL.createObjectURL(new Blob([lines.map((line) => line + "\n").join("")], { type: "application/jsonl" }));
  make("a", { href: url, download: "corrections.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  unsaved = false;
}

/* What the page listens to */

function listen() {
  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("reset", () => setTimeout(filter));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("window").addEventListener("scroll", () => drawRows(false), { passive: true });
  addEventListener("resize", () => drawRows(true));
  addEventListener("hashchange", () => choose(decodeURIComponent(location.hash.slice(1))));
  addEventListener("beforeprint", () => drawRows(true, true));
  addEventListener("afterprint", () => drawRows(true));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  document.querySelector("#table thead").addEventListener("click", ({ target }) => {
    const name = target.dataset.sort;
    if (!name) return;
    sort = { key: name, down: sort.key === name ? !sort.down : name === "date" || name === "confidence" };
    drawHead();
    order();
    filter();
    document.querySelector(`[data-sort="${name}"]`).focus();
  });
  body.addEventListener("click", ({ target }) => {
    const line = target.closest("tr[data-id]");
    if (!line) return;
    location.hash = line.dataset.id;
    choose(line.dataset.id);
    if ($("detail").getBoundingClientRect().top > innerHeight * 0.6) $("detail").scrollIntoView();
  });
  $("table").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (!by || event.target.matches("button")) return;
    event.preventDefault();
    step(by);
  });
  $("bars").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) setFilters(period(button.dataset.at));
  });
  for (const id of ["met", "topics"]) $(id).addEventListener("toggle", () => { if ($(id).open) draw[id](); });
  for (const name of ["mouseover", "focusin"]) {
    $("detail").addEventListener(name, ({ target }) => {
      const one = target.closest("[data-goto], [data-behind]");
      if (one) link(one); // What was linked last stays so.
    });
  }
  $("detail").addEventListener("click", ({ target }) => {
    if (target.dataset.goto) goTo(target, "mark");
    else if (target.matches("mark")) goTo(target, ".values > div");
  });
  $("detail").addEventListener("keydown", (event) => {
    if (!event.target.matches("mark") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    goTo(event.target, ".values > div");
  });
  $("download").addEventListener("click", download);
  $("theme").addEventListener("change", ({ target }) => { document.documentElement.dataset.theme = target.value; });
}

load().then(async () => {
  order();
  await pause();
  fillFilters();
  await pause();
  drawHead();
  listen();
  for (const id of ["met", "topics"]) $(id).open = all.length > 1;
  filter();
  const asked = decodeURIComponent(location.hash.slice(1));
  choose(all.some(({ record }) => record.id === asked) ? asked : shown[0]?.record.id);
});
})();
