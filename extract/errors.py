"""What can go wrong, each with what to try: one root, few children, the exit codes in one place."""

from __future__ import annotations

EXIT_NONE = 1
"""Exit code when no record was found, for those who ask for it."""
EXIT_USAGE = 2
"""Exit code for wrong usage: an unknown option value, a missing path, a broken pattern file."""
EXIT_SOME_FAILED = 3
"""Exit code when some inputs failed while the others were processed."""
EXIT_INTERRUPTED = 130
"""Exit code after Ctrl-C."""
EXIT_TERMINATED = 143
"""Exit code after SIGTERM, as schedulers of clusters send it before they kill, or SIGHUP."""


class ExtractError(Exception):
    """Root of the errors a user may see; its message says what is wrong, where, and what to try.

    ``source`` is the article or the file that it is about, where it is about one; ``trace`` says
    where a fault of ours is, for those who mend it.
    """

    trace = ""

    def __init__(self, message: str = "", source: str | None = None) -> None:
        super().__init__(message)
        self.source = source


class InputError(ExtractError):
    """One input cannot be read or is no text; the other inputs are not touched by it."""


class PatternError(ExtractError):
    """A pattern file is broken; the message begins with ``file:line:``."""


class ModelError(ExtractError):
    """The spaCy pipeline named by ``--model`` cannot be loaded or recognises no entities."""
