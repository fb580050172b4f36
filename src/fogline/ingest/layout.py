"""Builds a report's text from pieces, keeping their kinds, headings and list leads as parts."""

from fogline.records import Part, PartKind, Span

_LEAD_MARKS = (":", "：")


class Layout:
    """Pieces added in order; `finish` gives the text and its parts."""

    def __init__(self) -> None:
        """An empty page."""
        self._pieces: list[str] = []
        self._parts: list[Part] = []
        self._length = 0
        self._heading: Span | None = None
        self._lead: Span | None = None

    def add(self, kind: PartKind, text: str) -> None:
        """Appends a piece as a paragraph of its own; blank pieces are left out."""
        text = text.strip()
        if not text:
            return
        span = Span(self._length, self._length + len(text))
        self._pieces.append(text)
        self._length = span.end + 2
        if kind is PartKind.HEADING:
            self._parts.append(Part(kind=kind, span=span))
            self._heading, self._lead = span, None
            return
        lead = self._lead if kind is PartKind.LIST_ITEM else None
        self._parts.append(Part(kind=kind, span=span, heading=self._heading, lead=lead))
        if kind is PartKind.BODY:
            self._lead = _last_sentence(text, span)

    def finish(self) -> tuple[str, tuple[Part, ...]]:
        """The text, its pieces parted by blank lines, and the parts in order."""
        return "\n\n".join(self._pieces), tuple(self._parts)


def _last_sentence(text: str, span: Span) -> Span:
    """The last sentence of a paragraph, roughly: a list after it hangs on it."""
    body = text.rstrip(" :")
    cut = max(body.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return Span(span.start + (cut + 2 if cut >= 0 else 0), span.end)
