"""What the network answers with: the names behind each of its outputs, in order."""

from fogline.records import Certainty, ClaimType, Status

TYPES = [str(t) for t in ClaimType]
STATUSES = [str(s) for s in Status]
CERTAINTIES = [str(c) for c in Certainty]
PHASES = ["", "planned", "start", "ongoing", "end", "cut", "open", "proposed", "signed", "violated", "ended", "blocked"]
OUTCOMES = ["", "won", "repelled", "unclear"]
SEED = 20261126
