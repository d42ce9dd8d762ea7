"""CSV: one row a record, nested values flattened, under a header that is always there."""

from __future__ import annotations

from extract.render._sheet import Sheet

_SHEET = Sheet(",")
head, line, write = _SHEET.head, _SHEET.line, _SHEET.write
