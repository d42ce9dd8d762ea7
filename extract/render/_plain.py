"""Text of articles made safe to show: it may hold anything, terminal commands included."""

from __future__ import annotations

import json
import re
from typing import Any

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")
"""C0 and C1 controls, marks that turn the direction of text, line breaks, lone surrogates."""
_JSON_CONTROL = re.compile(_CONTROL.pattern.replace("\x00-\x1f", ""))

_NAMES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, keep: str = "") -> str:
    r"""Return ``text`` with each control character, but those in ``keep``, spelt out: ``\x1b``."""

    def spelt(match: re.Match[str]) -> str:
        letter = match[0]
        if letter in keep:
            return letter
        code = ord(letter)
        return _NAMES.get(letter) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")

    return _CONTROL.sub(spelt, text)


def dumped(value: Any, indent: str | None = None) -> str:
    """Return JSON that reads back as ``value``, with control characters and line breaks escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    # Those that JSON itself leaves as they are stand in strings alone.
    return _JSON_CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str) -> str:
    """Return ``text`` on one line, line breaks and runs of blanks as one blank, made visible."""
    return visible(" ".join(text.split()))
