# A system that no power cut can harm: read-only, with what is kept on a small partition of its own.
# Optional, and only on a Raspberry Pi. Not yet tried on one. Read in by install.sh.
#
# recurse=0 leaves the data partition writable; the overlay of raspi-config does not.

DATA=WELLHEARD-DATA
DATA_MB=5000
kept=/var/lib/wellheard
# What else has to outlast a start, and its folder on the data partition: releases, for an update; lines
# that were given their voice, which takes an hour; and the time of day, where nothing else keeps it.
besides() {
    echo "$opt:.opt" /var/cache/wellheard:.cache /var/cache/wellheard-server:.server-cache
    echo /var/lib/systemd/timesync:.clock
}
fstab=${FSTAB:-/etc/fstab}
noted=/etc/wellheard/partitions-before

check_read_only() {
    [ "$(findmnt -n -o FSTYPE / 2>/dev/null)" != overlay ] ||
        refuse "this system is read-only, so nothing that is installed would stay: write" \
            "overlayroot=disabled at the end of the line in /boot/firmware/cmdline.txt, start anew, run" \
            "this again, take the words away, and start anew."
    [ "$read_only" = yes ] || return 0
    running || refuse "--read-only is for a Raspberry Pi that runs: start it from its card first."
    [ -d /boot/firmware ] && grep -qs 'Raspberry Pi' "${BOARD:-/proc/device-tree/model}" ||
        refuse "--read-only is for a Raspberry Pi, and this is none: leave it out."
    [ -e "/dev/disk/by-label/$DATA" ] || [ "$(free_at_end)" -ge "$DATA_MB" ] ||
        refuse "there is no partition called $DATA and no room for one: make one of $DATA_MB MB or" \
            "more on the card or on a USB stick (its label, and ext4), or leave --read-only out."
}

root_disk() { lsblk -n -o PKNAME "$(findmnt -n -o SOURCE /)" | head -n 1; }

# Megabytes after the last partition
free_at_end() {
    disk=/dev/$(root_disk)
    echo $((($(blockdev --getsz "$disk") - $(end_of_last)) / 2048))
}

# The first sector after the last partition of $disk, on a whole megabyte. There is room before the first
# one too, some megabytes of it on a card of Raspberry Pi OS.
end_of_last() {
    sfdisk -d "$disk" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\1 \2/p' |
        awk '{end = $1 + $2; if (end > most) most = end} END {printf "%d\n", int((most + 2047) / 2048) * 2048}'
}

step_read_only() {
    begin "Read-only system"
    [ -e "/dev/disk/by-label/$DATA" ] || act "making the data partition" make_partition
    all_moved || act "moving what is kept to it" move_data
    printf 'overlayroot="tmpfs:recurse=0"\n' >"$work/overlayroot"
    put "$work/overlayroot" /etc/overlayroot.local.conf
    step_swap
    # by themselves they would be made in memory, but for the kernel, which then finds no modules
    for unit in apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service; do
        [ "$(systemctl is-enabled "$unit" 2>/dev/null || true)" = masked ] ||
            act "no updates by itself: $unit" systemctl mask --quiet --now "$unit"
    done
    if touched overlayroot; then
        act "a start that knows it" update-initramfs -u
        tell "From the next start on the system is read-only. To change it, and once a month for"
        tell "security updates: write overlayroot=disabled at the end of the line in"
        tell "/boot/firmware/cmdline.txt, start anew, sudo apt-get update, sudo apt-get upgrade, take"
        tell "the words away, and start anew."
    fi
}

# A swap file would lie in memory itself. Raspberry Pi OS Trixie has another kind, Bookworm has not; and
# where the mount of the system can't be changed, as an overlay's can't, Trixie gives up its swap too.
step_swap() {
    if installed rpi-swap; then
        put "$files/swap.conf" /etc/rpi/swap.conf.d/90-wellheard.conf
        put "$files/remount.conf" /etc/systemd/system/systemd-remount-fs.service.d/wellheard.conf
    fi
    ! installed dphys-swapfile ||
        [ "$(systemctl is-enabled dphys-swapfile 2>/dev/null || true)" = masked ] ||
        act "no swap file, which would lie in memory" systemctl mask --quiet dphys-swapfile.service
}

# Broken off at any line, it goes on with the partition that it made: what was there before is noted
# first, and only one that is empty is ever formatted.
make_partition() {
    disk=/dev/$(root_disk)
    if [ ! -s "$noted" ]; then
        partitions >"$noted.new"
        sync "$noted.new"
        mv "$noted.new" "$noted"
    fi
    [ -n "$(new_partition)" ] || echo "start=$(end_of_last), type=L" | sfdisk --append --no-reread "$disk"
    partx -u "$disk"
    udevadm settle
    new=$(new_partition)
    [ -n "$new" ]
    [ -z "$(blkid -p -o value -s TYPE "$new")" ]
    mkfs.ext4 -q -L "$DATA" "$new"
    udevadm settle
    rm "$noted"
}

partitions() { sfdisk -d "$disk" | sed -n 's,^\(/dev/[^ ]*\) *:.*,\1,p'; }

new_partition() { partitions | grep -vxFf "$noted" | head -n 1; }

# Broken off at any line, it can be done again from the first one on. What was stopped is started again
# however it ends: `act` runs it in a shell of its own.
move_data() {
    hold_updates
    trap '! mountpoint -q "$work/data" || umount "$work/data"
        systemctl start --no-block wellheard.target || true' EXIT
    trap 'exit 130' INT TERM HUP
    systemctl stop wellheard.target
    if ! mountpoint -q "$kept"; then
        mkdir -p "$work/data"
        mount "/dev/disk/by-label/$DATA" "$work/data"
        # what is on it already was a kiosk's, whose card is a new one: it stays
        if [ ! -e "$work/data/.moved" ]; then
            cp -a "$kept/." "$work/data/"
            sync -f "$work/data"
            touch "$work/data/.moved"
        fi
        copy_besides "$work/data"
        umount "$work/data"
        note_mounts
        systemctl daemon-reload
        mount "$kept"
    else
        copy_besides "$kept" # they may have changed since
        note_mounts
        systemctl daemon-reload
    fi
    for each in $(besides); do
        place=${each%:*}
        [ ! -d "$place" ] || mountpoint -q "$place" || mount "$place"
    done
}

all_moved() {
    for each in "$kept:" $(besides); do
        place=${each%:*}
        [ ! -d "$place" ] || mountpoint -q "$place" || return 1
    done
}

copy_besides() { # PARTITION
    for each in $(besides); do
        place=${each%:*} copy=$1/${each#*:}
        [ -d "$place" ] && ! mountpoint -q "$place" || continue
        mkdir -p "$copy"
        cp -a "$place/." "$copy/"
    done
}

note_mounts() {
    [ -z "$(tail -c 1 "$fstab")" ] || echo >>"$fstab"
    note "LABEL=$DATA $kept ext4 defaults,noatime,nodev,nosuid,commit=5,nofail,x-systemd.device-timeout=30s 0 2"
    for each in $(besides); do
        place=${each%:*}
        [ ! -d "$place" ] ||
            note "$kept/${each#*:} $place none bind,nofail,x-systemd.requires-mounts-for=$kept 0 0"
    done
}

note() { # LINE
    grep -qxF "$1" "$fstab" || printf '%s\n' "$1" >>"$fstab"
}
