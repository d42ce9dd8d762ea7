"""Bytes become text: what is known is used, what is guessed is said."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import InputError
from extract.inputs.decoding import decode

ENGLISH = "The ministers met in the old harbour and agreed on trade. "
GUESSES = [
    ("“We agreed,” she said – and that was all.", "cp1252", "cp1252"),
    ("François Lefèvre met Zoë Müller in Genève.", "cp1252", "cp1252"),
    ("A café", "latin-1", "cp1252"),
    ("Mehmet Işık Çağlar received Şule Yılmaz in Ankara.", "cp1254", "cp1254"),
    ("Łukasz Wiśniewski met Agnieszka Żak in Kraków.", "cp1250", "cp1250"),
    ("Сергей Иванов met his counterpart in Astana.", "cp1251", "cp1251"),
    ("Министр встретился со своим коллегой в Астане и обсудил торговлю.", "cp1251", "cp1251"),
    ("Министр встретился со своим коллегой в Астане и обсудил торговлю.", "koi8-r", "koi8-r"),
    ("استقبل وزير الخارجية نظيره المصري في القاهرة وبحثا التعاون التجاري.", "cp1256", "cp1256"),
    ("The ministers – all of them – met in “Oslo”.", "utf-16-le", "utf-16-le"),
    ("The ministers met in Oslo.", "utf-16-le", "utf-16-le"),
    ("The ministers met in Oslo.", "utf-16-be", "utf-16-be"),
]


@pytest.mark.parametrize(("text", "written", "guessed"), GUESSES)
@pytest.mark.parametrize("around", ["", ENGLISH, ENGLISH * 2000])
def test_an_encoding_is_guessed_and_said(text, written, guessed, around):
    found = decode((around + text).encode(written), None, "a.txt")
    assert found.text == around + text
    assert found.notes == (f"not UTF-8; read as {guessed}, a guess (--encoding names another)",)


def test_utf8_needs_no_guess_and_says_nothing():
    assert decode("“Çağlar”".encode(), None, "a.txt") == ("“Çağlar”", ())


def test_a_few_broken_bytes_do_not_cost_an_article_in_utf8():
    text = "It’s “Müller”"
    data = text.encode().replace("ü".encode(), b"\xfc")
    found = decode(data, None, "a.txt")
    assert found.text == text.replace("ü", "\ufffd")
    assert found.notes == ("1 of its bytes are no UTF-8, read as \ufffd",)


def test_a_stray_control_character_makes_no_binary_file():
    text = ENGLISH + "\0" + ENGLISH
    assert decode(text.encode(), None, "a.txt") == (text, ())


def test_what_was_named_is_not_guessed_over():
    with pytest.raises(
        InputError, match=r"not ascii \(byte 0xc3 at offset 5\); try --encoding utf"
    ):
        decode("A café".encode(), "ascii", "a.txt")


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "cp1252", "utf-16", "utf-7"]))
def test_any_bytes_are_text_or_refused(data, encoding):
    with contextlib.suppress(InputError):
        decode(data, encoding, "a.txt").text.encode()
