"""What the command says on standard error, and the exit code it ends with."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from extract.article import Article
from extract.batch import NO_ENGLISH, Outcome, bug
from extract.errors import (
    EXIT_INTERRUPTED,
    EXIT_NONE,
    EXIT_SOME_FAILED,
    EXIT_TERMINATED,
    EXIT_USAGE,
    ExtractError,
)
from extract.language import is_english
from extract.record import Record
from extract.render._plain import one_line, visible
from extract.tidy import tidy


def say(message: str) -> None:
    """Write one line to standard error, whatever the message holds."""
    # By its name of the moment: a bar that is drawn there lets lines pass above it.
    click.echo(f"extract: {visible(message)}", file=sys.stderr, err=True)


class Failure(click.ClickException):
    """An end with one line on standard error."""

    exit_code = EXIT_USAGE

    def show(self, file: Any = None) -> None:
        """Say what is wrong."""
        say(self.message)


class Fault(Failure):
    """An end for which we are to blame."""

    exit_code = EXIT_SOME_FAILED


class Command(click.Command):
    """A command whose every failure is one line and an exit code, never a traceback."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the arguments; wrong usage ends with one line."""
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            raise Failure(f"{error.format_message().rstrip('.')}; see extract --help") from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and turn whatever ends the run early into its exit code."""
        try:
            with _ending_when_told():
                return super().invoke(ctx)
        except ExtractError as error:
            raise Failure(str(error)) from None
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)
        except KeyboardInterrupt:
            ctx.exit(EXIT_INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if ctx.params.get("verbose", 0) > 1:
                traceback.print_exc()
            raise Fault(str(bug(error))) from None


@contextlib.contextmanager
def _ending_when_told() -> Iterator[None]:
    """Let SIGTERM, or a terminal that is closed, end the run as Ctrl-C does: with its workers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signs = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {s: signal.signal(s, _leave) for s in signs if signal.getsignal(s) == signal.SIG_DFL}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _leave(sign: int, frame: object) -> None:
    sys.exit(EXIT_TERMINATED)


def _drop_output() -> None:
    """Point standard output nowhere, or the interpreter would fail to flush it at exit."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)


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
