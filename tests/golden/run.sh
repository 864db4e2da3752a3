#!/bin/sh
# Renders each NAME.md beside this script in all three forms and compares what
# comes out, and what is said about it, with NAME.gmi, NAME.menu, NAME.txt and
# NAME.diag (absent: nothing is said).  MARMOT is the program.
set -u
: "${MARMOT:?says which marmot to run}"
here=$(dirname "$0")
new=$(mktemp -d) || exit 1
trap 'rm -rf "$new"' EXIT
# Nothing of what this machine's owner has configured.
: >"$new/marmot.yaml"
failed=0
n=0

for source in "$here"/*.md; do
	name=$(basename "$source" .md)
	n=$((n + 1))
	for form in gemtext:gmi menu:menu text:txt; do
		if ! "$MARMOT" render --config "$new/marmot.yaml" --to "${form%:*}" "$source" \
		    >"$new/$name.${form#*:}" 2>"$new/$name.diag"; then
			echo "$name: no ${form%:*} comes out:"
			cat "$new/$name.diag"
			failed=1
		fi
	done
	# What is said is the same for all forms, so the last one's is kept.
	[ -s "$new/$name.diag" ] || rm -f "$new/$name.diag"
	for end in gmi menu txt diag; do
		[ -e "$new/$name.$end" ] || [ -e "$here/$name.$end" ] || continue
		touch "$new/$name.$end"
		if ! diff -u "$here/$name.$end" "$new/$name.$end" 2>&1; then
			failed=1
		fi
	done
done
[ $n -gt 0 ] || { echo "no golden files beside $0"; exit 1; }
[ $failed -eq 0 ] && echo "== golden: $n articles in three forms"
exit $failed
