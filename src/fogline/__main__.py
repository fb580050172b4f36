"""The start of the command line, installed as `fogline` and as `python -m fogline`."""

import gc

_SELDOM = 100_000
"""New objects between two collections: a start makes half a million that stay, and each collection looks at them."""


def main() -> None:
    """Runs the command line; processes that read beside it inherit how seldom garbage is collected."""
    gc.set_threshold(_SELDOM, 20, 20)
    from fogline.cli import main as run

    gc.freeze()
    run()


if __name__ == "__main__":
    main()
