#!/bin/sh
# Prepares a memory stick with all that an installation takes from the internet:
#     stick.sh FOLDER [bookworm|trixie [arm64|amd64 [kiosk|server]]]
#
# Run it on a Debian machine with internet, from the project's folder, after `make models`. Usual is
# a kiosk on a Raspberry Pi with the present Raspberry Pi OS: trixie arm64 kiosk. What is on the
# stick already is not fetched again. Then: install.sh kiosk --stick FOLDER
set -eu

fail() {
    echo "stick.sh: $*" >&2
    exit 1
}
[ -n "${1:-}" ] || {
    echo "Usage: stick.sh FOLDER [bookworm|trixie [arm64|amd64 [kiosk|server]]]" >&2
    fail "name the folder of the stick, such as /media/you/STICK."
}
to=$1
suite=${2:-trixie}
arch=${3:-arm64}
role=${4:-kiosk}
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python

case $suite/$arch in
bookworm/arm64 | bookworm/amd64 | trixie/arm64 | trixie/amd64) ;;
*) fail "there are bookworm (Debian 12) and trixie (Debian 13), arm64 (Raspberry Pi) and amd64." ;;
esac
[ -d "$to" ] || fail "$to is not there: plug the stick in and name its folder."
[ -x "$python" ] || fail "there is no .venv here: run make models first."
room=$(($(df -Pk "$to" | awk 'NR == 2 {print $4}') / 1024))
[ "$room" -ge 1200 ] || [ -d "$to/wheels" ] ||
    fail "there are $room MB free on it, and 1200 MB are needed: take a larger one."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "[1/3] Python packages"
sh provisioning/wheels.sh "$to/wheels" "$suite" "$arch" "$role"
# what the installer compares, so that it says at once when the stick is of another version
cat locks/build.txt "locks/$role.txt" | sha256sum >"$to/wheels/$role.locks"

echo "[2/3] What it hears and speaks with"
models="piper-joe kokoro"
[ "$role" = server ] || models="whisper-tiny $models"
here=${WELLHEARD_MODELS:-${XDG_DATA_HOME:-$HOME/.local/share}/wellheard/models}
# shellcheck disable=SC2086  # they are several words
{
    "$python" -m device models fetch $models >/dev/null
    WELLHEARD_MODELS=$to/models "$python" -m device models fetch --from "$here" $models >/dev/null
}

echo "[3/3] Packages of $suite for $arch"
# From where this machine has Debian's own, of that release and for that processor.
sources() {
    # shellcheck disable=SC2016  # apt's own
    apt-get indextargets --format '$(REPO_URI) $(SUITE)' 'Origin: Debian' 'Created-By: Packages' |
        sort -u | while read -r uri name; do
        case $name in
        *security) echo "deb [signed-by=$keys] $uri $suite-security main" ;;
        *-updates | *-backports | *proposed*) ;;
        *) echo "deb [signed-by=$keys] $uri $suite main" ;;
        esac
    done | sort -u
}
keys=/usr/share/keyrings/debian-archive-keyring.gpg
apt=$work/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$to/apt/archives"
: >"$apt/status"
sources >"$apt/sources.list"
[ -s "$apt/sources.list" ] || fail "this machine has no list of Debian's packages: sudo apt-get update"
cp "$to"/apt/archives/*.deb "$apt/archives/" 2>/dev/null || true
private() {
    apt-get -q -y -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
        -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::State::lists="$apt/lists" \
        -o Dir::Cache="$apt" -o Dir::Cache::archives="$apt/archives" \
        -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/nowhere \
        -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 \
        -o Debug::NoLocking=yes "$@" >>"$work/apt.log" 2>&1 ||
        fail "apt-get said: $(tail -n 1 "$work/apt.log")"
}
private update
# shellcheck disable=SC2034  # for packages_for
screen=no read_only=no
installed() { false; }
# shellcheck disable=SC1091  # looked over with install.sh
. provisioning/install/system.sh
# shellcheck disable=SC2046  # they are several words
private install --download-only --no-install-recommends $(packages_for)
rm -rf "$to/apt/lists"
mkdir -p "$to/apt/lists"
find "$apt/lists" -maxdepth 1 -type f ! -name lock -exec cp {} "$to/apt/lists/" \;
cp "$apt"/archives/*.deb "$to/apt/archives/"
cp "$apt/sources.list" "$to/apt/sources.list"
sync -f "$to"
echo "Done: $(du -sm "$to/wheels" "$to/models" "$to/apt" | awk '{sum += $1} END {print sum}') MB." \
    "Eject the stick before you pull it out."
