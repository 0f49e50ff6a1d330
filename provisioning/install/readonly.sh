# A system that no power cut can harm: read-only, with what is kept on a small partition of its own.
# Optional, and only on a Raspberry Pi. Not yet tried on one. Read in by install.sh.
#
# recurse=0 leaves the data partition writable; the overlay of raspi-config does not.

DATA=WELLHEARD-DATA
DATA_MB=3000
kept=/var/lib/wellheard
fstab=${FSTAB:-/etc/fstab}
noted=/etc/wellheard/partitions-before

check_read_only() {
    [ "$read_only" = yes ] || return 0
    running || refuse "--read-only is for a Raspberry Pi that runs: start it from its card first."
    [ -d /boot/firmware ] && grep -qs 'Raspberry Pi' "${BOARD:-/proc/device-tree/model}" ||
        refuse "--read-only is for a Raspberry Pi, and this is none: leave it out."
    [ "$(findmnt -n -o FSTYPE /)" != overlay ] ||
        refuse "this system is read-only already, so nothing that is installed would stay: run" \
            "overlayroot-chroot and there the installer again, without --read-only."
    [ -e "/dev/disk/by-label/$DATA" ] || [ "$(free_at_end)" -ge "$DATA_MB" ] ||
        refuse "there is no partition called $DATA and no room for one: make one of $DATA_MB MB or" \
            "more on the card or on a USB stick (its label, and ext4), or leave --read-only out."
}

root_disk() { lsblk -n -o PKNAME "$(findmnt -n -o SOURCE /)" | head -n 1; }

# Megabytes after the last partition
free_at_end() {
    disk=/dev/$(root_disk)
    total=$(blockdev --getsz "$disk")
    used=$(sfdisk -d "$disk" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\1 \2/p' |
        awk '{end = $1 + $2; if (end > most) most = end} END {print most + 0}')
    echo $(((total - used) / 2048))
}

step_read_only() {
    begin "Read-only system"
    [ -e "/dev/disk/by-label/$DATA" ] || act "making the data partition" make_partition
    { mountpoint -q "$kept" && mountpoint -q "$opt"; } ||
        act "moving what is kept to it" move_data
    printf 'overlayroot="tmpfs:recurse=0"\n' >"$work/overlayroot"
    put "$work/overlayroot" /etc/overlayroot.local.conf
    if touched overlayroot; then
        act "a start that knows it" update-initramfs -u
        tell "From the next start on the system is read-only. To change it: sudo overlayroot-chroot"
        tell "Security updates then need it too: once a month, sudo overlayroot-chroot apt-get upgrade"
    fi
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
    [ -n "$(new_partition)" ] || printf ',,L\n' | sfdisk --append --no-reread "$disk"
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
    trap 'systemctl start --no-block wellheard.target || true' EXIT
    trap 'exit 130' INT TERM HUP
    systemctl stop wellheard.target
    if ! mountpoint -q "$kept"; then
        mkdir -p "$work/data"
        mount "/dev/disk/by-label/$DATA" "$work/data"
        cp -a "$kept/." "$work/data/"
        copy_releases "$work/data/.opt"
        umount "$work/data"
        note_mounts
        systemctl daemon-reload
        mount "$kept"
    else
        copy_releases "$kept/.opt" # they may have changed since
    fi
    mountpoint -q "$opt" || mount "$opt"
}

# releases too: an update has to outlast a start
copy_releases() {
    mkdir -p "$1"
    cp -a "$opt/." "$1/"
}

note_mounts() {
    [ -z "$(tail -c 1 "$fstab")" ] || echo >>"$fstab"
    for line in "LABEL=$DATA $kept ext4 defaults,noatime,nodev,nosuid,commit=5 0 2" \
        "$kept/.opt $opt none bind,x-systemd.requires-mounts-for=$kept 0 0"; do
        grep -qxF "$line" "$fstab" || printf '%s\n' "$line" >>"$fstab"
    done
}
