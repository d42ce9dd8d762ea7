"""From inputs to written records: a file that is whole or not at all, or one that grows."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import TYPE_CHECKING, TextIO

import extract
from extract import log, output, progress, render, resume
from extract.article import Article
from extract.batch import Item, Outcome, bug, records_of
from extract.command import Failure, say
from extract.errors import ExtractError, InputError
from extract.inputs import Input, inputs, unread
from extract.options import Options, is_terminal, keep_inputs
from extract.progress import Watch
from extract.record import Record
from extract.reported import Reported
from extract.talk import Talk

if TYPE_CHECKING:
    from extract.engine import Extractor


def write_records(options: Options) -> None:
    """Write the records of the inputs, and leave with the exit code for what came of them."""
    view = options.view
    talk = Talk(
        quiet=options.quiet,
        verbose=options.verbose,
        names_empty=view in ("table", "explain"),
        needs_some=options.fail_if_none,
    )
    keep_inputs(options)
    if options.dask:
        from extract import cluster

        cluster.silence()
    if options.in_file and not options.resume:
        resume.refuse_begun(str(options.output))
    on_screen = not options.in_file and is_terminal(sys.stdout)
    listed = None if on_screen else (lambda: inputs(options.paths, options.glob))
    with progress.watch(listed, talk) as watch:
        write = _grow_records if options.resume else _write_whole
        if options.score is not None:
            write = _write_score
        write(options, view, talk, watch)
    talk.end()


def _write_whole(options: Options, view: str, talk: Talk, watch: Watch) -> None:
    write, style = render.writer(view), render.Style(options.formulas, talk.note)
    with output.opened(options.output) as stream:
        extractor = load(options)
        with output.followed(options.log) as log_file:  # which is no longer what it was
            outcomes = _told(_all_outcomes(extractor, options, watch), talk, watch, log_file)
            with_text = view in render.WITH_TEXT
            write(
                _reported(outcomes, extractor) if with_text else _records(outcomes), stream, style
            )
            talk.end_if_nothing_done()


def _write_score(options: Options, view: str, talk: Talk, watch: Watch) -> None:
    """Write how right the values are that somebody judged."""
    from extract import score

    gold, extractor = score.load(str(options.score)), load(options)
    with output.opened(options.output) as stream, output.followed(options.log) as log_file:
        outcomes = _told(_all_outcomes(extractor, options, watch), talk, watch, log_file)
        counts, left = score.count(gold, _read(outcomes))
        score.write(counts, stream)
        talk.end_if_nothing_done()
    if left:
        talk.note(f"{options.score}: articles judged but not read, which are left out: {len(left)}")


def _grow_records(options: Options, view: str, talk: Talk, watch: Watch) -> None:
    """Write to the output as it comes, and go on where an earlier run was ended."""
    extractor = load(options)
    head, line = render.lines(view, render.Style(options.formulas, talk.note))
    run = _run(options, view, extractor)
    with resume.opened(str(options.output), options.log, run, head) as journal:
        talk.resumed(journal.done, journal.failed, journal.found)
        entries = watch.entries(_entries(options))
        items = journal.left(entries, lambda entry: items_of(entry, options, watch))
        with _told_how_to_go_on(talk):
            for outcome in _outcomes(extractor, items, options, journal.done):
                talk.outcome(outcome)
                journal.add(outcome, "".join(map(line, records_of(outcome))))
                watch.tick(talk)


@contextlib.contextmanager
def _told_how_to_go_on(talk: Talk) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        say(f"ended after {talk.done + talk.failed} inputs; the same command goes on from there")
        raise


def _run(options: Options, view: str, extractor: Extractor) -> dict[str, object]:
    """Return what decides about the output of a run."""
    asked = asdict(options)
    free = "jobs", "timeout", "dask", "limit", "fail_if_none", "quiet", "verbose", "resume", "model"
    places = [[path, os.path.realpath(path)] for path in options.paths]
    decided = {"format": view, "paths": places, "version": extract.__version__}
    kept = {name: value for name, value in asked.items() if name not in free}
    return kept | decided | extractor.fingerprint()


def _all_outcomes(extractor: Extractor, options: Options, watch: Watch) -> Iterator[Outcome]:
    entries = watch.entries(_entries(options))
    items = (item for entry in entries for item in items_of(entry, options, watch))
    return _outcomes(extractor, items, options)


def _outcomes(
    extractor: Extractor, items: Iterable[Item], options: Options, done: int = 0
) -> Iterator[Outcome]:
    left = None if options.limit is None else max(options.limit - done, 0)
    return extractor.stream(
        islice(items, left), jobs=options.processes, timeout=options.timeout, dask=options.dask
    )


def load(options: Options) -> Extractor:
    """Load the model and the rules; what cannot be read ends the run."""
    try:
        with _without_gc():
            return extract.load(options.model, options.patterns, options.codes)
    except OSError as error:  # not a failure to write, as others here are
        what = f"{error.filename or 'model'}: cannot be read ({error.strerror or error})"
        raise Failure(f"{what}; check --model and --patterns") from None


@contextlib.contextmanager
def _without_gc() -> Iterator[None]:
    """Look for no garbage in what is loaded, which stays: not now, and not later."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()


def _entries(options: Options) -> Iterator[Input | InputError]:
    """Yield the inputs, but for what this run itself writes among them."""
    own = options.written
    for entry in inputs(options.paths, options.glob):
        if isinstance(entry, InputError) or os.path.realpath(entry.path) not in own:
            yield entry


def items_of(entry: Input | InputError, options: Options, watch: Watch) -> Iterator[Item]:
    """Yield what an input holds, with an error in the place of what cannot be read."""
    if isinstance(entry, InputError):
        yield entry
        return
    try:
        yield from unread(entry, replace(options.how, watch=watch.file))
    except Exception as error:
        yield bug(error, entry.source)


def _told(
    outcomes: Iterable[Outcome], talk: Talk, watch: Watch, log_file: TextIO | None
) -> Iterator[Outcome]:
    """Yield outcomes; when the next is asked for, what came of the one before is told."""
    for outcome in outcomes:
        talk.outcome(outcome)
        yield outcome
        if log_file:
            log_file.write(log.line(outcome))
        watch.tick(talk)


def _records(outcomes: Iterable[Outcome]) -> Iterator[Record]:
    for outcome in outcomes:
        yield from records_of(outcome)


def _read(outcomes: Iterable[Outcome]) -> Iterator[tuple[Article, list[Record]]]:
    """Yield the articles that did not fail, with their records."""
    for article, found in outcomes:
        if isinstance(article, Article) and not isinstance(found, ExtractError):
            yield article, found


def _reported(outcomes: Iterable[Outcome], extractor: Extractor) -> Iterator[Reported]:
    """Yield the articles that report a meeting, with what their texts are made of."""
    for article, found in _read(outcomes):
        if found:
            yield Reported(article, extractor.blocks(article), found)
