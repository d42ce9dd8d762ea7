"""BIOES tags, and the best sequence of them that is well formed.

B begins, I continues, E ends an entity of several words, S is one of a single word, O is outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Tags:
    """The tags of some labels: O first, then B, I, E and S of each label in turn."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.names = ["O"] + [f"{part}-{label}" for label in labels for part in "BIES"]
        opens = np.array([name[0] in "BI" for name in self.names])
        inside = np.array([name[0] in "IE" for name in self.names])
        owner = np.array([name[1:] for name in self.names])
        same = owner[:, None] == owner[None, :]
        self._follows = np.where(opens[:, None], inside[None, :] & same, ~inside[None, :])
        self._begins, self._ends = ~inside, ~opens

    def best(self, scores: Floats) -> list[int]:
        """Return the well-formed sequence of the highest sum for scores of (words, tags).

        The highest tag of each word is tried first; where that is not well formed, the sequence is
        found by the algorithm of Viterbi (1967).
        """
        path = scores.argmax(axis=1)
        if self.well_formed(path):
            return [int(tag) for tag in path]
        return self._viterbi(scores)

    def well_formed(self, path: NDArray[np.int64]) -> bool:
        """Say whether each entity of a sequence of at least one tag is begun and ended."""
        ok = self._begins[path[0]] and self._ends[path[-1]]
        return bool(ok and self._follows[path[:-1], path[1:]].all())

    def _viterbi(self, scores: Floats) -> list[int]:
        barred = np.where(self._follows, 0.0, -np.inf)
        best = np.where(self._begins, scores[0], -np.inf)
        back = np.zeros(scores.shape, dtype=np.int64)
        for i in range(1, len(scores)):
            joined = best[:, None] + barred
            back[i] = joined.argmax(axis=0)
            best = joined.max(axis=0) + scores[i]
        path = [int(np.where(self._ends, best, -np.inf).argmax())]
        for i in range(len(scores) - 1, 0, -1):
            path.append(int(back[i, path[-1]]))
        return path[::-1]

    def spans(self, path: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        """Yield (start, stop, label) of the entities of a well-formed sequence."""
        start = 0
        for i, tag in enumerate(path):
            part = self.names[tag][0]
            start = i if part in "BS" else start
            if part in "ES":
                yield start, i + 1, self.names[tag][2:]
