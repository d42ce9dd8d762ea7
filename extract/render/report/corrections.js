/* Corrections: a verdict for each value of a record that somebody judged */

const verdicts = new Map(); // the key of a meeting -> its verdicts by path
let unsaved = false;

const verdictsOf = (item) => verdicts.get(item.key) || new Map();
const isJudged = (item) => verdictsOf(item).size > 0;
const judged = (path) => verdictsOf(chosen).get(path);

function judge(path, verdict) {
  if (!verdicts.has(chosen.key)) verdicts.set(chosen.key, new Map());
  const [, list, i] = /^(co_chairs|participants)\[(\d+)\]\.(?!name)/.exec(path) || [];
  const person = list ? { of: chosen.record[list][i].name } : {};
  if (verdict) verdictsOf(chosen).set(path, { field: path, ...verdict, ...person });
  else verdictsOf(chosen).delete(path);
  unsaved = true;
  sayHowMany();
  drawRows(true);
}

function sayHowMany() {
  const count = [...verdicts.values()].reduce((sum, of) => sum + of.size, 0);
  unsaved &&= count > 0;
  $("download").disabled = !count;
  $("download").textContent = "Download corrections"
    + (count ? ` (${count}${unsaved ? "" : ", saved"})` : "");
}

const SIGNS = { right: ["✓", "right"], wrong: ["✗", "wrong"], edited: ["✎", "edit"] };

function judgement(path, told, kinds) {
  const group = make("span", { className: "judge", role: "group", "aria-label": `Verdict on ${path}` });
  group.append(...kinds.map((kind) => {
    const [sign, name] = SIGNS[kind];
    const button = make("button", { type: "button", textContent: sign, title: `${path}: ${name}`,
      "aria-label": `${name}: ${path} ${told}`, "aria-pressed": String(judged(path)?.verdict === kind) });
    button.dataset.kind = kind;
    button.addEventListener("click", () => {
      if (kind === "edited") edit(path, told, group);
      else settle(path, told, judged(path)?.verdict === kind ? null : { value: told, verdict: kind }, group);
    });
    return button;
  }));
  return group;
}

function settle(path, told, verdict, group) {
  judge(path, verdict);
  for (const button of group.querySelectorAll("[data-kind]")) {
    button.setAttribute("aria-pressed", String(judged(path)?.verdict === button.dataset.kind));
  }
  const element = group.closest(".values > div");
  if (element) showVerdict(element, path);
}

/* Show what was said of a value, in its row. */
function showVerdict(element, path) {
  const verdict = judged(path);
  element.classList.toggle("wrong", ["wrong", "edited"].includes(verdict?.verdict));
  element.querySelector(".right-value")?.remove();
  if (verdict?.verdict === "edited") {
    element.querySelector(".value").after(make("strong", { className: "right-value", textContent: ` → ${verdict.right} ` }));
  }
}

const CHOICES = { status: STATUSES, "venue.mode": MODES };
const EDTF = { pattern: `\\s*(${DAY}|XXXX-\\d\\d-\\d\\d)\\s*`, title: "2022-04-04, 2022-04, 2022 or XXXX-04-04" };
const LIKE = {
  round: { type: "number", min: 1 },
  published: { pattern: "\\s*\\d{4}-\\d\\d-\\d\\d\\s*", title: "YYYY-MM-DD" },
  date: EDTF,
  end_date: EDTF,
  "venue.country": { pattern: "[A-Z]{2}", title: "two capital letters, such as PE" },
};

/* A box for a value of a field that takes no other; it remembers what it held at first. */
function box(field, told, label) {
  const choices = CHOICES[field];
  const element = choices
    ? make("select", { "aria-label": label }, ...choices.map((one) => option(one, one)))
    : make("input", { ...LIKE[field], required: true, "aria-label": label });
  element.value = told || (choices ? choices[0] : "");
  element.dataset.was = element.value;
  return element;
}

const typed = (input) => input.type === "number" ? Number(input.value) : input.value.trim();

