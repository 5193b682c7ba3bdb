"""Templates from files and strings: https://developer.hashicorp.com/terraform/language/functions/templatefile"""

from __future__ import annotations

import posixpath

from ...source import SourceFile, Span
from ..errors import EvaluationError
from ..functions.registry import FunctionContext
from ..parsing.mentions import Reference, references
from ..parsing.parser import parse_template
from ..parsing.scanner import is_identifier
from ..syntax import HCLError, Node
from ..values import Value
from .budget import Budget
from .evaluate import evaluate
from .scope import NoModule, Scope


class TemplateRenderer:
    """Renders template texts; each is read once, however often it is rendered."""

    def __init__(self, functions: FunctionContext, budget: Budget) -> None:
        self._namespace = NoModule(functions, budget)
        self._read: dict[tuple[str, str], tuple[Node, tuple[Reference, ...]]] = {}

    def __call__(self, text: str, name: str, variables: Value, span: Span | None) -> Value:
        """The rendered value. Raises EvaluationError where the text is no template or its variables do not fit."""
        path = name if name.startswith("<") else posixpath.normpath(name)
        assert isinstance(variables.data, dict)
        for key in variables.data:
            if not is_identifier(key):
                raise EvaluationError(f'"{key}" cannot be the name of a variable in a template.', span)
        node, mentioned = self._template(text, path, span)
        for reference in mentioned:
            # Also where it is never evaluated: in an arm that is not chosen, in a loop over nothing, in a try.
            if reference.names[0] not in variables.data:
                message = f'The template needs a variable "{reference.names[0]}" (at {reference.span.location}).'
                raise EvaluationError(message, span)
        names = {key: variables.through(item) for key, item in variables.data.items()}
        return evaluate(node, Scope(self._namespace, names))

    def _template(self, text: str, path: str, span: Span | None) -> tuple[Node, tuple[Reference, ...]]:
        """The tree of a template text, and what it mentions."""
        found = self._read.get((path, text))
        if found is None:
            try:
                node = parse_template(SourceFile(path, text))
            except HCLError as error:
                raise EvaluationError(f"{path} is no valid template: {error}", span) from None
            found = self._read[path, text] = node, tuple(references(node))
        return found
