"""Texts of somebody's own: documents in folders by class, one a line, or as JSON a line."""
