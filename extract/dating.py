"""What a date is the date of: a meeting, or a report, an agreement, an election, an arrival.

The words before and behind a date decide. The lists ``reporting``, ``arrival``, ``other_date``,
``dated_thing``, ``dated_event`` and ``date_bound`` of ``words.json`` name those that give it to
something else.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.dates import Candidate
from extract.rules import Rules

_TOLD = (
    r"\b(?:(?:{reporting}|{arrival})\b(?P<rest>[^,.;]{0,60}(?:day,\s)?)"
    r"|{other_date}\b(?P<other>[^,.;]{0,40}))$"
)
_OTHERS = (
    r"\b(?:statement|note|release|communiqu[eé]|message|letter|reply)\s(?:was\s|were\s)?"
    r"(?:received|issued|released|sent|published|circulated)\s(?:on\s)?$",
    r"\b{dated_thing}\s(?:on|of|from|in|for|dated)\s(?:the\s)?$",
    r"\b(?:agreed|done|concluded|signed)\s(?:in|at)\s[^,.;]{2,40}\son\s$",
    r"\b{dated_event}\b(?:\s(?:in|on|at|of|near)\s[^,.;:]{0,40})?\s(?:on\s)?$",
    r"\b{date_bound}\s(?:the\s|early\s|late\s|mid-){0,2}$",
)
_OF = re.compile(r"\b(\w+)\s+of\s+(?:the\s+)?$")
_OWN_OF = r"(?:{event_head}|morning|afternoon|evening|night|day|days|week|weekend|part)"
_CLAUSE = re.compile(r"\b(?:who|whom|whose|which|that)\b[^,;]{0,60}$")
_BEFORE_NOUN = re.compile(r"\b(?:the|a|an|his|her|its|their|our)\s+$", re.IGNORECASE)
_NOUN = re.compile(r"\s{1,9}([A-Za-z]+)\b")
_NO_NOUN = re.compile(
    r"(?:in|on|at|by|with|and|to|of|for|from|the|a|was|were|is|are|will|that|this|his|her|when"
    r"|where|under|after|before|as|between|during|via|through)\b"
)
_OF_MEETING = (
    r"\b(?:{met}|{took_place}|{begins}|{ends}|{event_head}|{planned}|(?:was|were|is|are) in)\b"
)
_ITS_MEETING = r"['’]s\s(?:[\w-]+\s){0,2}{event_head}\b"
RECENT = 45
"""Days that news of a meeting may be late by."""
_LEAD = 90
"""Characters before a date that say what it is the date of."""


@lru_cache(maxsize=1024)  # candidates are shared by the stages that ask
def is_others(text: str, date: Candidate, rules: Rules) -> bool:
    """Say whether the words around a date give it to something else than a meeting.

    "The ministry said on October 18", "the agreement of 4 May", "the 31 March deadline", "since
    Sunday", "Ann Li, who took office on 2 May".
    """
    if rules.regex(_ITS_MEETING, re.IGNORECASE).match(text, date.end):
        return False
    lead = text[max(0, date.start - _LEAD) : date.start]
    if any(rules.regex(cue, re.IGNORECASE).search(lead) for cue in _OTHERS):
        return True
    if told := rules.regex(_TOLD, re.IGNORECASE).search(lead):
        return not rules.regex(r"\b(?:{met}|meeting|talks)\b").search(
            told["rest"] or told["other"] or ""
        )
    of = _OF.search(lead)
    if of and not rules.regex(_OWN_OF, re.IGNORECASE).fullmatch(of[1]):
        return True
    return _apart(lead, rules) or _modifies(lead, text[date.end : date.end + _LEAD], rules)


def _apart(lead: str, rules: Rules) -> bool:
    """Whether a date stands in a relative clause that tells of no meeting."""
    clause = _CLAUSE.search(lead)
    return bool(clause and not rules.regex(_OF_MEETING).search(clause[0]))


def _modifies(lead: str, behind: str, rules: Rules) -> bool:
    """Whether a date says which deadline, attack or stadium is meant: "the 31 March deadline"."""
    noun = _NOUN.match(behind)
    if noun is None or not _BEFORE_NOUN.search(lead) or _NO_NOUN.match(noun[1].lower()):
        return False
    return not rules.regex(r"\b{event_head}\b", re.IGNORECASE).search(behind[:30])


def of_arrival(text: str, date: Candidate, rules: Rules) -> bool:
    """Say whether a date is that of somebody's arrival or departure."""
    lead = text[max(0, date.start - _LEAD) : date.start]
    return bool(rules.regex(r"\b{arrival}\b[^,.;]{0,60}$", re.IGNORECASE).search(lead))
