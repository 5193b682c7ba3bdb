"""From text to trees: the scanner, the parser, and what can be read off a tree without evaluating it."""
