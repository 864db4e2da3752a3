#!/bin/sh
# needs.sh - installs what this machine lacks to build or to test Marmot.
#
#   sh src/dist/needs.sh [build|test]
#
# Looks first, says what it will install and why, then asks the system's own
# package manager (through sudo when not root).  Prints nothing and changes
# nothing when nothing is missing.
# Exit status: 0 everything is there, 1 something is still missing, 2 usage.
set -u

# What is needed, and what for.
needs() {
	cat <<-'NEEDS'
	cc the C compiler
	libc the C library's headers
	make GNU make, which runs the build
	pkgconf tells the build where the libraries are
	openssl OpenSSL 3, for TLS
	yaml reads front matter and the configuration
	cmark reads Markdown
	utf8proc knows Unicode
	event the event loop
	sqlite keeps the index of the search
	asan finds memory errors while the tests run
	cmocka runs the unit tests
	kernel the headers of Linux, for a unit test that has a system call refused
	pytest runs the tests over sockets
	feedparser reads our feeds as a feed reader does
	xmllint judges our feeds as XML
	openssl1 the command openssl, a TLS client
	curl a Gopher client
	lynx a Gopher client
	sacc a Gopher client
	w3m a Gopher client
	gopher a Gopher client
	elpher a Gemini and Gopher client
	bombadillo a Gemini and Gopher client
	amfora a Gemini client
	tmux a terminal for those clients
	vim saves articles as editors do
	rsync copies articles as authors do
	git checks out articles as authors do
	zsh reads its completions
	fish reads its completions
	activate the command systemd-socket-activate, which hands sockets over
	haproxy spreads load over two Marmots
	molly a Gemini server that what marmot export writes is tried with
	wrap a library of the next one
	fcgiwrap a FastCGI program behind Marmot
	scgi a library for an SCGI program behind Marmot
	gophernicus the same for Gopher; only unpacked into build/servers, so that it does not begin to listen
	NEEDS
}

# What the system's packages call them, as far as that is known for certain: need=package[,package].
names() {
	case $manager in
	apt-get)
		echo cc=gcc libc=libc6-dev make=make pkgconf=pkg-config openssl=libssl-dev \
		    yaml=libyaml-dev cmark=libcmark-gfm-dev,libcmark-gfm-extensions-dev \
		    utf8proc=libutf8proc-dev event=libevent-dev sqlite=libsqlite3-dev asan=gcc cmocka=libcmocka-dev kernel=linux-libc-dev \
		    pytest=python3-pytest feedparser=python3-feedparser xmllint=libxml2-utils \
		    openssl1=openssl curl=curl lynx=lynx sacc=sacc w3m=w3m gopher=gopher elpher=elpa-elpher,emacs-nox bombadillo=bombadillo \
		    amfora=amfora tmux=tmux vim=vim rsync=rsync git=git haproxy=haproxy activate=systemd zsh=zsh fish=fish molly=molly-brown wrap=libwrap0 \
		    fcgiwrap=fcgiwrap scgi=libscgi-perl gophernicus=gophernicus
		;;
	apk)
		echo cc=gcc libc=musl-dev make=make pkgconf=pkgconf openssl=openssl-dev yaml=yaml-dev \
		    utf8proc=utf8proc-dev event=libevent-dev sqlite=sqlite-dev cmocka=cmocka-dev kernel=linux-headers pytest=py3-pytest \
		    feedparser=py3-feedparser xmllint=libxml2-utils openssl1=openssl curl=curl \
		    lynx=lynx tmux=tmux vim=vim rsync=rsync git=git haproxy=haproxy zsh=zsh fish=fish
		;;
	dnf)
		echo cc=gcc libc=glibc-devel make=make pkgconf=pkgconf-pkg-config openssl=openssl-devel \
		    yaml=libyaml-devel utf8proc=utf8proc-devel event=libevent-devel sqlite=sqlite-devel \
		    asan=libasan,libubsan cmocka=libcmocka-devel kernel=kernel-headers pytest=python3-pytest \
		    feedparser=python3-feedparser xmllint=libxml2 openssl1=openssl curl=curl \
		    lynx=lynx tmux=tmux vim=vim-enhanced rsync=rsync git=git haproxy=haproxy zsh=zsh fish=fish
		;;
	pacman)
		echo cc=gcc libc=glibc make=make pkgconf=pkgconf openssl=openssl yaml=libyaml \
		    cmark=cmark-gfm utf8proc=libutf8proc event=libevent sqlite=sqlite asan=gcc cmocka=cmocka kernel=linux-api-headers \
		    pytest=python-pytest feedparser=python-feedparser xmllint=libxml2 \
		    openssl1=openssl curl=curl lynx=lynx amfora=amfora tmux=tmux vim=vim rsync=rsync git=git haproxy=haproxy zsh=zsh fish=fish
		;;
	pkg)
		echo make=gmake pkgconf=pkgconf openssl=openssl yaml=libyaml utf8proc=utf8proc \
		    event=libevent sqlite=sqlite3 cmocka=cmocka xmllint=libxml2 openssl1=openssl curl=curl \
		    lynx=lynx tmux=tmux vim=vim rsync=rsync git=git haproxy=haproxy zsh=zsh fish=fish
		;;
	pkg_add)
		echo make=gmake yaml=libyaml event=libevent utf8proc=utf8proc sqlite=sqlite3 cmocka=cmocka \
		    xmllint=libxml curl=curl lynx=lynx
		;;
	brew)
		echo make=make pkgconf=pkgconf openssl=openssl@3 yaml=libyaml cmark=cmark-gfm \
		    utf8proc=utf8proc event=libevent sqlite=sqlite cmocka=cmocka pytest=pytest xmllint=libxml2 \
		    openssl1=openssl@3 curl=curl lynx=lynx tmux=tmux vim=vim rsync=rsync git=git haproxy=haproxy zsh=zsh fish=fish
		;;
	esac
}

