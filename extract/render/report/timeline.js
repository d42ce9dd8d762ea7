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
