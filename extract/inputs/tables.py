"""Rows of JSON lines, CSV and TSV, read one at a time."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, cast

from extract.errors import InputError
from extract.inputs.bounded import LIMIT, too_long
from extract.inputs.decoding import bare, by_mark, decode

Row = Mapping[str, Any]
"""The values of one row by its keys or columns."""
Rows = Iterator[tuple[int, Row | InputError]]
"""Numbered rows, from 1, and in the place of one that cannot be read the error."""

_MOST_SKIPPED = 64
"""Times the limit that a line may be long for what follows it to be read."""
_SIGNS = ",;\t|"
_NAMED_SIGN = re.compile(r"sep=(\t|[^\w\s\"])\s*$")
"""What some spreadsheets write above the header; a quotation mark can part no cells."""
_LONGEST_HEADER = 2000


def json_lines(stream: io.BufferedIOBase, shown: str, encoding: str | None) -> Rows:
    """Yield the number and the object of each line that is not blank."""
    for number, line in enumerate(_lines(stream, shown, encoding), 1):
        if len(line) > LIMIT:
            yield number, too_long(f"{shown}:{number}")
        elif line.strip():
            yield number, _object(line, f"{shown}:{number}")


def _object(line: str, where: str) -> Row | InputError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", "too deep, or a number too long")
        return InputError(f"{where}: not JSON ({said}); give one object a line")
    if isinstance(value, dict):
        return value
    return InputError(f"{where}: no JSON object; give one object a line (jq -c '.[]' makes them)")


def csv_rows(stream: io.BufferedIOBase, shown: str, encoding: str | None) -> Rows:
    """Yield the number and the cells by column of each row below the header.

    Cells are parted by the sign that the header has most of: comma, semicolon, tab or bar. A row
    that cannot be read ends the file.
    """
    csv.field_size_limit(LIMIT)  # the module's own setting: there is none per reader
    lines = _Bounded(_lines(stream, shown, encoding), shown)
    number = 0
    try:
        header = next(lines, "")
        if named := _NAMED_SIGN.match(header):
            header = next(lines, "")
        sign = named[1] if named else max(_SIGNS, key=header.count)
        names = _cells(_decoded(header, shown), sign)
        for number, cells in enumerate(csv.reader(lines, delimiter=sign, strict=True), 1):
            lines.given = 0
            if cells:
                yield number, _row(names, cells, f"{shown}: row {number}")
    except csv.Error as error:
        where = f"{shown}: row {number + 1}"
        yield number + 1, InputError(f"{where}: not CSV ({error}); the rows behind it are not read")
    except InputError as error:
        yield number + 1, error


def _row(names: list[str], cells: list[str], where: str) -> Row | InputError:
    if any(cells[len(names) :]):
        return InputError(f"{where}: more cells than columns; set the text in quotation marks")
    return dict(zip(names, cells))


class _Bounded:
    """Lines, as long as those of one row, counted by whoever reads them, are under the limit."""

    def __init__(self, lines: Iterator[str], shown: str) -> None:
        self._lines, self._shown, self.given = lines, shown, 0

    def __iter__(self) -> _Bounded:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.given += len(line)
        if self.given > LIMIT:
            raise InputError(f"{too_long(self._shown)}; the rows behind it are not read")
        return line


def looks_like_csv(head: bytes, names: Iterable[str]) -> bool:
    """Tell whether the first lines of a text are a header with one of these columns, and a row."""
    first, _, rest = bare(head).decode("utf-8", "replace").partition("\n")
    if len(first) > _LONGEST_HEADER:
        return False
    sign = max(_SIGNS, key=first.count)
    known = {name.casefold() for name in names}
    with contextlib.suppress(csv.Error):
        cells = _cells(first.rstrip("\r"), sign)
        second = next(csv.reader(rest.splitlines(keepends=True), delimiter=sign), [])
        header = any(cell.casefold() in known for cell in cells)
        return header and len(cells) == len(second) > 1
    return False


def _cells(header: str, sign: str) -> list[str]:
    return [name.strip() for name in next(csv.reader([header], delimiter=sign), [])]


def _decoded(header: str, shown: str) -> str:
    data = header.encode("utf-8", "surrogateescape")
    return decode(data, None, shown).text if header else ""


def _lines(stream: io.BufferedIOBase, shown: str, encoding: str | None) -> Iterator[str]:
    r"""Yield lines with their ends; of a line over the limit its beginning, then what follows it.

    Bytes that are no text come as lone surrogates, to be judged where they stand.
    """
    head = stream.peek(4)[:4] if isinstance(stream, io.BufferedReader) else b""
    name = encoding or by_mark(head) or "utf-8"
    name = "utf-8-sig" if name == "utf-8" else name
    text = io.TextIOWrapper(cast(IO[bytes], stream), name, errors="surrogateescape", newline="")
    while line := text.readline(LIMIT + 1):
        yield line
        if len(line) > LIMIT:
            _skip_line(text, line, shown)


def _skip_line(text: io.TextIOWrapper, line: str, shown: str) -> None:
    for _ in range(_MOST_SKIPPED):
        if not line or line.endswith(("\n", "\r")):
            return
        line = text.readline(LIMIT)
    length = LIMIT * _MOST_SKIPPED >> 20
    raise InputError(f"{shown}: a line of over {length} MB; what follows it is not read")
