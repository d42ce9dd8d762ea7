"""A component for a user's own spaCy pipeline: the meetings of a Doc's text.

>>> nlp = spacy.blank("en")
>>> nlp.add_pipe("extract_meetings")
>>> nlp(text)._.meetings
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract.engine import Extractor

FACTORY = "extract_meetings"


class MeetingFinder:
    """Sets ``doc._.meetings`` to the records of the text, each a dict as it stands in JSON.

    ``doc._.published`` (``YYYY-MM-DD``, None at first) is the text's publication date; it wins
    over a date in the text. Names are found by the shipped model, whatever the pipeline holds.
    """

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        for extension in ("meetings", "published"):
            if not Doc.has_extension(extension):
                Doc.set_extension(extension, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Read the text of a Doc, and return it; an empty one has no meeting."""
        found = []
        if doc.text.strip():
            found = self._extractor.records(doc.text, published=doc._.published)
        doc._.meetings = [record.to_dict() for record in found]
        return doc


@Language.factory(
    FACTORY, assigns=["doc._.meetings"], default_config={"patterns": None, "codes": False}
)
def make_meetings(nlp: Language, name: str, patterns: str | None, codes: bool) -> MeetingFinder:
    """Return the component; ``patterns`` and ``codes`` are as those of :func:`extract.load`."""
    return MeetingFinder(Extractor(None, patterns, codes))
