"""Benchmarks and gates: each figure of docs/evaluation.md is the output of a module here."""
