#!/bin/sh
# Fetches the wheels of a lock for another machine: wheels.sh FOLDER bookworm|trixie arm64|amd64 ROLE
#
# Which of them are for that machine's Python is told from the lock; pip itself would look at the
# Python that runs here. Every hash is compared.
set -eu

to=$1
suite=$2
arch=$3
role=$4
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python
version=3.11
[ "$suite" = bookworm ] || version=3.13
machine=aarch64
[ "$arch" = arm64 ] || machine=x86_64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$to"
"$python" - "$version" "$machine" locks/build.txt "locks/$role.txt" >"$work/lock.txt" <<'END'
import re, sys
from pip._vendor.packaging.markers import Marker
version, machine, *locks = sys.argv[1:]
target = {"python_version": version, "python_full_version": f"{version}.9", "sys_platform": "linux",
          "platform_machine": machine, "implementation_name": "cpython"}
seen = set()
for lock in locks:
    for entry in re.split(r"\n(?=\S)", open(lock, encoding="ascii").read().strip()):
        first, _, rest = entry.partition(" \\\n")
        name, _, marker = first.partition(" ; ")
        if name not in seen and (not marker or Marker(marker).evaluate(target)):
            seen.add(name)
            print(f"{name} \\\n{rest}")
END
platforms=
glibc=36 # Debian 12 has 2.36; older ones count too
while [ $glibc -ge 5 ]; do
    platforms="$platforms --platform manylinux_2_${glibc}_$machine"
    glibc=$((glibc - 1))
done
# shellcheck disable=SC2086  # they are several words
"$python" -m pip download -qq --disable-pip-version-check --no-deps --require-hashes \
    --only-binary :all: --no-binary srt --python-version "$version" --implementation cp $platforms \
    --platform "manylinux2014_$machine" --platform "linux_$machine" \
    --find-links "$to" --dest "$to" -r "$work/lock.txt"
