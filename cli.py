"""The command ``extract``: what was asked for, calls of the library, and what is said.

Results go to standard output or the file of ``-o``, everything else to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import extract
from extract import article, output, render
from extract.article import STDIN, Article, Input
from extract.batch import Result, bug
from extract.errors import ExtractError, InputError
from extract.record import Record
from extract.render._plain import visible
from extract.talk import Command, Failure, Talk, say

if TYPE_CHECKING:
    from extract.engine import Extractor

EXAMPLES = """\b
Examples:
  extract article.txt
  extract news/ -o meetings.csv
  pdftotext talks.pdf - | extract | jq .topics
  extract --published 2024-05-17 --explain article.txt
  extract news/ --body -o bodies/

Exit codes: 0 all inputs were processed, 2 wrong usage, 3 some inputs failed (each is named on
standard error), 130 interrupted.
"""


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    paths: tuple[str, ...]
    format: str | None
    output: str | None
    published: str | None
    model: str | None
    patterns: str | None
    encoding: str | None
    body: bool
    schema: bool
    explain: bool
    quiet: bool
    verbose: int


def _date(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Accept a real day written YYYY-MM-DD; ``fromisoformat`` alone reads other forms too."""
    try:
        if value is None or date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD, such as 2024-05-17")


def _encoding(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is None or article.known_encoding(value):
        return value
    raise click.BadParameter(f"no text encoding {value!r}; try utf-8, cp1252 or utf-16")


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
@click.option("--model", metavar="NAME_OR_PATH",
              help="spaCy pipeline that finds the names, instead of the one shipped.")  # fmt: skip
@click.option("--patterns", metavar="DIR", type=click.Path(readable=False),
              help="Folder of further pattern files; they add to the ones shipped.")  # fmt: skip
@click.option("--encoding", metavar="NAME", callback=_encoding,
              help="Encoding of the input. Default: its byte-order mark, else utf-8.")  # fmt: skip
@click.option("--body", is_flag=True,
              help="Write the article's body without the page around it, and no records. Several "
                   "are parted by a form feed, or with -o DIR become DIR/NAME.txt.")  # fmt: skip
@click.option("--schema", is_flag=True, help="Write the JSON Schema of a record.")
@click.option("--explain", is_flag=True,
              help="Write each value with the words it came from and the rule that "
                   "decided.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Name failures on standard error, no more.")
@click.option("-v", "--verbose", count=True,
              help="Say what each input gave; twice, with the traceback of a bug.")  # fmt: skip
@click.version_option(extract.__version__, prog_name="extract")
@click.pass_context
def main(ctx: click.Context, /, **given: Any) -> None:
    """Turn news articles into records of the diplomatic meetings they report.

    PATH is a file, a folder (all .txt files in it and below), or - for standard input, which is
    also read when something is piped in and no PATH is given.
    """
    options = Options(**given)
    _check_views(options)
    if options.schema:
        _write_schema(options)
        return
    options = _with_paths(options, ctx)
    if options.body:
        _write_bodies(options)
    else:
        _write_records(options)


def _check_views(options: Options) -> None:
    views = {"--body": options.body, "--schema": options.schema, "--explain": options.explain}
    chosen = [name for name, is_chosen in views.items() if is_chosen]
    if options.format:
        chosen.append("--format")
    if len(chosen) > 1:
        raise Failure(f"{' and '.join(chosen)} exclude each other; choose one")


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
    if not any(article.exists(path) for path in paths):
        *others, last = (article.missing(path) for path in paths)
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
        quiet=options.quiet, verbose=options.verbose, names_empty=view in ("table", "explain")
    )
    _keep_inputs([options.output or output.STDOUT], options.paths)
    with output.opened(options.output) as stream:
        articles = _articles(article.inputs(options.paths), options, talk)
        found = _records(_load(options).stream(articles), talk)
        render.writer(view)(found, stream)
        talk.end_if_nothing_done()
    talk.end()


