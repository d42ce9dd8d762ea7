/* The meetings */

const all = [];
let shown = [], chosen = null, later = 0, sort = { key: "date", down: true };

async function load() {
  let since = performance.now();
  const keys = new Set();
  for (const data of document.querySelectorAll("script.records")) {
    const article = data.nextElementSibling;
    JSON.parse(data.textContent).forEach((record, number) =>
      all.push(row(record, article, number, unused(record.id, keys))));
    data.remove();
    if (performance.now() - since > 25) {
      $("count").textContent = `reading: ${all.length} meetings`;
      await pause();
      since = performance.now();
    }
  }
}

/* A text printed twice gives two records of one id: what the page calls them is told apart. */
function unused(id, keys) {
  const whole = id.replace(/\p{Cs}/gu, "\ufffd"); // half a surrogate pair fits no address
  let key = whole;
  for (let n = 2; keys.has(key); n++) key = `${whole}~${n}`;
  keys.add(key);
  return key;
}

function row(record, article, number, key) {
  const people = [...record.co_chairs, ...record.participants];
  const words = [named(record), record.title, record.source, record.status, record.date,
    record.end_date, record.published, ...record.sides, ...record.labels,
    ...Object.values(record.venue), ...record.topics.map((topic) => topic.text),
    ...people.flatMap((person) => [person.name, person.role])];
  return {
    record, article, number, key, people: people.map((person) => person.name),
    words: folded(words.filter(Boolean).join("\n")),
    first: firstDay(record.date), last: lastDay(record.date),
  };
}

/* A text as it is searched: small letters, without accents, all apostrophes alike. */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’‘ʼ]/g, "'").toLowerCase();

/* The first and the last day that the first day of a meeting may be, null without a year */
const firstDay = (date) => /^\d{4}/.test(date || "") ? date + "-01-01".slice(date.length - 4) : null;

function lastDay(date) {
  if (!/^\d{4}/.test(date || "") || date.length === 10) return firstDay(date);
  const [year, month] = date.split("-");
  const days = new Date(Date.UTC(2000 + year % 400, month || 12, 0)).getUTCDate();
  return `${year}-${month || "12"}-${days}`;
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

function value(item) {
  const { record } = item;
  if (sort.key === "date") return item.first || "";
  if (sort.key === "event") return folded(named(record));
  if (sort.key === "people") return folded(item.people.join(", "));
  const told = record[sort.key];
  return Array.isArray(told) ? folded(told.join(", ")) : typeof told === "number" ? told : folded(told || "");
}
