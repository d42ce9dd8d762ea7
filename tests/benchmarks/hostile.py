"""Thousands of hostile inputs, through the Python interface and the command.

    python tests/benchmarks/hostile.py [--seed 1] [--count 1000] [--first 0] [--timeout 60]

Input N of a seed is always the same. Each batch of inputs is read with ``extract.read`` and
``Extractor.stream``, and by the command, in a process of its own. It must leave no traceback and no
input without an answer; evidence must be the text as ``--text`` writes it, JSON must be as
``--schema`` says. Prints what each kind of input gave and what was wrong, with the number of the
input; ends with 1 if something was.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import jsonschema

import extract
from extract.fields import schema

ROOT = Path(__file__).parent.parent.parent
BATCH = 250
SEEDS = sorted([*(ROOT / "samples").glob("*.*"), *(ROOT / "tests/articles").glob("*.txt")])
TEXTS = [path.read_bytes() for path in SEEDS if path.suffix == ".txt"]
PAGES = [path.read_bytes() for path in SEEDS if path.suffix == ".html"]
PHRASES = [
    "Minister Ana Lima of Peru met Minister Bo Ek of Norway in Oslo on Monday. ",
    "Minister of ",
    "met with ",
    "on 4 May 2021 ",
    "(",
    "“",
    '"',
    ", ",
    "Peru, Chile and ",
    "\n\n",
    "\u202e",
    "\u2066",
    "\x1b[31m",
    "\0",
    "\x0c",
    "\r",
    "\u2028",
    "\ufeff",
    "\u00ad",
    "\u200b",
    "&#x0;",
    "<p>",
    "=cmd|' /C calc'!A0",
    "99999999999999999999",
    "31/02/2021 ",
    "Feb 30, 0000 ",
    "the 999999999th round of talks ",
    "ß",
    "İ",
    "Ã©",
    "\U0001d400",
    "e\u0301" * 20,
    "🏴",
    "%s{0}$(x)`",
    "- ",
    "Oslo, 4 May (AP) -- ",
    "\t|\t",
    "MMXXIth ",
]
KEYS = ["text", "TEXT", "body", "id", "url", "date", "published", "title", "", "\n", "a" * 300]
VALUES = [
    None,
    True,
    0,
    -1.5,
    1e308,
    [],
    {},
    [[]],
    "",
    " ",
    "\0",
    "\ud800",
    "2021-02-31",
    "9" * 400,
]
TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "<table><td>",
    "<h1>",
    "<title>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<script>",
    "&#0;",
    "&amp;",
    "&#xd800;",
    "<meta charset=utf-7>",
    "<meta property='article:published_time' content='x'>",
    '<script type="application/ld+json">{"datePublished": [',
    "<time datetime=99>",
    "<br>",
    "<svg>",
    "<a href='http://[::1'>",
    "<?xml?>",
]

Made = tuple[str, bytes]
"""The suffix and the bytes of an input."""


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Change a few bytes: flip, drop, double, or put a hostile phrase there."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 3, 10, 100))):
        at = rng.randrange(len(found) + 1)
        change = rng.randrange(4)
        if change == 0 and at < len(found):
            found[at] ^= 1 << rng.randrange(8)
        elif change == 1:
            del found[at : at + rng.choice((1, 5, 200))]
        elif change == 2:
            found[at:at] = found[at : at + 100] * rng.choice((1, 20))
        else:
            found[at:at] = rng.choice(PHRASES).encode() * rng.choice((1, 1, 20))
    return bytes(found)


def phrases(rng: random.Random, most: int = 200) -> str:
    return "".join(rng.choices(PHRASES, k=rng.randrange(most)))


def noise(rng: random.Random) -> Made:
    return ".txt", rng.randbytes(rng.choice((0, 1, 2, 3, 10, 1000)))


def article(rng: random.Random) -> Made:
    return ".txt", mutated(rng.choice(TEXTS), rng)


def truncated(rng: random.Random) -> Made:
    encoding = rng.choice(("utf-8", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp1252", "cp1254"))
    data = rng.choice(TEXTS).decode("utf-8").encode(encoding, "replace")
    return rng.choice((".txt", "")), data[rng.randrange(3) : rng.randrange(len(data) + 1)]


def mixed(rng: random.Random) -> Made:
    words = [phrases(rng, 20).encode(e, "replace") for e in ("utf-8", "cp1252", "utf-16", "cp1251")]
    return ".txt", rng.choice(TEXTS) + b"".join(rng.choices(words, k=4))


def soup(rng: random.Random) -> Made:
    return ".txt", phrases(rng).encode()


def repeated(rng: random.Random) -> Made:
    return ".txt", ("Talks\n\n" + rng.choice(PHRASES) * rng.choice((10, 300, 2000))).encode()


def signs(rng: random.Random) -> Made:
    return ".txt", "".join(rng.choices("!?.,;:()[]“”\"'-–…\n ", k=rng.randrange(3000))).encode()


def nested(rng: random.Random) -> Made:
    depth = rng.choice((10, 1000, 100_000))
    what = rng.choice(("(", "[", '"', "“", "<div>", '{"a":', "[["))
    suffix = rng.choice((".txt", ".html", ".jsonl", ".csv", ""))
    before = rng.choice(("", '{"text": ', "<html>"))
    return suffix, (before + what * depth).encode()


def unicode(rng: random.Random) -> Made:
    text = "".join(
        chr(rng.choice((rng.randrange(0x300), rng.randrange(0x11_0000)))) for _ in range(500)
    )
    return ".txt", text.encode("utf-8", rng.choice(("replace", "surrogatepass")))


def cell(rng: random.Random) -> object:
    return rng.choice((rng.choice(VALUES), phrases(rng, 10), rng.choice(TEXTS).decode()))


def json_lines(rng: random.Random) -> Made:
    lines = []
    for _ in range(rng.randrange(5)):
        pairs = [(rng.choice(KEYS), cell(rng)) for _ in range(rng.randrange(6))]
        body = ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in pairs)
        lines.append("{" + body + "}")
    data = "\n".join(lines).encode()
    return rng.choice((".jsonl", ".ndjson", "")), rng.choice(
        (data, mutated(data, rng), cut(data, rng))
    )


def table(rng: random.Random) -> Made:
    stream = io.StringIO()
    stream.write(rng.choice(("", "", "", "", 'sep="\n', "sep=\r\n", "sep=\t\n", "sep=;\r\n")))
    writer = csv.writer(stream, delimiter=rng.choice(",;\t|"))
    writer.writerow(rng.choices(KEYS, k=4))
    for _ in range(rng.randrange(4)):
        writer.writerow([str(cell(rng)) for _ in range(rng.choice((3, 4, 5)))])
    data = stream.getvalue().encode("utf-8", "surrogatepass")
    return rng.choice((".csv", ".tsv", "")), rng.choice((data, mutated(data, rng), data + b'"x'))


def page(rng: random.Random) -> Made:
    words = "".join(rng.choices([*TAGS, *PHRASES], k=rng.randrange(300)))
    return ".html", (rng.choice(("<html>", "", "<!doctype html><body>")) + words).encode()


def sampled_page(rng: random.Random) -> Made:
    data = rng.choice(PAGES)
    for _ in range(rng.randrange(20)):
        at = rng.randrange(len(data))
        data = data[:at] + rng.choice([*TAGS, *PHRASES]).encode() + data[at:]
    return ".html", rng.choice((data, mutated(data, rng), cut(data, rng)))


def zipped(rng: random.Random) -> Made:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(rng.randrange(1, 4)):
            name = rng.choice((f"{i}.txt", f"../{i}.html", f"a\n{i}.txt", f"{'x' * 200}{i}.txt"))
            data = rng.choice((rng.choice(TEXTS), b"\0" * 3_000_000, phrases(rng).encode()))
            archive.writestr(name, data)
    data = stream.getvalue()
    return ".zip", rng.choice((data, mutated(data, rng), cut(data, rng)))


def packed(rng: random.Random) -> Made:
    suffix, data = rng.choice((article, json_lines, page, table))(rng)
    data = gzip.compress(data, mtime=0)
    return f"{suffix}.gz", rng.choice(
        (data, cut(data, rng), mutated(data, rng), data + b"x", data * 2)
    )


def warc(rng: random.Random) -> Made:
    parts = []
    for i in range(rng.randrange(4)):
        html = page(rng)[1]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        length = len(head) + len(html) + rng.choice((0, 0, 0, 5, -5))
        parts.append(
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.org/{i}\r\n"
            f"Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n".encode()
            + head
            + html
            + b"\r\n\r\n"
        )
    data = b"".join(parts)
    return ".warc", rng.choice((data, mutated(data, rng), cut(data, rng)))


def front_matter(rng: random.Random) -> Made:
    words = [
        b"---\n",
        b"title: [[",
        b"date: 99",
        b"Date: Tue, 99\n",
        b": \n",
        b"- \n",
        b"Published: \n",
    ]
    return ".txt", b"".join(rng.choices(words, k=20)) + rng.choice(TEXTS)


def odd(rng: random.Random) -> Made:
    text = rng.choice(TEXTS)
    choices = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"%PDF-1.4", b"\n" * 5000, b"a" * 200_000,
               base64.b64encode(text), text.replace(b" ", b"\xc2\xa0"), text.replace(b"\n", b"\r"),
               text.replace(b". ", b" "), text * 3, text.upper(), text[::-1])  # fmt: skip
    return rng.choice((".txt", "", ".html", ".csv", ".jsonl", ".warc", ".gz", ".json")), rng.choice(
        choices
    )


KINDS: tuple[Callable[[random.Random], Made], ...] = (
    noise, article, truncated, mixed, soup, repeated, signs, nested, unicode, json_lines, table,
    page, sampled_page, zipped, packed, warc, front_matter, odd,
)  # fmt: skip


def made(seed: int, number: int) -> tuple[str, Made]:
    """Return the kind, suffix and bytes of one input."""
    rng = random.Random(f"{seed}/{number}")
    kind = rng.choice(KINDS)
    return kind.__name__, kind(rng)


def number_of(source: str) -> int:
    """Return the number of the input that a source or a message names."""
    found = re.search(r"(?:^|[\s/])(\d{7})(?!\d)", source)
    return int(found[1]) if found else -1


class Run:
    """What a run has seen so far."""

    def __init__(self, seed: int, timeout: float) -> None:
        self.seed, self.timeout = seed, timeout
        self.counts: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []
        self.kinds: dict[int, str] = {}
        self.valid = jsonschema.Draft202012Validator(schema())

    def fault(self, number: int, what: str) -> None:
        self.wrong.append(
            f"seed {self.seed} input {number} ({self.kinds.get(number)}): {what[:300]}"
        )
        print(self.wrong[-1], flush=True)

    def batch(self, extractor: extract.Extractor, folder: Path, numbers: range) -> None:
        for number in numbers:
            self.kinds[number], (suffix, data) = made(self.seed, number)
            Path(folder, f"{number:07}{suffix}").write_bytes(data)
        texts = self.by_interface(extractor, folder, numbers)
        self.by_command(folder, numbers, texts)

    def by_interface(
        self, extractor: extract.Extractor, folder: Path, numbers: range
    ) -> dict[str, str]:
        """Read a batch in this process; return the texts by their sources."""
        texts: dict[str, str] = {}
        seen = set()
        start = time.perf_counter()
        for item, records in extractor.stream(extract.read(folder, glob="*")):
            took, start = time.perf_counter() - start, time.perf_counter()
            failed = isinstance(records, extract.ExtractError)
            number = number_of(str(item) if isinstance(item, extract.ExtractError) else item.source)
            seen.add(number)
            kind = "failed" if failed else "records" if records else "no meeting"
            self.counts[self.kinds.get(number, "?"), kind] += 1
            if failed and "internal error" in str(records):
                self.fault(number, str(records))
            if took > self.timeout:
                self.fault(number, f"took {took:.0f} s")
            if isinstance(item, extract.Article):
                texts[item.source] = item.text
        for number in sorted(set(numbers) - seen):
            self.fault(number, "neither a record nor a failure came of it")
        return texts

    def by_command(self, folder: Path, numbers: range, texts: dict[str, str]) -> None:
        """Read a batch by the command, and check what it wrote."""
        form = ("jsonl", "jsonl", "jsonl", "json", "csv", "table")[numbers.start // BATCH % 6]
        command = [
            sys.executable,
            "-m",
            "extract",
            str(folder),
            "--glob",
            "*",
            "-f",
            form,
            "-j",
            "2",
            "--timeout",
            str(self.timeout),
            "-v",
        ]
        done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
        out, said = done.stdout.decode("utf-8"), done.stderr.decode("utf-8").split("\n")
        if done.returncode not in (0, 3) or "Traceback" in done.stderr.decode("utf-8"):
            self.fault(numbers.start, f"the command ended with {done.returncode}: {said[-3:]}")
        named = {number_of(line) for line in said if line.startswith("extract: ")}
        for line in said:
            if line and (
                not line.startswith("extract: ") or "internal error" in line or "took over" in line
            ):
                self.fault(number_of(line), f"said {line}")
        if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", "".join(said)) or (
            form == "table" and re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", out)
        ):
            self.fault(numbers.start, "a control character came through")
        for number in sorted(set(numbers) - named):
            self.fault(number, "the command says nothing of it")
        if form in ("json", "jsonl"):
            records = json.loads(out) if form == "json" else map(json.loads, out.splitlines())
            for record in records:
                self.check(record, texts)
        elif form == "csv":
            lengths = {len(row) for row in csv.reader(io.StringIO(out, newline=""))}
            if len(lengths) > 1:
                self.fault(numbers.start, f"rows of CSV have {lengths} cells")

    def check(self, record: dict[str, object], texts: dict[str, str]) -> None:
        """Check one record against the schema and its text."""
        source = str(record["source"])
        for error in self.valid.iter_errors(record):
            self.fault(number_of(source), f"not as the schema says: {error.message}")
        text = texts.get(source)
        if text is None:
            self.fault(number_of(source), f"a record of {source!r}, which was not read")
        for piece in record["evidence"] if text is not None else ():  # type: ignore[attr-defined]
            if text[piece["start"] : piece["end"]] != piece["text"]:
                self.fault(number_of(source), f"evidence is not the text: {piece}")


def batches(first: int, count: int) -> Iterator[range]:
    for start in range(first, first + count, BATCH):
        yield range(start, min(start + BATCH, first + count))


@click.command(help=__doc__)
@click.option("--seed", default=1)
@click.option("--count", default=1000)
@click.option("--first", default=0, help="Number of the first input; a multiple of 250.")
@click.option("--timeout", default=60.0)
def main(seed: int, count: int, first: int, timeout: float) -> None:
    run, extractor = Run(seed, timeout), extract.load()
    start = time.perf_counter()
    for numbers in batches(first, count):
        with tempfile.TemporaryDirectory() as folder:
            run.batch(extractor, Path(folder), numbers)
        print(f"{numbers.stop - first} inputs, {time.perf_counter() - start:.0f} s", flush=True)
    for kind in KINDS:
        row = {
            what: run.counts[kind.__name__, what] for what in ("records", "no meeting", "failed")
        }
        print(f"{kind.__name__:14}", *(f"{what} {number:6}" for what, number in row.items()))
    print(f"seed {seed}, {count} inputs from {first}: {len(run.wrong)} things wrong")
    sys.exit(1 if run.wrong else 0)


if __name__ == "__main__":
    main()
