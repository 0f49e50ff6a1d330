# Is this machine one that can be a kiosk or a server? Each refusal says what to do. Read in by
# install.sh.

# A kiosk takes 1.3 GB: program 0.7, models 0.24, packages 0.3. As much again for the next version.
KIOSK_MB=2600
SERVER_MB=1800
RELEASE_MB=1200 # a newer version beside the one that runs
UPDATE_MB=300   # what a run needs that finds everything installed

check_machine() {
    [ "$(id -u)" = 0 ] ||
        refuse "this has to be run by the administrator: sudo sh provisioning/install.sh $role"
    check_system
    has systemctl ||
        refuse "this system has no systemd, and Wellheard's services need it: take Raspberry Pi OS" \
            "Lite (64-bit) or Debian 12 or 13 as they come."
    check_stick
    check_update_key
    check_space
    check_network
    check_lock_out
}

check_system() {
    release_file=${OS_RELEASE:-/etc/os-release}
    system=$(os_release PRETTY_NAME)
    codename=$(os_release VERSION_CODENAME)
    kind=$(os_release ID)
    architecture=$(dpkg --print-architecture 2>/dev/null || uname -m)
    case "$architecture" in
    amd64 | arm64) ;;
    *)
        refuse "this system is $architecture, and the speech models need 64 bits: write" \
            "Raspberry Pi OS Lite (64-bit) to the card, or install 64-bit Debian, and run this again."
        ;;
    esac
    case "$kind/$codename" in
    debian/bookworm | debian/trixie) ;;
    *)
        refuse "this is ${system:-an unknown system}, which was never tried: take Raspberry Pi OS" \
            "Lite (64-bit) of the Bookworm or Trixie kind, or Debian 12 or 13."
        ;;
    esac
    tell "$system, $architecture$(running || echo ', not running (an image or a chroot)')"
}

# shellcheck disable=SC1090  # it is the system's
os_release() { (. "$release_file" 2>/dev/null && eval "printf '%s' \"\${$1:-}\""); }

check_stick() {
    [ -n "$stick" ] || return 0
    [ -d "$stick" ] ||
        refuse "$stick is not there: plug the stick in, mount it, and name its folder with --stick."
    found=
    for part in wheels models apt; do
        [ ! -d "$stick/$part" ] || found="$found $part"
    done
    [ -n "$found" ] ||
        refuse "there is nothing for Wellheard in $stick: make such a stick with" \
            "provisioning/stick.sh, on a machine with internet."
    if [ -e "$stick/wheels/$role.locks" ] &&
        [ "$(cat "$project/locks/build.txt" "$project/locks/$role.txt" | sha256sum)" != "$(cat "$stick/wheels/$role.locks")" ]; then
        refuse "the stick is of another version of Wellheard than this one: make it anew with" \
            "provisioning/stick.sh, from this very version."
    fi
    if [ -d "$stick/apt" ] && [ ! -e "$opt/current/bin/wellheard" ]; then
        for package in $([ "$screen" = no ] || echo cage chromium) \
            $([ "$read_only" = no ] || echo overlayroot); do
            installed "$package" || ls "$stick/apt/archives/${package}_"* >/dev/null 2>&1 ||
                refuse "the stick has no $package, which --screen and --read-only need: install without" \
                    "them, or with a network and without the stick."
        done
    fi
    tell "from the stick:$found"
}

# As device/update/key.py reads them: one a line, and # begins a comment
check_update_key() {
    [ -n "$update_key" ] || return 0
    [ -f "$update_key" ] ||
        refuse "$update_key is not there: name the file with the maintainers' public key after" \
            "--update-key, or leave it out."
    update_keys=$(sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$update_key")
    ! printf '%s\n' "$update_keys" | grep -qvx '[A-Za-z0-9_-]\{43\}' ||
        refuse "$update_key holds no public key for updates, which is one line of 43 letters: ask" \
            "whoever makes the updates for it."
}

check_space() {
    needed=$KIOSK_MB
    [ "$role" = kiosk ] || needed=$SERVER_MB
    if [ -e "$opt/current/bin/wellheard" ]; then
        needed=$UPDATE_MB
        find_release
        [ -e "$release/.contents" ] || needed=$((RELEASE_MB - $(taken_by "$release")))
    fi
    place=$opt
    [ -d "$place" ] || place=/
    free=$(($(df -Pk "$place" | awk 'NR == 2 {print $4}') / 1024))
    [ "$free" -ge "$needed" ] ||
        refuse "there are $free MB free where $opt will be, and $needed MB are needed: make room, or" \
            "take a card of 16 GB or more."
}

# Megabytes of what is there already
taken_by() { du -sm "$1" 2>/dev/null | awk '{taken = $1} END {print taken + 0}'; }

# Only what comes from outside needs a network; with all of it there, or on a stick, none is asked for.
check_network() {
    [ ! -e "$opt/current/bin/wellheard" ] || return 0
    if [ -d "${stick:-/nowhere}/wheels" ] && [ -d "$stick/models" ]; then
        return 0
    fi
    # Where packages come through a proxy, names need not be known here.
    if apt-config dump 2>/dev/null | grep -q '::Proxy "[^"]'; then
        return 0
    fi
    site=$(apt-get indextargets --format '$(SITE)' 2>/dev/null |
        sed -n 's,^https*:/*\([^/:]*\).*,\1,p' | head -n 1)
    [ -n "$site" ] || return 0
    for _ in 1 2 3; do
        ! timeout 20 getent hosts "$site" >/dev/null 2>&1 || return 0
        would || sleep 5 # a machine that has just started may not have its network yet
    done
    refuse "there is no network (the name $site is not known here) and no stick: plug in the" \
        "network cable or set up the Wi-Fi, or bring a stick made by provisioning/stick.sh and" \
        "add --stick FOLDER."
}

# Sign-in by network will be with keys alone: whoever has none, and came that way, would be locked out.
check_lock_out() {
    [ "$keep_sign_in" = no ] || return 0
    came_by_network || return 0
    [ -z "$(authorized_keys)" ] || return 0
    refuse "you came over the network with a password, and this closes that door, as no account" \
        "here has an SSH key: run ssh-copy-id on your own computer first, or add --keep-sign-in."
}

# sudo takes away what SSH leaves in the environment, but not whose child this is.
came_by_network() {
    [ -z "${SSH_CONNECTION:-}" ] || return 0
    process=${STARTED_BY:-$$}
    while [ "${process:-0}" -gt 1 ]; do
        case "$(cat "/proc/$process/comm" 2>/dev/null)" in sshd*) return 0 ;; esac
        process=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$process/status" 2>/dev/null)
    done
    return 1
}

# Every file with somebody's SSH keys
authorized_keys() {
    getent passwd | cut -d: -f6 | sort -u | while read -r home; do
        [ ! -s "$home/.ssh/authorized_keys" ] || echo "$home/.ssh/authorized_keys"
    done
}
