"""The spaCy side: pipelines that fit together, other models, the user's own patterns."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import extract
from extract import models, pipeline, rules
from extract.errors import ModelError, PatternError
from extract.shorthand import Index, Pattern, parse

SAMPLES = Path(__file__).parent.parent / "samples"
TEXT = (
    "Deputy Foreign Minister Ana Quillca of Peru met with Deputy Foreign Minister Pablo Huenul of"
    " Chile in Lima on 4 April 2022. They discussed visas and fisheries.\n"
)


def people(extractor: Any, text: str = TEXT) -> list[list[str]]:
    return [[chair["name"] for chair in r["co_chairs"]] for r in extractor.records(text)]


# The pipeline


TOKENISER = pipeline.Tokeniser(["dr", "mr"])
SPACY = spacy.blank("en")


def sentences(text: str) -> list[str]:
    found = TOKENISER.sentences(TOKENISER.tokens(text))
    return [text[start:end] for start, end in found]


def marked(text: str, patterns: Path | None = None) -> list[pipeline.RuleSpan]:
    spans = pipeline.RuleSpans(TOKENISER, rules.load(patterns))
    return spans.find(TOKENISER.tokens(text))


def meeting(text: str, patterns: Path | None = None) -> list[tuple[str, str]]:
    found = marked(text, patterns)
    return [(text[s.start : s.end], s.rule) for s in found if s.stem == "meeting"]


PIECES = st.sampled_from(
    [*" aB.,'’-()\"é$:1\n\u2009", "  ", "...", "n't", "can't", "U.S.", "a.m.", "e.g.", "www.a.b"]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_tokens_are_those_of_spacy(text):
    found, doc = TOKENISER.tokens(text), SPACY.make_doc(text)
    known = [token.text for token in doc]
    # Signs that spaCy knows as smileys it joins or parts by what stands about them.
    assert "".join(found.words) == "".join(known)
    assert len(found.words) == pytest.approx(len(known), abs=2)
    for i, word in enumerate(found.words):
        assert text.startswith(word, found.starts[i])
        assert text[found.end(i) :].startswith(" ") or not found.spaces[i]


def test_words_of_news_are_split_as_spacy_does():
    samples = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    for text in (line for sample in samples for line in sample.splitlines()):
        found, doc = TOKENISER.tokens(text), SPACY.make_doc(text)
        assert found.words == [token.text for token in doc]
        assert found.starts == [token.idx for token in doc]
        assert found.spaces == [bool(token.whitespace_) for token in doc]


def test_words_are_forgotten_before_they_are_too_many(monkeypatch):
    monkeypatch.setattr(pipeline, "_MOST_KNOWN", 10)
    tokeniser = pipeline.Tokeniser(())
    for i in range(100):
        assert tokeniser.tokens(f"(a{i}, c").words == ["(", f"a{i}", ",", "c"]
        assert len(tokeniser._known) <= 10


def test_rule_spans_and_sentences_need_no_model():
    text = "The talks were held in Oslo. Dr. Ann Li met with Mr. J. Orwell. Both smiled."
    assert sentences(text) == [
        "The talks were held in Oslo.",
        "Dr. Ann Li met with Mr. J. Orwell.",
        "Both smiled.",
    ]
    assert {words for words, _ in meeting(text)} >= {"were held", "met with"}
    assert all(span.rule and span.label for span in marked(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("He left. She stayed.", 2),
        ("He left! “Why?” she asked.", 2),
        ("He said “we left.” She stayed.", 2),
        ("The U.S. envoy left.", 1),
        ("Mr. A. B. Orwell left.", 1),
        ("It cost 3.5 million. Really.", 2),
        ("He left… and came back.", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, number):
    assert len(sentences(text)) == number


def test_spans_of_one_file_do_not_overlap_and_the_longest_wins():
    text = "She met briefly with the envoy and was received in the palace by the king."
    found = marked(text)
    for stem in {span.stem for span in found}:
        ends = sorted((span.start, span.end) for span in found if span.stem == stem)
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    assert "met briefly with" in {words for words, _ in meeting(text)}


# Other models


def small_model(path: Path) -> Path:
    """A pipeline of names alone, with the labels of another convention."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PER", "pattern": "Ana Quillca"},
            {"label": "PER", "pattern": "Pablo Huenul"},
            {"label": "GPE", "pattern": "Lima"},
            {"label": "ORG", "pattern": "Ministry of Fisheries"},
            {"label": "DATE", "pattern": "4 April 2022"},
        ]
    )
    nlp.to_disk(path)
    return path


