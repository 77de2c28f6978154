"""Sounds of somebody's own: recordings in folders by class, or named by a table."""
