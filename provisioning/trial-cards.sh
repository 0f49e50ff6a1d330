#!/bin/sh
# Asks cloud-init itself whether it takes every card that can be written: trial-cards.sh
#
# In a Debian tree that trial.sh makes, with Debian's cloud-init put into it: on a computer that somebody
# uses it would act at the next start. Needs root, mmdebstrap, and what `make card-trial` sets up.
set -eu

cd "$(dirname "$0")/.."
store=${TRIALS:-${XDG_CACHE_HOME:-$HOME/.cache}/wellheard/trials}
base=$store/trixie-$(dpkg --print-architecture).tar
[ -x .venv/bin/python ] || {
    echo "trial-cards.sh: there is no .venv to write the cards with; run: sudo make card-trial" >&2
    exit 1
}
BASE_ONLY=1 sh provisioning/trial.sh trixie
tree=$store/cards
rm -rf "$tree"
mkdir -p "$tree"
tar -xf "$base" -C "$tree"
cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
chroot "$tree" apt-get -q -y update >"$store/cards.log" 2>&1
chroot "$tree" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y install --no-install-recommends cloud-init netplan.io >>"$store/cards.log" 2>&1
.venv/bin/python -m tests.provisioning.cards "$tree/root/cards"
chroot "$tree" cloud-init --version
# shellcheck disable=SC2016  # for the other shell
chroot "$tree" sh -euc '
    for card in /root/cards/*; do
        cloud-init schema -c "$card/user-data" >/tmp/told 2>&1 || { cat /tmp/told; exit 1; }
        cloud-init schema -t network-config -c "$card/network-config" >/tmp/told 2>&1 ||
            { cat "$card/network-config" /tmp/told; exit 1; }
        ! grep -i "invalid\|deprecat\|error" /tmp/told
        # what a network is made of in the end
        rm -rf /tmp/plan && mkdir -p /tmp/plan/etc/netplan
        cp "$card/network-config" /tmp/plan/etc/netplan/50-cloud-init.yaml
        chmod 600 /tmp/plan/etc/netplan/*
        netplan generate --root-dir /tmp/plan >/tmp/told 2>&1 ||
            { cat "$card/network-config" /tmp/told; exit 1; }
    done
'
echo "cloud-init takes all of them, and netplan makes a network of each."
rm -rf "$tree"
