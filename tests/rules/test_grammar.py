"""The grammar of commands: the pairs of the documents, its edges, and properties that hold for any text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.language import vocabulary
from handlers.language.grammar import Answer, Lexicon, Line, Mistake, explain, parse
from handlers.language.lines import clean, cut, quote, unquoted
from handlers.texts import Voice
from storage.records import Language
from tests.rules.pairs import LEXICON, PAIRS, table, told

EVERYTHING = Lexicon(
    {feature: frozenset({"new", *vocabulary.VERBS}) for feature in vocabulary.SUBJECTS}
    | {"summary": frozenset({""}), "help": frozenset({""})}
)
VOICES = (Voice("en"), Voice("fr"))


def line(text: str, lexicon: Lexicon = EVERYTHING) -> Line:
    understood = parse(text, lexicon)
    assert isinstance(understood, Line), understood
    return understood


@pytest.mark.parametrize(("typed", "understood"), PAIRS)
def test_what_is_typed_is_understood(typed: str, understood: str) -> None:
    assert told(parse(typed, LEXICON, bare=True)) == understood


@pytest.mark.parametrize(
    "typed",
    [
        "run club every monday at 9:00",
        "calendar 4 none please",
        "skip me twice",
        "join 4 @bob",
        "pause 4 now",
        "next 4 and 5",
    ],
)
def test_what_follows_a_verb_of_one_ritual_for_nothing_is_refused(typed: str) -> None:
    understood = parse(f"ritual {typed}", EVERYTHING)
    assert isinstance(understood, Mistake)
    assert understood.key == "leftover"


def test_there_are_enough_pairs_and_all_differ() -> None:
    assert len(dict(PAIRS)) == len(PAIRS) >= 120


def test_the_documents_show_the_pairs() -> None:
    document = Path(__file__).parents[2] / "docs" / "commands.md"
    assert document.read_text(encoding="utf-8").endswith(f"\n\n{table()}")


@pytest.mark.parametrize(("typed", "understood"), PAIRS)
@pytest.mark.parametrize("voice", VOICES, ids=("en", "fr"))
def test_a_mistake_gets_one_sentence_with_an_example_that_is_right(typed: str, understood: str, voice: Voice) -> None:
    mistake = parse(typed, LEXICON, bare=True)
    assert isinstance(mistake, Mistake) == understood.startswith("refused")
    if not isinstance(mistake, Mistake):
        return
    sentence = explain(mistake, voice)
    assert "\n" not in sentence
    assert "!" not in sentence
    commands = re.findall(r"(?:for example|par exemple)\u00a0?: (.+?)(?:, (?:and a|et un) .*)?$", sentence)
    for command in commands:
        # a lone option stands for itself: it is shown without the line around it
        whole = f"{vocabulary.feature_word('poll', voice.language)} {command}" if command.startswith("--") else command
        assert not isinstance(parse(whole, LEXICON), Mistake), whole
    assert commands or mistake.key == "answer"


def test_an_answer_without_a_feature_is_only_taken_where_it_may_be_one() -> None:
    assert parse("1 3", LEXICON) == Mistake("bare_number")
    assert parse("1 3", LEXICON, bare=True) == Answer(picks=(1, 3), bare=True)
    assert "vote 1 3" in explain(Mistake("bare_number"), Voice("en"))


def test_nothing_is_a_mistake() -> None:
    assert parse(" \u200b\n ", LEXICON) == Mistake("nothing")
    assert "poll" in explain(Mistake("nothing"), Voice("en"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('action "Fix it" @bob due friday', {"due": "friday"}),
        ("action Réserver pour deux @bob pour vendredi 12:00", {"due": "vendredi 12:00"}),
        ('action "Fix it" --due friday --from retex 3', {"due": "friday", "from": "retex 3"}),
        ("summary retex 3 since monday --share", {"since": "monday", "share": None}),
        ("bilan depuis lundi", {"since": "lundi"}),
        ("bilan --exporter csv", {"export": "csv"}),
        ("rituel répondre 4 --pour demain", {"for": "demain"}),
        ("retex repeat 3 --dans 6w", {"in": "6w"}),
        ('ritual "Météo" chaque lundi --rotate @a @b --with @a --with @c', {"rotate": "@a @b", "with": "@a @c"}),
    ],
)
def test_words_and_flags_of_every_feature(typed: str, expected: dict[str, str | None]) -> None:
    assert dict(line(typed).options) == expected


def test_due_ends_the_title_of_an_action_and_of_nothing_else() -> None:
    assert line("action Réserver pour deux pour vendredi").title == "Réserver pour deux"
    assert line("action due friday").title is None
    assert line("action due diligence").title == "due diligence"
    assert line('sondage Quel jour pour la fête ? "Lundi" "Mardi"').title == "Quel jour pour la fête ?"


def test_the_title_of_what_takes_no_choices_keeps_its_quotes() -> None:
    assert line('action Fix the "big" lamp @bob').title == 'Fix the "big" lamp'


def test_the_words_of_a_recurrence_follow_the_title_of_a_ritual() -> None:
    understood = line('rituel "Météo" chaque lundi à 9h30')
    assert (understood.title, " ".join(understood.words)) == ("Météo", "chaque lundi à 9h30")


def test_an_answer_of_a_retex_names_its_card_with_a_colon() -> None:
    expected = Answer(feature="retex", number=12, picks=(4,), words=("Great energy",))
    assert parse('retex answer 12: 4 "Great energy"', EVERYTHING) == expected
    assert line("retex answer").verb == "answer"


def test_list_lines_go_with_a_verb_that_takes_words() -> None:
    understood = line('retex template save "Sprint"\n- rating: How was it?\n- text: What next?')
    assert understood.verb == "template"
    assert understood.words == ("save", "Sprint")
    assert understood.items == ("rating: How was it?", "text: What next?")


def test_the_rest_is_what_was_typed() -> None:
    assert line("poll show 12  aB-c_9 ").rest == "aB-c_9"


@pytest.mark.parametrize(
    ("item", "text"),
    [("Monday", "Monday"), ('"Monday"', "Monday"), ('"A" or "B"', '"A" or "B"'), ('"A', '"A'), ("", "")],
)
def test_quotes_around_a_whole_list_item_are_taken_away(item: str, text: str) -> None:
    assert unquoted(item) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Monday", '"Monday"'),
        ('the "A" team', '«the "A" team»'),
        ('«the "A" team»', '“«the "A" team»”'),
        ('"A", «B», “C”', '"”A”, «B», “C”"'),
    ],
)
def test_a_text_is_written_between_quotes_that_it_does_not_hold(text: str, quoted: str) -> None:
    assert quote(text) == quoted


def test_a_number_before_a_word_that_is_no_verb_begins_a_title() -> None:
    assert line("retex 3 weeks").title == "3 weeks"


def test_empty_list_lines_are_no_choices() -> None:
    assert line("poll Q?\n- \n-\n- A\n2.").items == ("A",)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("rock 'n roll", ["word", "word", "word"]),
        ("L'atelier 'aujourd'hui'", ["word", "quote"]),
        ("@bob, @ — --", ["person", "word", "word", "word"]),
        ("–until ---multi mid-year", ["flag", "flag", "word"]),
        ("stray» quote", ["word", "word"]),
        ("@@ @, »", ["person", "word", "word"]),
        ("'" + "long " * 700 + "'", ["word"] * 701),
    ],
)
def test_how_a_line_is_cut(text: str, kinds: list[str]) -> None:
    typed = cut(text)
    assert not isinstance(typed, Mistake)
    assert [token.kind for token in typed.tokens] == kinds


def test_a_quote_may_run_over_lines() -> None:
    assert line('poll "Which\nday?" "A"\n- B') == Line(
        feature="poll",
        verb="new",
        title="Which\nday?",
        words=("A",),
        items=("B",),
        rest='"Which\nday?" "A"\n- B',
    )


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ('poll "" "A"', "no_title"),
        ('poll "Q" --until ""', "no_value"),
        ('poll "Q" --with "alice"', "no_value"),
        ("help --anonymous", "misplaced_option"),
        ("retex show --until friday", "misplaced_option"),
        ('poll "Q" --something-quite-other', "unknown_option"),
        ("poll\n- A", "no_title"),
        ("vote 1 --multi", "answer"),
        ("vote @bob 1", "answer"),
        ("x" * 60, "unknown_feature"),
    ],
)
@pytest.mark.parametrize("voice", VOICES, ids=("en", "fr"))
def test_other_mistakes_are_explained_too(typed: str, key: str, voice: Voice) -> None:
    mistake = parse(typed, EVERYTHING)
    assert isinstance(mistake, Mistake)
    assert mistake.key == key
    assert 20 < len(explain(mistake, voice)) < 250


@pytest.mark.parametrize("feature", sorted(vocabulary.SUBJECTS))
def test_each_kind_of_subject_has_its_own_example(feature: str) -> None:
    for voice in VOICES:
        missing = explain(Mistake("no_title", {"feature": feature}), voice)
        assert vocabulary.feature_word(feature, voice.language) in missing
        assert "--export" in explain(Mistake("twice", {"feature": feature, "option": "export"}), Voice("en"))


def test_numbers_beyond_any_card_are_cut_down() -> None:
    assert line("poll close " + "9" * 5000).number == 999_999_999
    assert parse("vote 0012: " + "9" * 5000, LEXICON) == Answer(number=12, picks=(9_999,))


def test_a_long_text_costs_little() -> None:
    started = time.perf_counter()
    for piece in ("'a ", "@a ", "word ", '"a" ', "--with @a ", "1 ", "“a"):
        parse("poll x " + piece * 10_000, LEXICON)
    assert time.perf_counter() - started < 20  # about 1; what grows with the square of a text takes minutes


def test_nearest_words() -> None:
    assert vocabulary.edits("close", "close") == 0
    assert vocabulary.edits("lits", "list") == 1  # neighbours swapped
    assert vocabulary.edits("kitten", "sitting") == 3
    assert vocabulary.nearest("clsoe", {"close", "list"}, vocabulary.VERBS) == "close"
    assert vocabulary.nearest("x" * 41, {"close"}, vocabulary.VERBS) is None
    assert vocabulary.nearest("lost", {"list", "new"}, vocabulary.VERBS) == "list"
    assert vocabulary.nearest("loot", {"list"}, vocabulary.VERBS) is None


@pytest.mark.parametrize(
    ("text", "word"), [("Oui", "yes"), (" passer ", "skip"), ("RETOUR", "back"), ("annuler", "cancel"), ("x", None)]
)
def test_words_of_a_dialogue(text: str, word: str | None) -> None:
    assert vocabulary.dialogue_word(text) == word


def test_the_words_that_must_be_there_are_said_in_both_languages() -> None:
    assert [vocabulary.verb_word("close", language) for language in ("en", "fr")] == ["close", "clore"]
    assert [vocabulary.option_word("until", language) for language in ("en", "fr")] == ["--until", "--jusqu'à"]
    assert [vocabulary.feature_word("privacy", language) for language in ("en", "fr")] == ["privacy", "données"]


# ---------------------------------------------------------------- properties


SCRAPS = st.sampled_from(
    [*(typed for typed, _ in PAIRS), "poll", "--until", "--multi", '"', "'", "’", "«", "»", "@", "12", ":", "\n- ", "—"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.one_of(SCRAPS, st.text(max_size=8)), max_size=8).map(" ".join))


@settings(deadline=None)
@given(TEXTS, st.booleans(), st.sampled_from([LEXICON, EVERYTHING]), st.sampled_from(["en", "fr"]))
def test_any_text_is_understood_or_refused_in_a_sentence(
    text: str, bare: bool, lexicon: Lexicon, language: Language
) -> None:
    understood = parse(text, lexicon, bare=bare)
    if isinstance(understood, Mistake):
        sentence = explain(understood, Voice(language))
        assert sentence
        assert "{" not in sentence.replace("{", "", text.count("{"))
    elif isinstance(understood, Line):
        assert understood.feature in lexicon.features


@settings(deadline=None)
@given(TEXTS)
def test_what_is_not_built_is_never_suggested(text: str) -> None:
    mistake = parse(text, LEXICON)
    if isinstance(mistake, Mistake):
        assert mistake.values.get("feature", "poll") in LEXICON.features
        verbs = {verb for known in LEXICON.features.values() for verb in known}
        assert mistake.values.get("verb", "") in verbs


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
@example(["« A »", "it's", "“x”", '12"', "--until", "@bob", "- a"])
def test_quoting_gives_a_text_back(texts: list[str]) -> None:
    texts = [clean(text) for text in texts if clean(text) and not {'"', "»", "”"} <= set(text)]
    typed = cut(" ".join(map(quote, texts)))
    assert not isinstance(typed, Mistake)
    assert [token.text for token in typed.tokens] == texts
    assert all(token.kind == "quote" for token in typed.tokens)


@settings(deadline=None)
@given(st.text(max_size=60))
@example('" » ”')
def test_a_quoted_text_is_always_one_token(text: str) -> None:
    typed = cut(quote(text))
    assert not isinstance(typed, Mistake)
    assert [token.kind for token in typed.tokens] == ["quote"]


@pytest.mark.parametrize("typed", ["AIDE SONDAGES", "HELP POLLS", "Aide Rétex", "HELP RITUALS", "aide RETEXES"])
def test_help_is_asked_about_many_things_in_capitals_too(typed: str) -> None:
    assert line(typed).words == line(typed.casefold()).words
    assert line(typed).words[0] in vocabulary.FEATURES


@settings(deadline=None)
@given(st.sampled_from([pair for pair in PAIRS if '"' not in pair[0]]), st.data())
def test_accents_and_case_are_optional(pair: tuple[str, str], data: st.DataObject) -> None:
    words = pair[0].split(" ")
    known = [
        place
        for place, word in enumerate(words)
        if place < 2 and (vocabulary.feature_of(word) or vocabulary.verb_of(word) or vocabulary.small_of(word))
    ]
    for place in known:
        how = data.draw(st.sampled_from([str.upper, str.title, vocabulary.fold]))
        words[place] = how(words[place])
    changed, expected = told(parse(" ".join(words), LEXICON, bare=True)), pair[1]
    assert changed.casefold() == vocabulary.fold(expected) or changed.casefold() == expected.casefold()


@pytest.mark.parametrize("typed", ['action "Mend it" due friday 12:00 @bob', 'action "Réparer" @bob pour friday 12:00'])
def test_a_person_ends_a_value_that_takes_no_people(typed: str) -> None:
    found = line(typed)
    assert (found.options["due"], found.people) == ("friday 12:00", ("@bob",))


VALUED = [name for name, each in vocabulary.OPTIONS.items() if each.takes in ("value", "people")]
HOMES = sorted({(name, home.split()[0]) for name in VALUED for home in vocabulary.OPTIONS[name].homes})


@pytest.mark.parametrize(("option", "feature"), HOMES)
@pytest.mark.parametrize("voice", VOICES, ids=("en", "fr"))
def test_an_option_without_its_value_is_shown_in_a_whole_line(option: str, feature: str, voice: Voice) -> None:
    said = explain(Mistake("no_value", {"option": option, "feature": feature}), voice)
    shown = line(re.split("(?:example|exemple)\u00a0?: ", said)[1])
    assert shown.feature == feature
    assert shown.options[option], said
