"""How fast articles are read, in ratios of one run, since machines differ.

    python tests/benchmarks/speed.py [FOLDER ...]

For each folder of articles (default: the samples, over and over): the speed of the whole way
against the entity model over every token, and against spaCy's blank tokenizer. Then the start of
the command against ``import spacy``, that of ``--help`` against ``import click``, how the time
grows with an article's length, and the peak memory. Times are those of the processor, one thread.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import spacy

import extract
from extract.models import load_model

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "phone-call.txt"
RUNS = 5
LENGTHS = [4**i for i in range(4)]
"""Times its length that an article is read: 1 to 64."""


def main() -> None:
    """Print the ratios."""
    sets = {name: texts_of(Path(name)) for name in sys.argv[1:]}
    if empty := [name for name, texts in sets.items() if not texts]:
        sys.exit(f"{', '.join(empty)}: no .txt file; give a folder of articles")
    for name, texts in (sets or {"samples": texts_of(ROOT / "samples") * 10}).items():
        speed(Path(name).name, texts)
    print("(new words: met for the first time in the process; known ones: met before)")
    command = [sys.executable, "-m", "extract"]
    start("one article", [*command, str(SAMPLE)], "import spacy")
    start("--help", [*command, "--help"], "import click")
    growth()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of this process: {peak / 2**10:.0f} MB")


def texts_of(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.rglob("*.txt"))]


def speed(name: str, texts: Sequence[str]) -> None:
    """Compare reading some texts with the entity model alone, and with the tokenizer alone."""
    extractor, model, blank = extract.load(), load_model(), spacy.blank("en")
    extractor.records(SAMPLE.read_text("utf-8"))
    new, took = seconds(lambda: read(extractor.records(text) for text in texts))
    _, by_model = seconds(lambda: read(model.pipe(texts)))
    new_by_tokenizer, by_tokenizer = seconds(lambda: read(blank.pipe(texts)))
    tokens = sum(len(doc) for doc in blank.pipe(texts))
    records = sum(len(extractor.records(text)) for text in texts)
    print(f"{name}: {len(texts)} articles, {tokens} tokens, {records} records")
    print(f"  {len(texts) / took:.0f} articles a second, {tokens / took:.0f} tokens")
    print(f"  {by_model / took:.2f} times the speed of the entity model over every token")
    print(f"  {new_by_tokenizer / new:.3f} times that of the blank tokenizer, words new to both")
    print(f"  {by_tokenizer / took:.3f} times, words known to both", flush=True)


def read(docs: Iterable[object]) -> None:
    for _ in docs:
        pass


def seconds(work: Callable[[], None]) -> tuple[float, float]:
    """Return the processor time that work takes, and takes again, when all words are known."""
    start = time.process_time()
    work()
    between = time.process_time()
    work()
    return between - start, time.process_time() - between


def start(name: str, command: Sequence[str], other: str) -> None:
    """Compare the start of a command with that of an import, the best of several each."""
    theirs = [sys.executable, "-c", other]
    ours, their = (min(wall(c) for _ in range(RUNS + 1)) for c in (command, theirs))
    print(f"start with {name}: {ours / their:.2f} times `{other}`", flush=True)


def wall(command: Sequence[str]) -> float:
    start = time.perf_counter()
    # From compiled files, as an installed package is.
    cached = {key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True, env=cached)
    return time.perf_counter() - start


def growth() -> None:
    """Read one article at several times its length."""
    extractor, text = extract.load(), SAMPLE.read_text("utf-8")
    times = [seconds(lambda n=n: read(extractor.records(longer(text, n))))[1] for n in LENGTHS]
    told = ", ".join(f"x{n}: {t / times[0]:.1f}" for n, t in zip(LENGTHS, times, strict=True))
    print(f"time of an article of so many times its length: {told}")


def longer(text: str, times: int) -> str:
    """Repeat an article, each time with other sentences: what a page repeats is not read again."""
    return "\n\n".join(text.replace(".", f" on page {i}.") for i in range(times))


if __name__ == "__main__":
    main()
