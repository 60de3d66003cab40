"""How everything looks in Slack: cards, forms and private words, written down as people see them.

Each is what the whole bot posted to a Slack that checks every limit; ``limits`` is asked once more beside it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from storage.records import Language
from tests.platforms.slack import limits
from tests.platforms.slack.bench import Clock, Workspace, workspace
from tests.platforms.slack.reading import read, read_view
from tests.platforms.slack.world import Json, Spoken

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LONG = "Nous reprenons la discussion là où elle s’est arrêtée, "
ARABIC, FAMILY = "يوم الاثنين", "👩‍👩‍👧‍👦"


@dataclass(slots=True)
class Team:
    """A bot in a Slack whose time passes only when it is told to; what was shown last, in words."""

    team: Workspace
    clock: Clock

    async def types(self, user: str, text: str) -> None:
        self.clock.pass_(10)
        await self.team.types(user, text, command="/ritournelle")

    async def presses(self, user: str, action: str, value: str = "") -> None:
        """Let somebody press on the latest card that has this button."""
        self.clock.pass_(10)
        seen = [*self.team.fake.private(user), *self.team.fake.cards("C1")]
        message = next(each for each in reversed(seen) if action in {one["action_id"] for one in each.actions()})
        await self.team.presses(user, action, value, message=message)

    async def confirms(self, user: str) -> None:
        """Let somebody say yes to what they were asked last."""
        question = self.team.fake.private(user)[-1]
        yes = next(each["action_id"] for each in question.actions() if each["action_id"].startswith("yes"))
        await self.team.presses(user, yes, message=question)

    async def waits(self, minutes: float) -> None:
        self.clock.pass_(60 * minutes)
        await self.team.runtime.tick()
        await self.team.rest()

    def card(self, number: int = -1) -> str:
        return _look(self.team.fake.cards("C1")[number])

    def told(self, user: str, number: int = -1) -> str:
        return _look(self.team.fake.private(user)[number])

    def form(self) -> str:
        view = self.team.fake.views[self.team.fake.opened[-1]]
        assert limits.view(view) == []
        return read_view(view)

    async def writes(self, user: str, *texts: str) -> None:
        """Let somebody write so many answers into the form they see, from its first field on."""
        written = ({"type": "plain_text_input", "value": text} for text in texts)
        await self._sends(user, dict(zip(self._fields("plain_text_input"), written, strict=False)))

    async def picks(self, user: str, *keys: int) -> None:
        """Let somebody choose several from the menu of the form they see."""
        (field,) = self._fields("multi_static_select")
        chosen = [{"value": str(key)} for key in keys]
        await self._sends(user, {field: {"type": "multi_static_select", "selected_options": chosen}})

    def _fields(self, kind: str) -> list[str]:
        blocks = self.team.fake.views[self.team.fake.opened[-1]]["blocks"]
        return [block["block_id"] for block in blocks if block.get("element", {}).get("type") == kind]

    async def _sends(self, user: str, values: Json) -> None:
        self.clock.pass_(10)
        assert (await self.team.fake.submit(user, self.team.fake.opened[-1], values)).payload is None
        await self.team.rest()


def _look(message: Spoken) -> str:
    assert limits.message({"text": message.text, "blocks": message.blocks}) == []
    return re.sub(r":[0-9a-f]{8} ", ":… ", read(message.blocks))  # a question is of one use, and so is its token


@asynccontextmanager
async def _playing(folder: Path, language: Language) -> AsyncIterator[Team]:
    clock = Clock(TUESDAY)
    async with workspace(folder, language=language, clock=clock.now, passing=clock.seconds) as team:
        team.fake.clock = clock.seconds
        yield Team(team, clock)


@pytest.fixture
async def english(tmp_path: Path) -> AsyncIterator[Team]:
    """Give a team that speaks English."""
    async with _playing(tmp_path, "en") as team:
        yield team


@pytest.fixture
async def french(tmp_path: Path) -> AsyncIterator[Team]:
    """Give a team that speaks French."""
    async with _playing(tmp_path, "fr") as team:
        yield team


async def test_a_poll_of_two_choices_open_and_closed(english: Team) -> None:
    await english.types("U1", 'poll "Which day?" "Monday" "Tuesday" --until friday 12:00')
    await english.presses("U2", "vote:1:1")
    assert english.told("U2") == snapshot("""\
Your vote is counted: Monday.
[ Withdraw withdraw:1 ]
""")
    await english.presses("U3", "vote:1:2")
    await english.presses("U1", "vote:1:1")
    assert english.card() == snapshot("""\
