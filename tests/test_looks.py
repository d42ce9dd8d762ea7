"""What is not read to its end would have given no record: each look loses none of the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.article import Article
from extract.engine import Extractor, _assemble

HERE = Path(__file__).parent
TEXTS = {
    path.stem: path.read_text("utf-8")
    for folder in (HERE.parent / "samples", HERE / "articles")
    for path in sorted(folder.glob("*.txt"))
}
MET = "Foreign Minister {} of South Korea met with Foreign Minister {} of Japan in Seoul on Monday."
LEAD = "The rain was long.\n\n"
PEOPLE = (
    "Ana Quillca, the foreign minister of Peru, is in Santiago."
    " So is Pablo Huenul, the foreign minister of Chile.\n\n"
)
TOLD = {
    "dash": "The Strategic Dialogue US–Kuwait was held in Washington on 4 April 2022.",
    "spaced dash": "The 2nd Security Dialogue Peru - Oman took place in Lima on 4 April 2022.",
    "sides alone": "Political Consultations Peru and Chile were held in Lima on 4 April 2022.",
    "letters without case": MET.format("박진", "林芳正"),
    "capitals": MET.format("Ana Li", "Bo Ek").upper(),
    "particle": "The King of Bahrain received al-Sisi of Egypt in Manama on Monday.",
    "sides elsewhere": f"{LEAD}{PEOPLE}Quillca and Huenul discussed visas.",
    "nobody here": f"{LEAD}{PEOPLE}The two discussed visas.",
    "pronoun": f"{LEAD}{PEOPLE}President Bo Ek of Chile received her on Monday.",
    "surname May": "British Prime Minister Theresa May came to Paris on Friday.\n\n"
    "May met French President Emil Maron at the palace.",
    "surname West": "Attorney-General Ek spoke by phone with West this week.\n\nThe Omani side was"
    " led by Attorney-General Jorge Ek and the Norwegian side by Norwegian Speaker Li West.",
    "sentences that a guessed name joins": "Peru's Foreign Minister Ana Quillca and Chile's Foreign"
    " Minister Pablo Huenul came to Rio. Brazilian police kept the streets free. There was rain."
    " An officer died in an accident.\n\nQuillca met Huenul on Monday to discuss trade.",
    "number alone": "Officials came to Lima on Monday for the 5th Political Consultations.\n\nThe "
    "Peruvian delegation was headed by Deputy Minister Ana Quillca, the Chilean delegation by "
    "Deputy Minister Pablo Huenul.",
    "office before the name": "The prime minister met the visiting delegation in Lima on Monday."
    "\n\nPrime Minister Ana Quillca of Peru and Pablo Huenul, the head of the Chilean delegation,"
    " discussed visas.",
    "surnames before names": f"{LEAD}Quillca met Huenul in Lima on Monday.\n\n{PEOPLE}",
    "behind many": LEAD + "It was cold.\n\nIt was dark.\n\n" + MET.format("Ana Li", "Bo Ek"),
    "the two behind another name": f"{PEOPLE}Noting the growth of trade, at Chequers they met.",
    "two offices before a name": "The foreign ministers of Peru and Chile discussed Brexit.",
    "two offices behind a name": "At Chequers, the presidents of Peru and Chile met on Monday.",
    "names within an office": "Heads of the Border Guard Services of Peru and Chile met in Lima on"
    " 3 May 2024.",
    "surname before a dash": f"{LEAD}Wood and Field discussed visas in Lima on Monday.\n\n"
    "The foreign minister of Peru, Ana Wood—a lawyer—is 50."
    " The foreign minister of Chile, Bo Field—a lawyer—is 50.",
    "surname of a title": f"{LEAD}Quillca met Huenul in Lima on Monday.\n\n"
    "King Quillca is the foreign minister of Peru. King Huenul is the foreign minister of Chile.",
    "abbreviated name": "Foreign Minister Ann Li of Peru and Foreign Minister Sh. Rahimov of Oman"
    " discussed visas in Lima on Monday.",
    "small first letter": f"{LEAD}{PEOPLE}Quillca and d'Escoto discussed visas.\n\n"
    "Foreign Minister Miguel d'Escoto of Nicaragua flew home.",
    "plan in the headline": "Ana Li to host Bo Ek for talks\n\nLIMA, 3 May 2024 – Peruvian Foreign"
    " Minister Ana Li will receive her Chilean counterpart Bo Ek on 9 May 2024.",
    "appointed": LEAD
    + "One. Two. Three.\n\nForeign Minister Ana Quillca of Peru, who was appointed"
    " in March, met with Chilean Foreign Minister Pablo Huenul in Lima on Monday.",
}


CHANGES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "behind another": LEAD.__add__,
    "a sentence each": lambda text: text.replace(". ", ".\n\n"),
}


def read_whole(extractor: Extractor, text: str) -> list:
    draft = extractor._reader.draft(Article(text, "-"))
    return _assemble(extractor._reader.read(draft, {})) if draft else []


@pytest.mark.model
@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD)
def test_meetings_told_in_odd_ways_are_not_lost_at_a_glimpse(extractor, text):
    assert len(extractor.records(text)) == len(read_whole(extractor, text)) == 1


@pytest.mark.model
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", TEXTS)
def test_a_glimpse_loses_no_record(extractor, name, change):
    text = CHANGES[change](TEXTS[name])
    assert extractor.records(text) == read_whole(extractor, text)
