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