def test_a_model_with_other_labels_works_end_to_end(tmp_path):
    extractor = extract.load(model=small_model(tmp_path / "names"))
    (record,) = extractor.records(TEXT)
    assert [chair["name"] for chair in record["co_chairs"]] == ["Ana Quillca", "Pablo Huenul"]
    assert (record["venue"]["city"], record["date"]) == ("Lima", "2022-04-04")
    names = [e.text for e in record.evidence if e.field == "co_chairs[0].name"]
    assert names == ["Ana Quillca"]


def test_the_entities_of_a_model_carry_our_labels(tmp_path):
    model = models.open_model(small_model(tmp_path / "names"))
    tokens = TOKENISER.tokens("Ana Quillca flew to Lima on 4 April 2022.")
    assert list(model.entities([tokens])) == [[(0, 11, "PERSON", None), (20, 24, "PLACE", None)]]
    assert not model.scored


def test_rules_find_the_people_that_another_model_misses(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Pablo Huenul"}])
    nlp.to_disk(tmp_path / "names")
    extractor = extract.load(model=tmp_path / "names")
    assert people(extractor) == [["Ana Quillca", "Pablo Huenul"]]


def no_ner(path: Path) -> Path:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(path)
    return path


def empty(path: Path) -> Path:
    spacy.blank("en").to_disk(path)
    return path


def broken(path: Path) -> Path:
    small_model(path)
    (path / "config.cfg").write_text("[nlp\nlang = ?", encoding="utf-8")
    return path


def truncated(path: Path) -> Path:
    small_model(path)
    (path / "meta.json").unlink()
    return path


def other_labels(path: Path) -> Path:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "DRUG", "pattern": "aspirin"}])
    nlp.to_disk(path)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def missing(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (no_ner, r"no component that finds entities \(its pipes: sentencizer\)"),
        (other_labels, "finds only DRUG; --model takes one with labels such as PERSON, PER"),
        (empty, r"no component that finds entities \(its pipes: none\)"),
        (broken, "cannot be loaded"),
        (truncated, "cannot be loaded"),
        (folder, "cannot be loaded"),
        (missing, "cannot be loaded"),
    ],
)
def test_a_model_that_will_not_do_is_named_with_what_to_try(tmp_path, make, words):
    path = make(tmp_path / "other")
    with pytest.raises(ModelError, match=words) as caught:
        extract.load(model=path)
    message = str(caught.value)
    assert str(path) in message
    assert "--model" in message
    assert "\n" not in message


def test_an_unknown_model_name_is_an_error_of_one_line():
    words = "'en_no_such_model' cannot be loaded .*--model"
    with pytest.raises(ModelError, match=words) as caught:
        extract.load(model="en_no_such_model")
    assert "\n" not in str(caught.value)


# The user's patterns


def write(folder: Path, name: str, *lines: Any) -> Path:
    folder.mkdir(exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / name).write_text("\n".join(texts), encoding="utf-8")
    return folder


def rule(**keys: Any) -> dict[str, Any]:
    plain = {"id": "my.rule", "label": "meet", "pattern": "hobnobbed with"}
    return plain | {"examples": ["She [hobnobbed with] Ann Li"], "rejects": []} | keys


def test_a_new_rule_is_put_before_the_shipped_ones(tmp_path):
    shipped = rules.load()
    mine = rules.load(write(tmp_path / "p", "meeting.jsonl", rule()))
    assert [r.id for r in mine["meeting"]] == ["my.rule"] + [r.id for r in shipped["meeting"]]
    assert mine["venue"] == shipped["venue"]
    assert mine.rule("meeting", "my.rule").where.endswith("meeting.jsonl:1")


