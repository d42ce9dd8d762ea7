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
