#!/bin/sh
# Does the house stand?  base < content < render < page < proto < net < src/*.c: a folder includes its own floor and
# those below, never above; headers form no ring; each foreign library comes in by its own door; a file is one thing.
set -eu
cd "$(dirname "$0")/.."
status=0
complain() {
	echo "floors: $1" >&2
	status=1
}

# grep in all of it; the file's name comes first although there be one alone, and nothing found is no failure.
in_source() {
	find src -name '*.[ch]' -exec grep "$@" /dev/null {} + || true
}

number() {
	case $1 in
	base) echo 1 ;; content) echo 2 ;; render) echo 3 ;; page) echo 4 ;; proto) echo 5 ;; net) echo 6 ;; *) echo 7 ;;
	esac
}

# Every include of ours as "FILE INCLUDED".
pairs=$(in_source -oE '^#[ \t]*include "[^"]+"' | sed -E 's/^src\/([^:]+):.*"([^"]+)".*/\1 \2/')
[ -n "$pairs" ] || complain "found no includes at all"

echo "$pairs" | {
	while read -r file included; do
		[ -f "src/$included" ] || { complain "src/$file: \"$included\" does not start from src/"; continue; }
		case $file in */*) from=$(number "${file%%/*}") ;; *) from=7 ;; esac
		case $included in */*) to=$(number "${included%%/*}") ;; *) to=7 ;; esac
		[ "$to" -le "$from" ] || complain "src/$file reaches up to $included"
	done
	exit $status
} || status=1

# Taken away again and again: includes of a file that includes nothing, or in one that nothing includes.
ring=$(echo "$pairs" | awk '
	$1 ~ /\.h$/ && $1 != $2 { from[NR] = $1; to[NR] = $2; out[$1]++; into[$2]++ }
	END {
		do {
			taken = 0
			for (i in from)
				if (from[i] != "" && (!out[to[i]] || !into[from[i]])) {
					out[from[i]]--
					into[to[i]]--
					from[i] = ""
					taken++
				}
		} while (taken)
		for (i in from)
			if (from[i] != "")
				printf "%s -> %s ", from[i], to[i]
	}')
[ -z "$ring" ] || complain "headers in a ring: $ring"

# Library, then the files that may include it.
door() {
	pattern=$1
	shift
	for file in $(in_source -lE "^#[ \t]*include <$pattern"); do
		allowed=no
		for one in "$@"; do
			# shellcheck disable=SC2254 # a pattern is meant
			case $file in $one) allowed=yes ;; esac
		done
		[ $allowed = yes ] || complain "$file includes $pattern, whose door is $*"
	done
}
door 'yaml\.h' src/content/front_yaml.c
door 'cmark' src/content/markdown.c src/content/markdown_tree.c
door 'event2/' src/net/loop.c
door 'utf8proc' src/base/utf8_proc.c
door 'sqlite3' 'src/content/search*.c'
door 'openssl/' 'src/net/*.c' 'src/net/tls*.h' 'src/base/*.c'

long=$(find src -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 400 { print $2 " (" $1 " lines)" }')
[ -z "$long" ] || complain "files that want to be two: $long"
exit $status
