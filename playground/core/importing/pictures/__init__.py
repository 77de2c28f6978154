"""Pictures that people have: in folders by class, in archives, named by a table."""
