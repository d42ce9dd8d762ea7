"""HTML: one page to look at, with all that it needs, for any browser and without a network.

Its template, style and scripts are in ``report/``. What the articles say is data in the page: JSON
that the scripts read, and of which nothing can act.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from extract.render import PLAIN, Style
from extract.reported import Reported, parts

_FOLDER = Path(__file__).parent / "report"
_SCRIPTS = (
    "base", "meetings", "filters", "table", "timeline", "grids", "detail", "corrections", "start",
)  # fmt: skip
"""The scripts, which become one, in this order."""
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&"})
"""So that no text ends the element that it stands in."""


def write(articles: Iterable[Reported], stream: TextIO, style: Style = PLAIN) -> None:
    """Write the page: for each article its records, and then its text in parts, as they come."""
    css, script = _read("style.css"), _script()
    told = {"css": css, "css-hash": _hash(css), "script": script, "script-hash": _hash(script)}
    page = re.sub(r"\{\{([a-z-]{1,20})\}\}", lambda match: told[match[1]], _read("page.html"))
    head, tail = page.split("<!-- data -->\n")
    stream.write(head)
    for reported in articles:
        stream.write(_data("records", [dict(record) for record in reported.records]))
        stream.write(_data("article", _article(reported)))
    stream.write(tail)


def _article(reported: Reported) -> Mapping[str, Any]:
    """Return an article as the script reads it: its parts, and the evidence of each record."""
    told = [
        [[e.field, e.start, e.end, e.rule] for e in record.evidence] for record in reported.records
    ]
    return {"parts": [[p.text, p.kind, p.behind] for p in parts(reported)], "evidence": told}


def _data(kind: str, value: Any) -> str:
    return f'<script type="application/json" class="{kind}">{_json(value)}</script>\n'


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).translate(_ESCAPES)


def _script() -> str:
    parts_ = (_read(f"{name}.js") for name in _SCRIPTS)
    return '"use strict";\n(() => {\n' + "\n".join(parts_) + "})();\n"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Return the hash by which the page's policy knows its own style and script."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
