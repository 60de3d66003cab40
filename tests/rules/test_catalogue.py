"""Every sentence has its French, no French is left over, and the French is written as French is."""

from __future__ import annotations

import re
import string
from pathlib import Path

import polib
import pytest

from tests.rules.catalogue import ROOT, Sentence, in_code, sentences

CATALOGUE = ROOT / "handlers" / "locales" / "fr.po"
NBSP, NARROW = "\u00a0", "\u202f"
CODE = re.compile(  # what is typed or copied keeps its own spacing: commands, addresses, times, values
    r"voter (?:\d+|\{\w+\}): |https?://\S*|\w+:\w[\w/]*|\{\w+\}|sqlite:///|postgresql\+psycopg://|:\w+"
)


@pytest.fixture(scope="module")
def said() -> tuple[Sentence, ...]:
    return sentences()


@pytest.fixture(scope="module")
def french() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def _written(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _key(entry: polib.POEntry) -> tuple[str | None, str, str | None]:
    return entry.msgctxt or None, entry.msgid, entry.msgid_plural or None


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_has_its_french(said: tuple[Sentence, ...], french: polib.POFile) -> None:
    known = {_key(entry) for entry in french if all(_written(entry))}
    missing = [f"{one.where}: {one.id}" for one in said if (one.context, one.id, one.plural) not in known]
    assert not missing, "\n".join(missing)


def test_no_french_is_left_over(said: tuple[Sentence, ...], french: polib.POFile) -> None:
    used = {(one.context, one.id, one.plural) for one in said}
    stale = [entry.msgid for entry in french if _key(entry) not in used]
    assert not stale, "\n".join(stale)


def test_a_sentence_is_translated_once(french: polib.POFile) -> None:
    ids = [(entry.msgctxt, entry.msgid) for entry in french]
    assert len(ids) == len(set(ids))
    assert not french.obsolete_entries()
    assert not french.fuzzy_entries()


def test_both_french_plurals_are_there(french: polib.POFile) -> None:
    short = [entry.msgid for entry in french if entry.msgid_plural and set(entry.msgstr_plural) != {0, 1}]
    assert not short


def test_french_keeps_the_names_that_values_fill(french: polib.POFile) -> None:
    wrong = [f"{entry.msgid} -> {text}" for entry in french for text in _written(entry) if _loses_a_name(entry, text)]
    assert not wrong, "\n".join(wrong)


def _loses_a_name(entry: polib.POEntry, text: str) -> bool:
    """Tell whether a value is lost or made up; only the number itself may be left out (« une réponse »)."""
    expected = _names(entry.msgid) | _names(entry.msgid_plural or "")
    return bool(_names(text) - expected or expected - {"n"} - _names(text))


def mistakes_of_spacing(text: str) -> list[str]:
    """Return what a French typesetter would mend: spaces before signs and inside guillemets, apostrophes, shouting."""
    found = []
    words = CODE.sub("x", text)
    if re.search(r"(?<![\u202f])[;!?]", words):
        found.append("a narrow no-break space goes before ; ! ?")
    if re.search(r"(?<![\u00a0]):(?=\s|$)", words):
        found.append("a no-break space goes before :")
    if re.search(r"«(?!\u00a0)|(?<!\u00a0)»", words):
        found.append("no-break spaces go inside « »")
    if re.search(r"(?<!--jusqu)(?<=[^\W\d_])'(?=[^\W\d_])", text):  # an option is typed as keyboards have it
        found.append("the apostrophe is ’")
    if "!" in words:
        found.append("no exclamation marks")
    if '"' in words and not re.search(r'\w "[^"]+"', words):
        found.append("French quotes are « »")
    return found


def test_french_is_spaced_as_french_is(french: polib.POFile) -> None:
    wrong = [f"{text}: {why}" for entry in french for text in _written(entry) for why in mistakes_of_spacing(text)]
    assert not wrong, "\n".join(wrong)


def test_english_does_not_shout(said: tuple[Sentence, ...]) -> None:
    loud = [one.id for one in said if "!" in one.id]
    assert not loud


@pytest.mark.parametrize(
    "text",
    ["Fini !", "Quoi?", "Voici: cela", "Voici : cela", "«trop serré»", "« ordinaire »", "qu'il", f"Bravo{NARROW}!"],
)
def test_wrong_spacing_is_seen(text: str) -> None:
    assert mistakes_of_spacing(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Voici{NBSP}: 1{NARROW}; deux.",
        f"«{NBSP}bien{NBSP}»",
        "à 12:00, sur https://example.org:8080/?a=b",
        "slack:T1/U1",
        "l’été ; --jusqu'à vendredi".replace(" ;", f"{NARROW};"),
        f"Quoi{NARROW}?",
    ],
)
def test_right_spacing_is_left_alone(text: str) -> None:
    assert not mistakes_of_spacing(text)


def test_sentences_are_found_however_they_are_said(tmp_path: Path) -> None:
    code = (
        'ask.voice("a" if x else "b")\nvoice.many("c", "d", 2)\nRoute("f", "", h, "e", "e", "g")\nother("z")\n'
        'voice.within("of", "h")\n'
    )
    found = {(one.context, one.id, one.plural) for one in in_code(code, str(tmp_path))}
    assert found == {(None, "a", None), (None, "b", None), (None, "c", "d"), (None, "g", None), ("of", "h", None)}
