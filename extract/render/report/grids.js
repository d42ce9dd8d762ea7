/* Who met whom, and what about */

function grid(table, rows, columns, cell) {
  const head = make("tr", {}, make("td"),
    ...columns.map((name) => make("th", { scope: "col", textContent: name, title: name })));
  const lines = rows.map((name) => make("tr", {}, make("th", { scope: "row", textContent: name }),
    ...columns.map((column) => cell(name, column))));
  table.replaceChildren(make("thead", {}, head), make("tbody", {}, ...lines));
}

function countCell(count, most, told, values) {
  if (!count) return make("td");
  const button = make("button", { type: "button", textContent: count, title: told, "aria-label": told });
  button.style.setProperty("--share", count / most);
  button.addEventListener("click", () => {
    setFilters(values);
    $("list").scrollIntoView();
    showRow(0);
  });
  return make("td", {}, button);
}

/* The pairs that met, the most frequent first: [[one, other], meetings] */
function pairs() {
  const lists = shown.map(({ record: { sides } }) => sides.flatMap((a, i) =>
    sides.slice(i + 1).filter((b) => a !== b).map((b) => JSON.stringify([a, b].sort()))));
  return counted(lists).map(([pair, count]) => [JSON.parse(pair), count]);
}

const draw = {
  met() {
    const found = pairs(), names = new Set();
    for (const [pair] of found) {
      if (new Set([...names, ...pair]).size <= MOST_SIDES) pair.forEach((side) => names.add(side));
    }
    const kept = found.filter(([[a, b]]) => names.has(a) && names.has(b));
    const counts = new Map(kept.map(([pair, count]) => [pair.join("\n"), count]));
    const most = Math.max(1, ...counts.values()), sides = [...names];
    $("met-note").textContent = kept.length < found.length
      ? `${kept.length} of the ${found.length} pairs that met, those of the most meetings first.`
      : found.length ? "" : "No two sides are told of.";
    grid($("matrix"), sides, sides, (a, b) => {
      const count = counts.get([a, b].sort().join("\n"));
      return a === b ? make("td", { className: "self" })
        : countCell(count, most, `${a} and ${b}: ${count}`, { side: a, other: b });
    });
  },
  topics() {
    const unit = Math.min(unitOf(shown), 7), times = [...bins(shown, unit)];
    const found = times.slice(-MOST_TIMES);
    const labels = counted(shown.map(({ record }) => record.labels)).map(([label]) => label);
    const names = labels.slice(0, MOST_LABELS), counts = new Map();
    for (const [at, items] of found) counts.set(at, new Map(counted(items.map(({ record }) => record.labels))));
    const most = Math.max(1, ...[...counts.values()].flatMap((of) => [...of.values()]));
    $("topics-note").textContent = [
      names.length < labels.length ? `The ${names.length} of ${labels.length} labels with the most meetings.` : "",
      found.length < times.length ? `The last ${found.length} of ${times.length} ${UNITS[unit]}s.` : "",
    ].join(" ").trim();
    grid($("counts"), names, found.map(([at]) => at), (label, at) => {
      const count = counts.get(at).get(label);
      return countCell(count, most, `${label}, ${at}: ${count}`, { label, ...period(at) });
    });
  },
};
