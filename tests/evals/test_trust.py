"""A small simulated war: beliefs beat the majority vote, and sources that err more are found out."""

from evals.simulate import simulate
from evals.trust import brier, by_majority, claims_of, correlation, happened, recovered, truth_of, war_of

from fogline.codec import probability
from fogline.pipeline import fuse_theatre


def test_weighing_voices_beats_counting_them_in_a_war_whose_sources_err() -> None:
    simulation = simulate(war_of(0, 5000))
    claims = claims_of(simulation)
    fusion = fuse_theatre(claims, None)
    events = happened(fusion)
    true = [truth_of(e, simulation) for e in events]
    weighed = brier([probability(e.confidence) for e in events], true)
    assert weighed < 0.8 * brier([by_majority(e) for e in events], true)
    assert correlation(recovered(fusion, simulation, claims)) > 0.7
