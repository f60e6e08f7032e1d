"""A result for people: the same figures as the JSON, one a line, rows of equal shape as a table. Pure."""

from collections.abc import Mapping, Sequence


def printed(result: Mapping[str, object], indent: str = "") -> list[str]:
    """The lines of a result; nested results are indented."""
    width = max((len(name) for name in result), default=0) + 2
    lines: list[str] = []
    for name, value in result.items():
        rows = _rows(value)
        if rows:
            lines += [f"{indent}{name}", *(f"{indent}  {line}" for line in _table(rows))]
        elif isinstance(value, Mapping) and value and _nested(value):
            lines += [f"{indent}{name}", *printed(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name:<{width}}{_cell(value)}")
    return lines


def _nested(value: Mapping[object, object]) -> bool:
    return any(isinstance(part, Mapping | list | tuple) for part in value.values())


def _rows(value: object) -> list[Mapping[str, object]]:
    """The rows of a list of results, or of results of equal shape by name."""
    if isinstance(value, Mapping):
        parts = list(value.values())
        if len(parts) > 1 and all(isinstance(part, Mapping) and set(part) == set(parts[0]) for part in parts):
            return [{"": name, **part} for name, part in value.items()]
        return []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [part for part in value if isinstance(part, Mapping)]
    return []


def _table(rows: Sequence[Mapping[str, object]]) -> list[str]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([_cell(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_cell(part)}" for name, part in value.items()) or "–"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) if value != [] else "–"
