"""What may be typed, and what is understood: the test of the grammar, and a table of the documents.

What is understood is written as the command's canonical English form; ``refused`` is followed by the mistake.
"""

from __future__ import annotations

from handlers.language.grammar import Answer, Lexicon, Line, Mistake
from handlers.language.lines import quote

LEXICON = Lexicon(
    {
        "poll": frozenset(
            "new show list results who withdraw close reopen remind export delete vote".split()  # noqa: SIM905
        ),
        "vote": frozenset({""}),
        "help": frozenset({""}),
        "settings": frozenset({"", "language", "timezone", "facilitators"}),
        "privacy": frozenset({"", "export", "erase"}),
        "home": frozenset({""}),
        "yes": frozenset({""}),
        "no": frozenset({""}),
    }
)


def told(understood: Line | Answer | Mistake) -> str:
    """Write what was understood in one canonical line."""
    if isinstance(understood, Mistake):
        values = understood.values
        nearest = next((values[name] for name in ("option", "verb", "feature", "typed") if name in values), "")
        return f"refused {understood.key} {nearest}".strip()
    if isinstance(understood, Answer):
        card = f"{understood.number}: " if understood.number is not None else ""
        picks = " ".join([*map(str, understood.picks), *map(quote, understood.words)])
        return f"{'answer' if understood.bare else 'vote'} {card}{picks}"
    words = understood.words if understood.verb != "new" else tuple(map(quote, understood.words))
    parts = [
        understood.feature,
        understood.verb,
        str(understood.number or ""),
        quote(understood.title) if understood.title else "",
        *words,
        *(f"- {item}" for item in understood.items),
        *(f"--{name}" if value is None else f"--{name} {value}" for name, value in understood.options.items()),
        *(() if "with" in understood.options else understood.people),
    ]
    return " ".join(part for part in parts if part)


