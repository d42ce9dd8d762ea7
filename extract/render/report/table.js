/* The table: of many rows those that are seen, and a few more */

const body = document.querySelector("#table tbody");
let drawn = "", last = null; // the rows that are drawn, the key of the one that had the focus last

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
  const from = whole ? 0 : Math.max(0, Math.floor(pane.scrollTop / height) - AHEAD);
  const to = whole ? shown.length
    : Math.min(shown.length, Math.ceil((pane.scrollTop + pane.clientHeight) / height) + AHEAD);
  const now = `${from}-${to}`;
  if (!anew && now === drawn) return;
  drawn = now;
  const focused = focusedKey();
  $("table").setAttribute("aria-rowcount", shown.length + 1);
  body.replaceChildren(gap(from * height), ...shown.slice(from, to).map((item, i) =>
    tableRow(item, from + i)), gap((shown.length - to) * height));
  // One stop for the Tab key; the arrow keys go on from there.
  const stop = linkOf(focused) || (chosen && linkOf(chosen.key)) || body.querySelector("a");
  if (stop) stop.tabIndex = 0;
  // A row that is scrolled away leaves the focus to the table, and the arrow keys go on from it.
  if (focused) (linkOf(focused) || $("table")).focus({ preventScroll: true });
}

function gap(height) {
  const element = make("tr", { className: "gap", "aria-hidden": "true" });
  element.style.height = `${height}px`;
  return element;
}

function rowHeight() {
  const style = getComputedStyle(document.documentElement);
  return parseFloat(style.getPropertyValue("--row")) * parseFloat(style.fontSize);
}

function tableRow(item, at) {
  const { record } = item;
  const cell = (name, title, ...content) => make("td", { className: `k-${name}`, title: title || "" },
    make("div", {}, ...content));
  const status = make("span", { className: `s-${record.status}`, textContent: record.status });
  const link = make("a", { href: addressOf(item), tabIndex: -1, textContent: named(record) });
  const also = [record.status === "held" ? "" : ` ${record.status}`, isJudged(item) ? " ✓ judged" : ""];
  const element = make("tr", { "aria-rowindex": at + 2 },
    cell("date", "", when(record)),
    cell("event", record.title, link, make("span", { className: "also narrow", textContent: also[0] }),
      make("span", { className: "also", textContent: also[1] })),
    cell("sides", "", record.sides.join(", ")), cell("people", "", item.people.join(", ")),
    cell("labels", "", record.labels.join(", ")), cell("status", "", status),
    cell("confidence", "", record.confidence.toFixed(2)));
  element.dataset.key = item.key;
  if (chosen === item) element.setAttribute("aria-current", "true");
  return element;
}

const rowOf = (element) => element && element.closest("#table tr[data-key]");
const focusedKey = () => rowOf(document.activeElement)?.dataset.key;

function linkOf(key) {
  const line = [...body.children].find((one) => one.dataset.key === key);
  return key === undefined ? null : line?.querySelector("a");
}

/* Go to the row a number of steps away from the one in focus, or chosen. */
function step(by) {
  const from = focusedKey() ?? last ?? chosen?.key;
  const at = shown.findIndex(({ key }) => key === from);
  showRow(Math.min(shown.length - 1, Math.max(0, at + by)));
}

function showRow(at) {
  if (!shown[at]) return;
  scrollToRow(at);
  linkOf(shown[at].key)?.focus({ preventScroll: true });
}

function scrollToRow(at) {
  const pane = $("window"), height = rowHeight(), top = at * height;
  const head = document.querySelector("#table thead").offsetHeight;
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (top + height + head > pane.scrollTop + pane.clientHeight) {
    pane.scrollTop = top + height + head - pane.clientHeight;
  }
  drawRows(true);
}
