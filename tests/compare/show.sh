#!/bin/sh
# show.sh - what Marmot and lowdown make of the same Markdown, side by side, for a person to judge.
#
# usage: tests/compare/show.sh [FILE.md]...    (all of this folder's by default)
#
# MARMOT names the program (build/marmot), COLUMNS the width of the terminal.

set -eu

here=$(dirname "$0")
marmot=${MARMOT:-$here/../../build/marmot}

if ! command -v lowdown >/dev/null; then
	echo "show.sh: lowdown is not there; install it (Debian: apt-get install lowdown)" >&2
	exit 2
fi
if [ ! -x "$marmot" ]; then
	echo "show.sh: $marmot is not there: run make, or name the program in MARMOT" >&2
	exit 2
fi
[ $# -gt 0 ] || set -- "$here"/*.md

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file; do
	"$marmot" render --to gemtext "$file" >"$work/marmot" 2>/dev/null
	lowdown -tgemini "$file" >"$work/lowdown" 2>/dev/null || echo "(lowdown failed)" >>"$work/lowdown"
	python3 "$here/columns.py" "Marmot: ${file##*/}" "$work/marmot" lowdown "$work/lowdown" "${COLUMNS:-160}"
done
