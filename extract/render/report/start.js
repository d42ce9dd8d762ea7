/* What the page listens to */

function listen() {
  const on = (id, kind, then) => $(id).addEventListener(kind, then);
  on("filters", "input", filter);
  on("filters", "reset", () => setTimeout(filter));
  on("filters", "submit", (event) => event.preventDefault());
  on("bars", "click", ({ target }) => {
    const button = target.closest("button");
    if (button) setFilters(period(button.dataset.at));
  });
  for (const id of ["met", "topics"]) on(id, "toggle", () => { if ($(id).open) draw[id](); });
  on("download", "click", download);
  on("upload", "change", takeFiles);
  on("theme", "change", ({ target }) => { document.documentElement.dataset.theme = target.value; });
  listenToPage();
  listenToTable();
  listenToDetail();
}

async function takeFiles({ target }) {
  for (const file of target.files) await upload(file);
  target.value = ""; // so that the same file can be loaded again
}

function listenToPage() {
  addEventListener("resize", () => { drawRows(true); drawBars(); });
  addEventListener("hashchange", () => choose(asked()));
  addEventListener("beforeprint", () => drawRows(true, true));
  addEventListener("afterprint", () => drawRows(true));
  addEventListener("beforeunload", (event) => {
    if (unsaved || typing().length) event.preventDefault();
  });
  // The address keeps the meeting chosen.
  for (const skip of document.querySelectorAll(".skip")) skip.addEventListener("click", (event) => {
    event.preventDefault();
    $(skip.hash.slice(1)).focus();
  });
}

const addressOf = ({ key }) => `#${encodeURIComponent(key)}`;
const asked = () => {
  try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
};

function listenToTable() {
  $("window").addEventListener("scroll", () => drawRows(false), { passive: true });
  document.querySelector("#table thead").addEventListener("click", sortBy);
  body.addEventListener("click", chooseRow);
  body.addEventListener("focusin", ({ target }) => {
    last = focusedKey();
    for (const one of body.querySelectorAll("a[tabindex='0']")) one.tabIndex = -1;
    if (target.matches("a")) target.tabIndex = 0;
  });
  $("table").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (!by || event.target.matches("button")) return;
    event.preventDefault();
    step(by);
  });
}

function sortBy({ target }) {
  const name = target.dataset.sort;
  if (!name) return;
  sort = { key: name, down: sort.key === name ? !sort.down : name === "date" || name === "confidence" };
  drawHead();
  order();
  filter();
  document.querySelector(`[data-sort="${name}"]`).focus();
}

function chooseRow(event) {
  const line = rowOf(event.target);
  if (!line) return;
  event.preventDefault();
  choose(line.dataset.key);
  if (chosen.key !== line.dataset.key) return; // what was typed has to be mended first
  if (asked() !== chosen.key) history.pushState(null, "", addressOf(chosen));
  $("detail").focus({ preventScroll: true });
  if ($("detail").getBoundingClientRect().top > innerHeight * 0.6) $("detail").scrollIntoView();
}

function listenToDetail() {
  for (const name of ["mouseover", "focusin"]) {
    $("detail").addEventListener(name, ({ target }) => {
      const one = target.closest("[data-goto], [data-behind]");
      if (one) link(one); // What was linked last stays so.
    });
  }
  $("detail").addEventListener("click", ({ target }) => {
    if (target.dataset.goto) goTo(target, "mark");
    else if (target.matches("mark")) goTo(target, ".values > div");
  });
  $("detail").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.target.closest("form")) showRow(shown.indexOf(chosen));
    if (!event.target.matches("mark") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    goTo(event.target, ".values > div");
  });
}

async function start() {
  await load();
  order();
  await pause();
  fillFilters();
  await pause();
  drawHead();
  listen();
  document.body.classList.toggle("empty", !all.length);
  for (const id of ["met", "topics"]) $(id).open = all.length > 1;
  filter();
  choose(all.some(({ key }) => key === asked()) ? asked() : shown[0]?.key);
  if (!chosen) return;
  history.replaceState(null, "", addressOf(chosen));
  scrollToRow(shown.indexOf(chosen));
}
start();
