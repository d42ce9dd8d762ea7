"""Every regular expression of ours, and texts that could make each of them slow."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from types import ModuleType
from typing import Any

import cli
import extract
from extract import rules

try:
    from re import _parser as parser
except ImportError:  # before Python 3.11
    import sre_parse as parser

Expression = re.Pattern[str] | re.Pattern[bytes]
_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_READS_LIKE_ONE = re.compile(r"\\[bswdWS]|[^\\][*+]|\{[a-z_]+\}|\$$")


# Where they are


def modules() -> Iterator[ModuleType]:
    """Yield the modules that read articles: the command's and the package's without training."""
    yield cli
    for found in pkgutil.walk_packages(extract.__path__, "extract."):
        if not found.name.startswith(("extract.training", "extract.__main__")):
            yield importlib.import_module(found.name)


def expressions() -> dict[str, Expression]:
    """Return all expressions by where they stand, each once.

    They are those of the rules, those that modules hold, and those in calls of ``re`` and of
    ``Rules.regex``, in which what is not known here counts as a word. A module's texts that read
    like one are taken too, for they may be compiled by way of a variable, unless they are but a
    part of another.
    """
    known = rules.load()
    found: dict[str, Expression] = {}
    texts: dict[str, Expression] = {}
    for stem in known.by_file:
        found |= {rule.where: rule.regex for rule in known[stem] if rule.regex}
    for module in modules():
        for name, value in vars(module).items():
            for i, one in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(one, re.Pattern):
                    found[f"{module.__name__}.{name}[{i}]"] = one
                elif compiled := _compiled(one, known, re.IGNORECASE):
                    texts[f"{module.__name__}.{name}[{i}]"] = compiled
        found |= _called(module, known)
    whole = "\n".join(str(one.pattern) for one in found.values())
    found |= {where: one for where, one in texts.items() if one.pattern not in whole}
    return {where: one for one, where in {one: where for where, one in found.items()}.items()}


def _compiled(source: Any, known: rules.Rules, flags: int) -> Expression | None:
    if not isinstance(source, str) or not _READS_LIKE_ONE.search(source):
        return None
    try:
        return known.regex(source, flags)
    except (re.error, rules.PatternError):  # prose
        return None


def _called(module: ModuleType, known: rules.Rules) -> dict[str, Expression]:
    found = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if node.func.attr == "regex" or (of_re and node.func.attr in _CALLS):
                flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else 0
                if one := _compiled(_value(node.args[0], module), known, flags):
                    found[f"{module.__name__}:{node.lineno}"] = one
    return found


def _value(node: ast.expr, module: ModuleType) -> Any:
    """Return what an expression of a module's source gives, None where a word will not do."""
    try:
        return eval(compile(ast.Expression(node), module.__name__, "eval"), {}, _Names(module))
    except AttributeError:
        return None


class _Names(Mapping[str, Any]):
    """A module's names; any other is a word."""

    def __init__(self, module: ModuleType) -> None:
        self._known = {**vars(builtins), **vars(module)}

    def __getitem__(self, name: str) -> Any:
        return self._known.get(name, "Word")

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


# What could make them slow

_OPEN = 30
"""Repeats from which one is as good as open."""
_FEW = 3
"""Members of a class and branches of an alternation that are tried."""
_SIGNS = " aA1,.-(\n\t" + "".join(map(chr, range(33, 0x3000)))
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_CATEGORIES = {
    f"CATEGORY_{no}{name}": re.compile("\\" + (sign.upper() if no else sign))
    for name, sign in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for no in ("", "NOT_")
}
Attack = tuple[str, str]
"""What stands before, and what is repeated."""


def attacks(expression: Expression) -> list[Attack]:
    """Return attacks on each open repeat of an expression.

    Repeated is what it repeats, behind what leads to it or alone, and both together.
    """
    tree = parser.parse(expression.pattern, expression.flags & ~re.DEBUG)
    found = [
        attack
        for way, pumps in _repeats(tree, "")
        for pump in pumps
        for attack in ((way, pump), ("", way + pump), ("", pump))
    ]
    return [attack for attack in dict.fromkeys(found) if attack[1]]


def _repeats(tree: Any, way: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each open repeat: a text that leads to it, and some that it takes."""
    for op, value in tree:
        inside = _inside(str(op), value)
        if str(op) in _REPEATS:
            taken = _taken(inside[0])
            if int(value[1]) * len(taken[0]) >= _OPEN:
                yield way, taken
        for inner in inside:
            yield from _repeats(inner, way)
        way += _taken([(op, value)])[0]


def _inside(name: str, value: Any) -> list[Any]:
    """Return the parts of a part."""
    if name == "BRANCH":
        return list(value[1])
    if name in _REPEATS:
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[3]]
    return [value[1]] if name in ("ASSERT", "ASSERT_NOT") else []


def _taken(tree: Any) -> list[str]:
    """Return some texts that a part takes, without regard to assertions."""
    found = [""]
    for op, value in tree:
        found = [one + more for one in found for more in _one(str(op), value)][:_FEW]
    return found


def _one(name: str, value: Any) -> list[str]:
    if name == "LITERAL":
        return [chr(value)]
    if name in ("ANY", "NOT_LITERAL"):
        return [sign for sign in "a, " if name == "ANY" or ord(sign) != value]
    if name == "IN":
        return list(islice((c for c in _SIGNS if _has(value, ord(c))), _FEW)) or [""]
    if name in _REPEATS:
        return [one * max(1, int(value[0])) for one in _taken(value[2])]
    if name in ("BRANCH", "SUBPATTERN"):
        return [one for tree in _inside(name, value)[:_FEW] for one in _taken(tree)][:_FEW]
    return [""]


def _has(members: Any, sign: int) -> bool:
    """Tell whether a class has a sign."""
    negated = str(members[0][0]) == "NEGATE"
    return negated != any(
        (name == "LITERAL" and part == sign)
        or (name == "RANGE" and part[0] <= sign <= part[1])
        or (name == "CATEGORY" and _CATEGORIES[str(part)].match(chr(sign)) is not None)
        for name, part in ((str(op), part) for op, part in members)
    )
