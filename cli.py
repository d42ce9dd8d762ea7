"""The command ``extract``: what was asked for, calls of the library, and what is said.

Results go to standard output or the file of ``-o``, everything else to standard error.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import click

import extract
from extract import render
from extract.command import Command

EXAMPLES = """\b
Examples:
  extract article.txt
  extract news/ -o meetings.csv
  extract news/ -o report.html
  extract crawl.warc.gz --glob '*.jsonl' more/ > meetings.jsonl
  pdftotext talks.pdf - | extract | jq .topics
  extract --published 2024-05-17 --explain article.txt
  extract news/ --body -o bodies/
  extract archive/ -j 0 --resume -o meetings.jsonl --log log.jsonl

Exit codes: 0 all inputs were processed, 1 no record was found (with --fail-if-none), 2 wrong usage,
3 some inputs failed (each is named on standard error), 130 interrupted, 143 ended by SIGTERM.
"""


def _date(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Accept a real day written YYYY-MM-DD; ``fromisoformat`` alone reads other forms too."""
    try:
        if value is None or date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD, such as 2024-05-17")


def _encoding(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from extract.inputs.decoding import known_encoding

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
              help="Write each value with the words it came from and the rule that decided, and "
                   "the article with these words marked.")  # fmt: skip
@click.option("--score", metavar="GOLD", type=click.Path(readable=False),
              help="Write how right the values are, by the corrections in GOLD, a file downloaded "
                   "from the report (-f html).")  # fmt: skip
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
    # Late, so that --help is quick.
    from extract.options import NothingToRead, Options, check, checked_paths

    options = Options(**given)
    check(options)
    if options.schema:
        _write_schema(options.output)
        return
    try:
        options = replace(options, paths=checked_paths(options.paths))
    except NothingToRead:
        click.echo(ctx.get_usage(), err=True)
        raise
    if options.body or options.text:
        from extract.texts import write_texts

        write_texts(options)
    else:
        from extract.run import write_records

        write_records(options)


def _write_schema(path: str | None) -> None:
    from extract import output
    from extract.fields import schema

    with output.opened(path) as stream:
        stream.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
