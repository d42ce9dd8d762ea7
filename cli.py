"""The command ``extract``: what was asked for, calls of the library, and what is said.

Results go to standard output or the file of ``-o``, everything else to standard error.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

import extract
from extract import log, output, progress, render, resume
from extract.article import Article
from extract.batch import Item, Outcome, bug, read
from extract.errors import ExtractError, InputError
from extract.inputs import How, Input, Keys, inputs, unread
from extract.inputs.decoding import known_encoding
from extract.inputs.paths import STDIN, exists, file_name, file_stem, missing
from extract.progress import Watch
from extract.record import Record
from extract.render._plain import visible
from extract.talk import Command, Failure, Talk, say

if TYPE_CHECKING:
    from extract.engine import Extractor

EXAMPLES = """\b
Examples:
  extract article.txt
  extract news/ -o meetings.csv
  extract crawl.warc.gz --glob '*.jsonl' more/ > meetings.jsonl
  pdftotext talks.pdf - | extract | jq .topics
  extract --published 2024-05-17 --explain article.txt
  extract news/ --body -o bodies/
  extract archive/ -j 0 --resume -o meetings.jsonl --log log.jsonl

Exit codes: 0 all inputs were processed, 1 no record was found (with --fail-if-none), 2 wrong usage,
3 some inputs failed (each is named on standard error), 130 interrupted, 143 ended by SIGTERM.
"""


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


def _date(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Accept a real day written YYYY-MM-DD; ``fromisoformat`` alone reads other forms too."""
    try:
        if value is None or date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD, such as 2024-05-17")


def _encoding(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is None or known_encoding(value):
        return value
    raise click.BadParameter(f"no text encoding {value!r}; try utf-8, cp1252 or utf-16")


def _not_empty(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.BadParameter("the pattern is empty; write one such as '*.jsonl'")
    return value


@click.command(cls=Command, epilog=EXAMPLES)
@click.help_option("-h", "--help")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(readable=False))
@click.option("-f", "--format", type=click.Choice(list(render.FORMATS)),
              help="How to write records. Default: by the suffix of -o, else a table on a "
                   "terminal and jsonl elsewhere.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", type=click.Path(readable=False),
              help="Write to FILE, whole or not at all, instead of standard output.")  # fmt: skip
@click.option("--published", metavar="YYYY-MM-DD", callback=_date,
              help="Publication date, for articles that carry none; it wins over the "
                   "text.")  # fmt: skip
@click.option("--published-from", type=click.Choice(["filename", "mtime"]),
              help="Where an article tells no publication date, take that in its file's name, or "
                   "the day the file was last changed (UTC).")  # fmt: skip
@click.option("--model", metavar="NAME_OR_PATH",
              help="spaCy pipeline that finds the names, instead of the one shipped.")  # fmt: skip
@click.option("--patterns", metavar="DIR", type=click.Path(readable=False),
              help="Folder of further pattern files; they add to the ones shipped.")  # fmt: skip
@click.option("--encoding", metavar="NAME", callback=_encoding,
              help="Encoding of the input. Default: its byte-order mark, else utf-8, else a "
                   "guess, which is said.")  # fmt: skip
@click.option("--glob", metavar="PATTERN", callback=_not_empty,
              help="Files to read from folders, such as '*.jsonl', instead of .txt, .html, .htm "
                   "and .gz of these.")  # fmt: skip
@click.option("--text-key", metavar="KEY",
              help="Key or column of JSON lines and CSV that holds the article. Default for this "
                   "and the next three: the usual names.")  # fmt: skip
@click.option("--id-key", metavar="KEY",
              help="The one that holds its id, which makes the source FILE#ID.")  # fmt: skip
@click.option("--date-key", metavar="KEY",
              help="The one that holds its publication date; it wins over the text.")  # fmt: skip
@click.option("--title-key", metavar="KEY", help="The one that holds its headline.")
@click.option("--body", is_flag=True,
              help="Write the article's body without the page around it, and no records. Several "
                   "are parted by a form feed, or become DIR/NAME.txt with -o DIR.")  # fmt: skip
@click.option("--text", is_flag=True,
              help="Write, in the same way, the text as read, in which the offsets of the evidence "
                   "count.")  # fmt: skip
@click.option("--schema", is_flag=True, help="Write the JSON Schema of a record.")
@click.option("--explain", is_flag=True,
              help="Write each value with the words it came from and the rule that "
                   "decided.")  # fmt: skip
@click.option("--codes", is_flag=True,
              help="Add to JSON and JSON-LD the IPTC Media Topic and the EuroVoc concept of each "
                   "label.")  # fmt: skip
@click.option("--formulas", is_flag=True,
              help="Write CSV and TSV cells as they are. Without it, those that a spreadsheet "
                   "would run as formulas get an apostrophe before them.")  # fmt: skip
@click.option("-j", "--jobs", metavar="N", default=1, show_default=True,
              type=click.IntRange(min=0),
              help="Worker processes; 0 for one on each core. The results are the same for any "
                   "number.")  # fmt: skip
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True),
              help="Give up an article that takes longer; it is named, and the others go "
                   "on.")  # fmt: skip
