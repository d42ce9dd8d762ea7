"""Hold F1 scores against tests/floors.json: up freely, down with a reason.

    python .ci/ratchet.py SHARED                  compare; exit 1 where a field has fallen
    python .ci/ratchet.py SHARED --raise          write what is higher than its floor
    python .ci/ratchet.py SHARED --lower REASON   write all as measured, with the reason

SHARED holds articles/, boilerplate/, ner/ and score/. A set's floors are pinned with the digest of
its texts: when they change, the floors must be set anew with --lower.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from extract.models import load_model
from extract.training.corpus import TEST_SETS
from extract.training.measure import annotated
from extract.training.scores import evaluate

FLOORS = Path(__file__).parent.parent / "tests" / "floors.json"
ARTICLES = ("seeds", "development")


def digest(paths: Iterable[Path]) -> str:
    """Digest of a set's texts and gold."""
    state = hashlib.sha256()
    for path in sorted(paths):
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()[:16]


def measured(shared: Path, name: str) -> dict[str, float]:
    """F1 per field, as the shared scorer computes it from the command's output."""
    folder = shared / "articles" / name
    with tempfile.TemporaryDirectory() as work:
        records, bodies = Path(work, "records.jsonl"), Path(work, "bodies")
        bodies.mkdir()
        command = [sys.executable, "-m", "extract", "-q", str(folder)]
        subprocess.run([*command, "-o", str(records)], check=True)
        subprocess.run([*command, "--body", "-o", str(bodies)], check=True)
        scorer = [sys.executable, str(shared / "score" / "score_records.py")]
        arguments = [str(folder), str(records), "--bodies", str(bodies), "--json"]
        result = subprocess.run([*scorer, *arguments], check=True, capture_output=True, text=True)
    return {field: score["F1"] for field, score in json.loads(result.stdout).items()}


def pages(shared: Path) -> dict[str, float]:
    """F1 of the bodies of web pages, as plain text and as HTML, by the shared scorer."""
    folder, found = shared / "boilerplate", {}
    for name, glob in (("text", "*.txt"), ("HTML", "*.html.gz")):
        with tempfile.TemporaryDirectory() as work:
            command = [sys.executable, "-m", "extract", "-q", "--body", str(folder)]
            subprocess.run([*command, "--glob", glob, "-o", work], check=True)
            scorer = [sys.executable, str(shared / "score" / "score_boilerplate.py")]
            arguments = [*scorer, str(folder), work]
            result = subprocess.run(arguments, check=True, capture_output=True, text=True)
        found[f"body of {name}"] = float(result.stdout.split()[-1])
    return found


def entities(shared: Path) -> dict[str, float]:
    """F1 per test set and label of the shipped model, exact spans."""
    model = load_model()
    found = {name: evaluate(model, sentences) for name, sentences in annotated(shared / "ner", ())}
    return {
        f"{name} {label}": round(row["f"], 3)
        for name, by_label in found.items()
        for label, row in by_label.items()
        if row["gold"] and label != "all"
    }


def sets(shared: Path) -> Iterator[tuple[str, str, dict[str, float]]]:
    """Yield each set's name, digest and scores."""
    for name in ARTICLES:
        folder = shared / "articles" / name
        yield name, digest(folder.glob("*.*")), measured(shared, name)
    folder = shared / "boilerplate"
    yield "pages", digest(folder.glob("*.*")), pages(shared)
    tests = [shared / "ner" / f"{name}.jsonl.gz" for name in TEST_SETS]
    yield "entities", digest(tests), entities(shared)


def compare(name: str, now: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Print a set's table; return what has fallen."""
    fallen = [f"{name}: {field} is measured no more" for field in floors if field not in now]
    print(f"\n{name:30} {'floor':>6} {'now':>6}")
    for field, score in now.items():
        floor = floors.get(field)
        low = floor is not None and score < floor
        print(f"{field:30} {floor if floor is not None else '-':>6} {score:6}{' FELL' * low}")
        if low:
            fallen.append(f"{name}: {field} is {score}, its floor {floor}")
    return fallen


@click.command(help=__doc__)
@click.argument("shared", type=click.Path(exists=True, path_type=Path))
@click.option("--raise", "raising", is_flag=True)
@click.option("--lower", metavar="REASON")
def main(shared: Path, raising: bool, lower: str | None) -> None:
    """Run the ratchet."""
    if not FLOORS.exists() and not lower:
        sys.exit(f"{FLOORS} is missing; set the floors with --lower REASON")
    kept: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    fallen: list[str] = []
    for name, pin, now in sets(shared):
        held = kept.get(name, {"digest": pin, "fields": {}})
        if held["digest"] != pin and not lower:
            fallen.append(f"{name}: its texts have changed; set the floors anew with --lower")
        fallen += compare(name, now, {} if lower else held["fields"])
        floors = now if lower else {f: max(now[f], held["fields"].get(f, 0)) for f in now}
        kept[name] = {"digest": pin, "fields": floors}
    if lower:
        kept.setdefault("lowered", []).append(lower)
    if (raising and not fallen) or lower:
        FLOORS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if fallen:
        sys.exit("\n".join(fallen))


if __name__ == "__main__":
    main()
