"""The panels around the canvas: data, blocks, inspector, recipe, problems, outline."""
