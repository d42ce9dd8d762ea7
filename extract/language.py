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
_LEAST = 30
"""Words from which a text can be judged."""
_LETTERS = 12
"""Letters counted as a word where blanks do not part the words."""


def is_english(text: str) -> bool:
    """Tell whether ``text`` holds running English; a text of a few words is taken to do so."""
    head = text[:_SEEN]
    found = len(_FUNCTION_WORD.findall(head))
    if found >= len(head) / 100:  # enough for any text, and fast
        return True
    words = _WORD.findall(head)
    number = max(len(words), sum(map(len, words)) // _LETTERS)
    return number < _LEAST or found >= _FEW * number
