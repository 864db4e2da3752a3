"""Prints two texts beside each other: columns.py TITLE FILE TITLE FILE COLUMNS

A line wider than its half goes on below, behind a sign; blanks at line ends
are shown, since they matter to nobody but those who compare.
"""

import difflib
import sys
import unicodedata

GOES_ON = "\u21b3 "


def width_of(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(line, width):
    """The line in pieces of at most width columns."""
    pieces, piece, used = [], "", 0
    for character in line.expandtabs(4):
        if used + width_of(character) > width:
            pieces.append((piece, used))
            piece, used = GOES_ON, len(GOES_ON)
        piece += character
        used += width_of(character)
    return pieces + [(piece, used)]


def rows(left, right):
    """Pairs of lines, the equal ones beside each other, and a sign: "|" when they
    differ, "<" and ">" when only the left or the right text has a line there."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for i in range(max(b - a, d - c)):
            sign = " " if tag == "equal" else ">" if a + i >= b else "<" if c + i >= d else "|"
            yield (sign, left[a + i] if a + i < b else "", right[c + i] if c + i < d else "")


def main():
    titles, files, columns = sys.argv[1:4:2], sys.argv[2:5:2], int(sys.argv[5])
    half = max((columns - 3) // 2, 20)
    texts = [open(name, encoding="utf-8", errors="replace").read().splitlines() for name in files]
    print(titles[0].ljust(half) + "   " + titles[1])
    print("=" * (2 * half + 3))
    for sign, *pair in rows(*texts):
        pieces = [wrap(line, half) for line in pair]
        for i in range(max(map(len, pieces))):
            (left, used), (right, _) = [p[i] if i < len(p) else ("", 0) for p in pieces]
            print((left + " " * (half - used) + f" {sign} " + right).rstrip())
    print()


if __name__ == "__main__":
    main()
