# Who gets in. Read in by install.sh.

step_firewall() {
    begin "Firewall"
    other=$(other_firewall)
    if [ -n "$other" ]; then
        tell "Left to $other, which is at work here and which this one would cut off."
        [ "$role" = kiosk ] || tell "Others have to get in on port 8443 (TCP): see to it there."
        return
    fi
    cp "$files/firewall.nft" "$work/firewall.nft"
    for each in $roles; do
        sed -i "s/^\( *\)#$each /\1/" "$work/firewall.nft"
    done
    sed -i "/^ *#\(kiosk\|server\) /d; s/tcp dport 22 /tcp dport { $(ssh_ports) } /" "$work/firewall.nft"
    folder /etc/wellheard/firewall.d 755 root:root
    # asked first: rules that are not understood would leave the machine open
    ! running || would || attempt nft --check -f "$work/firewall.nft"
    ! running || would || [ "$attempted" = 0 ] ||
        refuse "the firewall's rules are not understood: $(last_line). If you have rules of your own in" \
            "/etc/wellheard/firewall.d, mend them there, and run the same line again."
    put "$work/firewall.nft" /etc/wellheard/firewall.nft
    put "$files/firewall-service.conf" /etc/systemd/system/nftables.service.d/wellheard.conf
    enable nftables.service
    running || return 0
    if touched firewall.nft nftables.service.d; then
        act "putting it up" sh -c 'systemctl daemon-reload && systemctl restart nftables'
    fi
}

# Who has rules of its own: loading ours would flush them, or shut what they let through.
other_firewall() {
    running || return 0
    for each in ufw firewalld docker netfilter-persistent; do
        if systemctl --quiet is-active "$each"; then
            echo "$each"
            return
        fi
    done
}

# Where SSH listens, with commas between
ssh_ports() {
    ports=$(sshd -T 2>/dev/null | sed -n 's/^port //p' | sort -nu | tr '\n' ',')
    echo "${ports:-22,}" | sed 's/,$//'
}

# Passwords that cards, guides and habit come with
KNOWN="raspberry wellheard debian pi password admin root toor changeme kiosk 1234"

step_sign_in() {
    begin "Signing in"
    guard_known_passwords
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

# An account that has a key, and whom sudo asks for no password, needs none. Any other would be locked out,
# here and over the network: of it a new password is asked instead.
guard_known_passwords() {
    getent shadow | while IFS=: read -r name hash changed _; do
        case $hash in '$'*) ;; *) continue ;; esac
        # shellcheck disable=SC2016,SC2086  # Perl's own; several words
        ! HASH=$hash perl -e 'for (@ARGV) { exit 0 if crypt($_, $ENV{HASH}) eq $ENV{HASH} } exit 1' \
            "$name" $KNOWN || echo "$name $changed"
    done >"$work/known"
    while read -r name changed; do
        if [ "$keep_sign_in" = no ] && has_key "$name" && needs_no_password "$name"; then
            act "locking the password of $name, which anybody would try first: its SSH key signs in" \
                passwd --lock "$name"
        elif [ "$changed" != 0 ]; then # 0: it has to be changed already (shadow(5))
            act "having $name choose a new password at the next sign-in: anybody would try this one first" \
                passwd --expire "$name"
        fi
    done <"$work/known"
}

needs_no_password() { [ "$1" = root ] || sudo -n -l -U "$1" 2>/dev/null | grep -q 'NOPASSWD: ALL'; }

has_key() {
    home=$(getent passwd "$1" | cut -d: -f6)
    [ -s "$home/.ssh/authorized_keys" ]
}
