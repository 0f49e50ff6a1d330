# Packages, users, folders, settings. Read in by install.sh.

packages_for() {
    echo python3 python3-venv ca-certificates espeak-ng nftables unattended-upgrades
    echo avahi-daemon libnss-mdns # names that end in .local: this machine's, and the server's
    # whoever keeps the time already goes on doing so
    { installed chrony || installed ntpsec; } || echo systemd-timesyncd
    [ "$role" = server ] || echo alsa-utils libatomic1
    [ "$screen" = no ] || echo cage xwayland seatd chromium fonts-dejavu-core
    [ "$read_only" = no ] || echo overlayroot initramfs-tools busybox fdisk e2fsprogs # it greps while it starts
}

step_packages() {
    begin "System packages"
    missing=
    for package in $(packages_for); do
        installed "$package" || missing="$missing $package"
    done
    attempt dpkg --audit
    if [ -s "$told" ]; then
        act "finishing what another installation left half done" dpkg --configure -a
    fi
    apt_options
    [ -z "$missing" ] || [ -n "$apt_from" ] || act "asking for the list of packages" apt update
    # The driver of the pins: Raspberry Pi OS has it, Debian has not.
    [ "$role" = server ] || installed python3-lgpio || ! offered python3-lgpio ||
        missing="$missing python3-lgpio"
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086  # they are several words
    act "installing$missing" install_packages $missing
}

install_packages() {
    apt install --no-install-recommends "$@"
    apt clean # a card is small
}

no_cache="-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache="

# From the stick: its own lists, and nothing that is not on it. Whoever gives a stick is trusted with the machine.
apt_options() {
    apt_from=
    [ -d "${stick:-/nowhere}/apt" ] || return 0
    cp -r "$stick/apt" "$work/apt" # apt writes beside its lists, and a stick may be read-only
    mkdir -p "$work/apt/archives/partial" "$work/apt/lists/partial"
    apt_from="-o Dir::State::lists=$work/apt/lists -o Dir::Cache::archives=$work/apt/archives
        -o Dir::Etc::sourcelist=$work/apt/sources.list -o Dir::Etc::sourceparts=/nowhere
        $no_cache -o APT::Sandbox::User=root
        -o Acquire::Check-Valid-Until=false"
}

# shellcheck disable=SC2086  # they are several words
offered() { apt-cache $no_cache $apt_from policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

apt() {
    # shellcheck disable=SC2086  # they are several words
    DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none apt-get -q -y $apt_from \
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# As the units have them (StateDirectory, CacheDirectory), so that neither undoes the other's.
step_users() {
    begin "Users and folders"
    for place in /var/lib/wellheard /var/lib/wellheard/models /etc/wellheard "$opt" "$opt/releases"; do
        folder "$place" 755 root:root
    done
    if [ "$role" = kiosk ]; then
        user wellheard /var/lib/wellheard/kiosk
        for group in audio gpio; do
            member wellheard "$group"
        done
        folder /var/lib/wellheard/kiosk 750 wellheard:wellheard
        folder /var/lib/wellheard/recordings 750 wellheard:wellheard
        folder /var/cache/wellheard 750 wellheard:wellheard
    else
        user wellheard-server /var/lib/wellheard/server
        folder /var/lib/wellheard/server 700 wellheard-server:wellheard-server
        folder /var/lib/wellheard/offered 755 root:root
        folder /var/cache/wellheard-server 700 wellheard-server:wellheard-server
    fi
    if [ "$screen" = yes ]; then
        user wellheard-screen /var/lib/wellheard/screen
        folder /var/lib/wellheard/screen 700 wellheard-screen:wellheard-screen
        for group in video render input; do
            member wellheard-screen "$group"
        done
    fi
}

user() {
    getent passwd "$1" >/dev/null ||
        act "making the user $1" useradd --system --user-group --no-create-home \
            --home-dir "$2" --shell /usr/sbin/nologin "$1"
}

# member USER GROUP: where the group is there
member() {
    getent group "$2" >/dev/null || return 0
    if ! would || getent passwd "$1" >/dev/null; then
        case " $(id -nG "$1") " in *" $2 "*) return ;; esac
    fi
    act "letting $1 use $2" usermod --append --groups "$2" "$1"
}

step_settings() {
    begin "Settings"
    keep "$files/wellheard.toml" /etc/wellheard/wellheard.toml
    if [ -n "$update_key" ]; then
        printf '%s\n' "$update_keys" >"$work/update.pub"
        put "$work/update.pub" /etc/wellheard/update.pub
    elif [ ! -e /etc/wellheard/update.pub ]; then
        tell "It takes no new versions by itself: for that, run this again with --update-key FILE."
    fi
    if [ "$role" = kiosk ]; then
        keep "$files/kiosk.toml" /etc/wellheard/kiosk.toml
        keep "$files/mixer.conf" /etc/wellheard/mixer.conf
    else
        folder /etc/wellheard/server 755 root:root
        keep "$files/server.toml" /etc/wellheard/server/server.toml
    fi
}
