"""``python -m extract.training.measure``: what the shipped model finds, weighs and takes.

Prints tables in Markdown: exact spans on annotated text, people of gold records found by the model
alone and together with the rules, size, start-up, speed. All but the first are ratios or counts.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import spacy
from spacy.language import Language

from extract.article import Article
from extract.errors import ExtractError
from extract.models import LABELS, SHIPPED_MODEL, load_model
from extract.reader import Reader
from extract.training.corpus import TEST_SETS, Sentence, read_marked, read_sentences
from extract.training.scores import evaluate, score_table

_RUNS = 9
_SPACY = "import time; t = time.perf_counter(); import spacy; print(time.perf_counter() - t)"
_PARTS = """
import sys, time
t = time.perf_counter()
import numpy, onnxruntime
from tokenizers import Tokenizer
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
network = open(sys.argv[1] + "/model.onnx", "rb").read()
onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
Tokenizer.from_file(sys.argv[1] + "/tokenizer.json")
print(time.perf_counter() - t)
"""
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def gold_people(path: Path) -> set[str]:
    """Return the names of the co-chairs and participants of a gold file's records."""
    records = json.loads(path.read_text(encoding="utf-8"))["records"]
    people = (p for r in records for key in ("co_chairs", "participants") for p in r.get(key, ()))
    names = (person if isinstance(person, str) else person.get("name") for person in people)
    return {name for name in names if name}


def people_alone(model: Language, text: str) -> set[str]:
    """Return the people that the model finds in a whole article, on one line each."""
    people = (ent.text for ent in model(text).ents if LABELS.get(ent.label_) == "PERSON")
    return {" ".join(name.split()) for name in people}


def people_with_rules(reader: Reader, text: str) -> set[str]:
    """Return the people that are marked when the article is read, by the model or by rules."""
    draft = reader.draft(Article(text, "-"))
    sentences = reader.read(draft, {}).sentences if draft else ()
    return {mark.text for s in sentences for mark in s.of("entity", "PERSON")}


def people_table(name: str | Path, golds: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of a table: people found, by what stands before "-" in a gold file's name."""
    model, reader = load_model(name), Reader(name, None)
    counts: dict[str, list[int]] = {}
    for path in golds:
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        gold = gold_people(path)
        row = counts.setdefault(path.stem.split("-")[0], [0, 0, 0])
        row[0] += len(gold)
        row[1] += len(gold & people_alone(model, text))
        row[2] += len(gold & people_with_rules(reader, text))
    yield "| articles | people | model alone | with rules |"
    yield "| --- | --- | --- | --- |"
    for group, (every, alone, both) in counts.items():
        shares = (f"{found} ({100 * found / max(every, 1):.1f} %)" for found in (alone, both))
        yield f"| {group} | {every} | {' | '.join(shares)} |"


def ratio_table(path: Path, texts: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a table: size, start-up against ``import spacy``, speed."""
    if not (path / "extract_encoder" / "model.onnx").exists():
        raise ExtractError(
            f"{path}: not the folder of a model of ours; leave --speed out for others"
        )
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    parts = _fresh(_PARTS, str(path / "extract_encoder")) / _fresh(_SPACY)
    blank, whole = spacy.blank("en"), load_model(path)
    for nlp in (blank, whole):
        _speed(nlp, texts[:2])
    slower = _speed(blank, texts) / _speed(whole, texts)
    yield "| what | figure |"
    yield "| --- | --- |"
    yield f"| size on disk | {size / 1e6:.1f} MB |"
    yield f"| import and load of its parts, against `import spacy` | {parts:.2f} |"
    yield f'| speed, against `spacy.blank("en")` reading the same texts | 1/{slower:.0f} |'


def _fresh(code: str, *arguments: str) -> float:
    """Return the number that a program prints in a fresh interpreter, the median of several."""
    command = [sys.executable, "-c", code, *arguments]
    runs = [float(subprocess.check_output(command, text=True)) for _ in range(_RUNS)]
    return statistics.median(runs)


def _speed(nlp: Language, texts: Sequence[str]) -> float:
    """Return the characters that a pipeline reads in a second of processor time, in one pass."""
    started = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return sum(map(len, texts)) / (time.process_time() - started)


def annotated(ner: Path | None, marked: Sequence[Path]) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield the test sets of a folder, and files of marked text, each with its name."""
    for name in TEST_SETS if ner else ():
        yield name, read_sentences(ner / f"{name}.jsonl.gz")  # type: ignore[operator]
    for path in marked:
        yield path.name.partition(".")[0], read_marked(path)


@click.command(name="python -m extract.training.measure")
@click.argument("model", default=str(SHIPPED_MODEL))
@click.option("--ner", type=_FOLDER, help="Folder with the test sets.")
@click.option("--marked", type=_FILE, multiple=True, help="File of marked text; repeatable.")
@click.option("--people", type=_FOLDER, help="Folder of articles with gold records.")
@click.option("--speed", type=_FOLDER, help="Folder of articles to read against the clock.")
def main(
    model: str, ner: Path | None, marked: tuple[Path, ...], people: Path | None, speed: Path | None
) -> None:
    """Measure MODEL, the shipped one where none is named."""
    if not (ner or marked or people or speed):
        raise click.UsageError("nothing to measure; give --ner, --marked, --people or --speed")
    try:
        _report(model, ner, marked, people, speed)
    except (ExtractError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _report(
    model: str, ner: Path | None, marked: Sequence[Path], people: Path | None, speed: Path | None
) -> None:
    if scored := dict(annotated(ner, marked)):
        nlp = load_model(model)
        click.echo(score_table({name: evaluate(nlp, texts) for name, texts in scored.items()}))
    if people:
        click.echo("\n".join(["", *people_table(model, _files(people, "*.json"))]))
    if speed:
        texts = [path.read_text(encoding="utf-8") for path in _files(speed, "*.txt")]
        click.echo("\n".join(["", *ratio_table(Path(model), texts)]))


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder, sorted; raises ExtractError where there is none."""
    if not (paths := sorted(folder.glob(pattern))):
        raise ExtractError(f"{folder}: no {pattern} file here; give the folder of the articles")
    return paths


if __name__ == "__main__":
    main()
