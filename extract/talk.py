"""What the command says on standard error about its inputs, and what it ends with for them."""

from __future__ import annotations

from dataclasses import dataclass, field

import click

from extract.article import Article
from extract.batch import NO_ENGLISH, Outcome
from extract.command import say
from extract.errors import EXIT_NONE, EXIT_SOME_FAILED, ExtractError
from extract.language import is_english
from extract.record import Record
from extract.render._plain import one_line, visible
from extract.tidy import tidy


@dataclass
class Talk:
    """What is said about the inputs, and the count of those that failed.

    ``verbose`` above 0 says what each input gave, above 1 also the traceback of a bug;
    ``names_empty`` names the inputs without a meeting; ``quiet`` leaves only the failures;
    ``needs_some`` makes a run without any record end with an exit code of its own.
    """

    quiet: bool
    verbose: int
    names_empty: bool = False
    needs_some: bool = False
    done: int = field(default=0, init=False)
    failed: int = field(default=0, init=False)
    found: int = field(default=0, init=False)
    before: int = field(default=0, init=False)
    """Inputs that an earlier run did."""

    def outcome(self, outcome: Outcome) -> None:
        """Count an input, and say what came of it as far as somebody wants to know."""
        item, result = outcome
        if isinstance(result, ExtractError):
            self.failure(result)
        elif isinstance(item, Article):
            self._success(item, result)

    def resumed(self, done: int, failed: int, found: int) -> None:
        """Count what an earlier run did."""
        self.done, self.failed, self.found, self.before = done - failed, failed, found, done
        if done and not self.quiet:
            say(f"going on after {done} inputs, {failed} of which failed")

    def failure(self, error: ExtractError) -> None:
        """Name an input that failed."""
        self.failed += 1
        say(str(error))
        if self.verbose > 1 and error.trace:
            click.echo(visible(error.trace, keep="\n"), err=True, nl=False)

    def _success(self, item: Article, records: list[Record]) -> None:
        self.done += 1
        self.found += len(records)
        self.notes(item)
        if self.quiet or NO_ENGLISH in item.notes:
            return
        if not records and (self.names_empty or self.verbose):
            say(f"{item.source}: no meeting found")
        elif self.verbose:
            number = "1 record" if len(records) == 1 else f"{len(records)} records"
            say(f"{item.source}: {number}, {_published(records[0], item)}")

    def notes(self, item: Article) -> None:
        """Say what was done to read an article."""
        for note in item.notes:
            self.note(f"{item.source}: {note}")

    def note(self, message: str) -> None:
        """Say what is no failure, unless nobody wants to know."""
        if not self.quiet:
            say(message)

    def text(self, item: Article, text: str) -> None:
        """Count an article of which a text is written."""
        self.done += 1
        if not self.quiet and not is_english(tidy(item.text).text):
            say(f"{item.source}: {NO_ENGLISH}")
        if self.verbose and not self.quiet:
            say(f"{item.source}: {len(text)} of {len(item.text)} characters")

    def end(self) -> None:
        """Leave with the exit code for failed inputs, if any failed, or for none found."""
        if self.failed:
            raise click.exceptions.Exit(EXIT_SOME_FAILED)
        if self.needs_some and not self.found:
            raise click.exceptions.Exit(EXIT_NONE)

    def end_if_nothing_done(self) -> None:
        """Leave so when no input at all was processed, before a file is put in place."""
        if not self.done:
            self.end()


def _published(record: Record, item: Article) -> str:
    """Say where the publication date came from."""
    if not record["published"]:
        return "no publication date"
    words = next((piece for piece in record.evidence if piece.field == "published"), None)
    beside = "an option or what came beside it" if item.published else "its file"
    origin = f'"{one_line(words.text)}" at {words.start}' if words else beside
    return f"published {record['published']} from {origin}"
