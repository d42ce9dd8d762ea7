"""Kill a batch at random moments and go on: the end must be that of a run that nothing ended.

python tests/benchmarks/killed.py [--seed 8] [--kills 20] [--articles 2000] [--jobs 1]
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"


def main() -> None:
    """Print where each kill fell, and whether output and log are the same at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("seed", 8), ("kills", 20), ("articles", 2000), ("jobs", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write(home / "articles.jsonl", asked.articles)
        run(home, asked.jobs, "plain").wait()
        for target in sorted(chance.choices(range(asked.articles), k=asked.kills)):
            kill(home, asked.jobs, target, chance)
        code = run(home, asked.jobs, "killed", "--resume").wait()
        same = all(
            (home / f"killed{kind}").read_bytes() == (home / f"plain{kind}").read_bytes()
            for kind in (".jsonl", ".log")
        )
        records = len((home / "plain.jsonl").read_bytes().splitlines())
    print(f"exit code {code}, {records} records, {'same bytes' if same else 'OTHER BYTES'}")
    sys.exit(not same)


def write(path: Path, number: int) -> None:
    """Write articles: the samples in turn, each with a headline of its own."""
    samples = [sample.read_text("utf-8") for sample in sorted(SAMPLES.glob("*.txt"))]
    with path.open("w", encoding="utf-8") as file:
        for i in range(number):
            row = {"id": i, "title": f"No. {i}", "text": samples[i % len(samples)]}
            file.write(json.dumps(row) + "\n")


def run(home: Path, jobs: int, name: str, *more: str) -> subprocess.Popen[bytes]:
    """Begin a run on the articles."""
    command = [sys.executable, "-m", "extract", "articles.jsonl", "-q", "-j", str(jobs)]
    return subprocess.Popen(
        [*command, "-o", f"{name}.jsonl", "--log", f"{name}.log", *more], cwd=home
    )


def kill(home: Path, jobs: int, target: int, chance: random.Random) -> None:
    """Let a run go on until some inputs are done, and kill it a moment later."""
    child = run(home, jobs, "killed", "--resume")
    begun = done(home)
    while child.poll() is None and (done(home) < target or done(home) == begun):
        time.sleep(0.002)
    time.sleep(chance.random() / 10)
    child.send_signal(signal.SIGKILL)
    child.wait()
    print(f"killed behind {done(home)} inputs, {(home / 'killed.jsonl').stat().st_size} bytes")


def done(home: Path) -> int:
    """Return how many inputs the journal names."""
    journal = home / "killed.jsonl.resume"
    return max(journal.read_bytes().count(b"\n") - 1, 0) if journal.exists() else 0


if __name__ == "__main__":
    main()
