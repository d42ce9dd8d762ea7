"""What the command line asked for, and what of it cannot be meant."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from extract import output, render
from extract.command import Failure, say
from extract.inputs import How, Input, Keys, inputs
from extract.inputs.paths import STDIN, exists, missing
from extract.resume import SUFFIX


class NothingToRead(Failure):
    """There is no path, and nothing is piped in."""


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    paths: tuple[str, ...]
    format: str | None
    output: str | None
    published: str | None
    published_from: str | None
    model: str | None
    patterns: str | None
    encoding: str | None
    glob: str | None
    text_key: str | None
    id_key: str | None
    date_key: str | None
    title_key: str | None
    body: bool
    text: bool
    schema: bool
    explain: bool
    score: str | None
    codes: bool
    formulas: bool
    jobs: int
    timeout: float | None
    dask: str | None
    limit: int | None
    resume: bool
    log: str | None
    fail_if_none: bool
    quiet: bool
    verbose: int

    @property
    def how(self) -> How:
        """How inputs are read."""
        keys = Keys(self.text_key, self.id_key, self.date_key, self.title_key)
        return How(self.encoding, self.published, keys, self.published_from)

    @property
    def view(self) -> str:
        """The format of the records, "explain", or "score"."""
        if self.explain or self.score is not None:
            return "explain" if self.explain else "score"
        if self.format:
            return self.format
        if self.in_file:
            return _of_suffix(str(self.output))
        return "table" if is_terminal(sys.stdout) else "jsonl"

    @property
    def in_file(self) -> bool:
        """Whether the output is a file, and not standard output."""
        return self.output not in (None, output.STDOUT)

    @property
    def written(self) -> dict[str, str]:
        """The files that a run writes, output, its journal, and log: real path -> path."""
        paths = [self.output, f"{self.output}{SUFFIX}"] if self.in_file else []
        return {os.path.realpath(path): path for path in (*paths, self.log) if path}

    @property
    def processes(self) -> int:
        """How many worker processes to use: those asked for, or one on each core we may use."""
        allowed = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))
        return self.jobs or len(allowed(0))


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a standard stream is there and a terminal."""
    return stream is not None and stream.isatty()


def _of_suffix(path: str) -> str:
    """Return the format that a file's suffix stands for, JSON lines where it has none."""
    suffix = os.path.splitext(path)[1]
    if name := render.by_suffix(path) or ("" if suffix else "jsonl"):
        return name
    known = ", ".join(render.suffixes())
    raise Failure(f"{path}: no format has the suffix {suffix}; use {known}, or choose one with -f")


def check(options: Options) -> None:
    """Refuse options that do not go together."""
    views = {
        "--body": options.body,
        "--text": options.text,
        "--schema": options.schema,
        "--explain": options.explain,
        "--score": options.score is not None,
        "--format": options.format,
    }
    if options.output == "":
        raise Failure("-o has no name; give a file, or leave it out")
    chosen = [name for name, is_chosen in views.items() if is_chosen]
    if len(chosen) > 1:
        raise Failure(f"{' and '.join(chosen)} exclude each other; choose one")
    other = options.body or options.text or options.schema
    said = next(_against_other_views(options) if other else _against_records(options), None)
    if said:
        raise Failure(said)


def _against_other_views(options: Options) -> Iterator[str]:
    """Yield what speaks against options of records where none are written."""
    given = {
        "codes": options.codes,
        "formulas": options.formulas,
        "resume": options.resume,
        "log": options.log,
        "jobs": options.jobs != 1,
        "timeout": options.timeout,
        "dask": options.dask is not None,
        "fail-if-none": options.fail_if_none,
    }
    for name, is_given in given.items():
        if is_given:
            yield f"--{name} is for records; leave it out here"


def _against_records(options: Options) -> Iterator[str]:
    if options.resume and not options.in_file:
        yield "--resume is for records in a file; name it with -o"
    if options.resume and options.view not in render.GROWING:
        yield f"--resume takes {', '.join(render.GROWING)}; choose one with -f"
    if options.codes and options.view not in ("json", "jsonl", "jsonld"):
        yield "--codes adds to JSON; choose -f json, -f jsonl or -f jsonld"
    if options.formulas and options.view not in ("csv", "tsv"):
        yield "--formulas is for spreadsheets; choose -f csv or -f tsv"
    if options.dask and (options.jobs != 1 or options.timeout):
        yield "--jobs and --timeout are for workers here; leave them out with --dask"
    if options.dask is not None and not options.dask.strip():
        yield "--dask has no address; give one such as tcp://head:8786"
    if options.score is not None:
        yield from _against_score(options.score, options.written)
    if options.log == output.STDOUT:
        yield "--log takes a file; name one"
    if options.log and len(options.written) < (3 if options.in_file else 1):
        yield "--log and -o name one file; give two"


def _against_score(gold: str, written: dict[str, str]) -> Iterator[str]:
    if not gold:
        yield "--score has no name; give the file of corrections"
    if os.path.realpath(gold) in written:
        yield f"{gold}: holds the corrections to score by; write to another place"


def checked_paths(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths, standard input if there are none; refuse those that cannot be meant."""
    if not given:
        if sys.stdin is None or sys.stdin.isatty():
            raise NothingToRead("nothing to read; give a PATH, or pipe an article in")
        return (STDIN,)
    if given.count(STDIN) > 1:
        raise Failure("standard input (-) is named twice; it can be read once")
    if not any(exists(path) for path in given):
        *others, last = (missing(path) for path in given)
        for error in others:
            say(str(error))
        raise Failure(str(last))
    return given


def keep_inputs(options: Options) -> None:
    """Refuse to write results over an article."""
    if options.resume and os.path.exists(f"{options.output}{SUFFIX}"):
        return  # what is there was written by an earlier run
    there = {real: path for real, path in options.written.items() if os.path.isfile(real)}
    for entry in inputs(options.paths, options.glob) if there else ():
        if isinstance(entry, Input) and (path := there.get(os.path.realpath(entry.path))):
            raise Failure(f"{path}: is also the input {entry.path}; write to another place")
