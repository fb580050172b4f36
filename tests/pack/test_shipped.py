"""The packs that are shipped: how full they are, and what they make of a report of their war."""

from datetime import date
from itertools import pairwise

import pytest

from fogline import codec
from fogline.geometry import distance_km
from fogline.pack import Pack, find_packs, load_pack, side_on
from fogline.read.theatre import TheatreTeller
from fogline.records import ActorId, Mention, Report, Span
from fogline.resolve.actors import resolve_actor
from fogline.resolve.cast import cast_of

PACKS = {name: load_pack(path) for name, path in find_packs().items()}
SMALL = ("ukraine", "yemen", "libya", "sudan")


def report(text: str, published: date, source: str) -> Report:
    return Report(id=codec.report_id(source, "r", text), key="r", source=source, text=text, published=published)


def who(pack: Pack, text: str, words: str, published: date, source: str = "Daily") -> str | None:
    at = text.index(words)
    mention = Mention(text=words, span=Span(at, at + len(words)))
    return resolve_actor(mention, cast_of(report(text, published, source), pack)).id


def test_syria_and_iraq_are_full() -> None:
    assert len({a.id for name in ("syria", "iraq") for a in PACKS[name].actors}) >= 250
    assert sum(len(a.names) > 1 for name in ("syria", "iraq") for a in PACKS[name].actors) >= 250
    languages = {n.language for name in ("syria", "iraq") for a in PACKS[name].actors for n in a.names}
    assert languages >= {"en", "ar", "ku", "tr", "fa", "ru"}


@pytest.mark.parametrize("name", SMALL)
def test_a_smaller_pack_has_what_reports_need(name: str) -> None:
    pack = PACKS[name]
    assert len(pack.actors) >= 40
    assert len(pack.places) >= 150
    assert len(pack.roads) >= 10
    assert len(pack.sources) >= 15
    assert pack.baselines[0].holders
    assert ActorId("civilians") in pack.by_actor


@pytest.mark.parametrize("name", SMALL)
def test_the_places_along_a_road_follow_each_other(name: str) -> None:
    """A place out of order, or a coordinate that is wrong, makes a road turn back on itself."""
    spots = {p.id: p for p in PACKS[name].places}
    for road in PACKS[name].roads:
        stops = [spots[p] for p in road.places]
        legs = [distance_km(a.lat, a.lon, b.lat, b.lon) for a, b in pairwise(stops)]
        direct = max(distance_km(a.lat, a.lon, b.lat, b.lon) for a in stops for b in stops)
        assert sum(legs) <= 2.2 * direct, road.id


@pytest.mark.parametrize(
    ("words", "day", "id", "side"),
    [
        ("Jabhat al-Nusra", date(2013, 5, 1), "jabhat-al-nusra", "hts"),
        ("Nusra", date(2016, 10, 1), "jabhat-fatah-al-sham", "hts"),
        ("Nusra", date(2018, 5, 1), "hts", "hts"),
        ("Hayat Tahrir al-Sham", date(2018, 5, 1), "hts", "hts"),
        ("Islamic State of Iraq", date(2012, 5, 1), "isi", "isis"),
        ("Islamic State of Iraq", date(2014, 5, 1), "isis", "isis"),
        ("YPG", date(2014, 9, 1), "ypg", "sdf"),
        ("Nour al-Din al-Zenki", date(2017, 3, 1), "zenki", "hts"),
        ("Nour al-Din al-Zenki", date(2018, 3, 1), "zenki", "sy-opposition"),
    ],
)
def test_groups_of_the_syrian_war_by_date(words: str, day: date, id: str, side: str) -> None:
    pack = PACKS["syria"]
    assert who(pack, f"Fighters of {words} took a hill.", words, day) == id
    assert side_on(pack, ActorId(id), day) == side


@pytest.mark.parametrize(
    ("theatre", "words", "text", "day", "source", "id"),
    [
        (
            "syria",
            "militants",
            "The Syrian army fought militants in Idlib.",
            date(2019, 5, 1),
            "Daily",
            "sy-opposition",
        ),
        (
            "syria",
            "Turkish-backed fighters",
            "Turkish-backed fighters entered Afrin.",
            date(2018, 3, 1),
            "Daily",
            "sna",
        ),
        ("syria", "army", "In Aleppo the army took a hill.", date(2016, 3, 1), "Daily", "sy-government"),
        ("iraq", "army", "In Mosul the army took a street.", date(2017, 3, 1), "Daily", "iq-government"),
        ("iraq", "militants", "In Mosul the army killed ten militants.", date(2017, 3, 1), "Daily", "isis"),
        ("ukraine", "enemy", "The enemy shelled Orikhiv.", date(2023, 8, 1), "Ukrinform", "russia"),
        ("ukraine", "enemy", "The enemy shelled Belgorod.", date(2023, 8, 1), "TASS", "ua-government"),
        ("ukraine", "militia", "The militia entered Ilovaisk, a DPR man said.", date(2014, 9, 1), "Daily", "dnr"),
        ("yemen", "rebels", "Coalition warplanes bombed the rebels in Sirwah.", date(2021, 3, 1), "Daily", "houthis"),
        ("yemen", "army", "The army took a hill near Marib.", date(2021, 3, 1), "Daily", "ye-government"),
        ("yemen", "mercenaries", "The mercenaries fled at Hays.", date(2018, 3, 1), "Al-Masirah", "ye-government"),
        ("libya", "army", "The army took Ain Zara.", date(2019, 4, 21), "LNA media office", "lna"),
        ("libya", "militias", "The militias fled from Ain Zara.", date(2019, 4, 21), "LNA media office", "gna"),
        (
            "libya",
            "government forces",
            "Government forces and government forces met.".lower(),
            date(2023, 4, 1),
            "",
            "gnu",
        ),
        ("sudan", "army", "The army bombed Nyala.", date(2024, 4, 1), "Daily", "saf"),
        ("sudan", "paramilitaries", "In Wad Madani paramilitaries looted a bank.", date(2024, 1, 9), "Daily", "rsf"),
        ("sudan", "Janjaweed", "The Janjaweed burnt the village.", date(2004, 1, 9), "Daily", "janjaweed"),
        ("sudan", "Janjaweed", "The Janjaweed burnt the village.", date(2023, 6, 9), "Daily", "rsf"),
    ],
)
def test_words_in_the_theatres(theatre: str, words: str, text: str, day: date, source: str, id: str) -> None:
    assert who(PACKS[theatre], text, words, day, source) == id


@pytest.mark.parametrize(
    ("theatre", "text"),
    [
        ("ukraine", "Russian forces shelled Robotyne and Orikhiv; Ukrainian troops held the T0504 near Chasiv Yar."),
        ("yemen", "Houthi fighters attacked Sirwah and al-Jubah; coalition jets struck Hodeidah airport."),
        ("libya", "LNA units left Tarhuna for Bani Walid while GNA fighters entered Ain Zara."),
        ("sudan", "The RSF attacked Tawila and El Fasher; the Sudanese army bombed Nyala airport."),
        ("syria", "The Syrian army took Khan Shaykhun and Morek from Ahrar al-Sham in northern Hama."),
        ("syria", "Two air strikes struck an ISIL camp near Manbij."),
        ("iraq", "The Golden Division entered the Wadi Hajar quarter of Mosul after Hammam al-Alil."),
    ],
)
def test_a_report_is_told_to_its_theatre(theatre: str, text: str) -> None:
    teller = TheatreTeller(list(PACKS.values()))
    assert teller.tell(report(text, date(2024, 1, 1), "Daily")) == theatre
