"""Web pages: their text, and what is read of them beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from containers import PAGE
from hypothesis import given, settings
from hypothesis import strategies as st

import extract
from extract.article import Article
from extract.errors import InputError
from extract.inputs import html

SAMPLE = Path(__file__).parent.parent / "samples" / "web-page.html"
OSLO = "Peru's Foreign Minister Ana Quispe met Norway's Foreign Minister Bo Ekdal in Oslo"


def page(data: str | bytes, **how) -> Article:
    data = data if isinstance(data, bytes) else data.encode()
    return html.article(data, "x.html", "x.html", **how)


def test_the_text_is_that_of_the_whole_page_a_block_a_line():
    found = page(PAGE)
    lines = [line for line in found.text.splitlines() if line]
    assert lines[:3] == ["Home Sport", "Ministers meet in Oslo", "17 May 2024"]
    assert lines[3].startswith(f"{OSLO} on Thursday. They discussed")
    assert lines[-1] == "Copyright 2024 Fjord Post"


def test_title_date_and_outlet_are_those_of_the_page():
    found = page(PAGE)
    assert (found.title, found.published) == ("Ministers meet in Oslo", "2024-05-17")
    assert (found.origin.outlet, found.origin.url) == ("Fjord Post", "https://fjord.example/oslo")


def test_a_record_points_into_the_text_and_says_where_it_is_from(extractor):
    found = page(PAGE)
    ((_, [record]),) = extractor.stream([found])
    assert record["extracted_from"] == {
        "form": "html", "outlet": "Fjord Post", "url": "https://fjord.example/oslo",
    }  # fmt: skip
    assert record["date"] == "2024-05-16"
    shown = {piece.field: piece.text for piece in record.evidence}
    assert shown["title"] == "Ministers meet in Oslo"
    assert shown["published"] == "17 May 2024"
    for piece in record.evidence:
        assert found.text[piece.start : piece.end] == piece.text


def test_a_body_is_cut_out_of_the_page(extractor):
    body = extractor.body(page(PAGE))
    assert body.startswith(OSLO)
    assert body.endswith("to Lima in the summer.\n")
    assert body.count("\n\n") == 1


@pytest.mark.parametrize(
    ("meta", "published"),
    [
        ('property="article:published_time" content="2024-05-18T00:10:00+02:00"', "2024-05-18"),
        ('property="article:modified_time" content="2024-05-19T00:10:00+02:00"', None),
        ('name="x" content="y"><time datetime="2024-05-19">', None),
        (
            'name="x" content="y"><time class="entry-date updated" datetime="2024-05-19">',
            "2024-05-19",
        ),
        (
            'name="x"><script type="application/ld+json">{"dateModified": "2024-05-20", '
            '"datePublished": "2024-05-19T10:00:00Z"}</script><meta name="y"',
            "2024-05-19",
        ),
        ('name="x" content="y">Copyright 2019-01-01<meta', None),
    ],
)
def test_only_markup_for_it_gives_the_publication_date(meta, published):
    """What the page's words say is read later, by our own rules."""
    given_ = 'property="article:published_time" content="2024-05-17T08:00:00+02:00"'
    assert page(PAGE.replace(given_, meta)).published == published


@pytest.mark.parametrize(
    ("title", "outlet", "shown"),
    [
        ("Ministers meet | Fjord Post", "Fjord Post", "Ministers meet"),
        ("Fjord Post - Ministers  meet", "fjord post", "Ministers meet"),
        ("Ministers meet – Oslo – Fjord Post", "Fjord Post", "Ministers meet – Oslo"),
        ("Fjord Post", "Fjord Post", "Fjord Post"),
        ("Post-war talks", "Post", "Post-war talks"),
        ("Talks (.*", ".*", "Talks (.*"),
        ("Talks", "", "Talks"),
    ],
)
def test_a_title_is_shown_without_its_outlet(title, outlet, shown):
    assert html.headline(title, outlet) == shown


def test_a_page_that_is_titled_by_its_outlet_keeps_the_headline_above_the_body(extractor):
    bare = PAGE.replace(
        "<title>Ministers meet in Oslo | Fjord Post", "<title>The Fjord Post Online"
    )
    bare = bare.replace("<h1>", "<p><b>").replace("</h1>", "</b></p>")
    ((_, [record]),) = extractor.stream([page(bare)])
    assert record["title"] == "Ministers meet in Oslo"


