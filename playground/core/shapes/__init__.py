"""Sizes on every wire, found on the meta device, with costs, memory and reach."""
