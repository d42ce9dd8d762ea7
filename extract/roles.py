"""Offices beside the names of people: "Foreign Minister Ann Li", "Bo Ek, President of Malta"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.marks import PARTIES, Mark, Sentence, overlaps
from extract.names import NameFinder, Token, tokens

_PARENTHESIS = re.compile(r"\s{0,9}\(([^()]{1,80})\)")
_APPOSITION = re.compile(
    r"(?:,\s{1,9}(?!and\b|or\b|with\b)"
    r"(?:who (?:is|was)(?: also)?\s{1,9}|who (?:took over|serves|acts) as\s{1,9})?"
    r"(?:(?:the|a|an|his|her|its)\s{1,9})?"
    r"|\s{1,9}is\s{1,9}(?:the\s{1,9})?(?=[A-Z]))"
)
_PARTICIPLE = re.compile(r"(?:Having|Welcoming|Greeting|Receiving|Addressing|Thanking)\b")
_OF_COUNTRY = re.compile(r"\s{1,9}of\s{1,9}(?:the\s{1,9})?$")
_FORMER = re.compile(r"(?:former|ex)\b", re.IGNORECASE)
_AFFAIRS = re.compile(r"\s{1,9}(?:and\s\w+\s)?Affairs\b")
_SIDE_BLOCKED = re.compile(r"\b(?:to|for|in|with|on|towards)\s+(?:the\s+)?(?:\w+\s+)?$")
_OF_STATE = re.compile(r"\b(?:minister|undersecretary|speaker)\b", re.IGNORECASE)
"""Offices held in one's own country: "Minister of Health in the State of Kuwait"."""
_MINISTRY = re.compile(
    r"(?:['’]s?)?\s{1,9}(?:\w+\s{1,9}){0,2}"
    r"(?:ministry|government|parliament|presidency|office|department)\b",
    re.IGNORECASE,
)
_SAID = frozenset(("address", "message", "readout", "remarks", "speech", "statement", "transcript"))
"""What an office may stand behind: "Readout of Deputy Secretary Li's call"."""
_COUNTERPART = re.compile(r"\b(?:counterpart|opposite number|homologue)$")
_MAYOR = re.compile(r"\bmayor\b", re.IGNORECASE)
_VERBS = frozenset(
    ("is", "was", "are", "were", "will", "has", "had", "who", "to", "said", "says", "told",
     "added", "announced", "explained", "met", "meets", "held", "holds", "received", "receives",
     "hosted", "visited", "welcomed", "called", "signed", "chaired", "led", "headed", "thanked")
)  # fmt: skip
_BRACKET = 8
"""Words within a bracket: "Joint Secretary (Europe and Americas Division) Ann Li"."""
_LONGEST = 22
"""Words of an office at most."""
_WINDOW = 400
"""Characters beside a name in which its office is looked for."""
_POSSESSOR = 40


@dataclass(frozen=True, slots=True)
class Role:
    """An office as worded, and the country or organisation that its words name, if any."""

    mark: Mark
    side: Mark | None

    @property
    def of_counterpart(self) -> bool:
        """Whether it calls its holder the counterpart of somebody of another side."""
        return bool(_COUNTERPART.search(self.mark.text))


