#!/bin/sh
# package.sh - a Debian package through its whole life, on a system that may be thrown away: installed, started,
# upgraded with configuration and certificate kept, removed, purged.
#
#   tests/package.sh marmot_VERSION_ARCH.deb      as root
set -eu
deb=$(realpath "$1")
work=$(mktemp -d)
export DEBIAN_FRONTEND=noninteractive
trap 'rm -rf "$work"' EXIT

fail() {
	echo "package: $*" >&2
	exit 1
}
say() { echo "package: $*"; }

# Where systemd is not the first process, the unit's command is run as the unit's user.
started=
begin() {
	if [ -d /run/systemd/system ]; then
		systemctl is-active --quiet marmot || systemctl start marmot
	else
		setpriv --reuid marmot --regid marmot --clear-groups --ambient-caps +net_bind_service \
		    --inh-caps +net_bind_service marmot serve --config /etc/marmot/marmot.yaml 2>"$work/log" &
		started=$!
	fi
	tries=0
	until answer | grep -q '^20 text/gemini'; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || { cat "$work/log" >&2; fail "no answer on port 1965"; }
		sleep 1
	done
}
end() {
	if [ -n "$started" ]; then
		kill "$started"
		wait "$started" || fail "did not end well: $(cat "$work/log")"
		started=
	fi
}
answer() {
	printf 'gemini://localhost/\r\n' | openssl s_client -quiet -connect 127.0.0.1:1965 -servername localhost 2>/dev/null ||
	    true
}
ps_user() { stat -c %U "/proc/$1"; }
gone() { [ ! -e "$1" ] || fail "$1 is still there"; }

say "install"
apt-get -q install -y "$deb" openssl >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "does not install"; }
getent passwd marmot >/dev/null || fail "no user marmot"
[ -d /var/lib/marmot ] || systemd-tmpfiles --create marmot.conf
[ "$(stat -c %U:%a /var/lib/marmot)" = marmot:750 ] || fail "/var/lib/marmot belongs to another"
[ -d /srv/marmot/content ] || fail "no folder for the articles"
[ "$(marmot version)" != "" ] || fail "no version"
marmot check --quiet --config /etc/marmot/marmot.yaml || fail "the packaged configuration is not right"
marmot check --quiet /usr/share/marmot/content || fail "the sample capsule is not right"
cp -R /usr/share/marmot/content/. /srv/marmot/content/
begin
key=/var/lib/marmot/certs/localhost.key
[ "$(stat -c %U:%a $key)" = marmot:600 ] || fail "the key is not the service's alone"
end

# What only a booted system can show.
if [ -d /run/systemd/system ]; then
	say "reload and restart"
	systemctl reload marmot || fail "does not reload: $(systemctl status --no-pager marmot)"
	systemctl show -p StatusText marmot | grep -q anew || fail "does not say that it was reloaded"
	main=$(systemctl show -p MainPID --value marmot)
	[ "$(ps_user "$main")" = marmot ] || fail "does not run as the user marmot"
	kill -9 "$main"
	tries=0
	until [ "$(systemctl show -p NRestarts --value marmot)" = 1 ] && systemctl is-active --quiet marmot; do
		tries=$((tries + 1))
		[ $tries -lt 60 ] || fail "was not started again: $(systemctl status --no-pager marmot)"
		sleep 1
	done
	begin
	journalctl -q -u marmot -p warning --since -10min --no-pager -o cat | grep -v 'signal\|KILL' |
	    grep . && fail "warned"
	journalctl -q -u marmot --no-pager -o cat | grep '^sandbox'
fi

say "upgrade"
before=$(sha256sum /var/lib/marmot/certs/localhost.crt)
echo '# changed by the owner' >>/etc/marmot/marmot.yaml
dpkg-deb -R "$deb" "$work/newer"
sed -i 's/^Version: .*/&.1/' "$work/newer/DEBIAN/control"
echo '# changed by the package' >>"$work/newer/etc/marmot/marmot.yaml"
(cd "$work/newer" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | xargs -0 md5sum >DEBIAN/md5sums)
dpkg-deb -b "$work/newer" "$work/newer.deb" >/dev/null
dpkg --force-confold -i "$work/newer.deb" >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; fail "does not upgrade"; }
grep -q 'changed by the owner' /etc/marmot/marmot.yaml || fail "the configuration was not kept"
begin
end
[ "$before" = "$(sha256sum /var/lib/marmot/certs/localhost.crt)" ] || fail "the certificate was not kept"

say "remove"
apt-get -q remove -y marmot >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "cannot be removed"; }
gone /usr/bin/marmot
[ -f /etc/marmot/marmot.yaml ] || fail "removing took the configuration"
[ -f $key ] || fail "removing took the key"

say "purge"
apt-get -q purge -y marmot >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "cannot be purged"; }
gone /etc/marmot/marmot.yaml
gone /var/lib/marmot
[ -f /srv/marmot/content/index.md ] || fail "the articles were taken away"
say "all is well"
