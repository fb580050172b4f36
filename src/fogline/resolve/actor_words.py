"""General words for those who act: which kind of actor they fit, whatever the war."""

import re
from collections.abc import Sequence

from fogline.pack import Actor
from fogline.records import ActorId
from fogline.resolve.wording import word_set

CIVIL_ID = ActorId("civilians")
CIVILIANS = word_set(
    "civilian civilians resident residents family families people inhabitant inhabitants villager villagers child "
    "children woman women patient patients refugee refugees persons citizen citizens souls bodies pedestrians "
    "shoppers worshippers students pupils farmers shepherds townspeople locals evacuees displaced households "
    "neighbours neighbors passengers boys girls girl mother toddler infant elderly victims survivors relatives "
    "protesters demonstrators kids population populations workers drivers homes houses school hospital mosque "
    "bakery market populace occupants infants kin abductees pilgrims captives paramedics markets schools "
    "hospitals clinic clinics wounded dead everyone collectors nurses doctors teachers traders merchants camp "
    "passers-by bystanders deportees returnees mourners travellers males non-combatants noncombatants newborn "
    "newborns baby babies nurse doctor teacher driver shepherd farmer mukhtar medic medics rescuer rescuers "
    "volunteer-medics wife husband father brother sister daughter widow son journalist journalists reporter staff "
    "airliner airliners housewives grandmother grandfather teenager teenagers schoolboy schoolchildren labourers "
    "labourer pensioner pensioners tribespeople abducted mothers fathers orphans hostages hostage aid-workers "
    "hunters fishermen pupil student grandchildren couple crowd crowds boy builders owners owner baker bakers "
    "grocer vendor vendors seller photographer paramedic nephew toddlers schoolgirls physicians physician imam "
    "bishops priest priests engineer customers employees employee congregation mourner worshipper lady "
    "anaesthetist ambulanceman ambulance ambulances minibus bus buses tents humanitarians camps shop shops tent "
    "cameraman activist activists lawyer lawyers porters bystander person cousins cousin uncle aunt brides bride "
    "bridegroom guests herders herder herdsmen beekeepers nomads bedouin bedouins"
)
_STATE = word_set(
    "army soldier soldiers troops garrison garrisons officer officers conscript conscripts regime military police "
    "policeman policemen government state authorities regulars defenders brigade battalion regiment sappers "
    "engineers column tanks serviceman servicemen guards guard sentry sentries patrol patrols ministry convoy "
    "commandos paratroops armour armor artillery columns command headquarters divisions division regiments cadet "
    "cadets governor governors minister ministers premier president general generals colonel brigadier lieutenant "
    "major captain engineering sapper gunner tank batteries battery intelligence security detachment detachments "
    "soldiery infantry gunners artillerymen air-defences air-defenses defences defenses gendarmes gendarmerie "
    "loyalist loyalists paratroopers tankers crew crews marines recruits reservists"
)
_IRREGULAR = word_set(
    "fighter fighters militant militants gunman gunmen rebel rebels insurgent insurgents militiaman "
    "militiamen militia militias faction factions cell cells sniper snipers organisation organization "
    "group groups gangs raiders assailants attackers bomber bombers holdouts element elements besiegers "
    "mercenaries emir emirs sleeper sleepers guerrilla guerrillas bandits kidnappers captors ambushers infiltrators "
    "outsiders revolution gunner looters assassins attacker gang extremists jihadists separatists"
)
_ANY = word_set(
    "they them it he she who its their theirs force forces men man side enemy enemies unit units both commander "
    "commanders martyrs martyr men-at-arms others combatants combatant stragglers remnants prisoners detainees "
    "troopers rest leader leaders youth those leadership"
)
OWN = word_set("our ours we us")
_OF_THE_STAFF = word_set("general joint of army military defence defense")
_MEN = word_set("men man male males those")
_BEARING_ARMS = word_set("armed hard masked hooded uniform uniforms rifles guns weapons camouflage bearded")
_AROUND = word_set(
    "the a an and of his her its their our other local armed special rapid reaction joint elite mechanised "
    "mechanized pro armoured armored allied ground heavy air naval war dead several some two three four five six "
    "seven eight nine ten"
)
_TELLS_MORE = word_set("who whom whose that which in of from at on near with under inside")
_NUMBERED = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
    r"(?:\s(?:and|&)\s\d+(?:st|nd|rd|th)?)?\s"
    r"(?:(?:separate|guards|motori[sz]ed|mechani[sz]ed|armou?red|tank|airborne|assault|artillery|mountain|infantry|special)\s)*"
    r"(?:armou?red|armou?r|mechani[sz]ed|infantry|divisions?|brigades?|regiments?|reg['’]t|corps|battalions?|army)\b",
    re.IGNORECASE,
)
_SOMEONES = word_set("its their his her our your whose")
ENEMY = word_set(
    "enemy enemies foe foes opponents adversary adversaries invaders occupiers aggressors rats rat mice mouse "
    "dogs hyenas worms worm vermin cockroaches swine savages barbarians thugs killers murderers criminals "
    "butchers beheaders head-choppers headchoppers throat-cutters cutthroats infidels devils traitors filth pigs "
    "snakes"
)
PRAISED = word_set("heroes hero lions")
_AIR = word_set(
    "plane planes jet jets warplane warplanes helicopter helicopters aircraft bombers airmen pilot pilots "
    "gunship gunships chopper choppers aeroplane aeroplanes airplane airplanes sukhoi sukhois"
)
_GENERAL = _STATE | _IRREGULAR | _ANY | CIVILIANS | OWN | ENEMY | _AIR | PRAISED | _AROUND
_AIR_TYPES = re.compile(r"\b(?:mig|su|f|mi|tu)-\d+", re.IGNORECASE)
_DEMONYM = re.compile(r"[A-Z]\w+(?:ans?|ish|is?|ese)$")
_COMRADES = word_set("boys brothers sons guys lads youth friends comrades men")
STATE_KINDS = frozenset({"state", "police"})
IRREGULAR_KINDS = frozenset({"armed", "tribal"})
_BACKED = re.compile(
    r"[\s-]?(?:backed|led|supported|allied|aligned|linked|affiliated|run|held|sponsored|trained|paid|funded|armed"
    r"|financed|controlled|installed)\b",
    re.IGNORECASE,
)
_BASED = re.compile(r"[\s-]based\b", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:\b(?:pro|anti)-|\b(?:loyal|allied|tied|linked|close|affiliated|opposed|hostile)\s(?:to|with)"
    r"|\b(?:backed|supported|led|paid|run|armed|funded|sponsored)\sby)\s?(?:the\s)?$",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"(?:\banti-|\b(?:opposed|hostile)\sto)\s?(?:the\s)?$", re.IGNORECASE)


