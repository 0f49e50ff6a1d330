#!/bin/sh
# Writes locks/ anew from pyproject.toml: exact versions and hashes for every platform in use, and
# no word of where they come from, so that any mirror serves.
set -eu

if ! command -v uv >/dev/null 2>&1; then
    echo "This needs uv: pipx install uv" >&2
    exit 1
fi

compile() {
    name=$1
    shift
    uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header "$@" --output-file "locks/$name.txt"
    # Every package has the same condition, which packages.sh has seen to already.
    sed -i -E "s/ (;|and) implementation_name == 'cpython' and \(.* and sys_platform == 'linux'\)\)//" \
        "locks/$name.txt"
}

mkdir -p locks
compile build --group build
compile kiosk --constraint locks/build.txt pyproject.toml \
    --extra kiosk --extra whisper --extra piper --extra kokoro
compile server --constraint locks/build.txt --constraint locks/kiosk.txt pyproject.toml \
    --extra server
compile dev --constraint locks/build.txt --constraint locks/kiosk.txt \
    --constraint locks/server.txt pyproject.toml --extra kiosk --extra whisper --extra piper \
    --extra kokoro --extra server --extra dev
# Torch is large, and only those who make the weights anew need it.
compile train --constraint locks/build.txt --constraint locks/dev.txt pyproject.toml --extra train
