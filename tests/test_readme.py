"""The README says what the program does: its blocks are compared with it, or run."""

from __future__ import annotations

import doctest
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import extract
from cli import main
from extract import errors, fields, rules
from extract.fields import confidence
from extract.inputs.rows import USUAL

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"(?:^<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VIEWS = {"-f", "--format", "-o", "--output", "--explain", "--schema", "--body", "--score"}
"""Options without which a terminal shows the table; the tests' output is no terminal."""
CALL = "samples/phone-call.txt"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and the file that it shows, if any."""

    line: int
    language: str
    text: str
    file: str | None


def blocks() -> list[Block]:
    return [
        Block(README.count("\n", 0, match.start()) + 1, match[2], match[3], match[1])
        for match in FENCE.finditer(README)
    ]


def of(language: str) -> list[Any]:
    return [pytest.param(b, id=f"line-{b.line}") for b in blocks() if b.language == language]


def marked(name: str) -> str:
    match = re.search(rf"^<!-- {name} -->\n(.*?)^<!-- /{name} -->$", README, re.M | re.S)
    assert match, f"README.md lacks <!-- {name} --> ... <!-- /{name} -->"
    return match[1]


def same(shown: str, wanted: str, place: str) -> None:
    if shown.rstrip("\n") != wanted.rstrip("\n"):
        pytest.fail(f"README.md, {place}: replace by\n{wanted}", pytrace=False)


# What is compared.


def test_the_help_is_that_of_the_command():
    shown = CliRunner().invoke(main, ["--help"], prog_name="extract", terminal_width=78)
    same(marked("help"), f"```text\n{shown.output}```\n", "help")


def test_the_usual_keys_are_those_that_are_read():
    head = "| option | default: the first of these that a row has |\n| --- | --- |\n"
    rows = (
        f"| `--{key}-key` | {', '.join(f'`{name}`' for name in names)} |\n"
        for key, names in USUAL.items()
    )
    same(marked("keys"), head + "".join(rows), "keys")


def kind(schema: Mapping[str, Any]) -> str:
    names = schema.get("type") or ["null" if None in schema["enum"] else "", "string"]
    names = [names] if isinstance(names, str) else [n for n in names if n]
    shown = [f"list of {kind(schema['items'])}s" if n == "array" else n for n in names]
    return " or ".join(sorted(shown, key=lambda name: name == "null"))


def field_table() -> str:
    rows = [(f"`{f.key}`", kind(f.schema), f.meaning) for f in fields.fields()]
    evidence = fields.schema()["properties"]["evidence"]
    rows.append(("`evidence`", kind(evidence), evidence["description"]))
    head = [("key", "type", "meaning"), ("---", "---", "---")]
    return "".join(f"| {' | '.join(row)} |\n" for row in [*head, *rows])


def test_the_field_table_is_that_of_the_program():
    same(marked("fields"), field_table(), "fields")


def test_the_labels_are_those_of_the_table_of_codes():
    table = (rules.shipped() / "topic_codes.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line)["label"] for line in table]
    assert re.findall(r"`([a-z-]+)`", marked("labels")) == labels


def test_the_shares_of_confidence_are_those_of_the_program():
    shares = re.compile(r"0\.\d+")
    assert confidence.find.__doc__
    assert shares.findall(marked("confidence")) == shares.findall(confidence.find.__doc__)


def test_the_exit_codes_are_those_of_the_program():
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.M)}
    assert codes == {
        0, errors.EXIT_NONE, errors.EXIT_USAGE, errors.EXIT_SOME_FAILED,
        errors.EXIT_INTERRUPTED, errors.EXIT_TERMINATED,
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(rules.shipped().glob("*.jsonl")), ids=lambda p: p.name)
def test_each_pattern_file_and_label_is_explained(path):
    if path.stem in rules.TABLES:
        assert f"`{path.name}`" in README
        return
    rows = re.findall(rf"^\| `{path.name}` \|.*$", marked("files"), re.M)
    assert rows, f"no row for {path.name}"
    if path.stem == "topic_labels":
        return
    labels = {json.loads(line)["label"] for line in path.read_text("utf-8").splitlines()}
    assert not {label for label in labels if f"`{label}`" not in rows[0]}


def test_each_link_leads_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


# What is run: in a folder with the samples, the files that the README shows, and the records.


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, extractor) -> Path:
    """Make the folder that the README's commands are run in."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("samples", "patterns"):
        shutil.copytree(rules.shipped() if name == "patterns" else ROOT / name, folder / name)
    shutil.copytree(ROOT / "extract" / "model", folder / "extract" / "model")
    for block in blocks():
        if block.file:
            (folder / block.file).parent.mkdir(exist_ok=True)
            (folder / block.file).write_text(block.text, encoding="utf-8")
    with (folder / "records.jsonl").open("w", encoding="utf-8") as file:
        for path in sorted((folder / "samples").glob("*.txt")):
            for record in extractor.records(path.read_bytes().decode(), source=path.name):
                file.write(json.dumps(record.to_dict()) + "\n")
    return folder