@pytest.mark.parametrize(
    ("encoding", "declared", "noted"),
    [
        ("cp1252", "windows-1252", False),
        ("cp1252", "iso-8859-1", False),
        ("cp1254", "windows-1254", False),
        ("utf-8", "utf-8", False),
        ("utf-8", "no-such", False),
        ("utf-16", "utf-8", False),
        ("cp1252", "utf-8", True),
        ("utf-8", "utf-16", False),
        ("utf-8", "windows-1252", False),
    ],
)
def test_a_page_is_decoded_as_it_declares(encoding, declared, noted):
    data = PAGE.replace("utf-8", declared).replace("Bo Ekdal", "Bö “Ekdal”").encode(encoding)
    found = page(data)
    assert "Bö “Ekdal”" in found.text
    assert bool(found.notes) == noted


def test_dangerous_markup_is_plain_text_or_gone():
    found = page(PAGE.replace("They discussed", "<script>alert(1)</script>&lt;b&gt;They&#27;"))
    assert "alert" not in found.text
    assert "<b>They" in found.text


@pytest.mark.parametrize("data", ["<html></html>", "<!doctype html><body><script>x</script>"])
def test_a_page_without_text_is_refused(data):
    with pytest.raises(InputError, match=r"x.html: a web page without text; give one that holds"):
        page(data)


@pytest.mark.parametrize(
    ("head", "is_page"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\xef\xbb\xbf \n<html lang='en'>", True),
        (b"<?xml version='1.0'?>\n<!-- x --><!doctype HTML PUBLIC", True),
        ("<html>".encode("utf-16-le"), True),
        (b"<p>The ministers met", True),
        (b"<pre>", False),
        (b"The <html> tag", False),
        (b"<", False),
    ],
)
def test_pages_are_known_by_their_first_bytes(head, is_page):
    assert html.looks_like_html(head) == is_page


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(InputError, match=r"needs trafilatura .*; pip install trafilatura"):
        page(PAGE)


def test_a_page_nested_too_deep_is_read_as_far_as_can_be_and_that_is_said():
    found = page("<html><p>first<p>" + "<div>" * 20_000 + "deep")
    assert (found.text, found.notes) == (
        "first", ("nested 255 deep and more; what lies deeper is not read",),
    )  # fmt: skip


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<br>", "<!--", "-->", "<![CDATA[", "&#0;", "&amp;"]
)
SOUP = st.lists(TAGS | st.text(max_size=20), max_size=40).map("".join)


@settings(max_examples=100, deadline=None)
@given(SOUP, st.sampled_from(["<html>", "", PAGE]))
def test_any_markup_is_a_text_or_refused(extractor, soup, before):
    try:
        found = page(before + soup)
    except InputError:
        return
    extractor.body(found)
    ((_, records),) = extractor.stream([found])
    for record in records:
        for piece in record.evidence:
            assert found.text[piece.start : piece.end] == piece.text


def test_pages_saved_in_a_folder_are_read(tmp_path):
    Path(tmp_path, "x.html").write_text(PAGE, encoding="utf-8")
    (found,) = extract.read(tmp_path)
    assert found.source == f"{tmp_path}/x.html"


def test_the_sample_page_gives_its_meeting(extractor):
    ((_, [record]),) = extractor.stream(extract.read(SAMPLE))
    shown = {key: record[key] for key in ("title", "published", "round", "date", "sides")}
    assert shown == {
        "title": "Kenya and Norway agree to revive maritime talks after Nairobi meeting",
        "published": "2022-05-18", "round": None, "date": "2022-05-18",
        "sides": ["Kenya", "Norway"],
    }  # fmt: skip
    assert [chair["name"] for chair in record["co_chairs"]] == [
        "Prudence Wekhomba", "Eirik Sandvold-Moe",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "is_page"), [("x.txt", True), ("x.asp", True), ("x.jsonl", False)]
)
def test_a_whole_page_is_read_as_one_whatever_its_name(tmp_path, name, is_page):
    path = tmp_path / name
    path.write_text(PAGE, encoding="utf-8")
    assert all(isinstance(found, Article) == is_page for found in extract.read(path))


def test_a_title_that_stands_on_the_page_is_taken_before_a_caption_that_says_more(extractor):
    caption = (
        "<figcaption>Minister Ana Quispe with Minister Bo Ekdal in Oslo on Thursday</figcaption>"
    )
    both = PAGE.replace("<p>Peru", f"<figure>{caption}</figure><p>Peru")
    ((_, [record]),) = extractor.stream([page(both)])
    assert record["title"] == "Ministers meet in Oslo"
