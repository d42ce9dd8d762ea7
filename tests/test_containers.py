"""Files of many articles: each is read one by one, and a bad one costs itself."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from containers import PAGE, csv_table, json_lines, response, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

import extract
from extract.article import Article
from extract.errors import InputError
from extract.inputs import bounded, tables

OSLO = (
    "Peru's Foreign Minister Ana Quispe met Norway's Foreign Minister Bo Ekdal in Oslo on 16 May"
    " 2024. They discussed fisheries and a new air link between the two capitals."
)
TEXTS = {"a": "The first, in “Wien”.\nIt rained.", "b": "The second;\tin Rome."}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(name: str, data: bytes, **how) -> list[Article | InputError]:
    Path(name).write_bytes(data)
    return list(extract.read(name, **how))


def shown(found: list[Article | InputError]) -> list[str]:
    return [f"! {x}" if isinstance(x, InputError) else f"{x.source}: {x.text}" for x in found]


BOTH = [f"{{name}}#{name}: {text}" for name, text in TEXTS.items()]
FORMS = {
    "x.jsonl": json_lines(TEXTS),
    "x.ndjson": json_lines(TEXTS).replace(b"\n", b"\r\n\r\n"),
    "bom.jsonl": codecs.BOM_UTF8 + json_lines(TEXTS),
    "wide.jsonl": json_lines(TEXTS).decode().encode("utf-16"),
    "x.csv": csv_table(TEXTS),
    "semicolon.csv": csv_table(TEXTS, ";"),
    "x.tsv": csv_table(TEXTS, "\t"),
    "bom.csv": codecs.BOM_UTF8 + csv_table(TEXTS),
    "wide.csv": csv_table(TEXTS).decode().encode("utf-16"),
    "unnamed": json_lines(TEXTS),
    "x.warc.gz": b"".join(
        response(f"http://x/{name}", text.encode(), "text/plain") for name, text in TEXTS.items()
    ),
}
FORMS["packed.jsonl.gz"] = gzip.compress(FORMS["x.jsonl"])
FORMS["packed.csv.gz"] = gzip.compress(FORMS["x.csv"])
FORMS["twice.jsonl.gz"] = gzip.compress(FORMS["x.jsonl"][:20]) + gzip.compress(
    FORMS["x.jsonl"][20:]
)
FORMS["unpacked.warc"] = b"".join(map(gzip.decompress, [
    response(f"http://x/{name}", text.encode(), "text/plain") for name, text in TEXTS.items()
]))  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_each_article_of_a_file_is_read(here, name):
    wanted = [line.format(name=name) for line in BOTH]
    found = [line.replace("#http://x/", "#") for line in shown(read(name, FORMS[name]))]
    assert found == wanted


@pytest.mark.parametrize(
    "name", ["x.jsonl", "x.csv", "semicolon.csv", "packed.jsonl.gz", "x.warc.gz", "unpacked.warc"]
)
def test_a_pipe_is_looked_into(here, name, monkeypatch):
    pipe = io.BytesIO(FORMS[name])
    pipe.seekable = lambda: False
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(pipe)))
    found = [line.replace("#http://x/", "#") for line in shown(list(extract.read("-")))]
    assert found == [line.format(name="-") for line in BOTH]


def test_an_archive_gives_its_articles_and_nothing_else(here):
    data = zipped({
        "a/b.txt": "One.", "c.pdf": "no", "__MACOSX/a/b.txt": "no", "./../d.txt": "D.",
        "e.txt.gz": gzip.compress(b"Two."), "f.html": PAGE, "g.jsonl": '{"text": "no"}',
    })  # fmt: skip
    *texts, page = read("x.zip", data)
    assert shown(texts) == ["x.zip#a/b.txt: One.", "x.zip#./../d.txt: D.", "x.zip#e.txt.gz: Two."]
    assert (page.source, page.title) == ("x.zip#f.html", "Ministers meet in Oslo")


def test_a_web_archive_gives_its_pages_and_nothing_else(here):
    data = [
        response("http://x/a", PAGE.encode()),
        response("http://x/b", PAGE.encode(), status="404 Not Found"),
        response("http://x/c", b"\x89PNG", "image/png"),
        response("http://x/d", b""),
    ]
    (page,) = read("x.warc.gz", b"".join(data))
    assert (page.source, page.published) == ("x.warc.gz#http://x/a", "2024-05-17")
    bare = PAGE.replace('<link rel="canonical" href="https://fjord.example/oslo">', "")
    (page,) = read("y.warc.gz", response("<http://x/a>", bare.encode()))
    assert (page.source, page.origin.url) == ("y.warc.gz#http://x/a", "http://x/a")


# Keys


@pytest.mark.parametrize(
    ("row", "source", "published", "title"),
    [
        ({"text": "T."}, "x.jsonl#1", None, None),
        ({"body": "T.", "url": "http://x/1"}, "x.jsonl#http://x/1", None, None),
        ({"content": "T.", "_id": 7, "headline": "A \n b"}, "x.jsonl#7", None, "A b"),
        ({"text": "T.", "id": "", "date": "2024-05-17"}, "x.jsonl#1", "2024-05-17", None),
        ({"text": "T.", "date": "2024-05-17T23:59:00-11:00"}, "x.jsonl#1", "2024-05-17", None),
        ({"text": "T.", "date": "Fri, 17 May 2024 08:00:00 GMT"}, "x.jsonl#1", "2024-05-17", None),
        ({"text": "T.", "date": "May 17, 2024"}, "x.jsonl#1", "2024-05-17", None),
        ({"text": "T.", "date": "17.05.2024"}, "x.jsonl#1", "2024-05-17", None),
        ({"text": "T.", "date": "05/05/2024"}, "x.jsonl#1", "2024-05-05", None),
        ({"text": "T.", "title": "", "date": None}, "x.jsonl#1", None, None),
        ({"body": None, "text": "T."}, "x.jsonl#1", None, None),
        ({"Text": "T.", "PubDate": "7.3.24", "URL": "u"}, "x.jsonl#u", "2024-03-07", None),
        ({"text": "T.", "date": "31/12/99"}, "x.jsonl#1", "1999-12-31", None),
        ({"text": "T.", "date": "12-31-2024"}, "x.jsonl#1", "2024-12-31", None),
        ({"text": "T.", "date": "5 April 2022, 12:51"}, "x.jsonl#1", "2022-04-05", None),
    ],
)
def test_the_usual_keys_are_known(here, row, source, published, title):
    (found,) = read("x.jsonl", json.dumps(row).encode())
    assert (found.text, found.source, found.published, found.title, found.notes) == (
        "T.", source, published, title, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    "date",
    ["05/04/2024", "7/3/24", "yesterday", "May 2024", "2024-13-01", "31.13.2024", 5, "12:30", True],
)
def test_a_date_that_is_no_day_is_none_and_said(here, date):
    (found,) = read("x.jsonl", json.dumps({"text": "T.", "date": date}).encode())
    assert found.published is None
    assert found.notes == (f"no day can be read in its date {str(date)!r}",)


def test_keys_can_be_named(here):
    row = {"text": "no", "t": "T.", "id": "no", "i": "x", "date": "no", "d": "2024-05-17", "h": "A"}
    named = {"text_key": "t", "id_key": "i", "date_key": "d", "title_key": "h"}
    (found,) = read("x.jsonl", json.dumps(row).encode(), **named)
    assert (found.text, found.source, found.published, found.title) == (
        "T.", "x.jsonl#x", "2024-05-17", "A",
    )  # fmt: skip
    (found,) = read("x.jsonl", json.dumps(row).encode(), published="2020-01-01", **named)
    assert found.published == "2020-01-01"


def test_a_key_that_was_named_and_is_not_there_is_said(here):
    named = {"id_key": "nr", "date_key": "Dtaum", "title_key": "ID"}
    (found,) = read("x.jsonl", b'{"text": "T.", "id": 1}', **named)
    assert found.notes == (
        "no 'nr' (its keys: text, id)",
        "no 'Dtaum' (its keys: text, id)",
    )


def test_a_header_is_decoded_as_its_cells_are(here):
    data = "Nr;Überschrift;Text\n1;Gespräche in Wien;Über Müller.\n".encode("cp1252")
    (found,) = read("x.csv", data, title_key="überschrift")
    assert (found.title, found.text) == ("Gespräche in Wien", "Über Müller.")


def test_a_spreadsheets_sign_is_known(here):
    (found,) = read("x.csv", b'sep=;\r\nText;Date\r\n"One, two";17.05.2024\r\n')
    assert (found.text, found.published) == ("One, two", "2024-05-17")


def test_a_cell_that_holds_a_page_is_read_as_one(here):
    (found,) = read("x.jsonl", json_lines({"a": PAGE}, date="2024-05-18", title="Given"))
    assert (found.origin.outlet, found.published, found.title) == (
        "Fjord Post", "2024-05-18", "Given",
    )  # fmt: skip


# What goes wrong


def test_a_bad_line_costs_itself(here):
    lines = [
        b'{"text": "One."}', b"no", b"[1]", b'{"t": 1}', b'{"text": ["a"]}', b'{"text": " "}',
        b"[" * 100_000, b'{"text": "Caf\xe9 B\xf6hm"}', b'{"text": "\\ud83d!"}',
    ]  # fmt: skip
    found = read("x.jsonl", b"\n".join(lines))
    assert shown(found) == [
        "x.jsonl#1: One.",
        "! x.jsonl:2: not JSON (Expecting value); give one object a line",
        "! x.jsonl:3: no JSON object; give one object a line (jq -c '.[]' makes them)",
        "! x.jsonl#4: no 'text' (its keys: t); name one with --text-key",
        "! x.jsonl#5: its text is no string; give the text of an article",
        "! x.jsonl#6: is empty; give the text of an article",
        "! x.jsonl:7: not JSON (too deep, or a number too long); give one object a line",
        "x.jsonl#8: Café Böhm",
        "x.jsonl#9: \ufffd!",
    ]
    assert "cp1252" in found[-2].notes[0]
    assert found[-1].notes == ("1 half characters, read as \ufffd",)


def test_a_row_of_csv_in_another_encoding_is_guessed_alone(here):
    found = read("x.csv", b"id,text\n1,Caf\xe9 B\xf6hm\n" + "2,Café “Böhm”\n".encode())
    assert shown(found) == ["x.csv#1: Café Böhm", "x.csv#2: Café “Böhm”"]
    assert [len(x.notes) for x in found] == [1, 0]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x", b'[{"text": "a"}]', "x: JSON, but not one object a line;"),
        ("x", b'{\n "text": "a"\n}', "x: JSON, but not one object a line;"),
        (
            "x.csv",
            b"id,text\n1,Peru, Chile met\n",
            "x.csv: row 1: more cells than columns;",
        ),
        ("x.warc", gzip.decompress(response("http://x", b"", status="404")), "x.warc: no page in"),
        ("x.json", b'[{"text": "a"}]', "x.json: JSON, but not one object a line;"),
        ("x.csv", b"a,b\n1,2\n", "x.csv#1: no 'text' (its keys: a, b); name one with --text-key"),
        (
            "x.csv",
            b'text\n"One.\nTwo.\n',
            "x.csv: row 1: not CSV (unexpected end",
        ),
        (
            "x.csv",
            b"text\n",
            "x.csv: holds no row; give an article a line, or a row below a header",
        ),
        ("x.csv", b"\xff\xfe", "x.csv: holds no row;"),
        ("x.jsonl", b" \n\n", "x.jsonl: holds no row;"),
        ("x.csv", b'sep="\nA."1\n', "x.csv#1: no 'text' ("),
        ("x.zip", b"no", "x.zip: not a ZIP file that can be read ("),
        ("x.zip", zipped({"a.pdf": "no"}), "x.zip: no .txt or .html file in this archive"),
        ("x.warc", b"no" * 99, "x.warc: a web archive that cannot be read on ("),
        ("x.jsonl.gz", gzip.compress(b"{}")[:-9], "x.jsonl.gz: cannot be unpacked ("),
        ("x", zipped({"a.txt": "A."}), "x: a ZIP or office file; give the text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(here, name, data, message):
    found = read(name, data)
    assert str(found[-1]).startswith(message)
    assert len(found) == 1 or "warc" in name


@pytest.mark.parametrize("kind", ["text/html; charset=foo-8", "text/html; charset=rot13"])
def test_a_server_that_names_no_encoding_costs_nothing(here, kind):
    first, second = read("x.warc.gz", response("http://x/a", PAGE.encode(), kind) * 2)
    assert first.text == second.text
    assert "Ana Quispe" in first.text


def test_a_member_packed_in_a_damaged_way_costs_itself(here):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", "A. " * 99)
        archive.writestr("b.txt", "B.")
    data = bytearray(out.getvalue())
    data[45:60] = b"\xff" * 15
    first, second = read("x.zip", bytes(data))
    assert str(first).startswith("x.zip#a.txt: cannot be unpacked (")
    assert second.text == "B."


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_among_articles_comes_as_itself(here, extractor, jobs):
    Path("x.jsonl").write_bytes(json_lines({"a": OSLO}) + b"no\n")
    if jobs == 2:
        found = list(extractor.stream(extract.read("x.jsonl", "gone.txt"), jobs=2))
    else:
        found = list(extractor.stream(extract.read("x.jsonl", "gone.txt")))
    assert [len(found[0][1])] == [1]
    assert [str(error) for _, error in found[1:]] == [
        "x.jsonl:2: not JSON (Expecting value); give one object a line",
        "gone.txt: no such file or folder; check the path",
    ]


@pytest.mark.parametrize("dirt", ["", "\u00ad", "\u200b", "e\u0301", "&amp;"])
@pytest.mark.parametrize("name", ["x.txt", "x.txt.gz", "x.jsonl", "x.csv", "x.zip", "x.warc.gz"])
def test_evidence_points_into_the_text_of_any_container(here, extractor, name, dirt):
    text = f"Oslo talks{dirt}\r\n\r\n" + OSLO.replace("Quispe", f"Qui{dirt}spe")
    forms = {
        "x.txt": text.encode(), "x.txt.gz": gzip.compress(text.encode()),
        "x.jsonl": json_lines({"a": text}), "x.csv": csv_table({"a": text}),
        "x.zip": zipped({"a.txt": text}),
        "x.warc.gz": response("http://x/a", text.encode(), "text/plain"),
    }  # fmt: skip
    (found,) = read(name, forms[name])
    assert found.text == text
    ((_, records),) = extractor.stream([found])
    assert len(records) == 1
    for piece in records[0].evidence:
        assert text[piece.start : piece.end] == piece.text


def test_what_stands_before_damage_is_read(here):
    data = response("http://x/a", PAGE.encode()) + response("http://x/b", PAGE.encode())[:-20]
    page, _, error = read("x.warc.gz", data)
    assert page.source == "x.warc.gz#http://x/a"
    assert str(error).startswith("x.warc.gz: a web archive that cannot be read on (")


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(bounded, "LIMIT", 2000)
    monkeypatch.setattr(tables, "LIMIT", 2000)


BOMB = b"a" * 3_000_000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", BOMB),
        ("a.html", BOMB),
        ("a.txt.gz", gzip.compress(BOMB)),
        ("a.jsonl", b'{"text": "' + BOMB + b'"}\n'),
        ("a.jsonl.gz", gzip.compress(b'{"text": "' + BOMB + b'"}\n')),
        ("a.csv", b"text\n" + BOMB + b"\n"),
        ("a.csv", b'text\n"' + b"a\n" * 1_000_000),
        ("a.zip", zipped({"b.txt": BOMB})),
        ("a.zip", zipped({"b.txt.gz": gzip.compress(BOMB)})),
        ("a.warc.gz", response("http://x/b", BOMB)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_article_over_the_limit_is_refused(here, small, name, data):
    errors = read(name, data)
    assert 1 <= len(errors) <= 2
    assert all(isinstance(error, InputError) for error in errors)
    assert any(words in str(errors[0]) for words in ("over 0 MB", "decompression bomb?", "not CSV"))


def test_a_line_over_the_limit_costs_itself(here, small):
    data = b'{"text": "One."}\n{"text": "' + b"a" * 5000 + b'"}\n{"text": "Two."}\n'
    first, error, last = read("x.jsonl", data)
    assert (first.text, last.text) == ("One.", "Two.")
    assert str(error).startswith("x.jsonl:2: over ")


NAMES = [*FORMS, "x.txt", "x.html", "x.json", "x.gz", "x", "x.htm.gz", "x.zip"]
WHOLE = [*FORMS.values(), PAGE.encode(), zipped(TEXTS), zipped({"a.txt": "A.", "b.html": PAGE})]
MANGLED = st.builds(
    lambda data, at, cut: data[:at] + cut + data[at + len(cut) :],
    st.sampled_from(WHOLE),
    st.integers(0, 900),
    st.binary(max_size=12),
)


@settings(max_examples=400, deadline=None)
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=300) | MANGLED)
def test_any_bytes_in_any_container_are_articles_or_errors(tmp_path_factory, name, data):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    for found in extract.read(path):
        if isinstance(found, InputError):
            assert str(found).startswith(str(path))
        else:
            assert found.text.strip()
            assert found.source.startswith(str(path))
            json.dumps(found.source + found.text, ensure_ascii=False).encode()
