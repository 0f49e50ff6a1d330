#!/bin/sh
# Sees to it that the Debian packages are there: packages.sh kiosk|server|dev
#
# Installs what is missing when run as root or where sudo asks for no password; otherwise prints the
# one line to run, and ends with status 1 only if something is missing that nothing works without.
set -eu

python=${PYTHON:-python3}

tell() { printf '%s\n' "$*" >&2; }

case "$(uname -s)-$(uname -m)" in
Linux-x86_64 | Linux-aarch64) ;;
*)
    tell "Wellheard runs on 64-bit Linux on Intel, AMD or Arm; this is $(uname -s) on $(uname -m)."
    tell "On a Raspberry Pi, install the 64-bit Raspberry Pi OS."
    exit 1
    ;;
esac

has_python() { command -v "$python" >/dev/null 2>&1; }

if has_python && ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    tell "Wellheard needs Python 3.11 or newer; $python is $("$python" -V 2>&1 | cut -d' ' -f2)."
    tell "Debian 12 and newer have it. To name another one: make practice PYTHON=python3.12"
    exit 1
fi
if has_python && ! "$python" -c 'import sys; sys.exit(sys.maxsize < 2**32)'; then
    tell "$python is a 32-bit Python, and the speech models need a 64-bit one."
    tell "On a Raspberry Pi, install the 64-bit Raspberry Pi OS."
    exit 1
fi

can_make_environments() { has_python && "$python" -c 'import ensurepip, venv' 2>/dev/null; }
installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

missing=
want() { installed "$1" || missing="$missing $1"; }

has_python || missing="$missing python3"
[ -x .venv/bin/python ] || can_make_environments || missing="$missing python3-venv"
want ca-certificates # so that downloads can be trusted
want espeak-ng       # the voice that is always there
if [ "${1:-kiosk}" != server ]; then
    want alsa-utils # arecord and aplay
    want libatomic1 # a part of Vosk on Arm
fi
if [ "${1:-kiosk}" = dev ]; then
    # a sound server that runs without a sound card
    for package in dbus pipewire pipewire-alsa pipewire-pulse pulseaudio-utils wireplumber; do
        want "$package"
    done
    want fdisk      # partitions are made on a disk that is a file
    want e2fsprogs  # and file systems on them
    want postgresql # the server's tests run on a throw-away one
    command -v chromium >/dev/null 2>&1 || want chromium # the tests open the staff pages in it
fi
[ -n "$missing" ] || exit 0

line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=sudo
else
    as_root=none
fi

if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    tell "Installing Debian packages:$missing (apt-get tells how big they are)"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # the line is several words
    if $as_root apt-get update -q -o Acquire::Retries=3 &&
        $as_root env DEBIAN_FRONTEND=noninteractive $line -q -o Acquire::Retries=3; then
        exit 0
    fi
    tell "Installing them did not work; what apt-get said is above."
fi

tell "These Debian packages are missing:$missing"
tell "To install them, run this line and then try again:"
tell "    sudo apt-get update && sudo $line"
if [ -x .venv/bin/python ] || can_make_environments; then
    if command -v espeak-ng >/dev/null 2>&1; then
        tell "Going on without them: what needs them will say so."
        exit 0
    fi
fi
exit 1