class RoleReader:
    """Reads the offices beside the names of one sentence."""

    def __init__(self, sentence: Sentence, names: NameFinder) -> None:
        """Take one sentence; the word lists are those of ``names``."""
        self.sentence = sentence
        self.names = names
        self.people = sentence.spans("entity", "PERSON")

    def of(self, mark: Mark) -> list[Role]:
        """Return the offices behind and before a name; those held formerly are left out."""
        start, end = mark.start - self.sentence.start, mark.end - self.sentence.start
        behind = self._after(end) if self.sentence.part == "body" else None
        before = self._before(start)
        if before and behind and (behind.rule == "role.bracket" or self._anothers(behind)):
            behind = None
        found = [role for role in (behind, before) if role is not None]
        own = self._country_behind(mark) or (self._country_before(before) if before else None)
        return [
            Role(role, self.side_mark(role) or own)
            for role in found
            if not _FORMER.match(role.text)
        ]

    def _anothers(self, role: Mark) -> bool:
        """Whether an office leads on to the next name: "Ann Li, the envoy of Peru, Bo Ek"."""
        after = self.sentence.after(role)
        gap = re.match(r",\s+(?:[A-Z][a-z]{0,3}\.?\s+){0,2}", after)
        at = role.end - self.sentence.start + (gap.end() if gap else 0)
        return gap is not None and any(start == at for start, _ in self.people)

    def _country_behind(self, mark: Mark) -> Mark | None:
        """Return the country of "President Ana Lima of Peru"."""
        for party in self.sentence.of("name", "country"):
            if party.start > mark.end:
                return party if _OF_COUNTRY.fullmatch(self.sentence.between(mark, party)) else None
        return None

    def _country_before(self, role: Mark) -> Mark | None:
        """Return the country of a first office: "Minister of Economy of Peru, Deputy Premier"."""
        for party in self.sentence.of("name", "country"):
            if party.end < role.start and self.sentence.between(party, role) == ", ":
                lead = tokens(self.sentence.before(party)[-_POSSESSOR:])
                return party if self._has_head(lead) else None
        return None

    def _mark(self, start: int, end: int, rule: str) -> Mark | None:
        text = self.sentence.text[start:end]
        words = tokens(text)
        if not any(w.bare in self.names.heads for w in words):
            return None
        return self.sentence.mark(start, end, "role", "role", rule)

    def _after(self, end: int) -> Mark | None:
        text = self.sentence.text
        if match := _PARENTHESIS.match(text, end):
            if role := self._mark(match.start(1), match.end(1), "role.bracket"):
                return role
            end = match.end()
        match = _APPOSITION.match(text, end)
        if match and _PARTICIPLE.match(text) and "," not in text[: match.start()]:
            return None  # "Having welcomed Ann Li, the President asked"
        if not match or any(s == match.end() for s, _ in self.people):
            return None
        follower = min((s for s, _ in self.people if s > end), default=len(text))
        stop = self.phrase_end(match.end(), min(follower, match.end() + _WINDOW))
        if follower < len(text) and text[stop:follower].isspace():
            return None  # "Ann Li, President Bo Ek": the office is the next one's
        return self._mark(match.end(), stop, "role.after") if stop > match.end() else None

    def phrase_end(self, start: int, limit: int) -> int:
        """Return where the office phrase that begins at ``start`` ends, at most ``limit``."""
        text = self.sentence.text
        stop = start
        words = tokens(text[start:limit])[:_LONGEST]
        for i, word in enumerate(words):
            at = start + word.start
            gap = text[stop:at] if i else ""
            if i and not self._continues(gap, words, i, start):
                break
            if not self._word(word) and not self._before_head(words, i):
                break
            stop = start + word.end
            if match := _PARENTHESIS.match(text, stop):
                stop = match.end()
        return self._without_joiners(start, stop)

    def _before_head(self, words: Sequence[Token], i: int) -> bool:
        """Whether a small word belongs to an office: "the fisheries minister"."""
        verb = words[i].bare in _VERBS
        return not verb and any(w.bare in self.names.heads for w in words[i + 1 : i + 3])

    def _continues(self, gap: str, words: Sequence[Token], i: int, start: int) -> bool:
        """Whether the phrase goes on over what stands between two of its words."""
        if gap.strip() in ("", "&", "-", "–", "’s", "'s", "/", "(", ")", "+"):
            return True
        return gap.strip() in (",", "),") and self._segment(words, i, start)

    def _segment(self, words: Sequence[Token], i: int, start: int) -> bool:
        """Whether a segment behind a comma still belongs to the office."""
        if words[i].bare in ("the", "and", "who", "on", "in", "at", "with", "for", "to"):
            return False
        text = self.sentence.text
        k = i
        while k < len(words) and self._word(words[k]):
            if k > i and "," in text[start + words[k - 1].end : start + words[k].start]:
                return True
            k += 1
        if k == len(words):
            return True
        behind = text[start + words[k - 1].end : start + words[k].start]
        return "," in behind or (words[k].bare in ("as",) and k > i)

    def _word(self, word: Token) -> bool:
        return (
            (word.capital and not self._honours(word))
            or word.bare in self.names.office
            or word.bare in self.names.joiners
        )

    def _honours(self, word: Token) -> bool:
        """Whether a word only honours a name, like "Sri", unlike that of "Sri Lankan"."""
        if word.bare not in self.names.honorifics - self.names.office:
            return False
        parties = self.sentence.spans("name", "country", "demonym")
        return not any(start <= word.start < end for start, end in parties)

    def _without_joiners(self, start: int, stop: int) -> int:
        words = tokens(self.sentence.text[start:stop])
        while words and words[-1].bare in self.names.joiners:
            words = words[:-1]
            stop = start + (words[-1].end if words else 0)
        text = self.sentence.text[start:stop]
        if match := re.search(r"['’]s$", text):
            stop -= len(match[0])
        elif text.count("(") > text.count(")"):
            stop += 1 if self.sentence.text[stop : stop + 1] == ")" else 0
        return stop

    def _before(self, start: int) -> Mark | None:
        """Read back from a name over an office: "Minister of Foreign Affairs Ann Li"."""
        text = self.sentence.text
        floor = max((e for _, e in self.people if e <= start), default=0)
        floor = max(floor, start - _WINDOW)
        words = [Token(w.start + floor, w.end + floor, w.text) for w in tokens(text[floor:start])]
        while words and words[-1].bare in self.names.honorifics - self.names.heads:
            start = words.pop().start
        if not words or words[-1].bare in self.names.joiners:
            return None
        ranked = (
            len(words) > 1
            and words[-1].bare in self.names.ranks
            and "," in text[words[-2].end : words[-1].start]
        )
        office = self._back(words[:-1], words[-1].start) if ranked else None
        return office or self._back(words, start)

    def _back(self, words: Sequence[Token], start: int) -> Mark | None:
        """Read an office that ends with the last of some words before a name at ``start``."""
        text = self.sentence.text
        left, commas, bracket = len(words), 0, -1
        while left > 0 and len(words) - left < _LONGEST:
            word = words[left - 1]
            gap = (
                text[word.end : words[left].start] if left < len(words) else text[word.end : start]
            )
            if gap.strip() == ")" and (opening := self._bracket(words, left)) is not None:
                left = bracket = opening
                continue
            gap = gap.replace("(", "") if left == bracket else gap if left < len(words) else ""
            commas += "," in gap
            if gap.strip(" -–&’'") not in ("", ",", "s") or commas > 2:
                break
            if "," in gap and self._has_head(words[left:]):
                break
            owner = word.text.endswith(("’s", "'s")) or self._of_a_body(words, left - 1)
            if not self._word(word) and not owner:
                break
            left -= 1
        role = self._trimmed(words[left:], start)
        return role or self._of_office(words, start)

    def _bracket(self, words: Sequence[Token], left: int) -> int | None:
        """Return the first word within a bracket that ends before word ``left``."""
        text = self.sentence.text
        for i in range(left - 1, max(0, left - _BRACKET), -1):
            if "(" in text[words[i - 1].end : words[i].start]:
                return i
        return None

    def _of_a_body(self, words: Sequence[Token], i: int) -> bool:
        """Whether a small word stands behind a body's name: "AU infrastructure commissioner"."""
        if not i or not words[i].text.isalpha():
            return False
        bodies = self.sentence.spans("name", *PARTIES)
        return any(start <= words[i - 1].start < end for start, end in bodies)

    def _of_office(self, words: Sequence[Token], start: int) -> Mark | None:
        """Read an office set off before a name: "the minister of roads and bridges, Ann Li"."""
        text = self.sentence.text
        if not words or text[words[-1].end : start] not in (", ", "), "):
            return None
        for i in range(len(words) - 1, 0, -1):
            if re.search(r"[,;:.]", text[words[i - 1].end : words[i].start]):
                return None
            head = words[i - 1].bare in self.names.heads
            if head and words[i].bare in ("of", "for", "from", "at"):
                first = i - 1
                while first and self._word(words[first - 1]) and self._joined(words, first):
                    first -= 1
                if self._follows_a_name(words[first].start):
                    return None
                return self._trimmed(words[first:], start)
        return None

    def _follows_a_name(self, start: int) -> bool:
        """Whether an office is the apposition of the name before it: "Bo Ek, head of X, Ann Li"."""
        ends = (end for _, end in self.people if end <= start)
        return any(self.sentence.text[end:start] in (", ", ", the ") for end in ends)

    def _joined(self, words: Sequence[Token], i: int) -> bool:
        return self.sentence.text[words[i - 1].end : words[i].start] in (" ", "-")

    def _has_head(self, words: Sequence[Token]) -> bool:
        return any(w.bare in self.names.heads for w in words)

    def _trimmed(self, words: Sequence[Token], stop: int) -> Mark | None:
        """Cut joiners, honorifics and a possessor off the front of an office phrase."""
        words = list(words)
        if len(words) > 1 and words[0].bare in _SAID and words[1].bare == "of":
            words = words[2:]
        while words and (
            words[0].bare in self.names.joiners or words[0].bare in ("the", "a", "an", "his", "her")
        ):
            words.pop(0)
        for i, word in enumerate(words[:-1]):
            if word.text.endswith(("’s", "'s")) and self._has_head(words[i + 1 :]):
                if not self._has_head(words[: i + 1]):
                    words = words[i + 1 :]
                break
        words = self._own(self._from_article(self._from_last_clause(words)))
        if not words:
            return None
        text, end = self.sentence.text, words[-1].end
        open_bracket = text.count("(", words[0].start, end) > text.count(")", words[0].start, end)
        end += open_bracket and text.startswith(")", end)
        return self._mark(words[0].start, end, "role.before")

    def _from_article(self, words: list[Token]) -> list[Token]:
        """Cut off what is no office: "[Yesterday in Lima] the Head of State", "Monday Premier"."""
        for i, word in enumerate(words):
            begins = word.bare == "the" and (i == 0 or words[i - 1].bare not in self.names.joiners)
            if begins and not self._has_head(words[:i]):
                words = words[i + 1 :]
                break
        while words and words[0].bare in self.names.calendar:
            words = words[1:]
        return words

    def _own(self, words: list[Token]) -> list[Token]:
        """Cut off another's country or office.

        "Ann Li of [Namibia] and Foreign Minister Bo Ma", "[President Li] and Malian Premier Bo Ma".
        """
        starts = {m.start - self.sentence.start for m in self.sentence.of("name", "demonym")}
        for i, word in enumerate(words[:-1]):
            if word.bare != "and" or not self._has_head(words[i:]):
                continue
            if self._has_head(words[:i]):
                if words[i + 1].start in starts:
                    return words[i + 1 :]
                continue
            at = self.sentence.start + words[0].start
            named = any(m.start == at for m in self.sentence.of("name", "country"))
            return words[i + 1 :] if named else words
        return words

    def _from_last_clause(self, words: list[Token]) -> list[Token]:
        """Keep what belongs to this name: an office behind a capitalised subject and a joiner."""
        for i in range(len(words) - 1, 0, -1):
            if words[i].bare in ("by", "with"):
                return words[i + 1 :]
        return words

    def side_mark(self, role: Mark) -> Mark | None:
        """Return the country or organisation that an office names, None when it names none.

        A possessor just before the office counts ("Azerbaijan’s Deputy Foreign Minister"); what an
        ambassador is sent "to", an envoy works "for", or "ASEAN Affairs" deal with does not.
        """
        start, end = role.start - self.sentence.start, role.end - self.sentence.start
        window_start = max(0, start - _POSSESSOR)
        for mark in self.sentence.of("name", *PARTIES):
            at = mark.start - self.sentence.start
            stop = mark.end - self.sentence.start
            if start <= at < end:
                lead, behind = self.sentence.text[max(start - 4, 0) : at], self.sentence.after(mark)
                if _AFFAIRS.match(behind):
                    continue
                at_home = lead.endswith((" in ", " in the ")) and _OF_STATE.search(role.text)
                if at_home or not _SIDE_BLOCKED.search(lead) or _MINISTRY.match(behind):
                    return mark
            elif window_start <= at < start and re.fullmatch(
                r"(?:['’]s\s+(?:[a-z]+\s+){0,3}|\s*)", self.sentence.text[stop:start]
            ):
                return mark
        return self._city(role) if _MAYOR.search(role.text) else None

    def _city(self, role: Mark) -> Mark | None:
        """Return the city of a mayor, whose country is the side: "Mayor of Kutaisi"."""
        inside = (m for m in self.sentence.of("name", "city", "capital") if overlaps(m, [role]))
        return next(inside, None)