def _view(options: Options) -> str:
    if options.explain:
        return "explain"
    if options.format:
        return options.format
    if options.output not in (None, output.STDOUT):
        return render.by_suffix(str(options.output)) or "jsonl"
    return "table" if sys.stdout is not None and sys.stdout.isatty() else "jsonl"


def _load(options: Options) -> Extractor:
    try:
        return extract.load(options.model, options.patterns)
    except OSError as error:  # not a failure to write, as others here are
        what = f"{error.filename or 'model'}: cannot be read ({error.strerror or error})"
        raise Failure(f"{what}; check --model and --patterns") from None


def _articles(
    entries: Iterable[Input | InputError], options: Options, talk: Talk
) -> Iterator[Article]:
    """Read what can be read, and name the rest."""
    for entry in entries:
        try:
            if isinstance(entry, InputError):
                raise entry
            yield article.read(entry, encoding=options.encoding, published=options.published)
        except InputError as error:
            talk.failure(error)
        except Exception as error:
            talk.failure(bug(error, getattr(entry, "source", "")))


def _records(results: Iterable[tuple[Article, Result]], talk: Talk) -> Iterator[Record]:
    for item, result in results:
        if isinstance(result, ExtractError):
            talk.failure(result)
        else:
            talk.success(item, result)
            yield from result


def _write_bodies(options: Options) -> None:
    talk = Talk(quiet=options.quiet, verbose=options.verbose)
    if options.output in (None, output.STDOUT):
        _bodies_to_stdout(options, talk)
    else:
        _bodies_to_folder(options, Path(str(options.output)), talk)
    talk.end()


def _bodies_to_stdout(options: Options, talk: Talk) -> None:
    with output.opened(None) as stream:
        between = ""
        for _, text in _bodies(article.inputs(options.paths), options, talk):
            stream.write(between + (_tame(text) if stream.isatty() else text))
            between = "\f"


def _tame(text: str) -> str:
    """Keep a terminal from obeying what an article holds."""
    return visible(text.replace("\r\n", "\n"), keep="\n\t")


def _bodies_to_folder(options: Options, folder: Path, talk: Talk) -> None:
    output.check_folder(folder)
    entries = list(article.inputs(options.paths))
    targets = _targets([entry for entry in entries if isinstance(entry, Input)], folder)
    for source, text in _bodies(entries, options, talk):
        output.make_folder(folder)
        with output.opened(str(targets[source])) as stream:
            stream.write(text)


def _targets(entries: list[Input], folder: Path) -> dict[str, Path]:
    """Return the file for the body of each source; no two the same, none of them an input."""
    sources: dict[str, str] = {}
    targets = {}
    for entry in entries:
        name = "stdin.txt" if entry.path == STDIN else Path(entry.path).stem + ".txt"
        first = sources.setdefault(os.path.normcase(name), entry.source)
        if entry.source in targets or first != entry.source:
            both = f"{first} and {entry.source}"
            raise Failure(f"{both} would both become {folder / name}; write them one by one")
        targets[entry.source] = folder / name
    _keep_inputs([str(target) for target in targets.values()], [entry.path for entry in entries])
    return targets


def _bodies(
    entries: Iterable[Input | InputError], options: Options, talk: Talk
) -> Iterator[tuple[str, str]]:
    """Yield the source and the body of each article, the body's last line complete."""
    extractor = _load(options)
    for item in _articles(entries, options, talk):
        try:
            text = extractor.body(item.text)
        except ExtractError as error:
            talk.failure(error)
        except Exception as error:
            talk.failure(bug(error, item.source))
        else:
            talk.body(item, text)
            yield item.source, text if text.endswith(("\n", "\r")) else text + "\n"


def _keep_inputs(written: Iterable[str], paths: Iterable[str]) -> None:
    """Refuse to write results over an article."""
    inputs = {os.path.realpath(path): path for path in paths if path != STDIN}
    for path in written:
        if (source := inputs.get(os.path.realpath(path))) and os.path.isfile(path):
            raise Failure(f"{path}: is also the input {source}; write to another place")


if __name__ == "__main__":
    main()
