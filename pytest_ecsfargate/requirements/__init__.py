"""The requirements, one file each, in folders by theme; `catalog` finds them by walking."""
