const $ = (id) => document.getElementById(id);
const FIELDS = ["event", "round", "status", "date", "end_date", "venue.city", "venue.country",
  "venue.place", "venue.mode", "sides", "co_chairs.name", "participants.name", "topics", "title",
  "published"];
const UNJUDGED = ["id", "source", "confidence", "date_basis", "extracted_from", "codes"];
const COLUMNS = [["date", "Date"], ["event", "Meeting"], ["sides", "Sides"], ["people", "People"],
  ["labels", "Labels"], ["status", "Status"], ["confidence", "Confidence"]];
const STATUSES = ["held", "planned", "postponed", "cancelled"];
const MODES = ["in-person", "online", "phone", "hybrid"];
const DAY = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
const AHEAD = 8; // rows made above and below those that are seen
const MOST_BARS = 120, MOST_SIDES = 15, MOST_LABELS = 20, MOST_TIMES = 24, MOST_NAMES = 500;

/* What is set as text is never read as HTML: all elements are made here. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, told] of Object.entries(properties)) {
    if (told === null || told === undefined) continue;
    if (key in element && !key.startsWith("aria")) element[key] = told;
    else element.setAttribute(key, told);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
const option = (value, text) => make("option", { value, textContent: text });
const pause = () => new Promise((go) => setTimeout(go));
