"""Kinds of place: from GeoNames feature codes, Who's On First types and population to our own words."""

_RADIUS_KM = {
    "city": 12.0, "town": 8.0, "village": 4.0, "neighbourhood": 3.0, "district": 25.0, "governorate": 80.0,
    "country": 400.0, "camp": 3.0, "hill": 4.0, "mountain": 12.0, "base": 3.0, "airbase": 4.0, "airport": 4.0,
    "dam": 3.0, "bridge": 2.0, "crossing": 3.0, "oil_field": 8.0, "gas_field": 8.0, "lake": 15.0, "river": 40.0,
    "desert": 80.0, "road": 20.0, "region": 60.0, "island": 15.0, "port": 4.0, "farm": 4.0, "station": 3.0,
    "prison": 2.0, "hospital": 2.0, "pass": 4.0, "mine": 4.0, "factory": 3.0, "power_plant": 3.0,
}  # fmt: skip
_FEATURES = {
    "ADM1": "governorate", "ADM1H": "governorate", "ADM2": "district", "ADM3": "district", "ADM4": "district",
    "ADM2H": "district", "ADMD": "district", "PCLI": "country", "PCLD": "country", "TERR": "country",
    "PPLX": "neighbourhood", "AIRP": "airport", "AIRB": "airbase", "AIRF": "airport", "HLL": "hill", "HLLS": "hill",
    "MT": "mountain", "MTS": "mountain", "PK": "mountain", "PKS": "mountain", "RDGE": "hill", "SPUR": "hill",
    "DAM": "dam", "BDG": "bridge", "LK": "lake", "LKS": "lake", "RSV": "lake", "LKI": "lake", "LKN": "lake",
    "STM": "river", "STMI": "river", "WAD": "river", "CNL": "river", "DSRT": "desert", "OILF": "oil_field",
    "GASF": "gas_field", "ISL": "island", "ISLS": "island", "PRT": "port", "HBR": "port", "CMP": "camp",
    "CMPRF": "camp", "INSM": "base", "MILB": "base", "FRM": "farm", "FRMS": "farm", "FRMT": "farm", "RD": "road",
    "RSTN": "station", "PRN": "prison", "HSP": "hospital", "RGN": "region", "AREA": "region", "VAL": "region",
    "PLN": "region", "PASS": "pass", "MN": "mine", "MNQR": "mine", "PS": "power_plant", "PSH": "power_plant",
    "OILR": "factory", "MFG": "factory", "PPW": "crossing", "CRSU": "crossing", "PSTB": "crossing",
}  # fmt: skip
_WOF_TYPES = {
    "country": "country", "dependency": "country", "region": "governorate", "macroregion": "region",
    "county": "district", "localadmin": "district", "borough": "neighbourhood", "neighbourhood": "neighbourhood",
    "macrohood": "neighbourhood", "microhood": "neighbourhood", "campus": "airport",
}  # fmt: skip


SETTLEMENTS = frozenset({"city", "town", "village"})


def radius_of(kind: str) -> float:
    """The distance in km within which an answer of this kind is right."""
    return _RADIUS_KM.get(kind, 5.0)


def settlement_kind(population: int) -> str:
    """A settlement's kind by its people."""
    return "city" if population >= 100_000 else "town" if population >= 10_000 else "village"


def feature_kind(code: str, population: int = 0) -> str | None:
    """The kind of a GeoNames feature code; None for one that reports do not name."""
    if code.startswith("PPL") and code != "PPLX":
        return None if code in ("PPLH", "PPLQ", "PPLW") and not population else settlement_kind(population)
    return _FEATURES.get(code)


def wof_kind(type_: str, code: str, population: int) -> str:
    """The kind of a Who's On First place, by its GeoNames code where it has one."""
    if type_ in ("locality", ""):
        return feature_kind(code, population) or settlement_kind(population)
    return _WOF_TYPES.get(type_, "region")
