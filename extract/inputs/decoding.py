"""From bytes to text: the byte-order mark, UTF-8, and only then a guess, which is said."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import islice
from typing import NamedTuple

from extract.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_STARTS = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
"""First bytes of common files that may hold no control character and still are no text."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")
_MOST_CONTROL = 0.02
"""Share of control characters above which something is no text."""
_WIDE = 0.2
"""Share of NUL bytes from which a file may be UTF-16 without a mark."""

HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""A lone surrogate, which encodings such as utf-7 let through and no output can hold."""

_LATIN_1 = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
"""Encodings that browsers take for cp1252."""
_WIDE_PAGES = ("utf_16_le", "utf_16_be")
_CODE_PAGES = ("cp1252", "cp1254", "cp1250", "cp1251", "cp1256", "cp1253", "koi8_r")
"""Encodings worth a guess, of two that fit alike the first."""
_NO_ASCII_WORD = re.compile(r"(?<!\w)[^\W\d_\x00-\x7f]{3,}(?!\w)")
_HIGH = re.compile(rb"[\x80-\xff]+")
_AROUND = 40
"""Bytes on either side of one that is not ASCII."""
_TURKISH = re.compile("[ğĞıİşŞ]")
_ALIKE = 0.05
"""Difference in charset-normalizer's chaos that tells two encodings apart."""
_GUESSED_FROM = 50_000
"""Bytes that a guess looks at."""

_TEXT_IS_ELSEWHERE = "give the text of the article, or name its encoding with --encoding"


class Decoded(NamedTuple):
    """A text, and what was done to get it where the bytes left a choice."""

    text: str
    notes: tuple[str, ...] = ()


def known_encoding(name: str) -> bool:
    """Tell whether ``name`` is a text encoding that this Python can decode."""
    try:
        b" ".decode(name)
    except UnicodeDecodeError:  # a blank alone is no UTF-16, but the encoding is known
        return True
    except (LookupError, ValueError):
        return False
    return True


def by_mark(data: bytes) -> str | None:
    """Return the encoding that a byte-order mark at the start of ``data`` names."""
    return next((name for bom, name in _BOMS if data.startswith(bom)), None)


def bare(head: bytes) -> bytes:
    """Return the first bytes of a text without a mark and NULs: ASCII, if only in wide letters."""
    mark = next((mark for mark, _ in _BOMS if head.startswith(mark)), b"")
    return head.removeprefix(mark).replace(b"\0", b"")


def decode(
    data: bytes, encoding: str | None, shown: str, *, declared: str | None = None
) -> Decoded:
    """Decode by ``encoding``, else by the byte-order mark, else as UTF-8, else by a guess.

    ``declared`` is what a page or its server says it is, believed where that can be. A byte-order
    mark is no part of the text. Raises :class:`InputError`, which begins with ``shown``, for bytes
    that are binary or no text in that encoding; a byte offset in it counts from 0, a mark included.
    """
    name = encoding or by_mark(data)
    if data.startswith(_BINARY_STARTS):
        raise InputError(f"{shown}: looks like a binary file; {_TEXT_IS_ELSEWHERE}")
    if name is None and data.count(0) >= _WIDE * len(data) > 0:
        found = _guessed(data, shown, _WIDE_PAGES)
    else:
        told = _as_declared(data, declared) if declared and name is None else None
        found = told or _strictly(data, name or "utf-8", shown, guess=name is None)
    check(found.text, name or "utf-8", shown)
    return found._replace(text=found.text.removeprefix("\ufeff"))


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    """Decode as declared, None where that is no encoding, or none of these bytes.

    Bytes that are UTF-8 beyond ASCII are hardly ever anything else.
    """
    name = declared.strip().lower()
    name = "cp1252" if name in _LATIN_1 else name
    wide = name.startswith(("utf-16", "utf16", "utf-32", "utf32"))
    if wide or not known_encoding(name) or (not data.isascii() and _is_utf8(data)):
        return None
    try:
        return Decoded(data.decode(name))
    except UnicodeError:
        return None


