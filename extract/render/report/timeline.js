/* Time: the days, months or years that meetings fall into */

const UNITS = { 10: "day", 7: "month", 4: "year" };

/* The digits of a date that tell the unit in which meetings are counted: one that most dates have */
function unitOf(items) {
  const dated = items.filter(({ first }) => first);
  if (!dated.length) return 7;
  const dates = dated.map(({ first }) => first).sort();
  const days = (Date.parse(dates.at(-1)) - Date.parse(dates[0])) / 864e5;
  const have = (unit) => dated.filter(({ record }) => record.date.length >= unit).length * 2 > dated.length;
  return days <= 40 && have(10) ? 10 : days <= 3653 && have(7) ? 7 : 4;
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

/* The bars that bear their time: as many as there is room for, Januaries before others */
function labelled(keys, unit) {
  const room = Math.max(1, Math.floor($("bars").clientWidth / 80));
  const years = unit === 7 && keys.length > room ? keys.filter((at) => at.endsWith("-01")) : keys;
  const from = years.length ? years : keys;
  const every = Math.ceil(from.length / room);
  return new Set(from.filter((_, i) => i % every === 0));
}

function drawBars() {
  const unit = unitOf(shown), found = bins(shown, unit), told = labelled([...found.keys()], unit);
  const most = Math.max(1, ...[...found.values()].map((items) => items.length));
  const focused = document.activeElement?.dataset.at;
  $("bars").replaceChildren(...[...found].map(([at, items]) => bar(at, items, most, told.has(at))));
  const there = [...$("bars").children];
  if (focused) (there.find((one) => one.dataset.at === focused) || there.find((one) => !one.disabled))?.focus();
  const dated = [...found.values()].reduce((sum, items) => sum + items.length, 0);
  const left = shown.length - dated;
  $("legend").replaceChildren(...STATUSES.flatMap((status) =>
    [make("span", { className: `dot ${status}` }), status]),
    left ? ` · ${meetings(left)} without a ${UNITS[unit]}` : "");
}

function bar(at, items, most, isTold) {
  const counts = STATUSES.map((status) =>
    [status, items.filter(({ record }) => record.status === status).length]).filter(([, n]) => n);
  const names = items.slice(0, 8).map(({ record }) => `${named(record)}: ${record.sides.join(", ")}`);
  const told = `${at}: ${counts.map(([status, n]) => `${n} ${status}`).join(", ") || "none"}`;
  const column = make("div", { className: "bar" }, ...counts.map(([status, n]) => {
    const piece = make("i", { className: status });
    piece.style.height = `${100 * n / most}%`;
    return piece;
  }));
  const button = make("button", { type: "button", title: [told, ...names].join("\n"), "aria-label": told,
    disabled: !items.length }, column, make("span", { textContent: isTold ? at : "" }));
  button.dataset.at = at;
  return button;
}

const period = (at) => ({ from: firstDay(at), to: lastDay(at) });
