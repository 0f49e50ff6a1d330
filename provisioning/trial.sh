#!/bin/sh
# Tries the installer on a system made for it: trial.sh [bookworm|trixie [amd64|arm64 [kiosk|server]]]
# or on one after the other, each release and processor, as kiosk and as server: trial.sh all
#
# Makes a Debian tree from nothing (mmdebstrap), puts the last commit there, installs, installs again
# and compares every file, and lets an installed kiosk rehearse a practice. Needs root, mmdebstrap,
# and for another processor qemu-user-static. Packages come from where this machine has them; what
# pip fetched before is used again. With STICK=FOLDER, made by stick.sh, there is no network at all.
# CUT=SECONDS kills the installation twice before it may finish.
# Results go to the file that TRIALS_LOG names, one line each. KEEP_TREE=1 keeps the tree; ONTO=1
# installs onto one that was kept, so that a machine is both; INSTALL_ONLY=1 ends there, BASE_ONLY=1
# before it, with the Debian tree.
set -eu

suite=${1:-bookworm}
arch=${2:-$(dpkg --print-architecture)}
role=${3:-kiosk}
cd "$(dirname "$0")/.."
store=${TRIALS:-${XDG_CACHE_HOME:-$HOME/.cache}/wellheard/trials}
models=${WELLHEARD_MODELS:-${XDG_DATA_HOME:-$HOME/.local/share}/wellheard/models}
tree=$store/${TREE_NAME:-$suite-$arch-$role}
base=$store/$suite-$arch.tar

fail() {
    echo "trial.sh: $*" >&2
    exit 1
}
if [ "$suite" = all ]; then
    for each in kiosk server; do
        for arch in amd64 arm64; do
            for suite in bookworm trixie; do
                echo "== $suite $arch $each"
                sh provisioning/trial.sh "$suite" "$arch" "$each"
            done
        done
    done
    exit 0
