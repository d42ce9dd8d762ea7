"""Names that no other thing has, made from a record's id: the same on every machine."""

from __future__ import annotations

import json
import uuid

_OURS = uuid.uuid5(uuid.NAMESPACE_OID, "meeting-extract")


def urn(*parts: str | int) -> str:
    """Return the ``urn:uuid:`` of what ``parts`` tell from all others; they may hold any text."""
    return uuid.uuid5(_OURS, json.dumps(parts)).urn