def test_a_rule_with_a_known_id_replaces_that_rule_in_its_place(tmp_path):
    shipped = rules.load()
    replaced = rule(id="meet.phoned", label="meet", event="chat")
    mine = rules.load(write(tmp_path / "p", "meeting.jsonl", replaced))
    assert [r.id for r in mine["meeting"]] == [r.id for r in shipped["meeting"]]
    assert mine.rule("meeting", "meet.phoned").pattern == "hobnobbed with"
    assert mine.rule("meeting", "meet.phoned").extra == {"event": "chat"}


def test_a_rule_can_be_switched_off(tmp_path):
    shipped = rules.load()
    off = {"id": "meet.phoned", "off": True}
    mine = rules.load(write(tmp_path / "p", "meeting.jsonl", off))
    left = [r.id for r in shipped["meeting"] if r.id != "meet.phoned"]
    assert [r.id for r in mine["meeting"]] == left


def test_a_word_list_of_the_user_replaces_the_list_of_that_name(tmp_path):
    patterns = write(tmp_path / "p", "words.json", {"month": ["Brumaire"], "mine": ["hobnobbed"]})
    mine, shipped = rules.load(patterns), rules.load()
    assert (mine.words["month"], mine.words["mine"]) == (["Brumaire"], ["hobnobbed"])
    assert mine.words["weekday"] == shipped.words["weekday"]
    regex = mine.rule("date", "date.day-month").regex
    assert regex.search("on 3 Brumaire 2001")
    assert not regex.search("on 3 May 2001")


def test_a_word_list_of_the_user_serves_the_users_rules(tmp_path):
    patterns = write(tmp_path / "p", "words.json", {"mine": ["hobnobbed", "broke bread"]})
    write(patterns, "meeting.jsonl", rule(pattern="$mine with"))
    assert meeting("She broke bread with Ann Li", patterns) == [("broke bread with", "my.rule")]


def test_a_list_pattern_is_spacys_own(tmp_path):
    listed = rule(pattern=[{"LOWER": "hobnobbed"}, {"LOWER": "with", "OP": "?"}])
    patterns = write(tmp_path / "p", "meeting.jsonl", listed)
    assert meeting("She hobnobbed with Ann", patterns) == [("hobnobbed with", "my.rule")]


@pytest.mark.model
def test_the_users_rules_reach_the_records(tmp_path, extractor):
    text = TEXT.replace("met with", "hobnobbed with").replace(
        "They discussed", "Their talks were of"
    )
    assert people(extractor, text) == []
    mine = extract.load(patterns=write(tmp_path / "p", "meeting.jsonl", rule()))
    assert people(mine, text) == [["Ana Quillca", "Pablo Huenul"]]
    assert people(mine) == people(extractor) == [["Ana Quillca", "Pablo Huenul"]]


def test_the_users_rules_and_model_reach_worker_processes(tmp_path):
    text = TEXT.replace("met with", "hobnobbed with")
    patterns = write(tmp_path / "p", "meeting.jsonl", rule())
    mine = extract.load(small_model(tmp_path / "names"), patterns)
    ((_, records),) = mine.stream([text], jobs=2)
    assert [record.to_dict() for record in records] == [
        record.to_dict() for record in mine.records(text)
    ]
    assert [record["date"] for record in records] == ["2022-04-04"]


BROKEN = [
    ("{", "not valid JSON: "),
    ("[1]", "expected an object in braces"),
    ({"label": "x"}, "a rule needs an 'id'"),
    ({"id": 3}, "a rule needs an 'id'"),
    (rule(patern="x"), "unknown key 'patern'; allowed: "),
    (rule(label=None), "a rule needs a 'label'"),
    (rule(regex="x"), "a rule needs either 'pattern' or 'regex'"),
    ({"id": "a", "label": "b", "examples": ["[x]"]}, "a rule needs either 'pattern' or 'regex'"),
    (rule(examples=[]), "a rule needs 'examples'"),
    (rule(examples=["no mark"]), "example 'no mark' marks no [span] or several"),
    (rule(examples=["[a] [b]"]), "example '[a] [b]' marks no [span] or several"),
    (rule(examples=[3]), "'examples' is not a list of texts"),
    (rule(rejects=[3]), "'rejects' is not a list of texts"),
    (rule(pattern=""), "the pattern is empty"),
    (rule(pattern="a? b*"), "every element is optional"),
    (rule(pattern="_ with"), "begins with a word or 'Aa', not with '_'"),
    (rule(pattern="a? _ with"), "begins with a word or 'Aa', not with '_'"),
    (rule(pattern="a||b"), "empty alternative in 'a||b'"),
    (rule(pattern="a{3,2}"), "repeats {3,2} do not lie between 0 and 20"),
    (rule(pattern="a{99}"), "repeats {99} do not lie between 0 and 20"),
    (rule(pattern="$nolist"), "no list 'nolist' in words.json"),
]


