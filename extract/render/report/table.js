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
