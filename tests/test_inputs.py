"""Reading: what a path names, and how its bytes become text."""

from __future__ import annotations

import codecs
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import Article
from extract.errors import InputError
from extract.inputs import How, Input, articles, files, inputs
from extract.inputs.decoding import known_encoding

TEXT = "The ministers met – in Wien.\r\nThey “agreed”.\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path, data: bytes | str = TEXT) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def sources(*paths: str, glob: str | None = None) -> list[str]:
    return [e.source if isinstance(e, Input) else f"! {e}" for e in inputs(paths, glob)]


def read(path: str, **how) -> list[Article | InputError]:
    (entry,) = inputs([path])
    return list(articles(entry, How(**how)))


def text_of(path: str, **how) -> str:
    (found,) = read(path, **how)
    assert isinstance(found, Article), found
    return found.text


def failure(path: str, **how) -> str:
    (found,) = read(path, **how)
    assert isinstance(found, InputError), found
    return str(found)


def test_a_file_keeps_the_path_it_was_given(here):
    put(here / "a.txt")
    assert sources("a.txt", "./a.txt") == ["a.txt", "./a.txt"]
    assert sources(str(here / "a.txt")) == [f"{here}/a.txt"]


@pytest.mark.parametrize(
    ("given_", "shown"), [("n", "n"), ("n/", "n"), (".", "."), ("./n", "./n"), ("n/../n", "n/../n")]
)
def test_a_folder_is_joined_with_the_path_below_it(here, given_, shown):
    put(here / "n" / "deep" / "er" / "b.txt")
    below = "n/deep/er/b.txt" if shown == "." else "deep/er/b.txt"
    assert sources(given_) == [f"{shown}/{below}"]


def test_a_folder_gives_its_articles_sorted_by_whole_path(here):
    names = ["b.txt", "a/z.txt", "a.txt", "a-b.txt", "a/c/x.txt", "B.TXT", "é.txt"]
    for name in names:
        put(here / "n" / name)
    assert sources("n") == sorted(f"n/{name}" for name in names)


def test_a_folder_gives_only_articles_that_are_not_hidden(here):
    names = (
        "a.txt",
        ".a.txt",
        ".git/b.txt",
        "c.html",
        "d",
        "e.txt~",
        "f/.h/g.txt",
        "i.HTM",
        "j.csv",
    )
    for name in (*names, "k.txt.gz", "l.html.gz", "m.gz", "n.jsonl", "o.zip", "p.warc.gz"):
        put(here / "n" / name)
    assert sources("n") == [
        "n/a.txt", "n/c.html", "n/i.HTM", "n/k.txt.gz", "n/l.html.gz",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("glob", "found"),
    [
        ("*.jsonl", ["n/a.jsonl", "n/deep/c.jsonl"]),
        ("deep/*", ["n/deep/c.jsonl", "n/deep/d.txt"]),
        ("[ab].*", ["n/a.jsonl", "n/b.csv"]),
        ("*.xml", ["! n: no *.xml file in this folder or below it; "
                   "name other files one by one, or with --glob"]),
    ],
)  # fmt: skip
def test_a_glob_chooses_other_files_of_a_folder(here, glob, found):
    for name in ("a.jsonl", "b.csv", "deep/c.jsonl", "deep/d.txt", ".h/a.jsonl"):
        put(here / "n" / name)
    assert sources("n", glob=glob) == found


def test_what_a_folder_leaves_out_is_read_when_named(here):
    put(here / ".n" / ".a.html")
    put(here / ".n" / "b.txt")
    assert sources(".n", ".n/.a.html") == [".n/b.txt", ".n/.a.html"]


def test_a_folder_without_articles_names_what_was_looked_for(here):
    put(here / "n" / "a.pdf")
    assert sources("n") == [
        "! n: no .txt, .html, .htm (or .gz of these) file in this folder or below it; "
        "name other files one by one, or with --glob"
    ]


def test_links_in_a_circle_end(here):
    put(here / "n" / "a.txt")
    (here / "n" / "again").symlink_to(here / "n")
    (here / "n" / "self.txt").symlink_to(here / "n" / "self.txt")
    (here / "n" / "link.txt").symlink_to(here / "n" / "a.txt")
    (here / "n" / "dead.txt").symlink_to(here / "nowhere.txt")
    assert sources("n") == ["n/a.txt", "n/dead.txt", "n/link.txt", "n/self.txt"]
    assert "no such file" in failure("n/dead.txt")
    assert "cannot be read" in failure("n/self.txt")