function edit(path, told, group) {
  if (group.querySelector("form")) return;
  const input = box(path, String(judged(path)?.right ?? told), `The right value of ${path}`);
  const form = make("form", { className: "typing" }, input, make("button", { textContent: "Save" }));
  const back = () => { form.remove(); group.querySelector("[data-kind=edited]").focus(); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const right = typed(input);
    // What is as it was is right; so is what an empty box leaves alone.
    settle(path, told, right === told ? { value: told, verdict: "right" }
      : right === "" ? null : { value: told, verdict: "edited", right }, group);
    back();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") back(); });
  group.append(form);
  input.focus();
}

/* What was typed is kept before the meeting is left; false where it cannot be, which is said. */
function keepTyped() {
  for (const form of typing()) {
    if (!form.reportValidity()) return false;
    form.requestSubmit();
  }
  return true;
}

const typing = () => [...document.querySelectorAll("form.typing")].filter((form) =>
  [...form.querySelectorAll("[data-was]")].some((one) => one.value !== one.dataset.was));

/* A value that the tool has missed */
function adder() {
  const field = make("select", { "aria-label": "Field of a missing value" }, ...FIELDS.map((name) => option(name, name)));
  const place = make("span");
  const form = make("form", { className: "typing" }, "Missing: ", field, " ", place, " ", make("button", { textContent: "Add" }));
  const list = make("ul");
  const draw = () => list.replaceChildren(...[...verdictsOf(chosen)].filter(([, { verdict }]) => verdict === "missing")
    .map(([path, one]) => missing(path, one, () => { draw(); field.focus(); })));
  const drawBox = () => place.replaceChildren(box(field.value, "", `The missing ${field.value}`));
  field.addEventListener("change", drawBox);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const right = typed(place.firstChild);
    if (right !== "") judge(`${field.value}+${right}`, { field: field.value, value: null, verdict: "missing", right });
    drawBox();
    draw();
  });
  drawBox();
  draw();
  return make("div", { className: "add" }, form, list);
}

function missing(path, { field, right }, after) {
  const drop = make("button", { type: "button", textContent: "✗", "aria-label": `Take back ${field} ${right}` });
  drop.addEventListener("click", () => { judge(path, null); after(); });
  return make("li", {}, `${field}: ${right} `, drop);
}

/* Where the words of a meeting's event begin, by which it is known again */
function eventOf({ article, number }) {
  return JSON.parse(article.textContent).evidence[number].find(([field]) => field === "event")?.[1];
}

function download() {
  const lines = all.filter(isJudged).flatMap((item) => {
    const about = { id: item.record.id, source: item.record.source, at: eventOf(item) };
    return [...verdictsOf(item).values()].map((verdict) => JSON.stringify({ ...about, ...verdict }));
  });
  const url = URL.createObjectURL(new Blob([lines.map((line) => line + "\n").join("")], { type: "application/jsonl" }));
  make("a", { href: url, download: "corrections.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  unsaved = false;
  sayHowMany();
}

/* Take up the corrections of a file that was downloaded before. */
async function upload(file) {
  if (!keepTyped()) return;
  const lines = (await file.text()).replace(/^\ufeff/, "").split("\n").filter((line) => line.trim());
  const lost = lines.filter((line) => !takeUp(line)).length;
  sayHowMany();
  drawRows(true);
  if (chosen) drawDetail();
  $("lost").textContent = lost ? `${lost} lines of ${file.name} fit no value here.` : "";
}

/* Take up a line, if there is such a meeting with such a value; say whether. */
function takeUp(line) {
  let told = null;
  try { told = JSON.parse(line); } catch { return false; }
  const { id, source, at, ...verdict } = told || {};
  const isNew = verdict.verdict === "missing";
  const whole = isNew || Object.hasOwn(SIGNS, verdict.verdict);
  const right = !["missing", "edited"].includes(verdict.verdict) || ["string", "number"].includes(typeof verdict.right);
  const same = all.filter(({ record }) => record.id === id);
  const item = same.find(({ record }) => record.source === source) || same[0];
  if (!item || !whole || !right) return false;
  const path = isNew ? `${verdict.field}+${verdict.right}` : pathOf(item.record, verdict);
  if (!path) return false;
  if (!verdicts.has(item.key)) verdicts.set(item.key, new Map());
  verdictsOf(item).set(path, isNew ? verdict : { ...verdict, field: path });
  return true;
}

/* Where a value that was judged stands in a record now, undefined where it does not */
function pathOf(record, { field, value: told }) {
  if (field === "record") return field;
  const bare = (path) => path.replace(/\[\d+\]/g, "");
  const there = Object.entries(record).flatMap(([name, part]) => leaves(name, part))
    .filter(([path, one]) => bare(path) === bare(String(field)) && one === told).map(([path]) => path);
  return there.includes(field) ? field : there[0];
}
