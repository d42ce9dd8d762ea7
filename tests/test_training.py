"""The trainer, on twenty invented sentences: it learns, writes, loads, and repeats itself."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner

from extract.errors import ExtractError
from extract.training import (
    LABELS,
    Sentence,
    Settings,
    add_offices,
    augment,
    capitalise_words,
    clean,
    collect_names,
    evaluate,
    join,
    main,
    read_sentences,
    run,
    strip_diacritic,
    swap_names,
    train,
)

# Officials invented for these tests; {P:...} is a PERSON, {O:...} an ORG, {L:...} a PLACE, {N:...}
# a NORP.
MARKED = """\
Foreign Minister {P:Ardita Velshani} received her {N:Greek} counterpart in {L:Tirana}.
{P:Tomasz Brzeziak} travelled to {L:Vilnius} for talks at the {O:Ministry of Energy}.
The {N:Kenyan} delegation was led by {P:Wanjiru Otembo} of the {O:Treasury}.
Ambassador {P:Luís Quaresmeira} met {P:Danai Phromsiri} in {L:Bangkok}.
The {O:European Commission} sent {P:Ingeborg Maalvik} to {L:Chisinau}.
{P:Baurzhan Tolegenuly} chaired the session on behalf of {L:Kazakhstan}.
The sides discussed trade, transport and visas.
Talks continue in {L:Montevideo} on Thursday.
{P:Nomvula Sithebe} thanked the {O:African Union} for its support.
In {L:Hanoi}, {P:Trinh Quang Luc} opened the fifth round of consultations.
{P:Rasmus Tuulikki} and {P:Oyunaa Batsukhiin} signed a protocol in {L:Ulaanbaatar}.
The {N:Chilean} side was headed by {P:Fermín Aguayo Roldán}.
State Secretary {P:Zsófia Harkályi} hosted a working lunch at the {O:Chamber of Commerce}.
The meeting took place by video conference.
{P:Mirzo Qodirzoda} visited the {O:Academy of Sciences} in {L:Dushanbe}.
Deputy Minister {P:Selam Woldegebriel} spoke for {L:Ethiopia}.
{P:Kaarel Lõhmustik} will visit {L:Ottawa} next spring.
The {N:Bolivian} and {N:Peruvian} experts met again in {L:Puno}.
{P:Ismat Rahmoun} represented the {O:Arab League}.
Both ministers praised the work of the {O:Joint Commission}.
"""
KINDS = {"P": "PERSON", "O": "ORG", "L": "PLACE", "N": "NORP"}
TINY = Settings(epochs=2, width=16, depth=1, rows=(200, 100, 100, 100))


def unmark(line: str) -> Sentence:
    text, ents = "", []
    for part in line.replace("}", "{").split("{"):
        kind, colon, words = part.partition(":")
        if colon and kind in KINDS:
            ents.append((len(text), len(text) + len(words), KINDS[kind]))
            part = words  # noqa: PLW2901
        text += part
    return Sentence(text, tuple(ents))


SENTENCES = [unmark(line) for line in MARKED.splitlines()]


def covered(sentence: Sentence) -> list[str]:
    return [sentence.text[start:end] for start, end, _ in sentence.ents]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    lines = [json.dumps({"text": s.text, "ents": s.ents}) for s in SENTENCES]
    for name, part in (("own", lines * 6), ("gum-news", lines[:8]), ("btc", ["not json"])):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(part) + "\n")
    (folder / "btc.jsonl.gz").unlink()
    return folder


def test_command_trains_writes_and_scores(data: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    arguments = [str(data), "-o", str(model), "--epochs", "12", "--width", "32", "--depth", "1"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "gum-news" in result.stdout
    assert "epoch 12" in result.stderr
    assert "epoch" not in result.stdout
    nlp = spacy.load(model)
    docs = list(nlp.pipe(sentence.text for sentence in SENTENCES))
    assert {ent.label_ for doc in docs for ent in doc.ents} & set(LABELS)
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC-BY-SA-4.0"
    assert [source["name"] for source in meta["sources"]] == ["own"]
    assert set(meta["performance"]["gum-news"]) == {*LABELS, "three", "all"}
    assert meta["labels"]["ner"] == sorted(LABELS)
    written = [path for path in model.rglob("*") if path.is_file()]
    assert not any(str(tmp_path).encode() in path.read_bytes() for path in written)
    assert "Velshani" not in (model / "vocab" / "strings.json").read_text(encoding="utf-8")


def test_one_seed_gives_one_model() -> None:
    first, second = (train({"own": SENTENCES}, TINY) for _ in range(2))
    other = train({"own": SENTENCES}, Settings(2, 1, TINY.width, TINY.depth, TINY.rows))
    weights = [nlp.get_pipe("ner").to_bytes() for nlp in (first, second, other)]
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]
    assert evaluate(first, SENTENCES) == evaluate(second, SENTENCES)


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        '{"text": "Oslo"}',
        '{"text": "Oslo", "ents": [[0, 9, "PLACE"]]}',
        '{"text": "Oslo", "ents": [[0, 4, "DATE"]]}',
        '{"text": 5, "ents": []}',
        "[]",
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write('{"text": "Oslo", "ents": []}\n' + line + "\n")
    with pytest.raises(ExtractError, match=r"own\.jsonl\.gz:2: "):
        read_sentences(path)
    result = CliRunner().invoke(main, [str(tmp_path), "-o", str(tmp_path / "model")])
    assert result.exit_code == 1
    assert "own.jsonl.gz:2" in result.stderr
    assert not (tmp_path / "model").exists()


def test_no_gzip_no_data_no_entities(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"no \*\.jsonl\.gz file"):
        run(tmp_path, tmp_path / "model", (), TINY)
    with pytest.raises(ExtractError, match="no entity to train on"):
        train({"own": [Sentence("Nobody was there.", ())]}, TINY)
    (tmp_path / "own.jsonl.gz").write_text("plain")
    with pytest.raises(ExtractError, match=r"own\.jsonl\.gz: cannot read"):
        run(tmp_path, tmp_path / "model", (), TINY)


def test_test_sets_are_never_trained_on(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="no entity to train on"):
        run(data, tmp_path / "model", ("own",), TINY)


def test_clean_cuts_offices_and_overlaps() -> None:
    text = "The UN Special Envoy Selma Aydıner met the Prime Minister in Ankara Province."
    ents = ((4, 34, "PERSON"), (21, 26, "PERSON"), (43, 57, "PERSON"), (61, 76, "PLACE"))
    assert covered(clean(Sentence(text, ents))) == ["Selma Aydıner", "Ankara Province"]


def test_changes_keep_entities_in_place() -> None:
    names, rng = collect_names(SENTENCES), random.Random(3)
    places = [covered(s)[-1] for s in SENTENCES if s.ents and s.ents[-1][2] == "PLACE"]
    for sentence in SENTENCES:
        changed = add_offices(swap_names(sentence, names, rng), rng)
        assert [e[2] for e in changed.ents] == [e[2] for e in sentence.ents]
        if changed.ents and changed.ents[-1][2] == "PLACE":
            assert covered(changed)[-1] in places
    for sentence in (augment(join(SENTENCES), names, rng) for _ in range(40)):
        assert all(part == part.strip() and part for part in covered(sentence))


def test_letters() -> None:
    assert strip_diacritic("õ") == "o"
    assert capitalise_words(Sentence("talks in Oslo end", ((9, 13, "PLACE"),))) == Sentence(
        "Talks In Oslo End", ((9, 13, "PLACE"),)
    )