· #team · poll 1 · open until Friday 27 November 12:00 · named
# Which day?
Monday 2 ▇▇▇▇▇▇▇▇▇▇ 67%
Tuesday 1 ▇▇▇▇▇ 33%
[ Monday vote:1:1 ]  [ Tuesday vote:1:2 ]
· 3 answers of 3 invited
""")
    await english.types("U1", "poll close")
    assert english.card() == snapshot("""\
· #team · poll 1 · closed Tuesday 24 November 09:00 · named
# Which day?
Monday 2 ▇▇▇▇▇▇▇▇▇▇ 67%
Tuesday 1 ▇▇▇▇▇ 33%
· 3 answers of 3 invited
· ahead: Monday
""")


async def test_a_hidden_poll_of_five_choices_in_french(french: Team) -> None:
    await french.types("U1", 'sondage "Quel jour ?" "Lundi" "Mardi" "Mercredi" "Jeudi" "Vendredi" --caché')
    await french.presses("U2", "vote:1:3")
    assert french.card() == snapshot("""\
· #team · sondage 1 · ouvert · nommé · caché
# Quel jour ?
[ Lundi vote:1:1 ]  [ Mardi vote:1:2 ]  [ Mercredi vote:1:3 ]  [ Jeudi vote:1:4 ]  [ Vendredi vote:1:5 ]
· 1 réponse sur 3 invités
· caché : je ne montre aucun nombre à personne avant la clôture
""")


async def test_an_anonymous_poll_of_six_choices_is_chosen_from_a_menu(english: Team) -> None:
    await english.types("U1", 'poll "Which?" "a" "b" "c" "d" "e" "f" --anonymous')
    await english.presses("U2", "vote:1", "6")
    assert english.card() == snapshot("""\
· #team · poll 1 · open · anonymous
# Which?
a
b
c
d
e
f
[ Choose your answer ▾ a | b | c | d | e | f ]
· 1 answer of 3 invited
· anonymous: nobody is told who answered what; results after the close, from 5 answers on
""")
    await english.types("U1", "poll close")
    assert english.card() == snapshot("""\
· #team · poll 1 · closed Tuesday 24 November 09:00 · anonymous
# Which?
a
b
c
d
e
f
· 1 answer of 3 invited
· anonymous: no results below 5 answers
""")


async def test_a_poll_of_twenty_choices_in_french_three_of_them_at_most(french: Team) -> None:
    options = " ".join(f'"Salle {number}"' for number in range(1, 21))
    await french.types("U1", f'sondage "Quelles salles ?" {options} --plusieurs 3')
    await french.presses("U2", "answer:1")
    await french.picks("U2", 2, 20)
    assert french.card() == snapshot("""\
· #team · sondage 1 · ouvert · nommé · 3 choix au plus
# Quelles salles ?
Salle 1 0 0 %
Salle 2 1 ▇▇▇▇▇▇▇▇▇▇ 100 %
Salle 3 0 0 %
Salle 4 0 0 %
Salle 5 0 0 %
Salle 6 0 0 %
Salle 7 0 0 %
Salle 8 0 0 %
Salle 9 0 0 %
Salle 10 0 0 %
Salle 11 0 0 %
Salle 12 0 0 %
Salle 13 0 0 %
Salle 14 0 0 %
Salle 15 0 0 %
Salle 16 0 0 %
Salle 17 0 0 %
Salle 18 0 0 %
Salle 19 0 0 %
Salle 20 1 ▇▇▇▇▇▇▇▇▇▇ 100 %
[ *Répondre* answer:1 ]
· 1 réponse sur 3 invités
""")
    await french.presses("U2", "answer:1")
    assert french.form() == snapshot("""\
═ Poll 1 ═
Quelles salles ? (optional)
  [ ▾ Salle 1 | Salle 2 | Salle 3 | Salle 4 | Salle 5 | Salle 6 | Salle 7 | Salle 8 | Salle 9 | Salle 10 | Salle
      11 | Salle 12 | Salle 13 | Salle 14 | Salle 15 | Salle 16 | Salle 17 | Salle 18 | Salle 19 | Salle 20 ]
  · 3 choices at most
[ Answer ] [ Cancel ]
""")


async def test_the_longest_words_stand_above_and_are_pressed_by_number(french: Team) -> None:
    lines = "\n".join(f"- {number} {LONG * 4}"[:202].rstrip(" ,") for number in range(1, 6))
    await french.types("U1", f'sondage "{(LONG * 6)[:300].strip()}"\n{lines}')
    await french.presses("U2", "vote:1:5")
    assert french.card() == snapshot("""\
· #team · sondage 1 · ouvert · nommé
Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est arrêtée,
      Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est
      arrêtée, Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discuss