@click.option("--dask", metavar="ADDRESS",
              help="Work on the Dask cluster of the scheduler at this address, such as "
                   "tcp://head:8786, instead of in processes here.")  # fmt: skip
@click.option("--limit", metavar="N", type=click.IntRange(min=1),
              help="Read no more than N articles.")  # fmt: skip
@click.option("--resume", is_flag=True,
              help="Let the file of -o (jsonl, csv, tsv) grow as records come, beside a journal, "
                   "FILE.resume, with which the same command goes on where a run was "
                   "ended.")  # fmt: skip
@click.option("--log", metavar="FILE", type=click.Path(readable=False),
              help="Write a line of JSON for each input: its source, and what came of "
                   "it.")  # fmt: skip
@click.option("--fail-if-none", is_flag=True, help="End with exit code 1 if no record was found.")
@click.option("-q", "--quiet", is_flag=True, help="Name failures on standard error, no more.")
@click.option("-v", "--verbose", count=True,
              help="Say what each input gave; twice, with the traceback of a bug.")  # fmt: skip
@click.version_option(extract.__version__, prog_name="extract")
@click.pass_context
def main(ctx: click.Context, /, **given: Any) -> None:
    """Turn news articles into records of the diplomatic meetings they report.

    PATH is a file of plain text or HTML, a file of many articles (.jsonl, .csv, .zip, .warc), any
    of these with .gz behind it, a folder (all .txt and .html files in it and below), or - for
    standard input, which is also read when something is piped in and no PATH is given.
    """
    options = Options(**given)
    _check_views(options)
    if options.schema:
        _write_schema(options)
        return
    options = _with_paths(options, ctx)
    if options.body or options.text:
        _write_texts(options)
    else:
        _write_records(options)


def _check_views(options: Options) -> None:
    views = {
        "--body": options.body,
        "--text": options.text,
        "--schema": options.schema,
        "--explain": options.explain,
    }
    chosen = [name for name, is_chosen in views.items() if is_chosen]
    if options.format:
        chosen.append("--format")
    if len(chosen) > 1:
        raise Failure(f"{' and '.join(chosen)} exclude each other; choose one")
    other = options.body or options.text or options.schema
    if options.resume and (other or options.output in (None, output.STDOUT)):
        raise Failure("--resume is for records in a file; name it with -o")
    if options.resume and _view(options) not in render.GROWING:
        raise Failure(f"--resume takes {', '.join(render.GROWING)}; choose one with -f")
    if options.dask and (options.jobs != 1 or options.timeout):
        raise Failure(
            "with --dask, workers and their limits are the scheduler's; leave out"
            " --jobs and --timeout"
        )
    if (
        options.log
        and options.output
        and os.path.realpath(options.log) == os.path.realpath(options.output)
    ):
        raise Failure("--log and -o name one file; give two")
    if options.log and other:
        raise Failure("--log tells what came of records; leave it out here")
    if options.codes and (other or _view(options) not in ("json", "jsonl", "jsonld")):
        raise Failure("--codes adds to JSON; choose -f json, -f jsonl or -f jsonld")
    if options.formulas and (other or _view(options) not in ("csv", "tsv")):
        raise Failure("--formulas is for spreadsheets; choose -f csv or -f tsv")


