#!/bin/sh
# Makes a kiosk or a server of this machine: install.sh kiosk|server [OPTION…]
#
# For Raspberry Pi OS Lite (64-bit) and Debian 12 and 13, running or as an image or chroot. It may be
# broken off and run again at any time: each step looks what is there and does what is missing. The
# log is /var/log/wellheard-install.log.
#
#   --check              only tell what would be done
#   --stick FOLDER       take what a stick from provisioning/stick.sh has, and no network for it
#   --server ADDRESS     kiosk: ask this server to be let in, until staff have typed the code
#   --fingerprint XX:…   kiosk: the server's, from its page Kiosks; then nobody need compare it
#   --screen             kiosk: captions and large type on a screen
#   --read-only          kiosk on a Raspberry Pi: a system that no power cut can harm
#   --models "A B"       other models than the usual ones; "" for none
#   --update-key FILE    take new versions that are signed with the maintainers' key in FILE
#   --keep-sign-in       leave it as it is who may sign in over the network; a password that anybody
#                        would try has to be changed at the next sign-in all the same
# shellcheck source-path=SCRIPTDIR
set -eu
umask 022
export LC_ALL=C.UTF-8

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
project=$(dirname "$here")
files=$here/files
opt=/opt/wellheard

usage() {
    sed -n '/shellcheck/d;2,/^set -eu/s/^#\( \|$\)//p' "$0" >&2
    exit 2
}

role=${1:-}
case $role in kiosk | server) shift ;; *) usage ;; esac
check=no stick='' server='' fingerprint='' update_key='' screen=no read_only=no keep_sign_in=no
models="whisper-tiny piper-joe kokoro"
[ "$role" = kiosk ] || models="piper-joe kokoro" # it gives lines their voices, and hears nobody
given="$role $*"
while [ $# -gt 0 ]; do
    case $1 in
    --check) check=yes ;;
    --screen) screen=yes ;;
    --read-only) read_only=yes ;;
    --keep-sign-in) keep_sign_in=yes ;;
    --stick | --server | --fingerprint | --update-key | --models)
        [ $# -gt 1 ] || usage
        case $1 in
        --stick) stick=$2 ;;
        --server) server=$2 ;;
        --fingerprint) fingerprint=$2 ;;
        --update-key) update_key=$2 ;;
        --models) models=$2 ;;
        esac
        shift
        ;;
    *) usage ;;
    esac
    shift
done

changed_files=
. "$here/install/say.sh"
. "$here/install/checks.sh"
. "$here/install/system.sh"
. "$here/install/program.sh"
. "$here/install/sound.sh"
. "$here/install/services.sh"
. "$here/install/guard.sh"
. "$here/install/readonly.sh"

case "$server$fingerprint" in
*[!A-Za-z0-9:/._%\[\]-]*) refuse "$server $fingerprint: that is no server's address and fingerprint." ;;
esac
case $role in
kiosk) steps="packages users settings program models sound care firewall sign_in services" ;;
server) steps="packages users settings program models care firewall sign_in services" ;;
esac
[ "$read_only" = no ] || steps="$steps read_only"
steps="$steps try"
# shellcheck disable=SC2086  # they are several words
set -- $steps
steps_total=$(($# + 1))

began=$(date +%s)
work=
finish() {
    status=$?
    trap - EXIT
    [ -z "$work" ] || rm -rf --one-file-system "$work"
    exit "$status"
}
stopped() {
    printf '\ninstall.sh: stopped at step %d (%s). Nothing is broken: run the same line again.\n' \
        "$step" "$doing" >&2
    exit 130
}
trap finish EXIT
trap stopped INT TERM HUP

begin_at_all() {
    if [ "$(id -u)" = 0 ] && [ "$check" = no ]; then
        open_log "$given"
        exec 9>/run/lock/wellheard-install.lock
        flock -n 9 || refuse "it is being installed already: wait until that has ended."
    else
        log=/dev/null
    fi
    changed_files=$(tr '\n' ' ' 2>/dev/null <"$unfinished" || true)
    begin "Is this machine fit?"
    check_machine
    hold_updates
    check_read_only
    work=$(mktemp -d /var/tmp/wellheard-install-XXXXXX) # on the disk, where /tmp lies in memory
    told=$work/told
    if [ -n "$stick" ]; then # by a name without spaces, for pip and apt
        ln -s "$(realpath "$stick")" "$work/stick"
        stick=$work/stick
    fi
}

begin_at_all
for each in $steps; do
    "step_$each"
done

would || rm -f "$unfinished"
took=$(($(date +%s) - began))
if would; then
    say "That would be $changes changes; nothing was done."
elif [ "$changes" = 0 ]; then
    say "Everything was as it should be; nothing was changed ($took seconds)."
elif running; then
    how="wellheard doctor"
    [ "$role" = kiosk ] || how="sudo -u wellheard-server wellheard server check"
    say "Done in $took seconds. How it is: $how"
else
    say "Done in $took seconds. It begins to work when this system is started."
fi