@pytest.mark.parametrize(("line", "words"), BROKEN)
def test_a_broken_rule_is_refused_with_its_address(tmp_path, line, words):
    patterns = write(tmp_path / "p", "meeting.jsonl", rule(id="sound"), "", line)
    with pytest.raises(PatternError) as caught:
        extract.load(patterns=patterns)
    message = str(caught.value)
    assert message.startswith(f"{patterns / 'meeting.jsonl'}:3: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("source", "words"),
    [("(", "bad regular expression: "), ("{nolist}", "no list 'nolist' in words.json")],
)
def test_a_broken_regular_expression_is_refused_with_its_address(tmp_path, source, words):
    line = {"id": "my.date", "label": "day", "regex": source, "examples": ["[x]"]}
    patterns = write(tmp_path / "p", "date.jsonl", line)
    with pytest.raises(PatternError, match=re.escape(words)) as caught:
        extract.load(patterns=patterns)
    assert str(caught.value).startswith(f"{patterns / 'date.jsonl'}:1: ")


def test_an_id_that_stands_twice_in_a_file_is_refused(tmp_path):
    patterns = write(tmp_path / "p", "meeting.jsonl", rule(), rule())
    with pytest.raises(PatternError, match=r"meeting\.jsonl:2: id 'my\.rule' stands twice"):
        extract.load(patterns=patterns)


def test_a_list_that_spacy_refuses_is_an_error_with_its_address(tmp_path):
    patterns = write(tmp_path / "p", "meeting.jsonl", rule(pattern=[{"LOWR": "x"}]))
    with pytest.raises(PatternError) as caught:
        extract.load(patterns=patterns)
    assert str(caught.value).startswith(f"{patterns / 'meeting.jsonl'}:1: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "words.json: not valid JSON"),
        ("[]", "words.json: expected an object in braces"),
        ('{"month": "May"}', "words.json: list 'month' is not a list of words"),
        ('{"month": [""]}', "words.json: list 'month' is not a list of words"),
        ('{"month": [5]}', "words.json: list 'month' is not a list of words"),
    ],
)
def test_a_broken_word_list_is_refused_with_its_file(tmp_path, text, words):
    patterns = write(tmp_path / "p", "words.json", text)
    with pytest.raises(PatternError, match=re.escape(words)) as caught:
        extract.load(patterns=patterns)
    assert str(caught.value).startswith(str(patterns))


def test_a_patterns_folder_that_is_missing_or_holds_none_is_refused(tmp_path):
    with pytest.raises(PatternError, match=r"gone: no such folder; --patterns takes a folder"):
        extract.load(patterns=tmp_path / "gone")
    with pytest.raises(PatternError, match=r"holds no pattern file \(\*\.jsonl, words\.json"):
        extract.load(patterns=tmp_path)


def test_a_pattern_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "meeting.jsonl").write_bytes(b'{"id": "caf\xe9"}')
    with pytest.raises(PatternError, match=r"meeting\.jsonl: not UTF-8 \(byte 11\)"):
        extract.load(patterns=tmp_path)


# The shorthand

LISTS = {"colours": ["red", "sea green"], "owner's": ["Li's"]}
VOCABULARY = ["a", "b", "A", "B", "c"]
OPERATORS = {"": (1, 1), "?": (0, 1), "*": (0, 20), "+": (1, 20), "{2}": (2, 2), "{0,2}": (0, 2)}
BODIES = ["a", "b", "a|b", "Aa", "_", "$pair"]
PAIR = {"pair": ["a b", "c"]}