def _with_paths(options: Options, ctx: click.Context) -> Options:
    """Fill in standard input, and refuse paths that cannot be meant."""
    paths = options.paths
    if not paths:
        if sys.stdin is None or sys.stdin.isatty():
            click.echo(ctx.get_usage(), err=True)
            raise Failure("nothing to read; give a PATH, or pipe an article in")
        paths = (STDIN,)
    if paths.count(STDIN) > 1:
        raise Failure("standard input (-) is named twice; it can be read once")
    if not any(exists(path) for path in paths):
        *others, last = (missing(path) for path in paths)
        for error in others:
            say(str(error))
        raise Failure(str(last))
    return replace(options, paths=paths)


def _write_schema(options: Options) -> None:
    from extract.fields import schema

    with output.opened(options.output) as stream:
        stream.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


def _write_records(options: Options) -> None:
    view = _view(options)
    talk = Talk(
        quiet=options.quiet,
        verbose=options.verbose,
        names_empty=view in ("table", "explain"),
        needs_some=options.fail_if_none,
    )
    _keep_inputs([options.output or output.STDOUT, options.log or output.STDOUT], options.paths)
    on_screen = options.output in (None, output.STDOUT) and _is_terminal(sys.stdout)
    listed = None if on_screen else (lambda: inputs(options.paths, options.glob))
    with progress.watch(listed, talk) as watch:
        write = _grow_records if options.resume else _write_whole
        write(options, view, talk, watch)
    talk.end()


def _write_whole(options: Options, view: str, talk: Talk, watch: Watch) -> None:
    write, style = render.writer(view), render.Style(options.formulas, talk.note)
    with output.opened(options.output) as stream, output.followed(options.log) as log_file:
        entries = watch.entries(inputs(options.paths, options.glob))
        items = (item for entry in entries for item in _items(entry, options, watch))
        outcomes = _outcomes(_load(options), items, options)
        write(_records(outcomes, talk, watch, log_file), stream, style)
        talk.end_if_nothing_done()


def _grow_records(options: Options, view: str, talk: Talk, watch: Watch) -> None:
    """Write to the output as it comes, and go on where an earlier run was ended."""
    extractor = _load(options)
    head, line = render.lines(view, render.Style(options.formulas, talk.note))
    path = str(options.output)
    run = _run(options, view, extractor)
    with output.failures_of(path), resume.opened(path, options.log, run, head) as journal:
        talk.resumed(journal.done, journal.failed, journal.found)
        entries = watch.entries(inputs(options.paths, options.glob))
        items = journal.left(entries, lambda entry: _items(entry, options, watch))
        with _told_how_to_go_on(talk):
            for outcome in _outcomes(extractor, items, options, journal.done):
                talk.outcome(outcome)
                journal.add(outcome, "".join(map(line, _found(outcome))))
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
    decided = {"format": view, "paths": list(options.paths), "version": extract.__version__}
    kept = {name: value for name, value in asked.items() if name not in free}
    return kept | decided | extractor.fingerprint()


def _outcomes(
    extractor: Extractor, items: Iterable[Item], options: Options, done: int = 0
) -> Iterator[Outcome]:
    left = None if options.limit is None else max(options.limit - done, 0)
    return extractor.stream(
        islice(items, left), jobs=_jobs(options), timeout=options.timeout, dask=options.dask
    )


def _view(options: Options) -> str:
    if options.explain:
        return "explain"
    if options.format:
        return options.format
    if options.output not in (None, output.STDOUT):
        return _of_suffix(str(options.output))
    return "table" if _is_terminal(sys.stdout) else "jsonl"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _of_suffix(path: str) -> str:
    """Return the format that a file's suffix stands for, JSON lines where it has none."""
    suffix = os.path.splitext(path)[1]
    if name := render.by_suffix(path) or ("" if suffix else "jsonl"):
        return name
    known = ", ".join(render.suffixes())
    raise Failure(f"{path}: no format has the suffix {suffix}; use {known}, or choose one with -f")


def _jobs(options: Options) -> int:
    """Return how many worker processes to use: those asked for, or one on each core we may use."""
    allowed = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))
    return options.jobs or len(allowed(0))


def _load(options: Options) -> Extractor:
    try:
        return extract.load(options.model, options.patterns, options.codes)
    except OSError as error:  # not a failure to write, as others here are
        what = f"{error.filename or 'model'}: cannot be read ({error.strerror or error})"
        raise Failure(f"{what}; check --model and --patterns") from None


