"""Neural Playground: build, train and look inside neural networks."""

__version__ = "0.1.0"
# The first words by which the program starts itself for work of its own; no person types them.
EXPORT_WORD, TRY_WORD, COMPILE_WORD, READ_WORD = "_export", "_try", "_compile", "_read"
