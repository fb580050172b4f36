"""What a run will take, before it is begun, and what it took."""

from collections import Counter
from dataclasses import dataclass, field

from fogline.read.llm.options import Options

LARGE = 50
# Characters a token, and tokens of answer for one of text where nearly every sentence makes a claim.
_CHARACTERS = 3.5
_ANSWER = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many requests wait, with tokens and, where prices are known, cost; kept answers are not counted."""

    host: str
    model: str
    requests: int
    kept: int
    tokens_in: int
    tokens_out: int
    cost: float | None

    @property
    def large(self) -> bool:
        """True for a run that somebody should agree to."""
        return self.requests > LARGE

    def __str__(self) -> str:
        """One line for people."""
        price = "" if self.cost is None else f", cost about {self.cost:.2f} at your prices"
        kept = f" ({self.kept} answers are kept from before)" if self.kept else ""
        return (
            f"{self.requests} requests to {self.host} for {self.model}{kept}: about {self.tokens_in} tokens of text "
            f"and {self.tokens_out} of answers{price}"
        )


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the reader asked and got so far; `dropped` counts what did not stand in the text."""

    requests: int = 0
    kept: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def says(self, options: Options) -> str:
        """One line for people."""
        cost = cost_of(options, self.tokens_in, self.tokens_out)
        price = "" if cost is None else f", cost {cost:.2f} at your prices"
        drops = ", ".join(f"{n} {what}" for what, n in sorted(self.dropped.items()) if n)
        return (
            f"{self.requests} answers asked for and {self.kept} kept from before; {self.tokens_in} tokens of text and "
            f"{self.tokens_out} of answers{price}; dropped: {drops or 'nothing'}"
        )


def cost_of(options: Options, tokens_in: float, tokens_out: float) -> float | None:
    """The price of so many tokens; None where a price is not known."""
    if options.price_in is None or options.price_out is None:
        return None
    return (tokens_in * options.price_in + tokens_out * options.price_out) / 1e6


def estimate(options: Options, waiting: list[int], kept: int, prompt: int) -> Estimate:
    """The estimate for texts of so many characters, each sent with a prompt of so many."""
    tokens_in = round((sum(waiting) + prompt * len(waiting)) / _CHARACTERS)
    tokens_out = round(sum(waiting) / _CHARACTERS * _ANSWER)
    return Estimate(
        host=options.host,
        model=options.model,
        requests=len(waiting),
        kept=kept,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=cost_of(options, tokens_in, tokens_out),
    )
