#!/bin/sh
# Lists the measurements, or runs one: bench.sh [NAME [ARGUMENT…]]
set -eu

if [ $# = 0 ]; then
    echo "Measurements; run one with: make bench ARGS=NAME"
    for file in tests/bench/*.py; do
        name=$(basename "$file" .py)
        [ "$name" = __init__ ] || printf '  %-14s %s\n' "$name" "$(sed -n '1s/^"""//;1s/"""$//;1p' "$file")"
    done
    exit 0
fi
name=$1
shift
if [ ! -f "tests/bench/$name.py" ]; then
    echo "There is no measurement called $name. make bench lists them." >&2
    exit 1
fi
exec .venv/bin/python -m "tests.bench.$name" "$@"
