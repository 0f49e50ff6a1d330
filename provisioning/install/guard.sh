# Who gets in. Read in by install.sh.

step_firewall() {
    begin "Firewall"
    cp "$files/firewall.nft" "$work/firewall.nft"
    for each in $roles; do
        sed -i "s/^\( *\)#$each /\1/" "$work/firewall.nft"
    done
    sed -i '/^ *#\(kiosk\|server\) /d' "$work/firewall.nft"
    folder /etc/wellheard/firewall.d 755 root:root
    put "$work/firewall.nft" /etc/wellheard/firewall.nft
    put "$files/firewall-service.conf" /etc/systemd/system/nftables.service.d/wellheard.conf
    enable nftables.service
    running || return 0
    if touched firewall.nft nftables.service.d; then
        # asked first: rules that are not understood would leave the machine open
        act "looking whether the rules are understood" nft --check -f /etc/wellheard/firewall.nft
        act "putting it up" sh -c 'systemctl daemon-reload && systemctl restart nftables'
    fi
}

# Passwords that cards, guides and habit come with
KNOWN="raspberry wellheard debian pi password admin root toor changeme kiosk 1234"

step_sign_in() {
    begin "Signing in"
    lock_known_passwords
    if [ "$keep_sign_in" = yes ]; then
        tell "Left as it is: whoever knows a password may sign in over the network."
    elif [ -d /etc/ssh/sshd_config.d ]; then
        put "$files/ssh.conf" /etc/ssh/sshd_config.d/10-wellheard.conf
        ! running || ! touched sshd_config.d ||
            act "closing the door for passwords" sh -c 'sshd -t && systemctl try-reload-or-restart ssh'
        [ -n "$(authorized_keys)" ] ||
            tell "No account has an SSH key, so nobody can sign in over the network; with keyboard" \
                "and screen one can."
    fi
}

lock_known_passwords() {
    getent shadow | while IFS=: read -r name hash _; do
        case $hash in '$'*) ;; *) continue ;; esac
        # shellcheck disable=SC2016,SC2086  # Perl's own; several words
        ! HASH=$hash perl -e 'for (@ARGV) { exit 0 if crypt($_, $ENV{HASH}) eq $ENV{HASH} } exit 1' \
            "$name" $KNOWN || echo "$name"
    done >"$work/known"
    while read -r name; do
        act "locking the password of $name: it is one that anybody would try first" passwd --lock "$name"
    done <"$work/known"
}
