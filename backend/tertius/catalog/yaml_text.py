"""YAML as people mean it, with the line that each part stands on: headers of question files, and reports."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

# The parser in C where the wheel has it: several times faster, and every command reads every header.
try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]


class PlainYaml(_SafeLoader):
    """YAML without the surprises: ``no`` is Norway, a day is a text, and a key may not come twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a map, or refuse one in which a key comes twice."""
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a name must be a word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} comes twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


PlainYaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainYaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))


class TextYaml(PlainYaml):
    """YAML in which every value is a text, as it stands: an edition 1.10 is not 1.1, and a column 010 is not 8."""


TextYaml.yaml_implicit_resolvers = {}


def read_yaml(text: str, *, texts: bool = False) -> tuple[object, yaml.Node | None]:
    """Return what a text of YAML says, and the tree of its parts.

    Parameters
    ----------
    text
        One document.
    texts
        Whether every value is a text, as it stands.

    Returns
    -------
    tuple
        Plain Python values, None for nothing; and the root of the tree, for `line_of`.

    Raises
    ------
    yaml.YAMLError
        It is no YAML; a ``MarkedYAMLError`` says where.
    """
    loader = (TextYaml if texts else PlainYaml)(text)
    try:
        node = loader.get_single_node()
        return (loader.construct_document(node) if node is not None else None), node
    finally:
        loader.dispose()


def line_of(node: yaml.Node | None, path: Sequence[str], *, start: int = 1) -> int:
    """Return the line of the innermost part on a path of keys and positions.

    Parameters
    ----------
    node
        The root.
    path
        Keys of maps, and positions in lists as texts. It may go on beyond what is there.
    start
        The line where nothing of it is there.
    """
    line = start
    for part in path:
        for key, key_node, value in _children(node):
            if key == part:
                node, line = value, key_node.start_mark.line + 1
                break
        else:
            break
    return line


def _children(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield str(index), value, value
