#!/bin/sh
# boot.sh - a Debian package on a Debian that has booted: tests/package.sh where systemd is the first process, in a
# container with a network of its own.
#
#   tests/boot.sh marmot_VERSION_ARCH.deb [MIRROR]      as root; needs debootstrap and systemd-container
set -eu
deb=$(realpath "$1")
mirror=${2:-}
here=$(dirname "$(realpath "$0")")
work=$(TMPDIR=${TMPDIR:-/var/tmp} mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT

fail() {
	echo "boot: $*" >&2
	exit 1
}
for tool in debootstrap systemd-nspawn; do
	command -v "$tool" >/dev/null || fail "there is no $tool (packages debootstrap, systemd-container)"
done

# All that the package needs is fetched now: the container sees no network but its own.
echo "boot: making a Debian"
depends=$(dpkg-deb -f "$deb" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/ //g')
# shellcheck source=/dev/null
. /etc/os-release
# shellcheck disable=SC2086 # the mirror may be none
debootstrap --variant=minbase --include="systemd,systemd-sysv,dbus,openssl,iproute2,${depends#,}" \
    "$VERSION_CODENAME" "$work/root" $mirror >"$work/log" 2>&1 ||
    { tail -n 5 "$work/log" >&2; fail "debootstrap did not succeed"; }
cp "$deb" "$work/root/root/marmot.deb"
cp "$here/package.sh" "$work/root/root/package.sh"
cat >"$work/root/root/boot" <<'BOOT'
#!/bin/sh
exec >/root/said 2>&1
ip link set lo up
sh /root/package.sh /root/marmot.deb
echo $? >/root/status
systemctl poweroff
BOOT
chmod +x "$work/root/root/boot"
cat >"$work/root/etc/systemd/system/boot.service" <<'UNIT'
[Unit]
After=dbus.service
[Service]
Type=oneshot
ExecStart=/root/boot
UNIT
mkdir -p "$work/root/etc/systemd/system/multi-user.target.wants"
ln -s ../boot.service "$work/root/etc/systemd/system/multi-user.target.wants/boot.service"

echo "boot: booting it"
# A container may not ask for landlock unless it is let.
timeout -k 10 600 systemd-nspawn -q --register=no --keep-unit --private-network -D "$work/root" -b \
    --system-call-filter='landlock_create_ruleset landlock_add_rule landlock_restrict_self' \
    >"$work/console" 2>&1 </dev/null || true
[ -s "$work/root/root/status" ] || { tail -n 30 "$work/console" >&2; fail "did not come to an end"; }
cat "$work/root/root/said"
exit "$(cat "$work/root/root/status")"
