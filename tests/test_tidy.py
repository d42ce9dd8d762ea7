"""Dirt is taken out for reading, and every offset finds its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules import load
from extract.tidy import Tidy, joined, tidy

HYPHENED = load().words["hyphened_part"]


def clean(raw: str) -> Tidy:
    found = tidy(raw)
    return joined(found, HYPHENED, [(0, len(found.text))])[0]


CASES = [
    ("Min\u00adis\u200bter\ufeff", "Minister"),
    ("\u202aAnn\u202c \u2066Li\u2069", "Ann Li"),
    ("An\x00n Li\x1b[31m met\x1b[0m \x07Bo", "Ann Li met Bo"),
    ("José Muñoz", "José Muñoz"),
    ("eﬃcient ﬁnance", "efficient finance"),
    ("Ｍｉｎｉｓｔｅｒ Ａｎｎ", "Minister Ann"),
    ("𝐌𝐢𝐧𝐢𝐬𝐭𝐞𝐫 𝘼𝙣𝙣", "Minister Ann"),
    ("the minis-\nters met", "the ministers met"),
    ("the minis-\r\n   ters met", "the ministers met"),
    ("the minis\u00ad\nters met", "the ministers met"),
    ("the programme.\u00ad\nThe end\u00ad", "the programme.\nThe end"),
    ("it was co-\nchaired by", "it was co-chaired by"),
    ("the Azerbaijan-\nGeorgia talks", "the Azerbaijan-Georgia talks"),
    (
        "Kim Jong-\nun met Moon Jae-\nin and Ban Ki-\nmoon",
        "Kim Jong-un met Moon Jae-in and Ban Ki-moon",
    ),
    ("the Secretary-\ngeneral, face-to-\nface", "the Secretary-general, face-to-face"),
    ("twenty-\nfive, Kuala Lumpur-\nbased", "twenty-five, Kuala Lumpur-based"),
    (
        "the Mini-\nstry, in Slovenian Mini-\nstry; the Ministry",
        "the Ministry, in Slovenian Ministry; the Ministry",
    ),
    (
        "in Nor-\nway on Fri-\nday, Xi Jin-\nping and New Zea-\nland",
        "in Norway on Friday, Xi Jinping and New Zealand",
    ),
    ("the four-\nteenth round; chair-\nman", "the fourteenth round; chairman"),
    ("Peru\x92s \x93talks\x94", "Peru’s “talks”"),
    ("Ru&shy;iz &#8203;met", "Ruiz met"),
    ("a cease-fire, and the cease-\nfire held", "a cease-fire, and the cease-fire held"),
    ("in 2019-\n2020 and -\nmore", "in 2019-\n2020 and -\nmore"),
    ("â€œWe agreed,â€\x9d said JosÃ© MuÃ±oz â€“ twice", "“We agreed,” said José Muñoz – twice"),
    ("вЂњWe agreedвЂќ", "“We agreed”"),
    ("Å\xa0efÄ\x8doviÄ\x8d, WÄ™gierski", "Šefčovič, Węgierski"),
    ("Kind &regards; &copy 2024; &Eacute;va", "Kind &regards; &copy 2024; Éva"),
    ("Ünal Çağlar's “Ç” – São Tomé", "Ünal Çağlar's “Ç” – São Tomé"),
    ("R&amp;D &#8211; caf&eacute; &nosuch; AT&T; &", "R&D – café &nosuch; AT&T; &"),
    ("Tomé\u00a0and Príncipe…", "Tomé\u00a0and Príncipe…"),
]


@pytest.mark.parametrize(("raw", "wanted"), CASES)
def test_dirt_is_taken_out(raw, wanted):
    assert clean(raw).text == wanted


@pytest.mark.parametrize(
    ("raw", "words", "shown"),
    [
        ("met Min\u00adister A\u200bnn Li.", "Minister Ann Li", "Min\u00adister A\u200bnn Li"),
        ("\u200bAnn\u200b met", "Ann", "Ann"),
        ("JosÃ© met Bo", "José", "JosÃ©"),
        ("JosÃ© met Bo\u00ad Li", "met Bo Li", "met Bo\u00ad Li"),
        ("the minis-\nters met", "ministers met", "minis-\nters met"),
        ("eﬃcient", "f", "\ufb03"),
        ("R&amp;D talks", "R&D", "R&amp;D"),
    ],
)
def test_words_are_found_where_they_stand(raw, words, shown):
    found = clean(raw)
    start = found.text.index(words)
    begin, end = found.raw(start, start + len(words))
    assert raw[begin:end] == shown


DIRT = st.text(st.sampled_from("ab-\n\u00ad\u200b\x00e\u0301ﬁÃ©â€œ “ç\x9d　Ａ"))


@given(DIRT | st.text(), st.data())
def test_any_stretch_has_a_place_in_the_text(raw, data):
    found = clean(raw)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    begin, stop = found.raw(start, end)
    assert 0 <= begin <= stop <= len(raw)
    if end > start:
        assert begin < stop
    if found.text == raw:
        assert (found.text, begin, stop) == (raw, start, end)


@given(DIRT)
def test_what_is_clean_stays_as_it_is(raw):
    once = clean(raw).text
    if not any(sign in raw for sign in "-Ãâ\u00ad\u0301"):
        assert clean(once).text == once


def test_a_break_between_two_things_is_left():
    found, spans = joined(tidy("with Chi-\n   le"), HYPHENED, [(0, 9), (13, 15)])
    assert (found.text, spans) == ("with Chi-\n   le", [(0, 9), (13, 15)])
