"""Long reads of summaries, computed from a snapshot, never on the clerk: words, a picture, a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.effects import Tell
from handlers.people.house import House
from handlers.reporting.document import Document, Quotes
from handlers.reporting.parts import Said
from handlers.reporting.plain import as_text
from handlers.subjects.proposals import buttons
from handlers.summaries import files
from handlers.summaries.compose import IN_CHAT, compose
from handlers.summaries.files import TablesOf
from handlers.summaries.material import Reports, gather
from handlers.summaries.picture import picture
from handlers.summaries.scope import unpack
from handlers.texts import Voice
from handlers.views import File, Note
from storage.reads import Snapshot

OFFERED = 10  # proposals of which a summary offers to make an action


@dataclass(frozen=True, slots=True)
class Reading:
    """The readers of summaries, over what each feature reports and the tables it exports."""

    reports: Reports
    tables: TablesOf

    def text(self, snapshot: Snapshot, tell: Tell, _house: House) -> Note:
        """Say a summary in words."""
        scope, voice = unpack(tell.argument), _voice(tell)
        material = gather(snapshot, scope, tell, self.reports, voice)
        document = compose(material, scope, voice, scope.until, most=IN_CHAT)
        offered = buttons(_quoted(document), voice)[:OFFERED]
        return Note(text=as_text(document), buttons=offered, language=voice.language)

    def chart(self, snapshot: Snapshot, tell: Tell, house: House) -> Note | File | None:
        """Draw the picture of a summary; None where there is nothing to be seen."""
        scope, voice = unpack(tell.argument), _voice(tell)
        material = gather(snapshot, scope, tell, self.reports, voice)
        return picture(material, scope, voice, house.paint)

    def file(self, snapshot: Snapshot, tell: Tell, _house: House) -> File:
        """Write a summary to the file that was asked for."""
        scope, voice = unpack(tell.argument), _voice(tell)
        material = gather(snapshot, scope, tell, self.reports, voice)
        return files.write(snapshot, material, scope, voice, self.tables)


def _quoted(document: Document) -> Iterator[Said]:
    """Yield what is quoted, in the order in which it is read."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Quotes):
                yield from block.said


def _voice(tell: Tell) -> Voice:
    return Voice("fr" if tell.language == "fr" else "en", tell.zone)