def stands_behind(text: str, start: int, end: int) -> bool:
    """True when a name in the words only backs, leads, opposes or houses those who are meant."""
    behind = any(words.match(text, end) for words in (_BACKED, _BASED))
    return behind or _BEHIND.search(text[:start]) is not None


def backs(text: str, start: int, end: int) -> bool:
    """True when a name in the words backs or leads those who are meant."""
    return stands_behind(text, start, end) and not _BASED.match(text, end) and not _AGAINST.search(text[:start])


def flies(text: str, tokens: Sequence[str]) -> bool:
    """True for words for aircraft and those who fly them."""
    return any(t in _AIR for t in tokens) or _AIR_TYPES.search(text) is not None


def demonym(text: str) -> bool:
    """True for a lone word for a people or what is theirs, by its ending."""
    return _DEMONYM.fullmatch(text) is not None


def a_people(text: str) -> bool:
    """True for the members of a people, told of by its name alone and in the plural."""
    return text.endswith("s") and demonym(text) and demonym(text[:-1])


def numbered_unit(text: str) -> bool:
    """True for a unit of a regular army, which bears a number: "the 9th Armoured", "137 Brigade"."""
    return _NUMBERED.search(text) is not None


def head_of(tokens: Sequence[str]) -> Sequence[str]:
    """The words up to what tells more of them: "residents" of "residents who had fled to the hills"."""
    end = next((n for n, token in enumerate(tokens) if n and token in _TELLS_MORE), len(tokens))
    return tokens[:end]


def mere_people(tokens: Sequence[str]) -> bool:
    """True for words for men or for people without a word for what they are or whose they are."""
    fighters = any(t in _STATE or t in _IRREGULAR or t in _BEARING_ARMS for t in tokens)
    return any(t in _MEN for t in tokens) and not fighters and tokens[0] not in _SOMEONES


def civil(tokens: Sequence[str]) -> bool:
    """True for words for civilians; "our boys" are fighters."""
    ours = bool(tokens) and tokens[0] in OWN and tokens[-1] in _COMRADES
    return not ours and any(t in CIVILIANS and not _headquarters(tokens[: n + 1]) for n, t in enumerate(tokens))


def _headquarters(tokens: Sequence[str]) -> bool:
    """True for "general staff" and "chiefs of staff", which are no staff of a clinic."""
    return len(tokens) > 1 and tokens[-1] == "staff" and tokens[-2] in _OF_THE_STAFF


def kinds_of(text: str, tokens: Sequence[str]) -> frozenset[str] | None:
    """The kinds of actor that general words fit; None for any armed side, none for other words."""
    if any(t in _STATE for t in tokens) or flies(text, tokens) or numbered_unit(text):
        return STATE_KINDS
    if any(t in _IRREGULAR for t in tokens):
        return IRREGULAR_KINDS
    if any(t in _ANY or t in OWN or t in ENEMY for t in tokens):
        return None
    return frozenset()


def general(token: str) -> bool:
    """True for a word that says what kind of actor is meant, however it is written."""
    return token in _GENERAL


def fits(actor: Actor, kinds: frozenset[str] | None) -> bool:
    """True when an actor is of one of the kinds; None stands for any armed side."""
    return actor.kind in (STATE_KINDS | IRREGULAR_KINDS if kinds is None else kinds)
