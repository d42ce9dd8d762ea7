"""JSON-LD: one document of schema.org events, for search engines and knowledge graphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TextIO
from urllib.parse import quote

from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._facts import heading
from extract.render._names import urn
from extract.render._plain import dumped, one_line

Node = dict[str, Any]

_HEAD = '{"@context": "https://schema.org", "@graph": ['
_STATUS = MappingProxyType({
    "held": "https://schema.org/EventScheduled",
    "planned": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
})  # fmt: skip
_MODES = MappingProxyType({
    "in-person": "https://schema.org/OfflineEventAttendanceMode",
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "phone": "https://schema.org/OnlineEventAttendanceMode",
    "hybrid": "https://schema.org/MixedEventAttendanceMode",
})  # fmt: skip
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_VOCABULARIES = MappingProxyType({
    "iptc": ("medtop:", "http://cv.iptc.org/newscodes/mediatopic/"),
    "eurovoc": ("", "http://eurovoc.europa.eu/"),
})  # fmt: skip
"""Vocabulary -> what its ids begin with in a record, and what its IRIs begin with."""
_NOTHING: tuple[Any, ...] = (None, "", [], {"@type": "NewsArticle"}, {"@type": "PostalAddress"})
_ADDRESS = re.compile(r"https?://[^/?#]+[^#]*(#[^#]*)?", re.IGNORECASE)


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write one document with a node for each record, as the records come.

    A date without its year is left out, and noted.
    """
    stream.write(_HEAD)
    before = "\n"
    for record in records:
        stream.write(before + _dumped(_event(record, style)))
        before = ",\n"
    stream.write("\n]}\n")


def _dumped(node: Node) -> str:
    r"""Return JSON that may stand in a script element: no ``<`` in it can end the element."""
    return dumped(node).replace("<", r"\u003c")


def _node(kind: str, **facts: Any) -> Node:
    """Return a node of schema.org's type ``kind`` with those of the facts that are known."""
    return {"@type": kind} | {name: fact for name, fact in facts.items() if fact not in _NOTHING}


def _event(record: Record, style: Style) -> Node:
    people = [*record["co_chairs"], *record["participants"]]
    facts = {
        "name": heading(record),
        **_dates(record, style),
        "eventStatus": _STATUS.get(record["status"]),
        "eventAttendanceMode": _MODES.get(record["venue"]["mode"]),
        "location": list(_locations(record["venue"])),
        "attendee": [*map(_person, people), *map(_thing, record["sides"])],
        "about": [_thing(topic["text"]) for topic in record["topics"]],
        # At the event, since schema.org gives keywords to events but not to things.
        "keywords": list(_terms(record)),
        "subjectOf": _article(record),
    }
    return {"@id": urn(record["id"])} | _node("Event", identifier=record["id"], **facts)


def _dates(record: Record, style: Style) -> Node:
    told = {"startDate": record["date"], "endDate": record["end_date"]}
    bad = [day for day in told.values() if day and not _DATE.fullmatch(day)]
    if bad:
        place = f"{one_line(record['source'])}: {heading(record)}"
        style.note(f"{place}: written without {' and '.join(bad)}, a date of no known year")
    return {name: day for name, day in told.items() if day not in bad}


def _locations(venue: Mapping[str, Any]) -> Iterator[Node]:
    address = _node("PostalAddress", addressLocality=venue["city"], addressCountry=venue["country"])
    place = _node("Place", name=venue["place"], address=address)
    if len(place) > 1:
        yield place
    if venue["mode"] in ("online", "phone", "hybrid"):
        how = None if venue["mode"] == "hybrid" else venue["mode"]
        yield _node("VirtualLocation", name=how)


def _person(person: Mapping[str, Any]) -> Node:
    side = person.get("side")
    office = {"jobTitle": person.get("role"), "affiliation": _thing(side) if side else None}
    return _node("Person", name=person["name"], **office)


def _thing(name: str) -> Node:
    """Return a node for what has a name alone: a side may be a country or an organisation."""
    return _node("Thing", name=name)


def _terms(record: Record) -> Iterator[Node]:
    """Yield the labels, with what is the same in other vocabularies where the record tells it."""
    codes = {code["label"]: code for code in record.get("codes") or ()}
    for label in record["labels"]:
        yield _node("DefinedTerm", name=label, sameAs=list(_same(codes.get(label, {}))))


def _same(code: Mapping[str, str | None]) -> Iterator[str]:
    for vocabulary, (prefix, space) in _VOCABULARIES.items():
        concept = code.get(vocabulary)
        if concept and code.get(f"{vocabulary}_match") in ("exact", "close"):
            yield space + quote(concept.removeprefix(prefix), safe="", errors="surrogatepass")


def _article(record: Record) -> Node:
    url = (record.get("extracted_from") or {}).get("url")
    told = {"headline": record["title"], "datePublished": record["published"]}
    return _node("NewsArticle", **told, url=_address(url) if url else None)


def _address(url: str) -> str | None:
    """Return a page's own address as a valid IRI, None for what is no address of the web."""
    quoted = quote(url, safe="!$&'()*+,;=:@/?#%~", errors="surrogatepass")
    known = re.sub(r"%(?![0-9a-f]{2})", "%25", quoted, flags=re.IGNORECASE)
    return known if _ADDRESS.fullmatch(known) else None
