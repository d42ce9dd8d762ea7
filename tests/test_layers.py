"""The rooms keep their order: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "extract/record.py": ["extract", "spacy", "cli"],
    "extract/errors.py": ["extract", "spacy", "cli"],
    "extract/article.py": ["extract", "spacy", "cli"],
    "extract/inputs": ["spacy", "extract.engine", "extract.reader", "extract.clean", "cli"],
    "extract/tidy.py": ["extract", "spacy", "cli"],
    "extract/clean.py": ["spacy", "extract.pipeline", "extract.reader", "cli"],
    "extract/fields": ["spacy", "extract.render", "extract.engine", "extract.pipeline", "cli"],
    "extract/meetings.py": ["spacy", "extract.fields", "extract.render", "cli"],
    "extract/render": ["spacy", "extract.engine", "extract.reader", "extract.meetings", "cli"],
    "extract/ner": ["extract.pipeline", "extract.models", "extract.training", "torch", "cli"],
    "extract/pipeline.py": ["extract.fields", "extract.render", "extract.meetings", "cli"],
    "extract/models.py": ["extract.reader", "extract.meetings", "extract.training", "cli"],
    "extract/reader.py": ["spacy", "extract.meetings", "extract.fields", "extract.render", "cli"],
    "extract/command.py": ["spacy", "extract.run", "extract.inputs", "extract.engine", "cli"],
}


def imported(path: Path) -> set[str]:
    """Modules that a file imports when it runs; those for type checkers alone do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_nothing_that_runs_needs_what_trains():
    paths = [ROOT / "cli.py", *(ROOT / "extract").rglob("*.py")]
    for path in (path for path in paths if path.parent.name != "training"):
        assert not any(f"{name}.".startswith("extract.training.") for name in imported(path)), path


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_nothing_from_the_rooms_behind_it(room):
    paths = [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).glob("*.py"))
    assert paths
    for path in paths:
        for name in imported(path):
            for forbidden in FORBIDDEN[room]:
                assert not f"{name}.".startswith(f"{forbidden}."), (path, name)
