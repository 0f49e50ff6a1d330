#!/bin/sh
# The first start of a card from `wellheard provision card`: installs, from a stick if one with what
# is needed is plugged in. The service wellheard-install starts it again until it is done.
set -eu

etc=${WELLHEARD_ETC:-/etc/wellheard}
arguments=$etc/install.arguments
done=$etc/installed
place=${WELLHEARD_STICK:-/run/wellheard-stick}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

[ ! -e "$done" ] || exit 0
set --
while IFS= read -r argument; do
    set -- "$@" "$argument"
done <"$arguments"

# A partition with wheels/, models/ or apt/ in it, whatever it is called
mkdir -p "$place"
for partition in /dev/sd?[0-9]* /dev/sd? /dev/nvme?n?p[0-9]*; do
    [ -b "$partition" ] || continue
    mount -o ro,nodev,nosuid,noexec "$partition" "$place" 2>/dev/null || continue
    if [ -d "$place/wheels" ] || [ -d "$place/models" ]; then
        echo "Installing with what is on the stick ($partition)"
        set -- "$@" --stick "$place"
        break
    fi
    umount "$place"
done

status=0
sh "$here/install.sh" "$@" || status=$?
! mountpoint -q "$place" || umount "$place"
[ "$status" = 0 ] || exit "$status"
date >"$done"