1. 1 Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est
      arrêtée, Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là o 0 0 %
2. 2 Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est
      arrêtée, Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là o 0 0 %
3. 3 Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est
      arrêtée, Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là o 0 0 %
4. 4 Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est
      arrêtée, Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là o 0 0 %
5. 5 Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là où elle s’est
      arrêtée, Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la discussion là o 1
      ▇▇▇▇▇▇▇▇▇▇ 100 %
[ 1 vote:1:1 «1 Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la…» ]  [ 2 vote:1:2 «2
      Nous reprenons la discussion là où elle s’est arrêtée, Nous reprenons la…» ]  [ 3 vote:1:3 «3 Nous
      reprenons la discussion là où elle s’est arrêtée, Nous reprenons la…» ]  [ 4 vote:1:4 «4 Nous reprenons la
      discussion là où elle s’est arrêtée, Nous reprenons la…» ]  [ 5 vote:1:5 «5 Nous reprenons la discussion
      là où elle s’est arrêtée, Nous reprenons la…» ]
· 1 réponse sur 3 invités
""")


async def test_emoji_and_words_from_right_to_left(english: Team) -> None:
    await english.types("U1", f'poll "{ARABIC} {FAMILY}" "{ARABIC}" "{FAMILY * 3} 🎉" "<!channel> & *co*"')
    await english.presses("U2", "vote:1:1")
    assert english.card() == snapshot("""\
· #team · poll 1 · open · named
# يوم الاثنين 👩+👩+👧+👦
⟨يوم الاثنين⟩ 1 ▇▇▇▇▇▇▇▇▇▇ 100%
👩+👩+👧+👦👩+👩+👧+👦👩+👩+👧+👦 🎉 0 0%
<!channel> & *co* 0 0%
[ يوم الاثنين vote:1:1 ]  [ 👩+👩+👧+👦👩+👩+👧+👦👩+👩+👧+👦 🎉 vote:1:2 ]  [ <!channel> & *co* vote:1:3 ]
· 1 answer of 3 invited
""")


async def test_the_form_of_a_poll_in_both_languages(english: Team) -> None:
    await english.types("U1", "poll")
    assert english.form() == snapshot("""\
═ New poll ═
What do you ask?
  ≡___ 300
The choices
  ≡___ 3000
  · one a line, 2 to 20, or on one line with ; between them
How many choices may one answer hold? (optional)
  ( ) one
  ( ) several
Who sees what? (optional)
  ( ) named
  ( ) anonymous
  ( ) named, numbers hidden until the close
  · this can never be changed afterwards
Until when? (optional)
  ____ 100
  · for example: tomorrow 18:00; without it, close it by hand
[ Ask ] [ Cancel ]
""")
    await english.types("U1", "settings language fr")
    await english.team.fake.writes("U1", "réglages langue fr")
    await english.team.rest()
    await english.types("U1", "sondage")
    assert english.form() == snapshot("""\
═ Nouveau sondage ═
Quelle est votre question ?
  ≡___ 300
Les choix
  ≡___ 3000
  · un par ligne, de 2 à 20, ou sur une seule ligne, séparés par ;
Combien de choix une réponse peut-elle contenir ? (optional)
  ( ) un seul
  ( ) plusieurs
Qui voit quoi ? (optional)
  ( ) nommé
  ( ) anonyme
  ( ) nommé, nombres cachés jusqu’à la clôture
  · cela ne pourra plus être changé
Jusqu’à quand ? (optional)
  ____ 100
  · par exemple : demain 18h ; sinon, la clôture se fait à la main
[ Poser la question ] [ Annuler ]
""")


async def test_a_retex_its_form_and_what_came_of_it(english: Team) -> None:
    await english.types("U1", 'retex "Workshop of 12 May"')
    await english.presses("U2", "vote:1:4")
    assert english.told("U2") == snapshot("""\
your answer is counted: 4
To add words: /ritournelle retex answer 1
[ *Add a word* answer:1 ]  [ Withdraw withdraw:1 ]
""")
    assert english.card() == snapshot("""\
· #team · retex 1 · open · named
# Workshop of 12 May · How was it, from 1 (poor) to 5 (excellent)?
1 0 0%
2 0 0%
3 0 0%
4 1 ▇▇▇▇▇▇▇▇▇▇ 100%
5 0 0%
[ 1 vote:1:1 ]  [ 2 vote:1:2 ]  [ 3 vote:1:3 ]  [ 4 vote:1:4 ]  [ 5 vote:1:5 ]
[ *Add a word* answer:1 ]
· 1 answer of 3 invited
· named: whoever can see this place can see who answered what
""")
    await english.presses("U2", "answer:1")
    assert english.form() == snapshot("""\
