#!/bin/sh
# Lets a kiosk's program rehearse a practice on an emulated 64-bit Arm: trial-arm.sh [bookworm|trixie]
#
# The quick way: Debian's packages for Arm are unpacked and not set up, the wheels for Arm are unpacked
# here, and only the program itself is emulated. trial.sh bookworm arm64 installs as a kiosk would,
# which takes hours on a busy machine. Needs root, mmdebstrap and qemu-user-static.
set -eu

suite=${1:-bookworm}
cd "$(dirname "$0")/.."
store=${TRIALS:-${XDG_CACHE_HOME:-$HOME/.cache}/wellheard/trials}
models=${WELLHEARD_MODELS:-${XDG_DATA_HOME:-$HOME/.local/share}/wellheard/models}
tree=$store/arm-$suite
version=3.11
[ "$suite" = bookworm ] || version=3.13
[ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt /proc/sys/fs/binfmt_misc
[ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64

began=$(date +%s)
rm -rf "$tree"
mkdir -p "$store"
mmdebstrap --quiet --variant=extract --architectures=arm64 \
    --include=coreutils,dash,python3,libpython3-stdlib,espeak-ng,alsa-utils,libatomic1,libstdc++6,libgomp1 "$suite" "$tree"
sh provisioning/wheels.sh "$store/wheels-$suite" "$suite" arm64 kiosk
mkdir -p "$tree/opt/packages" "$tree/opt/models" "$tree/root" "$tree/proc" "$tree/dev" "$tree/tmp"
for wheel in "$store/wheels-$suite"/*.whl; do
    .venv/bin/python -m zipfile -e "$wheel" "$tree/opt/packages"
done
# srt, which Vosk asks for, is published as source only: one Python file
tar -xzf "$store/wheels-$suite"/srt-*.tar.gz -C "$tree/opt/packages" --strip-components=1 --wildcards '*/srt.py'
git archive HEAD device pyproject.toml | tar -x -C "$tree/opt/packages"
echo "unpacked in $(($(date +%s) - began)) s"

began=$(date +%s)
# shellcheck disable=SC2016  # for the other shell
TREE=$tree MODELS=$models PYTHON=python$version \
    unshare --mount --pid --fork --kill-child --propagation private sh -euc '
        mount -t proc proc "$TREE/proc"
        mount --bind /dev "$TREE/dev"
        mount --bind -o ro "$MODELS" "$TREE/opt/models"
        cd /
        exec chroot "$TREE" env -i HOME=/root PATH=/usr/bin:/bin LC_ALL=C.UTF-8 PYTHONPATH=/opt/packages \
            WELLHEARD_MODELS=/opt/models WELLHEARD_VOICE=piper WELLHEARD_RECOGNIZER=whisper-tiny \
            "$PYTHON" - /root
    ' <<'END' | tee "$store/arm.log"
"""What a kiosk does in a turn, each part once, with what it took; emulated, so no figure of a Pi."""
import asyncio, json, platform, subprocess, sys, time
from pathlib import Path
real = asyncio.timeout
asyncio.timeout = lambda limit: real(limit and limit * 1000)
said = "I am so sorry. It sounds like you miss her very much. How have you been since?"
def run(*words, given=None):
    began = time.monotonic()
    start = ("import asyncio; real = asyncio.timeout; "
             "asyncio.timeout = lambda limit: real(limit and limit * 1000); "
             "from device.cli import main; main()")
    done = subprocess.run((sys.executable, "-c", start, *words), input=given, text=True,
                          capture_output=True)
    if done.returncode:
        sys.exit(f"{words}: {done.stderr[-2000:]}")
    print(f"{words[0]:<12} {time.monotonic() - began:6.1f} s on {platform.machine()}", flush=True)
    return done.stdout
run("speak", said, "-o", "/root/reply.wav")
heard = json.loads(run("transcribe", "/root/reply.wav"))
print("  heard:", heard["text"])
line = json.dumps({"seeker": "My mother died in March.", "reply": heard["text"]})
found = json.loads(run("analyse", given=line + "\n"))
print("  found:", ", ".join(one["skill"] for one in found["findings"]))
print("  says: ", found["feedback"]["spoken"])
run("speak", found["feedback"]["spoken"], "-o", "/root/feedback.wav")
assert found["findings"] and Path("/root/feedback.wav").stat().st_size > 20_000
END
grep -q 'found: .' "$store/arm.log" || exit 1
echo "voice, recogniser and coach work on Arm ($(($(date +%s) - began)) s, emulated)"
[ -n "${KEEP_TREE:-}" ] || rm -rf "$tree"
