"""HTML pages: body by trafilatura with its structure kept, reader comments apart, metadata for date and source."""

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlparse

import lxml.etree
import lxml.html

from fogline.dates.stated import published_in
from fogline.ingest.dated import parse_day, unknown
from fogline.ingest.layout import Layout
from fogline.ingest.text import make_report
from fogline.records import Failure, PartKind, Report

_DEEPEST = 250
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*?(/?)>")
_VOID = frozenset("br hr img input meta link area base col embed source track wbr param".split())
_META_DATES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate",
    "publishdate", "publication_date", "sailthru.date", "parsely-pub-date", "dcterms.created", "article:published",
)  # fmt: skip
_META_SOURCES = (
    "og:site_name",
    "publisher",
    "dc.publisher",
    "application-name",
    "article:publisher",
    "author",
)
_BLOCKS = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|tr|article|section|ul|ol|blockquote|td|header|footer)\b[^>]*>", re.IGNORECASE
)
_DROPPED = re.compile(r"<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT_HINT = re.compile(r"comment|disqus|respond|discussion", re.IGNORECASE)


def _deepest(text: str) -> int:
    depth = most = 0
    for m in _TAG.finditer(text):
        if m[2].lower() in _VOID or m[3]:
            continue
        depth = max(0, depth - 1) if m[1] else depth + 1
        most = max(most, depth)
    return most


def _strip(text: str) -> str:
    """The words of a page without a parser, for pages that no parser should be given."""
    text = _DROPPED.sub(" ", text)
    text = _BLOCKS.sub("\n\n", text)
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"[ \t]+", " ", unescape(text))
    return re.sub(r"\n\s*\n+", "\n\n", text).strip()


class _Meta:
    """What a page's head says: meta tags, JSON-LD and time tags, canonical address, title."""

    def __init__(self, tree: Any) -> None:
        self.tags: dict[str, str] = {}
        for tag in tree.iter("meta"):
            name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
            if name and tag.get("content"):
                self.tags.setdefault(name, str(tag.get("content")).strip())
        self.canonical = next(
            (str(t.get("href")) for t in tree.iter("link") if (t.get("rel") or "") == "canonical"), None
        )
        self.title = self.tags.get("og:title") or next((t.text_content().strip() for t in tree.iter("h1")), None)
        if not self.title:
            self.title = next((t.text_content().strip() for t in tree.iter("title")), None)
        self.times = [str(t.get("datetime") or t.text_content()) for t in tree.iter("time")]
        scripts = [t.text or "" for t in tree.iter("script") if "ld+json" in (t.get("type") or "")]
        self.ld = [m for s in scripts for m in re.findall(r'"datePublished"\s*:\s*"([^"]+)"', s)]

    def published(self) -> tuple[date | None, str]:
        """The publication day with the tag that gives it, else why there is none."""
        why = ""
        named = [(n, self.tags[n]) for n in _META_DATES if n in self.tags]
        given = [
            *named,
            *(("JSON-LD datePublished", v) for v in self.ld),
            *(("time", v) for v in self.times[:1]),
        ]
        for name, value in given:
            day, problem = parse_day(value)
            if day is not None:
                return day, f"metadata: {name}"
            why = why or f"{name} {problem}"
        return None, why

    def source(self, fallback: str) -> str:
        """The publisher, else the host of the page's address."""
        for name in _META_SOURCES[:5]:
            value = self.tags.get(name)
            if value and not value.startswith("http"):
                return value
        url = self.canonical or self.tags.get("og:url")
        host = _host(url) if url else None
        return host.removeprefix("www.") if host else fallback


def _host(url: str) -> str | None:
    try:
        return urlparse(url).hostname
    except ValueError:
        return None


def _parse(text: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", recover=True)
    try:
        return lxml.html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None


def _body(text: str) -> list[tuple[PartKind, str]]:
    """The article's pieces in order, from trafilatura's structured output."""
    made: list[tuple[PartKind, str]] = []
    import trafilatura  # slow to load, and only pages need it

    xml = trafilatura.extract(
        text,
        output_format="xml",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
    )
    if not xml:
        return made
    root = lxml.etree.fromstring(xml.encode("utf-8"))
    main = root.find(".//main")
    _walk(main if main is not None else root, made)
    return made


def _walk(node: Any, made: list[tuple[PartKind, str]]) -> None:
    for child in node:
        if child.tag == "list" or child.tag in ("table", "row", "div"):
            _walk(child, made)
            continue
        kind = {"head": PartKind.HEADING, "item": PartKind.LIST_ITEM}.get(child.tag, PartKind.BODY)
        words = " ".join("".join(child.itertext()).split())
        if words:
            made.append((kind, words))


def _comments(tree: Any) -> list[str]:
    """The texts of the page's comment sections, paragraph by paragraph."""
    made: list[str] = []
    for node in tree.iter("div", "section", "ol", "ul", "aside", "article"):
        hint = f"{node.get('id') or ''} {node.get('class') or ''}"
        if not _COMMENT_HINT.search(hint) or any(
            _COMMENT_HINT.search(f"{a.get('id') or ''} {a.get('class') or ''}") for a in node.iterancestors()
        ):
            continue
        for line in node.text_content().splitlines():
            words = " ".join(line.split())
            if words:
                made.append(words)
    return made


def from_html(text: str, raw: bytes, name: str, stem: str, option: date | None) -> Report | Failure:
    """The report of a page; reader comments stand at its end as parts of their own."""
    if _deepest(text) > _DEEPEST:
        return _flat(text, raw, name, stem, option)
    tree = _parse(text)
    if tree is None:
        return _flat(text, raw, name, stem, option)
    meta = _Meta(tree)
    comments = _comments(tree)
    said = set(comments)
    layout = Layout()
    title = meta.title
    if title:
        layout.add(PartKind.TITLE, title)
    pieces = [p for p in _body(text) if p[1] not in said and p[1] != title]
    for kind, words in pieces:
        layout.add(kind, words)
    if not pieces:
        return _flat(text, raw, name, stem, option)
    for words in comments:
        layout.add(PartKind.COMMENT, words)
    plain, parts = layout.finish()
    day, basis = meta.published()
    if day is None:
        found = published_in("\n".join(words for _, words in pieces)) or _in_page(tree)
        day, basis = found or (option, "option" if option is not None else unknown("metadata or text", basis))
    return make_report(
        key=name, source=meta.source(stem), text=plain, raw=raw, published=day, basis=basis, title=title,
        url=meta.canonical or meta.tags.get("og:url"), parts=parts,
    )  # fmt: skip


def _in_page(tree: Any) -> tuple[date, str] | None:
    """A date line that trafilatura leaves out of the body."""
    for node in tree.iter("span", "p", "div", "small", "em"):
        words = " ".join("".join(node.itertext()).split()) if len(node) < 4 else ""
        if 6 < len(words) < 80 and (found := published_in(words)) is not None:
            return found
    return None


def _flat(text: str, raw: bytes, name: str, stem: str, option: date | None) -> Report | Failure:
    plain = _strip(text)
    if not plain:
        return Failure(document=name, stage="ingest", reason="the page has no text", advice="leave it out")
    found = published_in(plain)
    day, basis = found or (option, "option" if option is not None else unknown("text"))
    return make_report(key=name, source=stem, text=plain, raw=raw, published=day, basis=basis)
