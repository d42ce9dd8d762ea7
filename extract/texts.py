"""From inputs to written texts: the bodies of articles, or their texts as read."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from operator import attrgetter
from pathlib import Path

from extract import output
from extract.article import Article
from extract.batch import bug, read
from extract.errors import ExtractError, InputError
from extract.inputs import Input, inputs
from extract.inputs.paths import file_name, file_stem
from extract.options import Options, keep_inputs
from extract.progress import Watch
from extract.render._plain import visible
from extract.run import items_of, load
from extract.talk import Talk


def write_texts(options: Options) -> None:
    """Write each text to one file or one of its own; leave with the exit code for what failed."""
    talk = Talk(quiet=options.quiet, verbose=options.verbose)
    text_of = load(options).body if options.body else attrgetter("text")
    keep_inputs(options)
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


def _articles(
    entries: Iterable[Input | InputError], options: Options, talk: Talk
) -> Iterator[Article]:
    """Read what can be read, and name the rest."""
    items = (item for entry in entries for item in items_of(entry, options, Watch()))
    for item in islice(items, options.limit):
        article = read(item)
        if isinstance(article, ExtractError):
            talk.failure(article)
        else:
            talk.notes(article)
            yield article
