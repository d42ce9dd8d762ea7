"""The command's endings: each failure is one line on standard error and an exit code.

Nothing is imported here that ``extract --help`` can do without.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

import click

from extract.errors import (
    EXIT_INTERRUPTED,
    EXIT_SOME_FAILED,
    EXIT_TERMINATED,
    EXIT_USAGE,
    ExtractError,
)
from extract.render._plain import visible


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
        atexit.register(gc.freeze)  # so that Python ends without a look through all there is
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
            import traceback

            from extract.batch import bug

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