═ Retex 1 ═
How was it, from 1 (poor) to 5 (excellent)? (optional)
  ( ) 1
  ( ) 2
  ( ) 3
  (o) 4
  ( ) 5
What should we keep? (optional)
  ≡___ 2000
What held us back? (optional)
  ≡___ 2000
One proposal? (optional)
  ≡___ 2000
Which axis does it concern? (optional)
  ( ) skills
  ( ) management
  ( ) workplace and digital
  ( ) simpler processes
  ( ) cooperation
[ Answer ] [ Cancel ]
""")
    await english.writes("U2", "The energy", "The room", "Let us meet on Tuesdays")
    assert english.card() == snapshot("""\
· #team · retex 1 · open · named
# Workshop of 12 May · How was it, from 1 (poor) to 5 (excellent)?
1 0 0%
2 0 0%
3 0 0%
4 1 ▇▇▇▇▇▇▇▇▇▇ 100%
5 0 0%
[ 1 vote:1:1 ]  [ 2 vote:1:2 ]  [ 3 vote:1:3 ]  [ 4 vote:1:4 ]  [ 5 vote:1:5 ]
[ *Add a word* answer:1 ]
· 1 answer of 3 invited
· named: whoever can see this place can see who answered what
""")
    await english.types("U1", "retex close")
    assert english.card() == "Workshop of 12 May — median 4 · mean 4\n", "the picture comes with its words"
    assert english.card(0) == snapshot("""\
· #team · retex 1 · closed Tuesday 24 November 09:00 · named
# Workshop of 12 May · How was it, from 1 (poor) to 5 (excellent)?
1 0 0%
2 0 0%
3 0 0%
4 1 ▇▇▇▇▇▇▇▇▇▇ 100%
5 0 0%
[ Action: Let us meet on Tuesdays propose:1:@slack:T1/U2 ]
· 1 answer of 3 invited
· median 4 · mean 4
· to keep: 1 answer · “The energy”
· held us back: 1 answer · “The room”
· proposals: 1 answer · “Let us meet on Tuesdays”
""")


async def test_a_weather_in_french(french: Team) -> None:
    await french.types("U1", 'retex "Météo" --modèle météo --anonyme')
    assert french.card() == snapshot("""\
· #team · retex 1 · ouvert · anonyme
# Météo · Quelle est votre météo ?
[ ⛈️ orage vote:1:1 ]  [ 🌧️ pluie vote:1:2 ]  [ ☁️ nuages vote:1:3 ]  [ 🌤️ éclaircies vote:1:4 ]  [ ☀️ soleil
      vote:1:5 ]
[ *Ajouter un mot* answer:1 ]  [ Ne pas dire pass:1 ]
· 0 réponse sur 3 invités
· anonyme : il n’est dit à personne qui a répondu quoi ; résultats après la clôture, à partir de 5 réponses
""")
    await french.presses("U2", "answer:1")
    assert french.form() == snapshot("""\
═ Retex 1 ═
What is your weather? (optional)
  ( ) ⛈️ storm
  ( ) 🌧️ rain
  ( ) ☁️ clouds
  ( ) 🌤️ bright spells
  ( ) ☀️ sun
In one word? (optional)
  ≡___ 2000
[ Answer ] [ Cancel ]
""")


async def test_a_ritual_its_round_and_its_digest(english: Team) -> None:
    await english.types("U1", 'ritual "Stand-up" every weekday at 9:30 --holidays none')
    assert english.told("U1") == snapshot("""\
Stand-up: every weekday at 09:30 (Europe/Paris). The next 3 dates:
  Tuesday 24 November 2026 at 09:30 (Europe/Paris)
  Wednesday 25 November 2026 at 09:30 (Europe/Paris)
  Thursday 26 November 2026 at 09:30 (Europe/Paris)
Is that right? Answer “yes” or “no”.
[ Yes yes:ritual.new:… ]  [ No no:ritual.new:… ]
""")
    await english.confirms("U1")
    assert english.card() == snapshot("""\
· #team · ritual 1 · planned
# Stand-up
· every weekday at 09:30 (Europe/Paris)
· questions: standup
· each round closes after 8 h
· next dates: /ritournelle ritual next 1 · change it: /ritournelle ritual edit 1
""")
    await english.waits(45)
    assert english.card() == snapshot("""\
· #team · ritual 1 · round of Tuesday 24 November 2026 · open until Tuesday 24 November 17:30
# Stand-up
[ *Answer* answer:1:1 ]
· What is done?
· What is next?
· What is in the way?
· 0 answers of 3 invited
""")
    await english.presses("U2", "answer:1:1")
    assert english.form() == snapshot("""\