servers=$(dirname "$0")/../../build/servers
cc=${CC:-cc}
cc=${cc%% *}
pkg_config=${PKG_CONFIG:-pkg-config}

has() { command -v "$1" >/dev/null 2>&1; }
lacks() { missing="$missing $1"; }
# header NAME [FLAGS]
header() {
	# shellcheck disable=SC2086 # one word a flag
	echo "#include <$1>" | "$cc" -E ${2:-} - >/dev/null 2>&1
}

# A library is there when pkg-config knows it; while there is no pkg-config, when its header is.
library() {
	if has "$pkg_config"; then
		"$pkg_config" --exists "$2" || lacks "$1"
	else
		header "$3" || lacks "$1"
	fi
}

look_for_build() {
	has "$cc" || lacks cc
	header stdio.h || lacks libc
	has gmake || make --version 2>/dev/null | grep -q GNU || lacks make
	has "$pkg_config" || lacks pkgconf
	library openssl 'openssl >= 3.0' openssl/ssl.h
	library yaml yaml-0.1 yaml.h
	library cmark libcmark-gfm cmark-gfm.h
	library utf8proc libutf8proc utf8proc.h
	library event libevent_core event2/event.h
	library sqlite sqlite3 sqlite3.h
	# Debian keeps the extensions' headers in a package of their own, which libcmark-gfm.pc links
	# but does not ask for.
	case "$missing " in
	*' cmark '*) ;;
	*) header cmark-gfm-core-extensions.h "$("$pkg_config" --cflags-only-I libcmark-gfm 2>/dev/null)" || lacks cmark ;;
	esac
}

