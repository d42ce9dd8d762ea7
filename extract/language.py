"""Whether a text is English, the one language that is read."""

from __future__ import annotations

import re

_ENGLISH = re.compile(r"\b(?:the|of|and|with|said|has|that|from|their|which|by)\b", re.IGNORECASE)
"""Function words that English alone has, or nearly so."""
_OTHER = re.compile(
    r"\b(?:el|los|las|del|una|con|que|por|para|der|die|das|und|ist|nicht|mit|für|dem|den|le|les|des|"
    r"du|et|est|dans|pour|sur|une|avec|il|di|che|della|sono|nel|per|os|dos|não|uma|em|het|een|van|"
    r"voor|niet|och|att|det|som|är|og|på|med|fra|til|ikke|av|af|en|ja|oli|bir|bu|ve|için|və|ilə|się|jest|"
    r"oraz|nie|dla|za|na|je|se|și|este|pentru|yang|dan|dengan|của|và|với|kwa|na|ya)\b",
    re.IGNORECASE,
)
"""Function words of other languages in Latin script."""
_WORD = re.compile(r"[^\W\d_]+")
_SEEN = 20_000
_SURE = 0.08
"""Share of English function words from which a text is English; in news they are a sixth."""
_LEAST = 60
"""Words from which a text without one English function word can be judged."""
_STRANGE = 100
"""Letters of which a text in another script has more than half."""


def is_english(text: str) -> bool:
    """Tell whether ``text`` holds English; a short one, or a list of names, is taken to do so."""
    head = text[:_SEEN]
    english = len(_ENGLISH.findall(head))
    if english >= _SURE * (head.count(" ") + 1):
        return True
    words = _WORD.findall(head)
    letters = sum(map(len, words))
    strange = sum(len(word) for word in words if word[0] > "\u024f")
    if 2 * strange > max(letters, _STRANGE) or len(_OTHER.findall(head)) > 3 * english + 2:
        return False
    return bool(english) or len(words) < _LEAST
