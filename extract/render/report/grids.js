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
