"""Golden cases: the values that an article's records must keep, one file for each article.

``cases/records/NAME.json`` holds ``{"NAME": [record, ...]}`` for ``samples/NAME.txt`` or
``articles/NAME.txt``, without evidence, confidence, id and source. It holds only values that were
read against the text and its annotation and found right: a key that is not there is not yet right,
or not judged. When the program learns such a value, add it here.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FOLDERS = {
    HERE.parent / "samples": HERE / "samples",
    HERE / "articles": HERE / "articles",
}
"""Where articles lie, and where their annotation."""
CASES = sorted((HERE / "cases" / "records").glob("*.json"))
UNJUDGED = {"id", "source", "evidence", "confidence"}


def article(name: str) -> Path:
    (path,) = [folder / f"{name}.txt" for folder in FOLDERS if (folder / f"{name}.txt").exists()]
    return path


def wanted(case: Path) -> list[dict[str, Any]]:
    return json.loads(case.read_text(encoding="utf-8"))[case.stem]


def annotation(name: str) -> dict[str, Any]:
    path = FOLDERS[article(name).parent] / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def kept(value: Any, want: Any) -> Any:
    """The parts of a value that the case speaks of; names of sides may change places."""
    if isinstance(want, list) and value != want and _texts(value) and _texts(want):
        return want if sorted(value) == sorted(want) else value
    if isinstance(value, dict) and isinstance(want, dict):
        return {key: kept(value.get(key), want[key]) for key in want}
    if isinstance(value, list) and isinstance(want, list) and len(value) == len(want):
        return [kept(one, other) for one, other in zip(value, want, strict=True)]
    return value


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def lines(records: Any) -> list[str]:
    return json.dumps(records, ensure_ascii=False, indent=1).splitlines()


@pytest.mark.model
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_an_article_keeps_what_was_right(extractor, case):
    text = article(case.stem).read_bytes().decode("utf-8-sig")
    want = wanted(case)
    found = kept([record.to_dict() for record in extractor.records(text)], want)
    if found != want:
        diff = difflib.unified_diff(lines(want), lines(found), case.name, "now", lineterm="", n=2)
        pytest.fail("\n".join(["what was right has changed:", *diff]), pytrace=False)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_golden_case_agrees_with_the_annotation_of_its_article(case):
    gold = annotation(case.stem)
    want = wanted(case)
    assert len(want) == len(gold["records"])
    for record, right in zip(want, gold["records"], strict=True):
        assert not UNJUDGED & set(record)
        assert record.get("published", gold["published"]) == gold["published"]
        for key in ("round", "status", "date", "end_date", "date_basis"):
            assert record.get(key, right.get(key)) == right.get(key), key
        for key, value in record.get("venue", {}).items():
            assert str(value).lower() == str(right.get(key)).lower(), key
        assert sorted(record.get("sides", right["sides"])) == sorted(right["sides"])
        chairs = record.get("co_chairs", [])
        for chair, other in zip(chairs, right["co_chairs"], strict=bool(chairs)):
            assert chair.items() <= other.items()
        if "participants" in record:
            names = sorted(person["name"] for person in record["participants"])
            assert names == sorted(right["participants"])
