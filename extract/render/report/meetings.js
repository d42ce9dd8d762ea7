/* The meetings */

const all = [];
let shown = [], chosen = null, later = 0, sort = { key: "date", down: true };

async function load() {
  let since = performance.now();
  for (const data of document.querySelectorAll("script.records")) {
    const article = data.nextElementSibling;
    JSON.parse(data.textContent).forEach((record, number) => all.push(row(record, article, number)));
    data.remove();
    if (performance.now() - since > 25) {
      $("count").textContent = `reading: ${all.length} meetings`;
      await pause();
      since = performance.now();
    }
  }
}

function row(record, article, number) {
  const people = [...record.co_chairs, ...record.participants];
  const words = [record.event, record.title, record.source, record.status, ...record.sides,
    ...record.labels, ...Object.values(record.venue), ...record.topics.map((topic) => topic.text),
    ...people.flatMap((person) => [person.name, person.role])];
  return {
    record, article, number, people: people.map((person) => person.name),
    words: words.filter(Boolean).join("\n").toLowerCase(),
    first: firstDay(record.date), last: lastDay(record.end_date || record.date),
  };
}

/* The first and the last day that a date may mean, null for one without a year. */
const firstDay = (date) => /^\d{4}/.test(date || "") ? date + "-01-01".slice(date.length - 4) : null;

function lastDay(date) {
  if (!/^\d{4}/.test(date || "") || date.length === 10) return firstDay(date);
  const [year, month] = date.split("-");
  const days = new Date(Date.UTC(2000 + year % 400, month || 12, 0)).getUTCDate();
  return `${year}-${month || "12"}-${days}`;
}

function key(item) {
  const { record } = item;
  if (sort.key === "date") return item.first || "";
  if (sort.key === "people") return item.people.join(", ").toLowerCase();
  const value = record[sort.key];
  return Array.isArray(value) ? value.join(", ").toLowerCase()
    : typeof value === "number" ? value : (value || "").toLowerCase();
}
