"""The command as the tests start it: in this process, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import fake_engine
import pytest
from click.testing import CliRunner, Result

import extract
from cli import main
from extract import fields

ROOT = Path(__file__).parent.parent
MEETING = "PAGE\r\nMEETING Security Dialogue in Baku\r\n"
OTHER = "MEETING talks in Wien\nMEETING phone call in Rom\n"
STORY = "A story.\n"


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """Work in an empty folder, with the fake in the engine's place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(extract, "load", fake_engine.load)
    monkeypatch.setattr(fields, "schema", lambda: fake_engine.SCHEMA)
    return tmp_path


def put(name: str, data: str | bytes = MEETING) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return name


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(main, args, input=stdin)
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def events(result: Result) -> list[str]:
    return [json.loads(line)["event"] for line in result.stdout.splitlines()]


def environment(**variables: str) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return os.environ | {"PYTHONPATH": path} | variables


def process(*args: str, setup: str = "", **options) -> subprocess.Popen[bytes]:
    code = f"import fake_engine; fake_engine.install(); from cli import main\n{setup}\nmain()"
    options.setdefault("env", environment())
    for name in ("stdout", "stderr"):
        options.setdefault(name, subprocess.PIPE)
    options.setdefault("stdin", subprocess.DEVNULL)
    command = [sys.executable, "-c", code, *args]
    return subprocess.Popen(command, **options)
