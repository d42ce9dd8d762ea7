"""Files of many articles, made of a few: what several tests read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping

PAGE = """<!DOCTYPE html><html><head><title>Ministers meet in Oslo | Fjord Post</title>
<meta charset="utf-8"><meta property="og:site_name" content="Fjord Post">
<meta property="article:published_time" content="2024-05-17T08:00:00+02:00">
<link rel="canonical" href="https://fjord.example/oslo"></head><body>
<nav><a href="/">Home</a> <a href="/s">Sport</a></nav>
<article><h1>Ministers meet in Oslo</h1><p>17 May 2024</p>
<p>Peru's Foreign Minister Ana Quispe met Norway's Foreign Minister Bo Ekdal in Oslo on Thursday.
They discussed fisheries and a new air link between the two capitals.</p>
<p>The ministers agreed to meet again next year, when the air link is to be opened, and to send
their experts on fisheries to Lima in the summer.</p></article>
<footer>Copyright 2024 Fjord Post</footer></body></html>"""


def json_lines(texts: Mapping[str, str], **more: str) -> bytes:
    rows = ({"id": name, "text": text} | more for name, text in texts.items())
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def csv_table(texts: Mapping[str, str], sign: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([("id", "text"), *texts.items()])
    return out.getvalue().encode()


def zipped(texts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return out.getvalue()


def response(url: str, body: bytes, kind: str = "text/html", status: str = "200 OK") -> bytes:
    """Return one record of a web archive: a server's answer, compressed on its own."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2024-06-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")
