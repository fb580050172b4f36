"""Who says so: words for speakers are seldom those of one who fights."""

from fogline.pack.naming import words
from fogline.records import ActorId, ActorResolution, Mention
from fogline.resolve.actor_words import demonym, head_of, kinds_of, stands_behind
from fogline.resolve.actors import by_name, made_of, resolve_actor
from fogline.resolve.cast import Cast
from fogline.resolve.wording import word_set

_VOICES = word_set(
    "group groups organisation organisations organization organizations body monitor monitors watchdog watchdogs "
    "observatory observer observers network networks charity charities ngo ngos agency agencies service services "
    "collective campaign centre center source sources analyst analysts expert experts diplomat diplomats account "
    "accounts channel channels website newspaper correspondent correspondents"
)
"""What those are who tell of a war without fighting it, unless a word before tells whose they are."""
_WATCH = word_set("monitor monitors monitoring watchdog observatory")
_MONITOR = "monitor"
_SPOKEN_OF = frozenset({"armed", "humanitarian", "monitor", "political", "tribal"})
_NO_MORE = word_set("the a this that same group organisation organization body watchdog monitor observatory")


def resolve_speaker(mention: Mention, cast: Cast | None) -> ActorResolution:
    """Who speaks. "A monitoring group" is the monitor that the report names, "the group" whoever it named last.

    "A Crown-based watchdog" and "the rescue service" are nobody who fights there; "an army source" is of the army.
    """
    made = resolve_actor(mention, cast)
    tokens = [w for w, _, _ in words(mention.text)]
    if cast is None or by_name(made) or not tokens or head_of(tokens)[-1] not in _VOICES:
        return made
    if not _WATCH.isdisjoint(tokens):
        return _meant(mention, cast, _only_monitor(cast), "the one monitor that the report names")
    if _NO_MORE.issuperset(tokens):
        return _meant(mention, cast, cast.last_named(mention.span.start, _SPOKEN_OF), "named just before")
    if kinds_of("", head_of(tokens)[:-1]) or _by_weak_name(mention.text, cast):
        return made
    return _meant(mention, cast, None, "")


def _meant(mention: Mention, cast: Cast, actor: ActorId | None, why: str) -> ActorResolution:
    reason = f"'{cast.pack.by_actor[actor].name}': {why}" if actor is not None else "words for one who tells of the war"
    return made_of(mention, actor, cast, reason)


def _only_monitor(cast: Cast) -> ActorId | None:
    named = [a for a in cast.presence if cast.pack.by_actor[a].kind == _MONITOR]
    return named[0] if len(named) == 1 else None


def _by_weak_name(text: str, cast: Cast) -> bool:
    """True where a name other than that of a people tells whose they are: "opposition sources"."""
    return any(not demonym(h.text) and not stands_behind(text, h.span.start, h.span.end) for h in cast.names.find(text))
