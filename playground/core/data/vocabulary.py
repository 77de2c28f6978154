"""The words of the made-up reviews, by id; 0 fills up shorter sentences."""

from __future__ import annotations

PADDING = "·"
GOOD = ("good", "great", "lovely", "brilliant", "moving", "funny", "clever", "warm", "fresh", "gripping")
BAD = ("bad", "dull", "awful", "boring", "weak", "cold", "clumsy", "slow", "stale", "silly")
NOUNS = (
    "film", "story", "cast", "music", "ending", "dialogue", "plot", "acting", "picture", "humour", "opening",
    "script",
)  # fmt: skip
REST = (
    "the", "was", "not", "at", "all", "nobody", "could", "call", "i", "never", "found", "everyone", "saw",
    "it", "but", "although", "and", "really", "quite", "very", "truly", "we", "thought", "they", "said",
    "one", "can", "say", "that", "its", "in", "end", "so", "just", "rather", "here", "today", "again", "a",
)  # fmt: skip
WORDS = (PADDING, *GOOD, *BAD, *NOUNS, *REST)