PAIRS: tuple[tuple[str, str], ...] = (
    ('poll "Which day?" "Monday" "Tuesday"', 'poll new "Which day?" "Monday" "Tuesday"'),
    ('sondage "Quel jour ?" "Lundi" "Mardi"', 'poll new "Quel jour ?" "Lundi" "Mardi"'),
    ("SONDAGE “Quel jour ?” “Lundi” “Mardi”", 'poll new "Quel jour ?" "Lundi" "Mardi"'),
    ("sondage « Quel jour ? » « Lundi » « Mardi »", 'poll new "Quel jour ?" "Lundi" "Mardi"'),
    ("poll 'Which day?' 'Monday' 'Tuesday'", 'poll new "Which day?" "Monday" "Tuesday"'),
    ("sondage 'L'atelier d'aujourd'hui' 'Oui' 'Non'", 'poll new "L\'atelier d\'aujourd\'hui" "Oui" "Non"'),
    ("sondage ’L’atelier’ ’Oui’ ’Non’", 'poll new "L’atelier" "Oui" "Non"'),
    ('poll Which day? "Monday" "Tuesday"', 'poll new "Which day?" "Monday" "Tuesday"'),
    ('sondage Quel jour pour l\'atelier ? "Lundi" "Mardi"', 'poll new "Quel jour pour l\'atelier ?" "Lundi" "Mardi"'),
    ("poll Which day?\n- Monday\n- Tuesday", 'poll new "Which day?" - Monday - Tuesday'),
    ("sondage Quel jour ?\n• Lundi\n• Mardi", 'poll new "Quel jour ?" - Lundi - Mardi'),
    ("poll Which day?\n* Monday\n– Tuesday\n— Wednesday", 'poll new "Which day?" - Monday - Tuesday - Wednesday'),
    ("poll Which day?\n1. Monday\n2. Tuesday", 'poll new "Which day?" - Monday - Tuesday'),
    ('poll "Which day?" --multi\n- Monday\n- Tuesday', 'poll new "Which day?" - Monday - Tuesday --multi'),
    ("sondage Que dire de « agile » ?\n- Du bien\n- Rien", 'poll new "Que dire de « agile » ?" - Du bien - Rien'),
    ('poll "Which day?"\n"Monday"\n"Tuesday" --hidden', 'poll new "Which day?" "Monday" "Tuesday" --hidden'),
    ('poll "A -- B" "C – D" "--until"', 'poll new "A -- B" "C – D" "--until"'),
    (
        'poll "Which day?" "Monday" "Tuesday" --until friday 12:00',
        'poll new "Which day?" "Monday" "Tuesday" --until friday 12:00',
    ),
    (
        'sondage "Quel jour ?" "Lundi" "Mardi" --jusqu\'à vendredi 12:00 --anonyme',
        'poll new "Quel jour ?" "Lundi" "Mardi" --until vendredi 12:00 --anonymous',
    ),
    (
        'sondage "Quel jour ?" "Lundi" "Mardi" —jusqu’à demain 18h –anonyme',
        'poll new "Quel jour ?" "Lundi" "Mardi" --until demain 18h --anonymous',
    ),
    (
        'sondage "Quel jour ?" --jusqua demain 18h "Lundi" "Mardi"',
        'poll new "Quel jour ?" "Lundi" "Mardi" --until demain 18h',
    ),
    (
        'poll "Which day?" "Monday" "Tuesday" --until "tomorrow 18:00"',
        'poll new "Which day?" "Monday" "Tuesday" --until tomorrow 18:00',
    ),
    (
        'poll "Which day?" "Monday" "Tuesday" --until=tomorrow',
        'poll new "Which day?" "Monday" "Tuesday" --until tomorrow',
    ),
    ('poll "Which day?" "Monday" "Tuesday" --multi', 'poll new "Which day?" "Monday" "Tuesday" --multi'),
    ('poll "Which day?" "Monday" "Tuesday" --multi 2', 'poll new "Which day?" "Monday" "Tuesday" --multi 2'),
    ('sondage "Quel jour ?" "Lundi" "Mardi" --plusieurs 2', 'poll new "Quel jour ?" "Lundi" "Mardi" --multi 2'),
    ('poll "Which day?" --multi "Monday" "Tuesday"', 'poll new "Which day?" "Monday" "Tuesday" --multi'),
    ('poll --multi 2 "Which day?" "Monday" "Tuesday"', 'poll new "Which day?" "Monday" "Tuesday" --multi 2'),
    ('poll --anonymous Which day? "Monday" "Tuesday"', 'poll new "Which day?" "Monday" "Tuesday" --anonymous'),
    (
        'poll "Which day?" "Monday" "Tuesday" --ANONYMOUS --Hidden',
        'poll new "Which day?" "Monday" "Tuesday" --anonymous --hidden',
    ),
    (
        'sondage "Quel jour ?" "Lundi" "Mardi" --cache --rappel 2h --jusqu\'à vendredi',
        'poll new "Quel jour ?" "Lundi" "Mardi" --hidden --remind 2h --until vendredi',
    ),
    (
        'poll "Which day?" "Monday" "Tuesday" --remind 30m --until tonight',
        'poll new "Which day?" "Monday" "Tuesday" --remind 30m --until tonight',
    ),
    (
        'poll "Which day?" "Monday" "Tuesday" --with @alice @bob',
        'poll new "Which day?" "Monday" "Tuesday" --with @alice @bob',
    ),
    (
        'sondage "Quel jour ?" "Lundi" "Mardi" --avec @alice, @bob et @zoe',
        'poll new "Quel jour ?" "Lundi" "Mardi" --with @alice, @bob et @zoe',
    ),
    ('poll "Who comes?" "Me" "Not me"', 'poll new "Who comes?" "Me" "Not me"'),
    ('poll "list" "yes" "no"', 'poll new "list" "yes" "no"'),
    ("poll Lunch?", 'poll new "Lunch?"'),
    ("sondage", "poll"),
    ("poll", "poll"),
    ("poll --anonymous", "poll new --anonymous"),
    ("poll 12", "poll show 12"),
    ("sondage #12", "poll show 12"),
    ("poll n°12", "poll show 12"),
    ("poll 12 rue de Lille ?\n- oui\n- non", 'poll new "12 rue de Lille ?" - oui - non'),
    ("poll 12 --code", "poll show 12 --code"),
    ("poll show 12", "poll show 12"),
    ("sondage montrer 12", "poll show 12"),
    ("poll show 12 --code", "poll show 12 --code"),
    ("poll show 12 r4nd0mC0de", "poll show 12 r4nd0mC0de"),
    ("poll list", "poll list"),
    ("sondage liste", "poll list"),
    ("Sondage LISTE", "poll list"),
    ("poll results", "poll results"),
    ("poll results 12", "poll results 12"),
    ("sondage résultats 12", "poll results 12"),
    ("sondage resultats", "poll results"),
    ("poll who", "poll who"),
    ("sondage qui 12", "poll who 12"),
    ("poll close", "poll close"),
    ("poll close 12", "poll close 12"),
    ("sondage clore 12", "poll close 12"),
    ("poll clore #12", "poll close 12"),
    ("sondage close n°12", "poll close 12"),
    ("poll reopen 12", "poll reopen 12"),
    ("sondage rouvrir", "poll reopen"),
    ("poll withdraw", "poll withdraw"),
    ("sondage retirer 12", "poll withdraw 12"),
    ("poll remind 12", "poll remind 12"),
    ("sondage relancer", "poll remind"),
    ("poll export 12", "poll export 12"),
    ("poll export csv 12", "poll export 12 csv"),
    ("poll export 12 xlsx", "poll export 12 xlsx"),
    ("sondage exporter xlsx", "poll export xlsx"),
    ("poll delete 12", "poll delete 12"),
    ("sondage supprimer 12", "poll delete 12"),
    ("poll clos", "refused nearest_verb close"),
    ("poll clse 3", "refused nearest_verb close"),
    ("sondage clor 3", "refused nearest_verb close"),
    ("sondage resultat 3", "poll results 3"),
    ("poll resutls 3", "refused nearest_verb results"),
    ("poll lits", "refused nearest_verb list"),
    ("poll remnd @bob", "refused nearest_verb remind"),
    ("sondage suprimer 3", "refused nearest_verb delete"),
    ("poll closing", 'poll new "closing"'),
    ('poll clos the door? "yes" "no"', 'poll new "clos the door?" "yes" "no"'),
    ("poll 12 close", "refused number_first close"),
    ("poll delete", "refused needs_number delete"),
    ("sondage supprimer", "refused needs_number delete"),
    ("poll who comes on Friday?", "refused leftover who"),
    ("poll close the window?\n- yes\n- no", "refused leftover close"),
    ("poll close 3 --until friday", "refused misplaced_option until"),
    ('poll "Which day?" Monday Tuesday', "refused unquoted poll"),
    ('poll Is @bob coming? "yes" "no"', "refused unquoted poll"),
    ('poll "Which day?" "Monday" "Tuesday" --untl friday', "refused unknown_option until"),
    ('poll "Which day?" "Monday" "Tuesday" --until', "refused no_value until"),
    ('poll "Which day?" "Monday" "Tuesday" --with alice', "refused not_people with"),
    ('poll "Which day?" "Monday" --hidden --hidden', "refused twice hidden"),
    ('poll "Which day?" "Monday" "Tuesday" --ranked', "refused not_built --ranked"),
    ('sondage "Quel jour ?" "Lundi" "Mardi" --jugement', "refused not_built --jugement"),
    ('poll "Which day?" "Monday" "Tuesday" --date', "refused not_built --date"),
    ('poll "Which day?" "Monday" "Tuesday" --seats 3', "refused not_built --seats"),
    ('poll "Which day?" "Monday" "Tuesday" --rotate @bob', "refused misplaced_option rotate"),
    ('poll "Which day? "Monday"', 'refused unclosed "'),
    ("poll\n- Monday\n- Tuesday", "refused no_title poll"),
    ('retex "Workshop of 12 May"', "refused not_built retex"),
    ('rituel "Météo" chaque lundi à 9h30', "refused not_built rituel"),
    ("bilan", "refused not_built bilan"),
    ('action "Fix the projector" @bob due friday', "refused not_built action"),
    ('consultation "What next?"', "refused not_built consultation"),
    ("atelier", "refused not_built atelier"),
    ("pol list", "refused unknown_feature poll"),
    ('sondag "Quel jour ?"', "refused unknown_feature poll"),
    ("close 12", "refused verb_alone close"),
    ("clore", "refused verb_alone close"),
    ("qui", "refused verb_alone who"),
    ("hello", "refused unknown_feature help"),
    ('"Which day?"', "refused unknown_feature Which day?"),
    ("vote 1", "vote 1"),
    ("vote 1 3", "vote 1 3"),
    ("voter 1 3", "vote 1 3"),
    ("vote 1,3", "vote 1 3"),
    ("vote 1, 2 and 3", "vote 1 2 3"),
    ("voter 1, 2 et 3", "vote 1 2 3"),
    ("vote 12: 1 3", "vote 12: 1 3"),
    ("voter 12 : 1", "vote 12: 1"),
    ("vote #12: 1", "vote 12: 1"),
    ("poll vote 1", "vote 1"),
    ("sondage voter 12: 1 3", "vote 12: 1 3"),
    ('vote 12: 1 "Great energy"', 'vote 12: 1 "Great energy"'),
    ("vote", "refused answer"),
    ("vote monday", "refused answer"),
    ("vote 1-3", "refused answer"),
    ("1", "answer 1"),
    ("1 3", "answer 1 3"),
    ("1,3", "answer 1 3"),
    ("1 et 3", "answer 1 3"),
    ("12:1", "answer 12: 1"),
    ("12: 1 3", "answer 12: 1 3"),
    ("12 : 1", "answer 12: 1"),
    ("3 apples", "refused answer"),
    ("help", "help"),
    ("aide", "help"),
    ("help poll", "help poll"),
    ("aide sondage clore", "help poll close"),
    ("settings", "settings"),
    ("réglages", "settings"),
    ("settings language fr", "settings language fr"),
    ("reglages langue anglais", "settings language en"),
    ("settings timezone Europe/Paris", "settings timezone Europe/Paris"),
    ("réglages fuseau Europe/Paris", "settings timezone Europe/Paris"),
    ("settings facilitators", "settings facilitators"),
    ("settings facilitators add @bob", "settings facilitators add @bob"),
    ("réglages animateurs ajouter @bob", "settings facilitators add @bob"),
    ("réglages animateurs enlever @bob", "settings facilitators remove @bob"),
    ("settings facilitators list", "settings facilitators list"),
    ("settings langage fr", "refused unknown_verb language"),
    ("settings colour blue", "refused unknown_verb settings"),
    ("privacy", "privacy"),
    ("privacy export", "privacy export"),
    ("données exporter", "privacy export"),
    ("donnees effacer", "privacy erase"),
    ("privacy erase", "privacy erase"),
    ("home", "home"),
    ("accueil", "home"),
    ("yes", "yes"),
    ("oui", "yes"),
    ("no", "no"),
    ("non", "no"),
    ("oui 12", "yes 12"),
)


def table() -> str:
    """Write the pairs as the table of ``docs/commands.md``; a line's end is shown as ``⏎``."""
    rows = (f"| `{typed.replace(chr(10), ' ⏎ ')}` | `{understood}` |" for typed, understood in PAIRS)
    return "\n".join(("| typed | understood |", "| --- | --- |", *rows)) + "\n"
