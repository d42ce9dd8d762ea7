"""How a browser bears the report of many meetings: its longest tasks, and what filtering takes.

    python tests/benchmarks/report.py [MEETINGS]

The samples' records, over and over on other days, in headless Chromium. A task longer than 50 ms
is what a reader may notice.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import extract
from extract.record import Record
from extract.render import html
from extract.reported import Reported

sys.path.insert(0, str(Path(__file__).parents[1]))
from browser import browser

SAMPLES = Path(__file__).parents[2] / "samples"
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) tasks.push(Math.round(entry.duration));
}).observe({ type: "longtask", buffered: true });
"""
TYPE = """
const done = arguments[arguments.length - 1], box = document.getElementById("words");
const words = arguments[0], took = [];
(async () => {
  for (let i = 1; i <= words.length; i++) {
    box.value = words.slice(0, i);
    const start = performance.now();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    took.push(Math.round(performance.now() - start));
  }
  done(took);
})();
"""


def many(number: int) -> Iterator[Reported]:
    """Yield so many articles, each of one meeting."""
    extractor = extract.load()
    found = [
        Reported(article, extractor.blocks(article), [record])
        for article in extract.read(SAMPLES)
        if isinstance(article, extract.Article)
        for record in extractor.records(article.text, source=article.source)
    ]
    for i, reported in enumerate(islice(cycle(found), number)):
        record = reported.records[0]
        day = f"{2000 + i % 25}-{1 + i % 12:02}-{1 + i % 28:02}"
        data = record.data | {"id": f"{record['id']}.{i}", "date": day, "end_date": None}
        yield replace(reported, records=[Record(data, record.evidence)])


def main() -> None:
    """Print the measures."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as chrome:
        page = Path(folder) / "report.html"
        with page.open("w", encoding="utf-8") as stream:
            html.write(many(number), stream)
        print(f"{number} meetings, {page.stat().st_size / 1e6:.1f} MB")
        chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        start = time.perf_counter()
        chrome.get(page.as_uri())
        while not chrome.execute_script("return document.documentElement.dataset.ready"):
            time.sleep(0.01)
        print(f"ready after {time.perf_counter() - start:.2f} s; long tasks {tasks(chrome)} ms")
        took = chrome.execute_async_script(TYPE, "fisheries kuwait")
        print(
            f"a letter typed into the search, until drawn: {took} ms; long tasks {tasks(chrome)} ms"
        )
        for what in ("scrollTop = 1e5", "scrollTop = 0"):
            chrome.execute_script(f"document.getElementById('window').{what}")
        time.sleep(0.5)
        print(f"long tasks of scrolling: {tasks(chrome)} ms")


def tasks(chrome) -> list[int]:
    """Return the tasks longer than 50 ms since the last call."""
    return chrome.execute_script("const seen = tasks; tasks = []; return seen")


if __name__ == "__main__":
    main()
