"""Whether a text is English, the one language that is read."""

from __future__ import annotations

import re

_FUNCTION_WORD = re.compile(
    r"\b(?:the|of|and|to|in|that|for|with|was|is|by|on|at|said|has|will|from|as)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_SEEN = 20_000
_FEW = 0.06
"""Share of these words below which a text is not English; in news they are a fifth or more."""
_LEAST = 20
"""Words from which a text can be judged."""


def is_english(text: str) -> bool:
    """Tell whether ``text`` holds running English; a text of a few words is taken to do so."""
    head = text[:_SEEN]
    # Counted first since it is fast: scripts without blanks have few words and long ones.
    found = len(_FUNCTION_WORD.findall(head))
    if found >= len(head) / 100:
        return True
    words = max(len(_WORD.findall(head)), len(head) // 12)
    return words < _LEAST or found >= _FEW * words