def found(source: str, text: str) -> list[str]:
    tokens = text.split()
    pattern = parse(source, LISTS, str.split)
    return [" ".join(tokens[start:end]) for _, start, end in Index([pattern]).find(tokens)]


@pytest.mark.parametrize(
    ("source", "text", "want"),
    [
        ("met with", "He MET With her", ["MET With"]),
        ("met with?", "met her met with her", ["met", "met with"]),
        ("met|saw her", "met her saw her", ["met her", "saw her"]),
        ("a $colours book", "a sea green book a red book", ["a sea green book", "a red book"]),
        ("a b*", "a b b b", ["a b b b"]),
        ("a b+ c", "a c a b b c", ["a b b c"]),
        ("a _{1,2} c", "a c c c", ["a c c c"]),
        ("a _{0,2} c", "a x x x c", []),
        ("Aa Li", "Ann Li and bob Li", ["Ann Li"]),
        ("a b{2}", "a b b b", ["a b b"]),
        ("a{2,}", "a a a", ["a a a", "a a"]),
        ("a? b", "a b", ["a b", "b"]),
        ("$owner's", "Li's Li’s", ["Li's", "Li’s"]),
    ],
)
def test_a_pattern_takes_the_longest_match_at_each_token(source, text, want):
    assert found(source, text) == want


@pytest.mark.parametrize(
    "source", ["", "  ", "a?", "a? b*", "_", "_ a", "a? _", "a|", "|", "$gone", "a{0}", "a{21}"]
)
def test_a_pattern_that_makes_no_sense_is_refused(source):
    with pytest.raises(ValueError, match=r"."):
        parse(source, LISTS, str.split)


PARTS = st.tuples(st.sampled_from(BODIES), st.sampled_from(list(OPERATORS)))
SOURCES = st.lists(PARTS, min_size=1, max_size=4)
TOKENS = st.lists(st.sampled_from(VOCABULARY), max_size=9)


def naive(parts: list[tuple[str, str]], tokens: list[str], start: int) -> set[int]:
    """Where a match that begins at a token can end: each choice tried in turn."""
    if not parts:
        return {start}
    (body, operator), *rest = parts
    least, most = OPERATORS[operator]
    ends, reached = set(), {start}
    for count in range(min(most, len(tokens)) + 1):
        if count >= least:
            ends |= {end for at in reached for end in naive(rest, tokens, at)}
        reached = {end for at in reached for end in step(body, tokens, at)}
    return ends


def step(body: str, tokens: list[str], at: int) -> set[int]:
    """Where one repeat of an element can end."""
    if at >= len(tokens):
        return set()
    word = tokens[at].lower()
    if body == "$pair":
        pair = [t.lower() for t in tokens[at : at + 2]] == ["a", "b"]
        return {at + 2} if pair else {at + 1} if word == "c" else set()
    fits = {"_": True, "Aa": tokens[at][0].isupper()}.get(body, word in body.split("|"))
    return {at + 1} if fits else set()


def parsed(parts: list[tuple[str, str]]) -> Pattern | None:
    try:
        return parse(" ".join(body + operator for body, operator in parts), PAIR, str.split)
    except ValueError:
        return None


@settings(max_examples=200)
@given(sources=st.lists(SOURCES, min_size=1, max_size=4), tokens=TOKENS)
def test_the_index_finds_what_a_naive_matcher_finds(sources, tokens):
    sources = [parts for parts in sources if parsed(parts)]
    index = Index([parsed(parts) for parts in sources])
    want = set()
    for number, parts in enumerate(sources):
        for start in range(len(tokens)):
            ends = {end for end in naive(parts, tokens, start) if end > start}
            if ends:
                want.add((number, start, max(ends)))
    assert set(index.find(tokens)) == want


@given(copies=st.integers(1, 60))
def test_matches_grow_with_the_text_and_no_faster(copies):
    index = Index([parse("a+ b", {}, str.split), parse("Aa _{0,3} c", {}, str.split)])
    unit = ["a", "a", "b", "Ann", "x", "c", "."]
    once = list(index.find(unit))
    many = list(index.find(unit * copies))
    assert len(many) == copies * len(once)
    assert {(n, s % len(unit), e - s) for n, s, e in many} == {(n, s, e - s) for n, s, e in once}
