"""Markdown: rendered to plain text with its headings and list items as parts; front matter is used."""

import re
from datetime import date

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fogline.dates.stated import published_in
from fogline.ingest.dated import parse_day, unknown
from fogline.ingest.layout import Layout
from fogline.ingest.text import make_report
from fogline.records import PartKind, Report

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Plain(yaml.SafeLoader):
    """Leaves days as they are written: an impossible one is told as such, and is no error of the file."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- as the class above has it
        first: [(tag, pattern) for tag, pattern in known if tag != _TIMESTAMP]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", re.DOTALL)


def _front(text: str) -> tuple[dict[str, object], str]:
    m = _FRONT.match(text)
    if m is None:
        return {}, text
    try:
        value = yaml.load(m.group(1), Loader=_Plain)
    except (yaml.YAMLError, ValueError):
        return {}, text
    return (value, text[m.end() :]) if isinstance(value, dict) else ({}, text)


def _inline(token: Token) -> str:
    made = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            made.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            made.append("\n")
    return "".join(made)


def from_markdown(text: str, raw: bytes, name: str, stem: str, option: date | None) -> Report:
    """The report of a Markdown file."""
    front, body = _front(text)
    layout, title = Layout(), str(front.get("title") or "")
    depth, heading = 0, 0
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "inline":
            line = _inline(token)
            if heading == 1 and not title:
                title = line
                layout.add(PartKind.TITLE, line)
            elif heading:
                layout.add(PartKind.TITLE if line == title else PartKind.HEADING, line)
            else:
                layout.add(PartKind.LIST_ITEM if depth else PartKind.BODY, line)
        elif token.type in ("fence", "code_block"):
            layout.add(PartKind.BODY, token.content)
    plain, parts = layout.finish()
    day, why = parse_day(front.get("date") or front.get("published"))
    basis = "metadata: front matter" if day is not None else ""
    if day is None:
        found = published_in(plain)
        day, basis = found or (
            option,
            "option" if option is not None else unknown("front matter or text", why if front.get("date") else ""),
        )
    return make_report(
        key=name, source=str(front.get("source") or stem), text=plain, raw=raw, published=day, basis=basis,
        title=title or None, url=str(front["url"]) if front.get("url") else None, parts=parts,
    )  # fmt: skip
