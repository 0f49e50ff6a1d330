# The sound card and its levels. Read in by install.sh.

step_sound() {
    begin "Sound"
    # Not in the release: a rule of the system names it, and releases come and go.
    put "$files/mixer" "$opt/mixer" 755
    put "$files/sound.rules" /etc/udev/rules.d/85-wellheard-sound.rules
    if running && touched 85-wellheard-sound; then
        act "telling the system about it" udevadm control --reload
    fi
    if ! grep -q USB-Audio /proc/asound/cards 2>/dev/null; then
        tell "No USB sound card is plugged in. Going on; it gets its levels when it is."
    elif touched "$opt/mixer" mixer.conf; then
        act "setting its levels" "$opt/mixer"
    fi
}
