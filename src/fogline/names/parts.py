"""Names without the words that tell parts of a village or a kind of spot apart: "Upper X", "X al-Kabir", "Jubb X"."""

from fogline.names.script import fold

_QUALIFIERS = frozenset(
    fold(word)
    for word in (
        "fawqani fawqa fouqani fowqani foqani faouqani fawqaniyah fawqaniya tahtani tahta tahtaniyah tahtaniya sharqi "
        "charqi sharqiya sharqiyah charqiye sharki gharbi rharbi gharbiya gharbiyah rharbiye shamali chemali shamaliya "
        "shamaliyah shimali shimaliya janubi jnoubi janoubi janubiya janubiyah qibli qibliyah kabir kebir kabira "
        "kabirah kabeer kebire saghir serhir saghira saghirah serhire sagheer kubra sughra wusta wustani upper lower "
        "eastern western northern southern big small great little "
        "فوقاني فوقانية فوقا تحتاني تحتانية تحتا شرقي شرقية غربي غربية شمالي شمالية جنوبي جنوبية قبلي قبلية كبير "
        "كبيرة صغير صغيرة كبرى صغرى وسطى وسطاني"
    ).split()
)
_SPOTS = frozenset(
    fold(word)
    for word in (
        "khirbat khirbet kheurbet khurbat bir bi'r bîr beer jubb joubb djoub rasm mazraat mazra`at mazraah mazraa "
        "mezraat qaryat karyat safat saffat خربة بئر بير جب رسم مزرعة قرية"
    ).split()
)
_SHORTEST = 3


def bare(name: str) -> str:
    """A name without "upper", "big" and the like, and without "well", "ruin" or "farm" before it; "" if it has none."""
    folded = fold(name).split()
    if len(folded) < 2 or (folded[0] not in _SPOTS and _QUALIFIERS.isdisjoint(folded)):
        return ""
    words = name.split()
    kept = [w for w in words if fold(w) not in _QUALIFIERS]
    if len(kept) > 1 and fold(kept[0]) in _SPOTS:
        kept = kept[1:]
    short = " ".join(kept)
    return short if len(kept) < len(words) and len(fold(short)) >= _SHORTEST else ""
