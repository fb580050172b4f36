"""A reader that asks a language model behind an OpenAI-compatible server and verifies every word it answers."""

from fogline.read.llm.cost import Estimate
from fogline.read.llm.options import Options, options_from
from fogline.read.llm.reader import LlmReader

__all__ = ["Estimate", "LlmReader", "Options", "options_from"]