fi
is_one_of() { case " $2 " in *" $1 "*) ;; *) fail "$1: say one of $2 here" ;; esac; }
is_one_of "$suite" "bookworm trixie all"
is_one_of "$arch" "amd64 arm64"
is_one_of "$role" "kiosk server"
[ "$(id -u)" = 0 ] || fail "run it as root: sudo sh provisioning/trial.sh $suite $arch"
command -v mmdebstrap >/dev/null || fail "it needs mmdebstrap: sudo apt install mmdebstrap"
if [ "$arch" != "$(dpkg --print-architecture)" ]; then
    command -v qemu-aarch64-static >/dev/null ||
        fail "it needs qemu-user-static to run programs for $arch: sudo apt install qemu-user-static"
    [ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt /proc/sys/fs/binfmt_misc
    [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64
    # a Pi 4's; the one that qemu takes by itself has vectors (SVE) with which numpy's logarithm is NaN
    export QEMU_CPU="${QEMU_CPU:-cortex-a72}"
fi

mkdir -p "$store"
if [ ! -s "$base" ]; then
    echo "Making a $suite system for $arch"
    # what Raspberry Pi OS Lite and Debian come with and the smallest tree has not
    mmdebstrap --quiet --format=tar --variant=minbase --architectures="$arch" \
        --include=systemd-sysv,dbus,udev,openssh-server,sudo,ca-certificates,kmod,procps,iproute2 \
        "$suite" "$base.new" >"$base.log" 2>&1 || fail "no system could be made; see $base.log"
    mv "$base.new" "$base"
fi
[ -z "${BASE_ONLY:-}" ] || exit 0
if [ -z "${ONTO:-}" ]; then
    rm -rf "$tree"
    mkdir -p "$tree/root/wellheard"
    tar -xf "$base" -C "$tree"
fi
git archive HEAD | tar -x -C "$tree/root/wellheard" --exclude=tests
cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
# who vouches for the way to the internet here, beside those that everybody knows
if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
    cp /usr/local/share/ca-certificates/*.crt "$tree/usr/local/share/ca-certificates/"
    chroot "$tree" update-ca-certificates >/dev/null 2>&1
fi
mkdir -p "$tree/root/.cache/pip" "$tree/mnt/stick/models"

# in DIRECTORY, a mount namespace of its own: whatever happens, nothing stays mounted
inside() {
    # shellcheck disable=SC2016  # for the other shell
    # shellcheck disable=SC2086  # one word or none
    TREE=$tree MODELS=$models PIP="${PIP_CACHE_DIR:-$HOME/.cache/pip}" \
        unshare ${STICK:+--net} --mount --pid --fork --kill-child --propagation private sh -euc '
            mount -t proc proc "$TREE/proc"
            mount --bind /dev "$TREE/dev"
            mount -t tmpfs tmpfs "$TREE/run"
            mkdir -p "$TREE/run/lock"
            if [ -n "${STICK:-}" ]; then
                mount --bind -o ro "$STICK" "$TREE/mnt/stick"
            else
                [ ! -d "$PIP" ] || mount --bind "$PIP" "$TREE/root/.cache/pip"
                [ ! -d "$MODELS" ] || mount --bind -o ro "$MODELS" "$TREE/mnt/stick/models"
            fi
            cd /
            exec chroot "$TREE" env HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
        ' - "$@"
}

picture() {
    (
        cd "$tree"
        find . -xdev \( -path ./root/.cache -o -path ./run -o -path ./proc -o -path ./dev \
            -o -path ./tmp -o -path ./var/tmp -o -path ./var/log/wellheard-install.log \) -prune -o \
            -printf '%p %y %m %U:%G %s %T@ %l\n' | LC_ALL=C sort
    )
}

note() { # WHAT SECONDS RESULT
    printf '%-8s %-6s %-7s %-28s %5s s  %s\n' "$suite" "$arch" "$role" "$1" "$2" "$3" |
        tee -a "${TRIALS_LOG:-/dev/null}"
}

stick=
[ ! -d "${STICK:-$models}" ] || stick="--stick /mnt/stick"
# an emulated board would speak with Kokoro for hours
which="whisper-tiny piper-joe"
[ "$arch" != "$(dpkg --print-architecture)" ] || which="$which kokoro"
[ "$role" = kiosk ] || which="piper-joe kokoro"
[ -z "${INSTALL_ONLY:-}" ] || [ "$role" != kiosk ] || which=whisper-tiny # a centre's trial needs no cast
which=${MODELS:-$which}
# install [COMMAND WORD…]: run by that
install() {
    # shellcheck disable=SC2086  # they are two words or none
    inside "$@" sh /root/wellheard/provisioning/install.sh "$role" $stick --models "$which"
}

if [ -n "${CUT:-}" ]; then # seconds after which the power goes, twice
    for seconds in "$CUT" $((CUT * 2)); do
        install timeout -s KILL "$seconds" || true
        note "cut off" "$seconds" "at: $(grep -E '^(\[|        )' "$tree/var/log/wellheard-install.log" | tail -n 1)"
    done
fi
began=$(date +%s)
install || fail "the installation ended with an error; see $tree/var/log/wellheard-install.log"
note "from nothing to done${STICK:+, no network}" $(($(date +%s) - began)) "done"

[ -z "${INSTALL_ONLY:-}" ] || exit 0

picture >"$store/before"
began=$(date +%s)
install
took=$(($(date +%s) - began))
picture >"$store/after"
diff "$store/before" "$store/after" || fail "the second run changed what is above"
note "again" "$took" "no file changed, of $(wc -l <"$store/before")"

# The program's time limits are for a machine that has time; this one is busy, or emulated: there one
# turn is enough, for each takes minutes.
patience=20 last=ended
[ "$arch" = "$(dpkg --print-architecture)" ] || patience=400 last=feedback
began=$(date +%s)
if [ "$role" = kiosk ]; then
    # shellcheck disable=SC2016  # for the other shell
    inside runuser -u wellheard -- env HOME=/var/lib/wellheard/kiosk PATIENCE=$patience LAST=$last sh -euc '
        cd "$HOME"
        rm -f one.yaml failed
        wellheard scenario new one.yaml >/dev/null
        until_last() { sed -u "/\"event\": \"$LAST\"/q" >told.json; }
        { /opt/wellheard/current/bin/python - practice one.yaml --rehearse --json || echo $? >failed; } <<END | until_last
import asyncio, os, platform
real = asyncio.timeout
asyncio.timeout = lambda limit: real(limit and limit * float(os.environ["PATIENCE"]))
print({"machine": platform.machine()})
from device.cli import main
main()
END
        rm one.yaml
        [ "$LAST" = feedback ] || [ ! -e failed ] # one that is broken off says so
    ' || fail "the rehearsal ended with an error"
    told=$tree/var/lib/wellheard/kiosk/told.json
    for event in seeker_said heard findings feedback $last; do
        grep -q "\"event\": \"$event\"" "$told" || fail "the rehearsal has no $event; see $told"
    done
    heard=$(sed -n 's/.*"event": "heard".*"text": "\([^"]*\)".*/\1/p' "$told" | head -n 1)
    note "a rehearsal" $(($(date +%s) - began)) "$(head -n 1 "$told") heard: $heard"
else
    inside runuser -u wellheard-server -- env HOME=/var/lib/wellheard/server \
        wellheard server init >"$store/told" || fail "the server could not be prepared"
    note "the server's first start" $(($(date +%s) - began)) "done"
fi
[ -n "${KEEP_TREE:-}" ] || rm -rf "$tree"
