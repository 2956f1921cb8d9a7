"""The rows of the table, a module a subject."""

from benchmarks.rows import devices, execute, memory, starting, transfer, whole
from benchmarks.rows.row import Row

ROWS: dict[str, Row] = {
    row.name: row for module in (execute, transfer, whole, devices, starting, memory) for row in module.ROWS
}
"""All rows by name, in the order of the table."""