def _items(entry: Input | InputError, options: Options, watch: Watch) -> Iterator[Item]:
    """Yield what an input holds, with an error in the place of what cannot be read."""
    if isinstance(entry, InputError):
        yield entry
        return
    if options.output:
        _keep_inputs([options.output], [entry.path])
    try:
        yield from unread(entry, replace(options.how, watch=watch.file))
    except Exception as error:
        yield bug(error, entry.source)


def _records(
    outcomes: Iterable[Outcome], talk: Talk, watch: Watch, log_file: TextIO | None
) -> Iterator[Record]:
    for outcome in outcomes:
        talk.outcome(outcome)
        yield from _found(outcome)
        if log_file:
            log_file.write(log.line(outcome))
        watch.tick(talk)


def _found(outcome: Outcome) -> list[Record]:
    return [] if isinstance(outcome[1], ExtractError) else outcome[1]


def _articles(
    entries: Iterable[Input | InputError], options: Options, talk: Talk
) -> Iterator[Article]:
    """Read what can be read, and name the rest."""
    for item in (item for entry in entries for item in _items(entry, options, Watch())):
        article = read(item)
        if isinstance(article, ExtractError):
            talk.failure(article)
        else:
            talk.notes(article)
            yield article


def _write_texts(options: Options) -> None:
    talk = Talk(quiet=options.quiet, verbose=options.verbose)
    text_of = _load(options).body if options.body else attrgetter("text")
    entries = list(inputs(options.paths, options.glob))
    found = _texts(_articles(entries, options, talk), text_of, talk)
    place = options.output or output.STDOUT
    if place == output.STDOUT or (place.endswith(".txt") and not os.path.isdir(place)):
        _to_one(found, place)
    else:
        paths = [entry.path for entry in entries if isinstance(entry, Input)]
        _to_folder(found, Path(place), paths, talk)
    talk.end()


def _texts(
    found: Iterable[Article], text_of: Callable[[Article], str], talk: Talk
) -> Iterator[tuple[str, str]]:
    """Yield the source of each article and what is to be written of it, its last line complete."""
    for item in found:
        try:
            text = text_of(item)
        except ExtractError as error:
            talk.failure(error)
        except Exception as error:
            talk.failure(bug(error, item.source))
        else:
            talk.text(item, text)
            yield item.source, text if text.endswith(("\n", "\r")) else text + "\n"


def _to_one(found: Iterable[tuple[str, str]], place: str) -> None:
    with output.opened(place) as stream:
        between = ""
        for _, text in found:
            stream.write(between + (_tame(text) if stream.isatty() else text))
            between = "\f"


def _tame(text: str) -> str:
    """Keep a terminal from obeying what an article holds."""
    return visible(text.replace("\r\n", "\n"), keep="\n\t")


def _to_folder(
    found: Iterable[tuple[str, str]], folder: Path, paths: Iterable[str], talk: Talk
) -> None:
    """Write each text to a file of its own; no two to the same, none over an input."""
    output.check_folder(folder)
    written: dict[str, str] = {}
    kept = set(map(os.path.realpath, paths))
    for source, text in found:
        target = _target(source, folder, written)
        if os.path.realpath(target) in kept:
            talk.failure(InputError(f"{source}: {target} is an input; write to another folder"))
        elif first := written.get(os.path.normcase(target)):
            talk.failure(InputError(f"{source}: would become {target}, as {first} did"))
        else:
            written[os.path.normcase(target)] = source
            output.make_folder(folder)
            with output.opened(str(target)) as stream:
                stream.write(text)


def _target(source: str, folder: Path, written: Collection[str]) -> Path:
    """Return the file for a text: named by its id or file, where that is taken by its source."""
    target = folder / f"{file_stem(source)}.txt"
    taken = os.path.normcase(target) in written
    return folder / f"{file_name(source)}.txt" if taken else target


def _keep_inputs(written: Iterable[str], paths: Iterable[str]) -> None:
    """Refuse to write results over an article."""
    inputs = {os.path.realpath(path): path for path in paths if path != STDIN}
    for path in written:
        if (source := inputs.get(os.path.realpath(path))) and os.path.isfile(path):
            raise Failure(f"{path}: is also the input {source}; write to another place")


if __name__ == "__main__":
    main()