look_for_test() {
	case $("$cc" -print-file-name=libasan.so 2>/dev/null) in
	*/*) ;;
	*) echo 'int main(void) { return 0; }' |
	    "$cc" -fsanitize=address,undefined -x c -o /dev/null - 2>/dev/null || lacks asan ;;
	esac
	library cmocka cmocka cmocka.h
	[ "$(uname -s)" != Linux ] || header linux/seccomp.h || lacks kernel
	look_for_python
	has openssl || lacks openssl1
	for tool in xmllint curl lynx sacc w3m gopher bombadillo amfora tmux vim rsync git zsh fish; do
		has "$tool" || lacks "$tool"
	done
	emacs --batch --eval "(require 'elpher)" >/dev/null 2>&1 || lacks elpher
	# Where there is a systemd at all, which the other package managers do not say.
	! has apt-get || has systemd-socket-activate || lacks activate
	has haproxy || [ -x /usr/sbin/haproxy ] || lacks haproxy
	has molly-brown || lacks molly
	has fcgiwrap || [ -x /usr/sbin/fcgiwrap ] || lacks fcgiwrap
	perl -MSCGI -e 1 2>/dev/null || lacks scgi
	has gophernicus || [ -x /usr/sbin/gophernicus ] || [ -x "$servers/usr/sbin/gophernicus" ] || lacks gophernicus
	# The server would not start without it, and says so itself.
	case $missing in
	*gophernicus*) ls /lib/*/libwrap.so.0 /usr/lib/*/libwrap.so.0 >/dev/null 2>&1 || lacks wrap ;;
	esac
}

# Installed, it would begin to listen to the world on port 70.
unpack_gophernicus() {
	mkdir -p "$servers" && (
		cd "$servers" && apt-get -q download gophernicus && for deb in gophernicus_*.deb; do
			dpkg -x "$deb" . && rm -f "$deb" || exit 1
		done
	)
}

# One interpreter must have both modules.  The system's own comes first: a version manager's shim
# in front of another one takes longer to start than all of this.
look_for_python() {
	for python in /usr/bin/python3 /usr/local/bin/python3 python3; do
		has "$python" || continue
		absent=$("$python" -c 'import importlib.util as u
print(*(m for m in ("pytest", "feedparser") if u.find_spec(m) is None))' 2>/dev/null) || continue
		[ -n "$absent" ] || return 0
		[ "$python" != /usr/bin/python3 ] || of_system=$absent
	done
	for module in ${of_system-pytest feedparser}; do
		lacks "$module"
	done
}

look() {
	missing=
	look_for_build
	[ "$goal" = build ] || look_for_test
}

say() { printf 'needs: %s\n' "$*" >&2; }

# What to put before a command so that it runs as root.
find_root() {
	become=
	[ "$(id -u)" != 0 ] && [ "$manager" != brew ] || return 0
	for become in sudo doas; do
		has "$become" && return 0
	done
	return 1
}

install_all() {
	# shellcheck disable=SC2086 # one word a package, and none for root
	case $manager in
	apt-get)
		say "installing them with apt-get; this takes a minute or two"
		$become apt-get -q update || return 1
		case "$packages " in
		*' gophernicus '*) unpack_gophernicus || return 1 ;;
		esac
		packages=$(echo "$packages " | sed 's/ gophernicus / /')
		[ -z "${packages# }" ] ||
		    $become env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 \
			install -y --no-install-recommends $packages
		;;
	apk) $become apk add $packages ;;
	dnf) $become dnf install -y $packages ;;
	pacman) $become pacman -S --needed --noconfirm $packages ;;
	pkg) $become pkg install -y $packages ;;
	pkg_add) $become pkg_add $packages ;;
	brew) brew install $packages ;;
	esac
}

# Fills packages with what is missing by its names here, and unnamed with what has none; says both.
name_packages() {
	packages=
	unnamed=
	known=$(names)
	while read -r need why; do
		case "$missing " in
		*" $need "*) ;;
		*) continue ;;
		esac
		case " $known " in
		*" $need="*)
			package=" $known"
			package=${package#*" $need="}
			package=$(echo "${package%% *}" | tr , ' ')
			packages="$packages $package"
			;;
		*)
			package="($need)"
			unnamed="$unnamed $need"
			;;
		esac
		say "    $package - $why"
	done <<-EOT
	$(needs)
	EOT
}

goal=${1:-build}
case $goal in
build | test) ;;
*)
	echo "usage: sh src/dist/needs.sh [build|test]" >&2
	exit 2
	;;
esac

look
[ -n "$missing" ] || exit 0

manager=
for manager in apt-get apk dnf pacman pkg pkg_add brew ''; do
	[ -z "$manager" ] || ! has "$manager" || break
done

say "to $goal Marmot, this machine lacks"
name_packages
if [ -n "$unnamed" ]; then
	say "no package is known here by ${manager:-any package manager} for:$unnamed"
	say "install these by hand (cmark: https://github.com/github/cmark-gfm), then try again"
	[ -z "$packages" ] || say "the others are called:$packages"
	exit 1
fi

find_root || {
	say "installing needs root, and there is neither sudo nor doas here: as root, run"
	say "    sh src/dist/needs.sh $goal"
	exit 1
}
install_all || {
	say "the installation did not succeed; what it said stands above"
	exit 1
}
look
[ -z "$missing" ] || {
	say "installed, yet still not found:$missing"
	exit 1
}
say "everything is there now"
