"""The benchmark's table: one row per figure, made to be read and to be diffed."""

import statistics

COLUMNS = (("what", 52), ("figure", 14), ("ratio", 7), ("25-75 %", 13), ("goal", 12), ("", 7))


def quartiles(values):
    """25 %, median, 75 %."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    return tuple(statistics.quantiles(values, n=4, method="inclusive"))


def number(value):
    """Three digits that matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


class Table:
    def __init__(self, columns=COLUMNS):
        self.columns = columns
        self.missed, self.met = [], []
        self.kept = []  # rows for the README

    def head(self, text=None):
        names = [name for name, _ in self.columns]
        self.print_row([text or names[0], *names[1:]])
        print("-" * (sum(width for _, width in self.columns) + len(self.columns) - 1), flush=True)

    def print_row(self, cells):
        out = []
        for (_, width), cell, first in zip(self.columns, cells, [True] + [False] * len(self.columns)):
            out.append(cell.ljust(width) if first else cell.rjust(width))
        print(" ".join(out).rstrip(), flush=True)

    def row(self, what, values=None, unit="", ratios=None, goal=None, spread=None, keep=False):
        """values: a list whose median is shown; ratios: a list, likewise, with its quartiles; goal: ("<=", 1.05),
        judged by the ratio where there is one, else by the figure; spread: whose quartiles to show instead; keep: for
        the README, too, as all rows with a goal are."""
        figure = f"{number(quartiles(values)[1])} {unit}".strip() if values else ""
        judged = ratios or values
        low, middle, high = quartiles(judged)
        around = quartiles(spread) if spread else (low, middle, high)
        verdict = bound = ""
        if goal:
            sign, limit = goal
            bound = f"{sign} {limit:g}" + ("" if ratios else f" {unit}")
            good = middle <= limit if sign == "<=" else middle >= limit
            verdict = "met" if good else "MISSED"
            (self.met if good else self.missed).append(what)
        shown = f"{middle:.2f}" if ratios else ""
        cells = [what, figure, shown, f"{number(around[0])}-{number(around[2])}" if len(judged) > 1 else "", bound, verdict]
        self.print_row(cells)
        if goal or keep:
            self.kept.append([cell.strip() for cell in cells])

    def markdown(self):
        """The rows kept as a table of Markdown."""
        rows = [["What", *(name.capitalize() for name, _ in self.columns[1:])], *self.kept]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.columns))]
        lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]) + "\n"

    def note(self, text):
        print(f"  {text}", flush=True)
