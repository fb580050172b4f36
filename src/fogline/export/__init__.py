"""The export room: one file per format; it knows records only."""
