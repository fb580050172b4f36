"""Every exception Fogline raises on purpose; each message says what, where, and what to do.

    FoglineError
    ├── InputError       an input cannot be read or makes no report
    ├── PackError        a theatre pack does not hold together
    ├── GazetteerError   the place index cannot be built, imported, downloaded or opened
    ├── ReaderError      a reader or its weights cannot be opened
    ├── UnreadError      a reader got no usable answer for one report
    ├── StoreError       the store cannot be opened, migrated or written
    └── OptionError      the options of a command do not fit each other or the input

A text that is unclear is not an error: it gives a Resolution without a choice.
"""


class FoglineError(Exception):
    """The world is broken in a way the user can act on."""


class InputError(FoglineError):
    """An input cannot be read or makes no report; the batch goes on and a Failure records it."""


class PackError(FoglineError):
    """A theatre pack does not hold together; nothing is read with it until it is mended."""


class GazetteerError(FoglineError):
    """The place index cannot be built, imported, downloaded or opened."""


class ReaderError(FoglineError):
    """A reader, or the weights it needs, cannot be opened."""


class UnreadError(FoglineError):
    """A reader got no usable answer for one report; the batch goes on and a Failure records it."""

    def __init__(self, reason: str, advice: str = "") -> None:
        """What went wrong, and what to do about it."""
        super().__init__(reason)
        self.advice = advice


class StoreError(FoglineError):
    """The store cannot be opened, migrated or written; what was committed before stays."""


class OptionError(FoglineError):
    """The options of a command do not fit each other or the input."""
