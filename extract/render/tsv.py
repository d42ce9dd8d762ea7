"""TSV: the rows of CSV with tabs between the cells, quoted as CSV quotes them."""

from __future__ import annotations

from extract.render._sheet import Sheet

_SHEET = Sheet("\t")
head, line, write = _SHEET.head, _SHEET.line, _SHEET.write
