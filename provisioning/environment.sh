#!/bin/sh
# Sees to it that .venv holds exactly what a lock names: environment.sh kiosk|server|dev|train
#
# A stamp inside .venv holds the checksum of all that went in; while it fits, nothing is done and no
# network is needed.
set -eu

python=${PYTHON:-python3}
level=${1:-kiosk}
lock=locks/$level.txt
stamp=.venv/$level.stamp
case $level in
dev) size="about 300 MB" ;;
server) size="about 60 MB" ;;
train) size="up to 3 GB" ;;
*) size="about 200 MB" ;;
esac

works() { .venv/bin/python -c 'import pip' 2>/dev/null; }
# The folder's own name counts: a project that was moved gets its start scripts anew.
contents() { cat locks/build.txt "$lock" pyproject.toml && pwd && .venv/bin/python -V; }
checksum() { contents 2>/dev/null | sha256sum; }
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

if works && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(checksum)" ]; then
    exit 0
fi
if ! works; then
    echo "Making the virtual environment .venv"
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "Installing the Python packages of $lock ($size to download, once)"
pip install -q --require-hashes --only-binary :all: -r locks/build.txt
# srt, which Vosk asks for, is published as source only: one Python file.
pip install --require-hashes --no-build-isolation --only-binary :all: --no-binary srt \
    -r "$lock"
pip install -q --no-index --no-deps --no-build-isolation --editable .
checksum >"$stamp"
