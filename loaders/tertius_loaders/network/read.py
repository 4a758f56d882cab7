"""The only input of this loader: it finds and reads the files of a network."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.loading.loader import Document, Extent, Written
from tertius.reading.encoding import decode
from tertius.reading.network_files.given import Given
from tertius.reading.network_files.listing import Coded, Listing, Places
from tertius.reading.network_files.options import Options
from tertius.reading.network_files.read import Listed, Table, read_listing, read_node_table, renamed, together
from tertius.reading.packed import open_plain
from tertius.reading.table import ADDED, UNREAD, read_table
from tertius.reading.workbook import Workbook
from tertius.wording import quoted
from tertius_loaders.claims.source import Keys, Value, keys_of_yaml, read_source
from tertius_loaders.network.options import NetworkOptions
from tertius_loaders.network.plan import REPEAT, node_file, plan_of

FORMAT = "network/2"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""
SOURCE_FILE = "source.yaml"
OPTIONS_FILE = "options.json"
"""A file beside rows that a load sets aside: the options that they were loaded with."""
_NAMING = "ties name their ends"
_TABLES_NAMED = ("nodes", "groups", "node_key", "group_key", "file_format")
SET_ASIDE = ".set-aside"
"""A file of a folder of rows that a load had set aside."""

_FORMATS = (".graphml", ".gexf", ".net", ".paj", ".dl")
_TABLES = (".csv", ".tsv", ".txt", ".xlsx")
_TIES = ("edges", "ties", "network", "matrix")
_MAX_YAML = 64 * 1024
_SAYS = {"source_id": "id", "release": "version"}
_SOURCE_OPTIONS = (
    "source_id", "title", "author", "publisher", "published", "release", "url", "licence", "derived_from",
)  # fmt: skip


class NetworkLoader:
    """Opens a published network: a file of ties, or a folder with one."""

    name = "network"
    options = NetworkOptions

    def open(self, path: Path, *, options: NetworkOptions | None = None) -> Document:
        """Open a network, and work out what its ties and nodes are.

        It is read at once, whole, and kept in columns: what a tie is can hang on any other line of its file.

        Raises
        ------
        DataError
            A file is missing or cannot be read.
        InputError
            An option does not fit the files, or they leave open what would have to be guessed.
        """
        wanted, naming = _as_before(path, options or NetworkOptions())
        files = _find(path, wanted)
        source, release = read_source(_keys(files, wanted), sha256=files.digest())
        network = plan_of(
            _listed(files, wanted),
            wanted,
            source=source.id,
            published=release.published,
            set_aside=files.set_aside,
            naming=naming,
        )
        listing, plan = network.listed.listing, network.plan
        name = files.edges.path.name if files.edges else "edges"
        beside = (*ADDED, UNREAD, REPEAT)
        columns = (plan.source_column, plan.target_column, *(one for one in listing.columns if one not in beside))
        tables = {(table.file, table.key) for table in network.listed.tables.values()} or {("", "id")}
        groups = files.groups.path.name if files.groups else None
        return Document(
            source=source,
            release=release,
            rows=lambda: network.rows(name),
            shape=plan.shape,
            records=plan.records,
            loader=f"{FORMAT} {_said(wanted)}".strip(),
            notes=network.notes,
            part=plan.set_aside,
            scope=Extent(parts=re.escape(plan.part)),
            written={name: Written("edges.csv", (*columns, REPEAT), ",")}
            | {
                node_file(table, name): Written(
                    "groups.csv" if table and table == groups else "nodes.csv",
                    (key, *(one for one in listing.nodes.columns if one not in (key, *beside))),
                    ",",
                )
                for table, key in sorted(tables)
            },
            beside={
                SOURCE_FILE: _keys(files, wanted).text(),
                OPTIONS_FILE: _kept(wanted, naming=naming or not listing.nodes.ids, apart=bool(network.listed.written)),
            },
        )


LOADER = NetworkLoader()
"""What `tertius load network PATH` opens the file or folder with."""


@dataclass(frozen=True)
class _Files:
    """The files of a network."""

    edges: Given | None
    nodes: Given | None
    groups: Given | None
    source: Given | None
    set_aside: bool

    def digest(self) -> str:
        """Return a digest of what each is for, and of the names and bytes of all of them."""
        found = hashlib.sha256()
        parts = {"edges": self.edges, "nodes": self.nodes, "groups": self.groups, "source": self.source}
        for part, given in parts.items():
            if given is not None:
                found.update(f"{part} {given.path.name} {len(given.raw)}\n".encode())
                found.update(given.raw)
        return found.hexdigest()


def _as_before(path: Path, options: NetworkOptions) -> tuple[NetworkOptions, bool]:
    """Return the options, and whether ties name their ends: of rows that were set aside as they were loaded with.

    The command to load them has the options of the first load again: its publication and tables lie in the folder.
    """
    file = path / OPTIONS_FILE
    if not (path / SET_ASIDE).is_file() or not file.is_file():
        return options, False
    try:
        before = json.loads(_read(path, OPTIONS_FILE).raw)
        naming = before.pop(_NAMING)
        given = options.model_dump(exclude_defaults=True, exclude={*_SOURCE_OPTIONS, *_TABLES_NAMED})
        return NetworkOptions(**{**given, **before}), bool(naming)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DataError(
            f"{OPTIONS_FILE} is not as the load wrote it",
            where=quoted(file),
            next_step="Delete it, and give the options of the load again.",
        ) from None


def _kept(options: NetworkOptions, *, naming: bool, apart: bool) -> str:
    """Return the options as rows that are set aside keep them: as a list, whose people and groups may count apart."""
    kept = options.model_dump(mode="json", exclude_defaults=True, exclude={*_SOURCE_OPTIONS, *_TABLES_NAMED})
    kept |= {"file_format": "two-mode" if apart else "edges", _NAMING: naming}
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def _said(options: NetworkOptions) -> str:
    """Return the options that were given, which are part of how the load is recognised."""
    said = options.model_dump(exclude_defaults=True)
    return " ".join(f"{name}={value}" for name, value in sorted(said.items()) if name not in ("nodes", "groups"))


def _find(path: Path, options: NetworkOptions) -> _Files:
    """Find and read the files."""
    nodes = Given.of(options.nodes) if options.nodes else None
    groups = Given.of(options.groups) if options.groups else None
    if not path.is_dir():
        open_plain(path)[0].close()  # a pipe is refused, not waited for
        return _with_sheets(_Files(Given.of(path), nodes, groups, None, set_aside=False))
    names = sorted(entry.name for entry in path.iterdir())
    source = _read(path, SOURCE_FILE) if SOURCE_FILE in names else None
    nodes = nodes or _table(path, names, "nodes")
    groups = groups or _table(path, names, "groups")
    set_aside = SET_ASIDE in names
    chosen = _ties(path, names)
    if not chosen and not (set_aside and (nodes or groups)):
        raise DataError(
            "The folder has no file of ties",
            where=quoted(path),
            next_step="Call it edges.csv, or name the file itself: tertius load network FILE",
        )
    edges = _read(path, chosen) if chosen else None
    return _with_sheets(_Files(edges, nodes, groups, source, set_aside))


def _ties(path: Path, names: list[str]) -> str:
    """Return the name of the file of ties."""
    plain = [name for name in names if not name.startswith((".", "~$"))]
    ends = (*_FORMATS, *_TABLES)
    called = [name for name in plain if Path(name).stem.casefold() in _TIES and name.lower().endswith(ends)]
    others = [name for name in plain if name.lower().endswith(_FORMATS)] or [
        name
        for name in plain
        if name.lower().endswith((".csv", ".tsv", ".xlsx")) and Path(name).stem.casefold() not in ("nodes", "groups")
    ]
    found = called or others
    if len(found) > 1:
        raise DataError(
            f"The folder has several files that may have the ties: {', '.join(found[:5])}",
            where=quoted(path),
            next_step="Name the one to load, with --nodes where it has a table of nodes.",
        )
    return found[0] if found else ""


def _table(path: Path, names: list[str], stem: str) -> Given | None:
    found = [name for name in names if Path(name).stem.casefold() == stem and name.lower().endswith(_TABLES)]
    if len(found) > 1:
        raise DataError(
            f"The folder has both {' and '.join(found)}", where=quoted(path), next_step="Keep the one that is meant."
        )
    return _read(path, found[0]) if found else None


def _read(home: Path, name: str) -> Given:
    file = home / name
    if not file.resolve().is_relative_to(home.resolve()):
        raise DataError(
            f"{name} is a link that leads out of the folder",
            where=quoted(file),
            next_step="Put the file itself into the folder.",
        )
    given = Given.of(file)
    if name == SOURCE_FILE and len(given.raw) > _MAX_YAML:
        raise DataError(f"{name} has more than {_MAX_YAML:,} bytes", where=quoted(file), next_step="Shorten it.")
    return given


def _with_sheets(files: _Files) -> _Files:
    """Return the files; of a workbook the sheets nodes and groups are the tables of these."""
    edges = files.edges
    if edges is None or not edges.raw.startswith(b"PK"):
        return files
    sheets = {name.casefold() for name in Workbook(edges.raw, name=edges.path.name, where=quoted(edges.path)).sheets}
    nodes = files.nodes or (Given(edges.path / "nodes", edges.raw) if "nodes" in sheets else None)
    groups = files.groups or (Given(edges.path / "groups", edges.raw) if "groups" in sheets else None)
    return _Files(edges, nodes, groups, files.source, files.set_aside)


def _keys(files: _Files, options: NetworkOptions) -> Keys:
    """Return what is said of the publication: by the folder, or by options."""
    given: dict[str, Value] = {
        _SAYS.get(name, name): tuple(value) if isinstance(value, list) else value
        for name in _SOURCE_OPTIONS
        if (value := getattr(options, name))
    }
    if files.source is None:
        if not given.get("id") or not given.get("title"):
            raise InputError(
                "Nothing says which publication the ties are from",
                where="--source-id, --title",
                next_step="Give it a short id and its title (--source-id krebs-2002 --title …), with --author and "
                f"--published where known; or put a {SOURCE_FILE} into the folder, as claims folders have it.",
            )
        return Keys({key: (value, 0) for key, value in given.items()}, "The options", "options")
    where = quoted(files.source.path)
    if given:
        raise InputError(
            f"Both the options and {SOURCE_FILE} say which publication the ties are from",
            where=where,
            next_step=f"Leave out --{next(iter(given)).replace('_', '-')}, or delete {SOURCE_FILE}.",
        )
    text = decode(files.source.raw, name=SOURCE_FILE, where=where).text
    return keys_of_yaml(text, name=SOURCE_FILE, where=where)


def _listed(files: _Files, options: NetworkOptions) -> Listed:
    """Return what the files say."""
    wanted = Options(
        file_format=options.file_format,
        source_column=options.source_column,
        target_column=options.target_column,
        node_key=options.node_key,
        group_key=options.group_key,
        as_written=True,
    )
    if options.group_key and files.groups is None and not files.set_aside:
        raise InputError("There is no table of groups", where="--group-key", next_step="Give one with --groups.")
    if not files.set_aside:
        assert files.edges is not None  # noqa: S101 - without it, it was refused
        return read_listing(files.edges, files.nodes, wanted, groups=files.groups)
    return _set_aside(files, replace(wanted, node_key=None, group_key=None))


def _set_aside(files: _Files, wanted: Options) -> Listed:
    """Return what rows that were set aside say: tables of nodes need not have the ends of ties, which are known."""
    nothing = Coded.of(())
    listed = Listed(Listing(nothing, nothing, Places(nothing.codes)))
    if files.edges is not None:
        listed = read_listing(files.edges, None, wanted)
    tables = dict[str, Table]()
    for given, prefix in ((files.nodes, ""), (files.groups, f"{wanted.target_column} ")):
        if given is not None:
            key = read_table(given.raw, name=given.path.name, where=quoted(given.path)).columns[0]
            nodes = read_node_table(given, (), key)[0]
            nodes = renamed(nodes, {node: f"{prefix}{node}" for node in nodes.ids})
            tables.update(dict.fromkeys(nodes.ids, Table(given.path.name, key)))
            listed = replace(listed, listing=replace(listed.listing, nodes=together(listed.listing.nodes, nodes)))
    return replace(listed, tables=tables)