@pytest.fixture
def here(prepared, extractor, monkeypatch) -> Path:
    """Work there, with the shipped model and rules loaded once."""
    load = extract.load

    def loaded(model: Any = None, patterns: Any = None, codes: bool = False) -> Any:
        return load(model, patterns, codes) if model or patterns or codes else extractor

    monkeypatch.chdir(prepared)
    monkeypatch.setattr(extract, "load", loaded)
    return prepared


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output shown under it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def run(command: str) -> str:
    """Run a command line as a terminal would show it; ``extract`` in this process."""
    if not command.startswith("extract "):
        return piped(command, "")
    own, _, rest = command.partition(" | ")
    args = shlex.split(own)[1:]
    if not rest and not VIEWS & set(args):
        args = ["-f", "table", *args]
    result = CliRunner().invoke(main, args, prog_name="extract")
    assert result.exit_code == 0, f"{command}: exit code {result.exit_code}\n{result.output}"
    return piped(rest, result.stdout) if rest else result.output


def piped(command: str, stdin: str) -> str:
    """Run a command line in bash, skipping the test where it names a tool that is missing."""
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = shlex.split(f"| {command}")
    for tool in (word for before, word in pairwise(words) if before == "|"):
        if not shutil.which(tool, path=path):
            pytest.skip(f"{tool} is not installed")
    ended = subprocess.run(
        [bash, "-o", "pipefail", "-c", command],
        input=stdin, capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PATH": path, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert ended.returncode == 0, f"{command}: {ended.stderr}"
    return ended.stdout


def lines(text: str) -> list[str]:
    """Return the lines of an output without the blanks behind them."""
    return [line.rstrip() for line in text.rstrip("\n").split("\n")]


@pytest.mark.model
@pytest.mark.parametrize("block", of("console"))
def test_a_command_gives_the_output_shown(block, here):
    given = [(command, run(command)) for command, _ in commands(block.text)]
    wanted = "".join(f"$ {command}\n{output}" for command, output in given)
    same("\n".join(lines(block.text)), "\n".join(lines(wanted)), f"line {block.line}")


@pytest.mark.model
def test_a_command_on_the_samples_ends_well(here):
    shell = "\n".join(b.text for b in blocks() if b.language == "sh")
    found = re.findall(r"(?:\S*/)?(extract (?:[^&|\n]* )?samples/\S*)", shell)
    assert found
    for command in found:
        run(command)


@pytest.mark.model
@pytest.mark.parametrize("block", of("pycon"))
def test_a_session_gives_the_output_shown(block, here, extractor):
    for module in re.findall(r"^>>> import (\w+)$", block.text, re.M):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    names = {"extract": extract, "extractor": extractor}
    test = doctest.DocTestParser().get_doctest(block.text, names, "README.md", "README.md", 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    if said:
        pytest.fail(f"README.md, line {block.line}:\n{''.join(said)}", pytrace=False)


@pytest.mark.model
def test_the_user_patterns_add_replace_switch_off_and_extend(here):
    """The README's own folder, compared with what the shipped rules alone give."""
    example = next(b for b in blocks() if b.language == "console" and "--patterns" in b.text)
    for command, _ in commands(example.text):
        run(command)
    articles = {name: (here / name).read_text("utf-8") for name in ("arica.txt", CALL)}
    shipped = {name: extract.load().records(text) for name, text in articles.items()}
    own = extract.load(patterns="my-patterns")
    changed = {name: own.records(text) for name, text in articles.items()}
    assert [len(shipped["arica.txt"]), len(changed["arica.txt"])] == [0, 1]
    assert [found[CALL][0]["event"] for found in (shipped, changed)] == [
        "phone call", "telephone call",
    ]  # fmt: skip
    told = [{t["text"] for t in found[CALL][0]["topics"]} for found in (shipped, changed)]
    assert ["regional unity" in texts for texts in told] == [True, False]
    assert ["air-fares" in found[CALL][0]["labels"] for found in (shipped, changed)] == [
        False, True,
    ]  # fmt: skip
