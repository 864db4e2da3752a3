#!/bin/sh
# Shows how what marmot renders now differs from the golden files, one file at
# a time, and replaces those that you say yes to.  MARMOT is the program.
#	accept.sh [NAME ...]	only those
set -u
: "${MARMOT:?says which marmot to run}"
here=$(dirname "$0")
new=$(mktemp -d) || exit 1
trap 'rm -rf "$new"' EXIT
: >"$new/marmot.yaml"

if [ $# -eq 0 ]; then
	set -- "$here"/*.md
fi
for source; do
	name=$(basename "$source" .md)
	source=$here/$name.md
	for form in gemtext:gmi menu:menu text:txt; do
		"$MARMOT" render --config "$new/marmot.yaml" --to "${form%:*}" "$source" \
		    >"$new/$name.${form#*:}" 2>"$new/$name.diag" || cat "$new/$name.diag"
	done
	for end in gmi menu txt diag; do
		old=$here/$name.$end
		if [ ! -s "$new/$name.$end" ]; then
			[ -e "$old" ] || continue
			echo "--- $name.$end is empty now; remove it? [y/N]"
			read -r answer || exit 1
			[ "$answer" = y ] && rm "$old"
			continue
		fi
		cmp -s "$old" "$new/$name.$end" && continue
		if [ -e "$old" ]; then
			diff -u "$old" "$new/$name.$end"
		else
			echo "+++ $name.$end"
			cat "$new/$name.$end"
		fi
		echo "--- take this for $name.$end? [y/N]"
		read -r answer || exit 1
		[ "$answer" = y ] && cp "$new/$name.$end" "$old"
	done
done
