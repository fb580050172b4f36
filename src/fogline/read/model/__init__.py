"""The trained reader: the frames' proposals and a small encoder, decided together."""
