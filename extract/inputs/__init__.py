"""From paths to articles: files, web pages, tables and archives of many, standard input."""

from extract.inputs.files import How, articles, unread
from extract.inputs.paths import Input, inputs
from extract.inputs.rows import Keys

__all__ = ["How", "Input", "Keys", "articles", "inputs", "unread"]
