/* What the page listens to */

function listen() {
  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("reset", () => setTimeout(filter));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("window").addEventListener("scroll", () => drawRows(false), { passive: true });
  addEventListener("resize", () => drawRows(true));
  addEventListener("hashchange", () => choose(decodeURIComponent(location.hash.slice(1))));
  addEventListener("beforeprint", () => drawRows(true, true));
  addEventListener("afterprint", () => drawRows(true));
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  document.querySelector("#table thead").addEventListener("click", ({ target }) => {
    const name = target.dataset.sort;
    if (!name) return;
    sort = { key: name, down: sort.key === name ? !sort.down : name === "date" || name === "confidence" };
    drawHead();
    order();
    filter();
    document.querySelector(`[data-sort="${name}"]`).focus();
  });
  body.addEventListener("click", ({ target }) => {
    const line = target.closest("tr[data-id]");
    if (!line) return;
    location.hash = line.dataset.id;
    choose(line.dataset.id);
    if ($("detail").getBoundingClientRect().top > innerHeight * 0.6) $("detail").scrollIntoView();
  });
  $("table").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (!by || event.target.matches("button")) return;
    event.preventDefault();
    step(by);
  });
  $("bars").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) setFilters(period(button.dataset.at));
  });
  for (const id of ["met", "topics"]) $(id).addEventListener("toggle", () => { if ($(id).open) draw[id](); });
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
    if (!event.target.matches("mark") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    goTo(event.target, ".values > div");
  });
  $("download").addEventListener("click", download);
  $("theme").addEventListener("change", ({ target }) => { document.documentElement.dataset.theme = target.value; });
}

load().then(async () => {
  order();
  await pause();
  fillFilters();
  await pause();
  drawHead();
  listen();
  for (const id of ["met", "topics"]) $(id).open = all.length > 1;
  filter();
  const asked = decodeURIComponent(location.hash.slice(1));
  choose(all.some(({ record }) => record.id === asked) ? asked : shown[0]?.record.id);
});