def _strictly(data: bytes, name: str, shown: str, *, guess: bool) -> Decoded:
    try:
        return Decoded(data.decode(name))
    except UnicodeDecodeError as error:
        if not guess or _is_cut(data, error):
            raise InputError(f"{shown}: {_undecodable(data, name, error)}") from None
    except UnicodeError as error:  # codecs such as punycode say no more
        raise InputError(f"{shown}: not {name} ({error}); try another --encoding") from None
    check(data.decode("latin-1"), name, shown)
    return _mended(data) or _guessed(data, shown, _CODE_PAGES)


def check(text: str, name: str, shown: str) -> None:
    """Refuse what is no text; raises :class:`InputError`."""
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise InputError(f"{shown}: looks like a binary file; {_TEXT_IS_ELSEWHERE}")
    if HALF_CHARACTER.search(text):
        raise InputError(f"{shown}: half a character, decoded as {name}; try another --encoding")


def _mended(data: bytes) -> Decoded | None:
    """Return UTF-8 with a few broken bytes, each replaced by U+FFFD; None for anything else."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    proper = sum(not letter.isascii() for letter in text) - broken
    if proper < 2 * broken:
        return None
    return Decoded(text, (f"{broken} of its bytes are no UTF-8, read as \ufffd",))


def _guessed(data: bytes, shown: str, names: tuple[str, ...]) -> Decoded:
    """Decode by the likeliest of some encodings.

    charset-normalizer tells scripts apart; code pages of the Latin script, which it cannot tell by
    a few accents, are chosen by the letters they give.
    """
    from charset_normalizer import from_bytes

    sample = _telling(data) if names == _CODE_PAGES else data[:_GUESSED_FROM]
    matches = from_bytes(sample, cp_isolation=list(names))
    best = matches.best()
    alike = [m.could_be_from_charset for m in matches if best and m.chaos <= best.chaos + _ALIKE]
    rivals = {name for those in alike for name in those if name in names}
    for name in sorted(rivals, key=lambda name: _oddness(sample, name, names)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        note = f"not UTF-8; read as {name.replace('_', '-')}, a guess (--encoding names another)"
        return Decoded(text, (note,))
    what = (
        "looks like a binary file" if names == _WIDE_PAGES else "not UTF-8, nor a known code page"
    )
    raise InputError(f"{shown}: {what}; {_TEXT_IS_ELSEWHERE}")


def _telling(data: bytes) -> bytes:
    """Return what is not ASCII, and what stands around it, as much as a guess needs."""
    found = islice(_HIGH.finditer(data), 1000)
    around = (data[max(0, m.start() - _AROUND) : m.end() + _AROUND] for m in found)
    return b"".join(around)[:_GUESSED_FROM]


def _oddness(sample: bytes, name: str, names: tuple[str, ...]) -> tuple[int, int, int]:
    """Return what speaks against an encoding, then its place in the list.

    Signs beside letters are odd, and words of accented Latin letters alone: they are of another
    script. cp1254 is cp1252 with six Turkish letters for Icelandic ones, which news seldom has.
    """
    text = sample.decode(name, "replace")
    odd = sum(word[0] < "\u0250" for word in _NO_ASCII_WORD.findall(text))
    odd += sum(
        unicodedata.category(sign)[0] in "SN" and (a.isalpha() or b.isalpha())
        for a, sign, b in zip(" " + text, text, text[1:] + " ")
        if not sign.isascii()
    )
    turkish = name == "cp1254" and bool(_TURKISH.search(text))
    return odd, -turkish, names.index(name)


def _is_cut(data: bytes, error: UnicodeDecodeError) -> bool:
    """Tell whether the bytes end within a character; a code page seldom looks so."""
    marked = by_mark(data) is not None
    return error.end == len(data) and (marked or not data[: error.start].isascii())


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    shown = name.upper() if name.startswith("utf-") else name
    if _is_cut(data, error) and (by_mark(data) or name == "utf-8"):
        return f"not {shown} (ends within a character); check that the file is complete"
    byte = f"byte 0x{data[error.start]:02x} at offset {error.start}"
    other = "--encoding utf-8" if name != "utf-8" and _is_utf8(data) else "another --encoding"
    return f"not {shown} ({byte}); try {other}"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
