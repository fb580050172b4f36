"""Tells page furniture from text: buttons, pleas, credits, navigation, by-lines, notices; one line at a time."""

import re

_WHOLE = re.compile(
    r"""^[\W_]*(?:
    (?:click|tap|press)\ (?:here|to|on|the)\b.{0,60} | more\ details? | read\ (?:more|also|next|full)\b.{0,80} | see\ also\b.{0,80}
    | skip\ to\ .{0,30} | back\ to\ top | scroll\ .{0,20} | (?:share|tweet|pin|email|print|like|save|follow|subscribe|sign\ up|log\ ?in|register|comment|reply|report)(?:\ (?:this|us|on|in|via|now|to|it|with)\b.{0,60})?
    | (?:(?:share|tweet|print|email|like|save|pin|facebook|twitter|telegram|whatsapp|vk|x|copy\ link)[\s,|/·•&►:]*){2,}
    | read\ also\b.{0,100} | (?:[➕🖨✉👍💬↪]\S*\s*.{0,40}){1,4} | you\ can\ share\b.{0,60} | previous\s*:.{0,100} | source\s*:.{0,80} | \(?(?:agencies|agency|staff|wire\ services?|ap|afp|reuters|dpa|ro/zk)\)? | (?:name|e-?mail|website|your\ (?:comment|name|email))\s*:?
    | (?:image|photo)\ caption\b.* | \[?repost\b.* | release\ no\b.* | (?:\#\w+\s*){1,8} | [A-Z]{2,4}(?:/[A-Z]{2,4}){1,3}
    | (?:the\ )?boundaries\ and\ names\ shown\b.* | .{0,60}\b(?:forward\ (?:it|the\ channel|this)|write\ to\ (?:us|the\ desk)|tell\ your\ friends|buy\ the\ author)\b.{0,60}
    | .{0,40}\bclick\ to\ (?:enlarge|see|view|expand|open)\b.{0,40}
    | (?:facebook|twitter|telegram|whatsapp|vk|reddit|linkedin|pinterest|instagram|youtube|google\+?|email|print)(?:[\s,|/·•&]+(?:facebook|twitter|telegram|whatsapp|vk|reddit|linkedin|pinterest|instagram|youtube|google\+?|email|print|share|more))*
    | (?:related|recommended|most\ read|popular|trending|latest|more)(?:\ (?:articles?|stories|posts?|news|topics?|from|on|in|content))?\b.{0,50}
    | (?:tags?|labels?|categor(?:y|ies)|filed\ under|keywords?|topics?)\s*:.* | advertisements?|sponsored(?:\ content)?|promoted
    | (?:next|previous|older|newer)(?:\ (?:post|article|story|page))?s?(?:\s*[:»›→].*)? | home|menu|search|close|navigation|contact(?:\ us)?|about(?:\ us)?|archives?|privacy\ policy|terms\ of\ (?:use|service)
    | \d+\ (?:comments?|shares?|views?|likes?|replies|retweets) | sort\ by\b.* | (?:newest|oldest|most\ voted)(?:\s*\|.*)?
    | (?:leave|post|write|add)\ a\ (?:reply|comment)\b.* | your\ email\ address\ will\ not\ be\ published.* | comments?(?:\ (?:are\ closed|off|section|\(\d+\)))?
    | notify\ (?:me\ )?of\b.* | load\ more\b.* | show\ more\b.* | continue\ reading\b.* | loading\b.* | (?:\d+\s*)?min(?:ute)?s?\ read
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT = re.compile(
    r"""^[\W_]*(?:
    (?:photo|photos|image|images|picture|pictures|map|maps|video|graphic|infographic|illustration|cover|file\ photo|screenshot)s?\s*(?:credits?|credited|courtesy|source|by|via|copyright|©)?\s*(?:[:/|©]|\bto\b|\bby\b|\bof\b|\bcourtesy\b|\bvia\b)\s*.{0,100}
    | (?:credits?|source|via|courtesy(?:\ of)?|copyright|©|\(c\))\s*[:©]?\s*.{0,90}
    | (?:map|maps|photo|image|video)s?\ (?:credit|credited|courtesy)\b.{0,100}
    | (?:written|reported|posted|published|translated|edited|compiled|prepared|submitted|updated|last\ (?:updated|modified|edited))\ (?:by|on|at|in|from)?\s*:?\s*.{0,90}
    | by\ (?:[A-Z][\w.’'-]+\ ?){1,4}(?:[,|–-].{0,50})? | ["“']?exclusive\ to\b.{0,80} | .{0,40}["“']exclusive\ to\b.{0,60}
    | (?:original(?:ly)?|this\ (?:article|report|post|story|piece|text))\ (?:was\ |has\ been\ |is\ )?(?:first\ |originally\ )?(?:appeared|published|posted|translated|machine-translated|reprinted)\b.{0,120}
    | all\ rights\ reserved.* | .{0,40}all\ rights\ reserved\W*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_PLEA = re.compile(
    r"paypal|patreon|donat(?:e|ion|ions|ing)\b|support (?:the|our|us|this|independent)\b.{0,40}(?:project|work|site|journalism|page|channel|team|coverage)?"
    r"|subscribe to|sign up (?:for|to)|our newsletter|follow us|join us on|join our|like our page|become a (?:member|patron|supporter)"
    r"|cookies?\b.{0,60}(?:consent|accept|use|policy|experience)|we use cookies|enable javascript|ad ?blocker|bitcoin|ko-fi|crowdfund|buy me a coffee"
    r"|share (?:this|the) (?:article|post|page|story)|if you (?:like|liked|enjoy|enjoyed|found|value|appreciate)\b.{0,60}(?:content|article|work|page|site|post|approach|report)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^[\W_]*(?:the|this|these|above|below|pictured?|in the)?[\s:,]*(?:picture|photo|photograph|image|map|video|graphic|screenshot|footage|infographic)s?\s+"
    r"(?:above|below|here|shows?|showing|illustrates?|illustrating|depicts?|is|are|taken|courtesy)\b[^.!?]{0,180}[.!?]?[\W_]*$",
    re.IGNORECASE,
)
_BARE_URL = re.compile(r"^[\W_]*(?:https?://|www\.)\S+[\W_]*$|^[\w.+-]+@[\w-]+\.[\w.]+$", re.IGNORECASE)
# A picture or link that is a line of its own; its words are a caption or another page's title.
_BARE_LINK = re.compile(r"^[\W_]*!?\[[^\]\n]*\]\(\S+\)[\W_]*$")
_PICTURE_FILE = re.compile(r"^[^.!?]{1,80}\.(?:svg|png|jpe?g|gif|webp)[\W_]*$", re.IGNORECASE)
# A sentence that only sends the reader to another page, whose title tells of what that page does.
_ELSEWHERE = re.compile(
    r"^[\W_]*(?:see\s(?:also|main)|main\s(?:articles?|page)|further\s(?:information|reading)|related\s(?:articles?|pages?))\b",
    re.IGNORECASE,
)
_LONGEST_REFERENCE = 140
_LONGEST_WHOLE = 130
_LONGEST_CAPTION = 200
_LONGEST_PLEA = 420
_DATE_ONLY = re.compile(
    r"^[\W_]*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:(?:published|posted|updated|date)\s*:?\s*)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:[\s,|–-]+(?:at\s+)?\d{1,2}[:.]\d\d.{0,20})?[\W_]*$",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """True when a line belongs to the page, not to the report."""
    if not any(c.isalnum() for c in line):
        return True
    if len(line) <= _LONGEST_WHOLE and (
        _WHOLE.match(line) or _CREDIT.match(line) or _DATE_ONLY.match(line) or _BARE_URL.match(line)
    ):
        return True
    if _BARE_LINK.match(line) is not None or _PICTURE_FILE.match(line) is not None:
        return True
    if len(line) <= _LONGEST_CAPTION and _CAPTION.match(line):
        return True
    return len(line) <= _LONGEST_PLEA and len(_PLEA.findall(line)) >= (1 if len(line) < 200 else 2)


def refers_elsewhere(sentence: str) -> bool:
    """True when a sentence only names other pages: "See also: the Battle of X (2013)"."""
    return len(sentence) <= _LONGEST_REFERENCE and _ELSEWHERE.match(sentence) is not None
