"""Which sentences the code says, read from its syntax trees, so that the catalogue can be held against them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAID_IN = ("bot", "handlers")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with where it is said; ``plural`` for ``voice.many``, ``context`` for ``voice.within``."""

    id: str
    plural: str | None
    where: str
    context: str | None = None


def sentences(root: Path = ROOT) -> tuple[Sentence, ...]:
    """Return every sentence written in the code of the bot and its handlers."""
    found: list[Sentence] = []
    for folder in SAID_IN:
        for path in sorted((root / folder).rglob("*.py")):
            found += in_code(path.read_text("utf-8"), str(path.relative_to(root)))
    return tuple(found)


def in_code(code: str, where: str) -> list[Sentence]:
    """Return the sentences of one file."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return [sentence for call in calls for sentence in _of_call(call, where)]


def _of_call(call: ast.Call, where: str) -> Iterator[Sentence]:
    at = f"{where}:{call.lineno}"
    if _is_voice(call.func) and call.args:
        yield from (Sentence(text, None, at) for text in _literals(call.args[0]))
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "many" and _is_voice(call.func.value):
        for one, several in zip(_literals(call.args[0]), _literals(call.args[1]), strict=True):
            yield Sentence(one, several, at)
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "within" and _is_voice(call.func.value):
        (context,) = _literals(call.args[0])
        yield from (Sentence(text, None, at, context) for text in _literals(call.args[1]))
    elif isinstance(call.func, ast.Name) and call.func.id == "Route":
        help_ = call.args[5] if len(call.args) > 5 else next((k.value for k in call.keywords if k.arg == "help"), None)
        yield from (Sentence(text, None, at) for text in (_literals(help_) if help_ else ()))


def _is_voice(node: ast.expr) -> bool:
    """Tell ``voice``, ``ask.voice`` and ``self._voice`` from other things that are called."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.lstrip("_") == "voice"


def _literals(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, ast.IfExp):
        return (*_literals(node.body), *_literals(node.orelse))
    return ()
