"""The pack room: theatre packs, the only place where a conflict is named."""

from fogline.pack.check import Problem, check_pack
from fogline.pack.load import by_source_name, find_packs, load_pack, with_sources
from fogline.pack.schema import (
    Actor,
    Handover,
    LoadedWord,
    Pack,
    PackPlace,
    Road,
    SourceProfile,
    alive,
    allied,
    outlived,
    root_of,
    side_on,
)

__all__ = [
    "Actor",
    "Handover",
    "LoadedWord",
    "Pack",
    "PackPlace",
    "Problem",
    "Road",
    "SourceProfile",
    "alive",
    "allied",
    "by_source_name",
    "check_pack",
    "find_packs",
    "load_pack",
    "outlived",
    "root_of",
    "side_on",
    "with_sources",
]
