"""JSON-LD: read by a processor of it, and by a page's parser."""

from __future__ import annotations

import json
import re
import uuid
from html.parser import HTMLParser

import pytest
from fake_engine import record
from hypothesis import given
from rendered import FULL, HOSTILE, hostile, written

from extract import render

ORG = "https://schema.org/"
CODE = {
    "label": "energy",
    "iptc": "medtop:20000256",
    "iptc_match": "close",
    "eurovoc": "c_1f/ x",
    "eurovoc_match": "exact",
}


def nodes(*records, style=render.PLAIN) -> list[dict]:
    return json.loads(written("jsonld", *records, style=style))["@graph"]


def node(**values) -> dict:
    (found,) = nodes(record(**values))
    return found


def test_a_record_is_an_event():
    (found,) = nodes(FULL)
    assert uuid.UUID(found.pop("@id")).version == 5
    thing, person = {"@type": "Thing"}, {"@type": "Person"}
    assert found == {
        "@type": "Event",
        "identifier": "a1",
        "name": "Security Dialogue, 1st round",
        "startDate": "2018-11-02",
        "endDate": "2018-11-03",
        "eventStatus": f"{ORG}EventScheduled",
        "eventAttendanceMode": f"{ORG}MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Foreign Ministry",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Baku",
                    "addressCountry": "AZ",
                },
            },
            {"@type": "VirtualLocation"},
        ],
        "attendee": [
            person
            | {
                "name": "Jean-Christophe Belliard",
                "jobTitle": FULL["co_chairs"][0]["role"],
                "affiliation": thing | {"name": "EU"},
            },
            person | {"name": "Araz Azimov", "affiliation": thing | {"name": "Azerbaijan"}},
            person | {"name": "Hikmat Hajiyev", "jobTitle": "spokesman"},
            thing | {"name": "EU"},
            thing | {"name": "Azerbaijan"},
        ],
        "about": [
            thing | {"name": "energy security of Europe"},
            thing | {"name": "violent\r\nextremism"},
        ],
        "keywords": [{"@type": "DefinedTerm", "name": name} for name in ("energy", "security")],
        "subjectOf": {
            "@type": "NewsArticle",
            "headline": "EU and Azerbaijan meet",
            "datePublished": "2018-11-03",
        },
    }


def test_what_is_not_known_is_not_there():
    found = node()
    assert set(found) == {
        "@id", "@type", "identifier", "name", "eventStatus", "eventAttendanceMode"
    }  # fmt: skip
    assert "null" not in written("jsonld", record())
    assert nodes() == []


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("held", "EventScheduled"),
        ("planned", "EventScheduled"),
        ("postponed", "EventPostponed"),
        ("cancelled", "EventCancelled"),
    ],
)
def test_the_status_is_a_word_of_schema_org(status, word):
    assert node(status=status)["eventStatus"] == ORG + word


@pytest.mark.parametrize(
    ("mode", "word", "kinds"),
    [
        ("in-person", "Offline", ["Place"]),
        ("online", "Online", ["Place", "VirtualLocation"]),
        ("phone", "Online", ["Place", "VirtualLocation"]),
        ("hybrid", "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_the_way_they_met_decides_the_location(mode, word, kinds):
    venue = {"city": "Baku", "country": None, "place": None, "mode": mode}
    found = node(venue=venue)
    assert found["eventAttendanceMode"] == f"{ORG}{word}EventAttendanceMode"
    assert [place["@type"] for place in found["location"]] == kinds
    nowhere = node(venue=venue | {"city": None}).get("location", [])
    assert [place["@type"] for place in nowhere] == kinds[1:]


@pytest.mark.parametrize(
    ("told", "shown"),
    [("2022-04-05", "2022-04-05"), ("2022-04", "2022-04"), ("2022", "2022"), ("XXXX-06-12", None)],
)
def test_a_date_keeps_its_precision_and_one_without_a_year_is_named(told, shown):
    said: list[str] = []
    item = record(source="a.txt", date=told, end_date=told)
    (found,) = nodes(item, style=render.Style(note=said.append))
    assert (found.get("startDate"), found.get("endDate")) == (shown, shown)
    wanted = f"a.txt: talks: written without {told} and {told}, a date of no known year"
    assert said == ([] if shown else [wanted])


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, ["http://cv.iptc.org/newscodes/mediatopic/20000256",
              "http://eurovoc.europa.eu/c_1f%2F%20x"]),
        ({"iptc_match": "broad"}, ["http://eurovoc.europa.eu/c_1f%2F%20x"]),
        ({"iptc": None, "eurovoc_match": "related"}, None),
    ],
)  # fmt: skip
def test_a_label_is_the_same_as_concepts_that_fit(changed, same):
    found = node(labels=["energy", "own"], codes=[CODE | changed])["keywords"]
    assert [term.get("sameAs") for term in found] == [same, None]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.b/c?d=%20e#f", "https://a.b/c?d=%20e#f"),
        ("https://ä.b/ c<\ud800", "https://%C3%A4.b/%20c%3C%ED%A0%80"),
        ("HTTP://a.b/%zz", "HTTP://a.b/%25zz"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("/c", None),
        ("https://a.b/#c#d", None),
        (None, None),
    ],
)
def test_the_article_has_the_address_that_its_page_gives(url, shown):
    found = node(title="T", extracted_from={"form": "html", "outlet": None, "url": url})
    assert found["subjectOf"].get("url") == shown


class Page(HTMLParser):
    """A page's parser that keeps the texts of its script elements, and the names of all others."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.script = ""

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)

    def handle_data(self, data):
        self.script += data


@given(HOSTILE, HOSTILE)
def test_any_text_stays_a_string_also_in_a_page(text, words):
    page = Page()
    document = written("jsonld", hostile(text, words), record(id=text + words))
    page.feed(f'<script type="application/ld+json">{document}</script>')
    page.close()
    assert page.names == ["script"]
    first, second = json.loads(page.script)["@graph"]
    assert [person["name"] for person in first["attendee"]] == [text, words, text, text, words]
    assert first["identifier"] == first["subjectOf"]["headline"] == text
    assert second["@id"] != first["@id"]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", item["@id"]) for item in (first, second))


@given(HOSTILE, HOSTILE)
def test_a_processor_reads_what_was_written(text, words):
    jsonld = pytest.importorskip("pyld.jsonld", reason="PyLD is not installed")

    def stub(url, options):  # the tests have no network
        assert url == "https://schema.org"
        context = {"@context": {"@vocab": ORG}}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
                "document": context}  # fmt: skip

    clean = [t.encode(errors="replace").decode() for t in (text, words)]
    document = json.loads(written("jsonld", hostile(*clean), FULL))
    first, second = jsonld.expand(document, {"documentLoader": stub})
    assert first["@type"] == second["@type"] == [f"{ORG}Event"]
    assert first[f"{ORG}identifier"] == [{"@value": clean[0]}]
    assert [t[f"{ORG}name"] for t in first[f"{ORG}about"]] == [[{"@value": clean[1]}]]
    assert {key for item in (first, second) for key in item} <= {
        "@id", "@type", *(ORG + key for key in document["@graph"][1])
    }  # fmt: skip
