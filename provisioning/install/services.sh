# What runs, what watches over it, what looks after the system. Read in by install.sh.

step_care() {
    begin "Watchdog, clock, journal, security updates"
    # Raspberry Pi OS has its own, 40- and 70-: the last one counts
    put "$files/watchdog.conf" /etc/systemd/system.conf.d/90-wellheard.conf
    put "$files/journal.conf" /etc/systemd/journald.conf.d/90-wellheard.conf
    put "$files/apt-security" /etc/apt/apt.conf.d/52wellheard-security
    { installed chrony || installed ntpsec; } || enable systemd-timesyncd.service
    enable unattended-upgrades.service apt-daily.timer apt-daily-upgrade.timer
    running || return 0
    ! touched system.conf.d || act "letting the watchdog watch" systemctl daemon-reexec
    ! touched journald.conf.d || act "the journal's new size" systemctl restart systemd-journald
}

# enable UNIT…: from the next start on, and from now where the system runs
enable() {
    for unit in "$@"; do
        case "$(systemctl is-enabled "$unit" 2>/dev/null || true)" in
        enabled | static | alias | enabled-runtime | indirect | masked) ;;
        *) act "enabling $unit" systemctl enable --quiet "$unit" ;;
        esac
    done
}

step_services() {
    begin "Services"
    for file in "$project"/systemd/*.service "$project"/systemd/*.timer \
        "$project"/systemd/*.target "$project"/systemd/*.socket "$project"/systemd/*.path; do
        place=/etc/systemd/system/$(basename "$file")
        # a link there is somebody's own wish: masked, as a rule
        [ ! -e "$file" ] || [ -L "$place" ] || put "$file" "$place"
    done
    step_enrolment
    ! running || ! touched /etc/systemd/system/ || act "reading the units" systemctl daemon-reload
    let_updates # what is started looks after them first of all
    enable wellheard.target # it wants all others, of which each looks whether it is for this machine
    running || return 0
    if touched /etc/systemd/system/ program kiosk.toml server.toml ||
        ! systemctl --quiet is-active wellheard.target; then
        for unit in wellheard-kiosk wellheard-server; do
            ! systemctl --quiet is-active $unit || act "starting $unit anew" serve restart $unit
        done
        act "starting" systemctl start wellheard.target
    fi
}

step_enrolment() {
    [ -n "$server" ] || return 0
    printf 'ENROL="%s%s"\n' "$server" "${fingerprint:+ --fingerprint $fingerprint}" >"$work/enrol.env"
    put "$work/enrol.env" /etc/wellheard/enrol.env
    put "$files/wellheard-enrol.service" /etc/systemd/system/wellheard-enrol.service
    ! running || ! touched wellheard-enrol || act "reading it" systemctl daemon-reload
    enable wellheard-enrol.service
    if running && touched enrol.env && [ ! -e /var/lib/wellheard/kiosk/identity.json ]; then
        act "asking $server to be let in" systemctl restart wellheard-enrol.service
    fi
}

# One reply understood by what was installed, or its settings read, as the user who will do it; and
# where the system runs, everything in service.
step_try() {
    begin "Does it work?"
    [ "$changes" -gt 0 ] || return 0
    if [ "$role" = kiosk ]; then
        act "a reply is understood" try_kiosk
    else
        act "the server's settings are sound" try_server
    fi
    running || return 0
    for each in $roles; do
        [ "$(systemctl is-enabled "wellheard-$each" 2>/dev/null || true)" = masked ] ||
            act "the $each is in service" serve start "wellheard-$each"
    done
}

# serve start|restart UNIT: until it is ready; else the last that it said itself
serve() {
    systemctl "$1" "$2" || {
        journalctl --quiet --no-pager --output cat --lines 1 "_SYSTEMD_UNIT=$2.service"
        exit 1
    }
}

try_kiosk() {
    printf '%s\n' '{"seeker": "My mother died in March.", "reply": "I am so sorry. You must miss her."}' \
        >"$work/reply"
    # shellcheck disable=SC2016  # for the other shell
    as wellheard sh -c '"$1" analyse <"$2"' - "$opt/current/bin/wellheard" "$work/reply" | grep '"findings": \[{'
}

try_server() {
    as wellheard-server "$opt/current/bin/python" -c '
import sys
from server.settings import ServerSettingsError, load
try:
    load()
except ServerSettingsError as error:
    sys.exit(str(error))'
}

as() {
    user=$1
    shift
    chmod 755 "$work"
    (cd / && runuser -u "$user" -- env HOME="$work" "$@")
}
