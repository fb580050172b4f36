"""How sides are drawn, and what a map is drawn over."""

from fogline.mapdata import pack_labels, styled
from tests.invented import pack


def test_sides_that_no_pack_draws_get_spare_colours_one_after_the_other() -> None:
    made = styled(["garrison", "ferrymen", "marsh-league", "millers"], [pack()])
    assert [s.id for s in made] == ["garrison", "ferrymen", "marsh-league", "millers"]
    assert made[0].names == {"ar": "الحامية"}
    assert [(s.colour, s.pattern) for s in (made[1], made[3])] == [("#0072B2", "solid"), ("#D55E00", "solid")]
    many = styled([f"s{n}" for n in range(50)], [])
    assert len({(s.colour, s.pattern) for s in many[:45]}) == 45
    assert (many[45].colour, many[45].pattern) == (many[0].colour, many[0].pattern)


def test_packs_give_one_name_to_a_point() -> None:
    assert pack_labels([pack(), pack()]) == pack_labels([pack()]) != ()