def test_a_folder_deeper_than_the_stack_is_walked(here):
    depths = ["n" + "/d" * depth for depth in range(1000)]
    for folder in depths:
        os.mkdir(folder)
    deepest = put(Path(depths[-1]) / "a.txt")
    try:
        assert sources("n") == [deepest]
    finally:  # not left to pytest, which would go down by recursion
        os.remove(deepest)
        for folder in reversed(depths):
            os.rmdir(folder)


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on(here, monkeypatch):
    put(here / "n" / "a" / "x.txt")
    put(here / "n" / "b.txt")
    scandir = os.scandir

    def refuse(path):
        if path == "n/a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert sources("n") == [
        "! n/a: permission denied; make it readable or give another file",
        "n/b.txt",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text need Linux")
def test_a_name_that_is_no_text_becomes_a_source_that_is(here):
    put(here / "n" / "caf\udce9.txt")
    (entry,) = inputs(["n"])
    assert entry.source == r"n/caf\udce9.txt"
    assert text_of("n/caf\udce9.txt") == TEXT
    assert sources("gone\udce9.txt") == [r"gone\udce9.txt"]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(here, data):
    assert text_of(put(here / "a.txt", data)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_an_encoding_that_is_named_is_used(here, encoding):
    path = put(here / "a.txt", TEXT.encode(encoding))
    assert text_of(path, encoding=encoding) == TEXT


def test_a_mark_is_left_out_also_where_the_encoding_keeps_it(here):
    path = put(here / "a.txt", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"))
    assert text_of(path, encoding="utf-16-le") == TEXT


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_text_comes_back_as_it_was_written(tmp_path_factory, text):
    path = put(tmp_path_factory.mktemp("t") / "a.txt", "x\r" + text)
    assert text_of(path) == "x\r" + text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty; give the text of an article"),
        (b"\xef\xbb\xbf \r\n\t", "is empty; give the text of an article"),
        (
            "“Wien”".encode()[:-1],
            "not UTF-8 (ends within a character); check that the file is complete",
        ),
        (
            TEXT.encode("utf-16")[:-1],
            "not UTF-16 (ends within a character); check that the file is complete",
        ),
    ],
)
def test_bytes_that_are_no_article_are_refused(here, data, message):
    put(here / "a.txt", data)
    assert failure("a.txt") == f"a.txt: {message}"


@pytest.mark.parametrize(
    "data",
    [b"\x7fELF\0\0", b"%PDF-1.7\nabc", b"text\0text", bytes(range(256)) * 9],
)
def test_binary_files_are_refused(here, data):
    put(here / "a.txt", data)
    assert failure("a.txt").startswith("a.txt: looks like a binary file; ")


def test_a_wrong_encoding_that_was_named_is_refused(here):
    path = put(here / "a.txt", TEXT.encode())
    assert failure(path, encoding="ascii").endswith("try --encoding utf-8")
    put(here / "b.txt", b"+2AA-")
    assert "half a character" in failure("b.txt", encoding="utf-7")
    put(here / "c.txt", b"a\x81")
    assert "not punycode" in failure("c.txt", encoding="punycode")


def test_what_is_no_file_is_refused(here):
    assert "is a device" in failure("/dev/zero")
    server = socket.socket(socket.AF_UNIX)
    server.bind("s")
    server.close()
    assert "is a device" in failure("s")
    assert "cannot be read (Not a directory)" in failure(put(here / "a.txt") + "/b.txt")
    assert failure("") == "'': no such file or folder; check the path"
    assert "no such file" in failure("a\0b")


def test_a_file_that_vanishes_or_is_locked_is_refused(here, monkeypatch):
    put(here / "a.txt")
    (here / "a.txt").unlink()
    assert failure("a.txt").endswith("no such file or folder; check the path")
    put(here / "a.txt")

    def refuse(path, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "open", refuse, raising=False)
    assert "permission denied" in failure("a.txt")


def test_a_pipe_that_is_named_is_read(here):
    reading, writing = os.pipe()
    os.write(writing, TEXT.encode())
    os.close(writing)
    assert text_of(f"/dev/fd/{reading}") == TEXT
    os.close(reading)


def test_encodings_are_known_by_name():
    assert all(map(known_encoding, ["utf-8", "UTF8", "latin-1", "utf-16", "cp1252", "mac_roman"]))
    assert not any(map(known_encoding, ["", "hex", "rot13", "no-such", "a\0b", "é", "undefined"]))
