"""Articles of archives: the members of a ZIP file, the responses of a web archive (WARC)."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, cast

from extract.errors import InputError
from extract.inputs import bounded
from extract.inputs.paths import is_article, printable

_MOST_RATIO = 200
"""Times its packed size that a member of some size may unpack to; text reaches about 10."""
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


class Member(NamedTuple):
    """The bytes of one article in an archive; ``form`` is "html" or "text", None when unknown."""

    name: str
    data: bytes
    form: str | None = None
    charset: str | None = None
    url: str | None = None


def zip_members(stream: io.BufferedIOBase, shown: str) -> Iterator[Member | InputError]:
    """Yield the articles of a ZIP file in its own order; members of other kinds are passed over."""
    if not stream.seekable():
        raise InputError(f"{shown}: a ZIP file cannot be read from a pipe; name the file")
    try:
        with zipfile.ZipFile(cast(IO[bytes], stream)) as archive:
            members = [info for info in archive.infolist() if _is_wanted(info)]
            for info in members:
                yield _zip_member(archive, info, shown)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputError(f"{shown}: not a ZIP file that can be read ({error})") from None
    if not members:
        raise InputError(f"{shown}: no .txt or .html file in this archive")


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    parts = (part for part in info.filename.split("/") if part not in (".", ".."))
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not info.is_dir() and not hidden and is_article(info.filename)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> Member | InputError:
    where = f"{shown}#{printable(info.filename)}"
    if info.file_size > max(2**20, _MOST_RATIO * info.compress_size):
        return InputError(
            f"{where}: unpacks to {info.file_size} bytes; a decompression bomb?", where
        )
    try:
        with archive.open(info) as member:
            return Member(info.filename, bounded.read(member, where))
    except InputError as error:
        error.source = where
        return error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        said = f"{where}: cannot be unpacked ({error}); check that it is complete"
    except RuntimeError as error:  # encrypted, or compressed in a way of its own
        said = f"{where}: cannot be unpacked ({error}); unpack it first"
    return InputError(said, where)


def warc_records(stream: io.BufferedIOBase, shown: str) -> Iterator[Member | InputError]:
    """Yield the pages of a web archive: successful responses, resources, and converted text.

    Records of other kinds, addresses and content types are passed over.
    """
    try:
        from fastwarc import warc
    except ImportError:
        raise InputError(
            f"{shown}: a web archive, which needs FastWARC to be read; pip install fastwarc"
        ) from None
    kinds = warc.WarcRecordType
    wanted = kinds.response | kinds.resource | kinds.conversion
    whole = _UpToDamage(stream)
    damage, given = "", False
    try:
        for record in warc.ArchiveIterator(io.BufferedReader(whole), wanted, auto_decode="all"):
            if member := _warc_record(record, shown):
                given = True
                yield member
    except (OSError, ValueError, RuntimeError) as error:
        damage = str(error)
    if damage := damage or whole.damage:
        raise InputError(f"{shown}: a web archive that cannot be read on ({damage})")
    if not given:
        raise InputError(f"{shown}: no page in this web archive")


class _UpToDamage(io.RawIOBase):
    """A stream that ends where it is damaged, so that what stands before is not lost."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream, self._at, self.damage = stream, 0, ""

    def readable(self) -> bool:
        return True

    def tell(self) -> int:  # FastWARC asks for it
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read1(len(buffer))
        except (EOFError, zlib.error, OSError) as error:
            self.damage, data = str(error), b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _warc_record(record: Any, shown: str) -> Member | InputError | None:
    kind = (record.http_content_type or record.headers.get("Content-Type") or "").lower()
    status = record.http_headers.status_code if record.http_headers else None
    if not kind.startswith(_PAGES) or (status is not None and not 200 <= status < 300):
        return None
    name = (record.headers.get("WARC-Target-URI") or "").strip("<>")  # some writers set them
    if not name.lower().startswith(("http:", "https:")):
        return None
    where = f"{shown}#{printable(name)}"
    try:
        data = _payload(record, where)
    except InputError as error:
        error.source = where
        return error
    if not data.strip():
        return None
    form = "text" if kind.startswith("text/plain") else "html"
    return Member(name, data, form, record.http_charset, name)


def _payload(record: Any, where: str) -> bytes:
    try:
        data = bounded.read(record.reader, where)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise InputError(f"{where}: cannot be unpacked ({error}); the rest is read on") from None
    headers = record.http_headers.asdict() if record.http_headers else {}
    encoded = {"content-encoding", "transfer-encoding"} & {name.lower() for name in headers}
    if len(data) < record.content_length and not encoded:
        raise InputError(f"{where}: is cut short; check that the archive is complete")
    return data
