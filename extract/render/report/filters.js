/* Filters */

function fits() {
  const given = (id) => $(id).value;
  const words = folded(given("words")).split(/\s+/).filter(Boolean);
  const person = folded(given("person")).trim(), sure = Number(given("sure"));
  const [from, to, side, other, label, status] =
    ["from", "to", "side", "other", "label", "status"].map(given);
  return (item) => {
    const { record } = item;
    return words.every((word) => item.words.includes(word))
      && (!from || (item.first !== null && item.first >= from))
      && (!to || (item.last !== null && item.last <= to))
      && (!side || record.sides.includes(side)) && (!other || record.sides.includes(other))
      && (!label || record.labels.includes(label)) && (!status || record.status === status)
      && (!person || item.people.some((name) => folded(name).includes(person)))
      && record.confidence >= sure;
  };
}

function counted(lists) {
  const counts = new Map();
  for (const list of lists) for (const one of new Set(list)) {
    counts.set(one, (counts.get(one) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function fillFilters() {
  const fill = (id, none, lists) => $(id).replaceChildren(option("", none),
    ...counted(lists).map(([one, count]) => option(one, `${one} (${count})`)));
  fill("side", "any", all.map(({ record }) => record.sides));
  fill("other", "anybody", all.map(({ record }) => record.sides));
  fill("label", "any", all.map(({ record }) => record.labels));
  fill("status", "any", all.map(({ record }) => [record.status]));
  const people = counted(all.map(({ people }) => people)).slice(0, MOST_NAMES);
  $("people").replaceChildren(...people.map(([name]) => option(name, "")));
}

const meetings = (number) => number === 1 ? "1 meeting" : `${number} meetings`;

function filter() {
  $("surely").textContent = $("sure").value;
  shown = all.filter(fits());
  $("window").scrollTop = 0;
  drawRows(true);
  $("count").textContent = !all.length ? "No meeting was found."
    : shown.length === all.length ? meetings(all.length) : `${shown.length} of ${meetings(all.length)}`;
  $("none").textContent = all.length && !shown.length ? "No meeting fits these filters." : "";
  sayIfAway();
  // After what is typed at once: the list shall not wait for what is around it.
  clearTimeout(later);
  later = setTimeout(drawAround, 80);
}

async function drawAround() {
  drawBars();
  for (const id of ["met", "topics"]) if ($(id).open) {
    await pause();
    draw[id]();
  }
  document.documentElement.dataset.ready = "true";
}

function order() {
  const sign = sort.down ? -1 : 1;
  const keyed = all.map((item) => [value(item), item]);
  // What is not known comes last, whichever way.
  keyed.sort(([a], [b]) => (a === "") - (b === "") || (a < b ? -sign : a > b ? sign : 0));
  keyed.forEach(([, item], i) => { all[i] = item; });
}

function setFilters(values) {
  for (const [id, one] of Object.entries(values)) $(id).value = one;
  filter();
}