═ Ritual 1 ═
What is done? (optional)
  ≡___ 2000
What is next? (optional)
  ≡___ 2000
What is in the way? (optional)
  ≡___ 2000
[ Answer ] [ Cancel ]
""")
    await english.writes("U2", "Tests", "Docs", "The projector <!here>")
    await english.waits(9 * 60)
    assert english.card() == snapshot("""\
· #team · ritual 1 · digest of Tuesday 24 November 2026
# Stand-up
· What is in the way?
·   bob: The projector <!here>
· What is done?
·   bob: Tests
· What is next?
·   bob: Docs
· 1 answer of 3 invited
""")


async def test_a_round_in_french(french: Team) -> None:
    await french.types("U1", 'rituel "Météo" chaque jour ouvré à 9h30 --modèle météo --fériés aucun')
    await french.confirms("U1")
    await french.waits(45)
    await french.presses("U2", "vote:1:2")
    assert french.card() == snapshot("""\
· #team · rituel 1 · tour du mardi 24 novembre 2026 · ouvert jusqu’à mardi 24 novembre 17:30
# Météo · Quelle est votre météo ?
[ ⛈️ orage vote:1:1 ]  [ 🌧️ pluie vote:1:2 ]  [ ☁️ nuages vote:1:3 ]  [ 🌤️ éclaircies vote:1:4 ]  [ ☀️ soleil
      vote:1:5 ]
[ Ajouter un mot answer:1:1 ]  [ Ne pas dire pass:1:1 ]
· En un mot ?
· 1 réponse sur 3 invités
""")
    await french.waits(9 * 60)
    assert french.card() == snapshot("""\
· #team · rituel 1 · synthèse du mardi 24 novembre 2026
# Météo
⛈️ orage 0 0 %
🌧️ pluie 1 ▇▇▇▇▇▇▇▇▇▇ 100 %
☁️ nuages 0 0 %
🌤️ éclaircies 0 0 %
☀️ soleil 0 0 %
· 🌧️ pluie : bob
· en moyenne 2 sur 5
· 1 réponse sur 3 invités
""")


async def test_an_action_from_a_message_open_and_done(english: Team) -> None:
    message = Spoken("C1", english.team.fake.ts(), "", [])
    await english.team.fake.choose_on_message("U1", message, "action", "Please mend the projector")
    await english.team.rest()
    assert english.form() == snapshot("""\
═ New action ═
What is to be done?
  ≡___ 300 'Please mend the projector'
Who does it? (optional)
  ____ 100
  · one person's name as it is shown here, or nothing
By when? (optional)
  ____ 100
  · for example: friday, or 12 May; or nothing
[ Write it down ] [ Cancel ]
""")
    await english.types("U1", 'action "Mend the projector" @bob due friday')
    assert english.card() == snapshot("""\
· #team · action 1 · to be done · due Friday 27 November
# Mend the projector
[ *Done* done:1 ]
· for bob
· written down · alice · Tuesday 24 November 09:00
""")
    await english.presses("U2", "done:1")
    assert english.card() == snapshot("""\
· #team · action 1 · done, to be verified
# Mend the projector
[ *Verified* verify:1 ]
· for bob
· done · bob · Tuesday 24 November 09:00
""")


async def test_a_summary_in_both_languages(french: Team) -> None:
    await french.types("U1", 'sondage "Quel jour ?" "Lundi" "Mardi"')
    await french.presses("U2", "vote:1:1")
    await french.types("U2", "summary")
    assert french.told("U2", -2) == snapshot("""\
#team · summary
from Tuesday 17 November 2026 09:00 to Tuesday 24 November 2026 09:00 (Europe/Paris)
Participation
  poll 1 · Quel jour ? · 1 answer of 3 invited · still open
Answers
  poll 1 · Quel jour ?
    Lundi 1 ▇▇▇▇▇▇▇▇
    Mardi 0
""")
    await french.types("U1", "bilan")
    assert french.told("U1", -2) == snapshot("""\
#team · bilan
du mardi 17 novembre 2026 09:00 au mardi 24 novembre 2026 09:00 (Europe/Paris)
Participation
  sondage 1 · Quel jour ? · 1 réponse sur 3 invités · encore ouvert
Réponses
  sondage 1 · Quel jour ?
    Lundi 1 ▇▇▇▇▇▇▇▇
    Mardi 0
""")
    assert french.told("U1") == snapshot("Quel jour ? — 1 sur 1 a choisi Lundi\n")
