"""Where blocks stand: room for those that overlap, and the order that Tidy makes. Knows no torch, no Qt."""
