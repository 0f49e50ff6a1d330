#!/bin/sh
# A whole centre on one machine: a server and two kiosks, each installed in a tree of its own, joined
# by cables and with their firewalls up: trial-centre.sh
#
# The kiosks ask to be let in, get a scenario, practise it with recordings as replies, and what came of
# it is at the server in the end. Needs root, what trial.sh needs, and nft. KEEP_TREE=1 keeps the trees,
# and REUSE=1 takes them again instead of installing.
set -eu

cd "$(dirname "$0")/.."
store=${TRIALS:-${XDG_CACHE_HOME:-$HOME/.cache}/wellheard/trials}
suite=${1:-bookworm}
arch=$(dpkg --print-architecture)
word=wh$$
address=10.77.0.1
background=
work=$(mktemp -d)

fail() {
    echo "trial-centre.sh: $*" >&2
    exit 1
}
clean() {
    status=$?
    trap - EXIT INT TERM
    for process in $background; do
        kill "$process" 2>/dev/null || true
    done
    for name in switch server kiosk-1 kiosk-2; do
        ip netns del "$word-$name" 2>/dev/null || true
    done
    rm -rf "$work"
    exit "$status"
}
trap clean EXIT INT TERM

for name in server kiosk-1 kiosk-2; do
    [ -z "${REUSE:-}" ] || [ ! -x "$store/centre-$name/opt/wellheard/current/bin/wellheard" ] || continue
    echo "== installing: $name"
    role=${name%-*}
    KEEP_TREE=1 INSTALL_ONLY=1 TREE_NAME=centre-$name sh provisioning/trial.sh "$suite" "$arch" "$role"
done

echo "== cables"
ip netns add "$word-switch"
ip -n "$word-switch" link add middle type bridge
ip -n "$word-switch" link set middle up
number=1
for name in server kiosk-1 kiosk-2; do
    ip netns add "$word-$name"
    ip -n "$word-$name" link set lo up
    ip -n "$word-switch" link add "port$number" type veth peer name eth0 netns "$word-$name"
    ip -n "$word-switch" link set "port$number" master middle up
    ip -n "$word-$name" addr add "10.77.0.$number/24" dev eth0
    # for the question whether a kiosk reaches what lies outside: an address kept for documents
    ip -n "$word-$name" addr add "198.51.100.$number/24" dev eth0
    ip -n "$word-$name" link set eth0 up
    number=$((number + 1))
done

# on NAME COMMAND…: on that machine, as its administrator
on() {
    name=$1
    shift
    # shellcheck disable=SC2016  # for the other shell
    TREE=$store/centre-$name ip netns exec "$word-$name" \
        unshare --mount --pid --fork --kill-child --propagation private sh -euc '
            mount -t proc proc "$TREE/proc"
            mount --bind /dev "$TREE/dev"
            mount -t tmpfs tmpfs "$TREE/run"
            cd /
            exec chroot "$TREE" env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
        ' - "$@"
}
as_server() { on server runuser -u wellheard-server -- env HOME=/var/lib/wellheard/server "$@"; }
as_kiosk() {
    name=$1
    shift
    on "$name" runuser -u wellheard -- env HOME=/var/lib/wellheard/kiosk "$@"
}
staff() { .venv/bin/python -m tests.provisioning.staff "$store/centre-server/var/lib/wellheard/server" "$@"; }
# wait_for FILE PATTERN SECONDS
wait_for() {
    left=$3
    until grep -q "$2" "$1" 2>/dev/null; do
        left=$((left - 1))
        [ $left -gt 0 ] || fail "$(cat "$1"): that is all, and $2 was waited for"
        sleep 1
    done
}

for name in server kiosk-1 kiosk-2; do
    on "$name" nft -f /etc/wellheard/firewall.nft
done
printf 'names = "%s"\n' "$address" >"$store/centre-server/etc/wellheard/server/names.toml"

echo "== the server starts"
as_server wellheard server init >"$work/init" 2>&1 || fail "$(cat "$work/init")"
fingerprint=$(grep -oiE '([0-9A-F]{2}:){31}[0-9A-F]{2}' "$work/init" | head -n 1)
[ -n "$fingerprint" ] || fail "the server told no fingerprint: $(cat "$work/init")"
as_server wellheard serve >"$work/serve" 2>&1 &
background="$background $!"
# shellcheck disable=SC2016
ready='import socket, sys, time
for _ in range(180):
    try: socket.create_connection((sys.argv[1], int(sys.argv[2])), 2).close(); break
    except OSError: time.sleep(1)
else: sys.exit("no answer")'
as_kiosk kiosk-1 /opt/wellheard/current/bin/python -c "$ready" "$address" 8443

echo "== a kiosk reaches the centre and nothing else"
as_server python3 -m http.server --bind 198.51.100.1 9443 >/dev/null 2>&1 &
background="$background $!"
sleep 2
outside='import socket, sys
try: socket.create_connection(("198.51.100.1", 9443), 5)
except OSError as error: print("outside:", error)
else: sys.exit("the kiosk reached what lies outside")'
as_kiosk kiosk-1 /opt/wellheard/current/bin/python -c "$outside"

echo "== both kiosks are let in"
for name in kiosk-1 kiosk-2; do
    as_kiosk "$name" wellheard enrol "https://$address:8443" --fingerprint "$fingerprint" --quiet --json \
        >"$work/$name" 2>&1 &
    asking=$!
    wait_for "$work/$name" '"code"' 120
    code=$(sed -n 's/.*"event": "code".*"code": "\([0-9]*\)".*/\1/p' "$work/$name" | head -n 1)
    staff let-in "$code"
    wait $asking || fail "$name was not let in: $(cat "$work/$name")"
done

echo "== a scenario is published, fetched and practised"
staff publish trial-tea
cat >"$work/patient.py" <<'END'
# The program's time limits are for a machine that does nothing else.
import asyncio, os
real = asyncio.timeout
asyncio.timeout = lambda limit: real(limit and limit * 20)
from device.cli import main
main()
END
for name in kiosk-1 kiosk-2; do
    as_kiosk "$name" wellheard sync --once
    cp "$work/patient.py" "$store/centre-$name/tmp/patient.py"
    # shellcheck disable=SC2016
    as_kiosk "$name" sh -euc '
        cd "$HOME"
        wellheard speak "That sounds really hard. How have you been since?" -o one.wav
        set --
        for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do set -- "$@" --reply one.wav; done
        /opt/wellheard/current/bin/python /tmp/patient.py practice trial-tea "$@" --json >told.json
        grep "\"event\": \"ended\"" told.json
    '
    as_kiosk "$name" wellheard sync --once
done

echo "== at the server"
staff attempts | tee "$work/attempts"
[ "$(grep -c ' 1$' "$work/attempts")" = 2 ] || fail "one practice of each kiosk should be there"
echo "Two kiosks and a server, each from its own tree: let in, published, practised, and it is there."
for name in server kiosk-1 kiosk-2; do
    [ -n "${KEEP_TREE:-}" ] || rm -rf "$store/centre-$name"
done
