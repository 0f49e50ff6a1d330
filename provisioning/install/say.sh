# Progress, log, and the few ways in which a step may change the machine. Read in by install.sh.
#
# Every change goes through `act`, `put`, `keep` or `folder`: each looks first, does nothing where
# nothing is to be done, only tells with --check, and counts.

log=/var/log/wellheard-install.log
unfinished=/var/lib/wellheard-install/unfinished # files that a run wrote which did not end well
changes=0
step=0
doing=starting
told= # what the last program said, for the log

open_log() {
    if ! { : >>"$log"; } 2>/dev/null; then
        log=/dev/null
        echo "Going on without a log: /var/log can't be written." >&2
    fi
    printf '\n== %s: install.sh %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$*" >>"$log"
}

say() {
    printf '%s\n' "$*"
    printf '%s\n' "$*" >>"$log"
}

tell() { say "        $*"; }

# One sentence that says what to do, and the end.
refuse() {
    printf '%s\n' "$*" >>"$log"
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

# begin TITLE: the next step
begin() {
    step=$((step + 1))
    doing=$1
    say "$(printf '[%*d/%d] %s' "${#steps_total}" "$step" "$steps_total" "$1")"
}

would() { [ "$check" = yes ]; }

# act SENTENCE COMMAND…: run it, with all that it prints in the log
act() {
    changes=$((changes + 1))
    if would; then
        tell "would: $1"
        return
    fi
    tell "$1"
    sentence=$1
    shift
    attempt "$@"
    [ "$attempted" = 0 ] ||
        refuse "step $step ($doing) did not work: $sentence. The last it said was: $(last_line)" \
            "All of it is in $log. When it is mended run the same line again; it goes on from here."
}

# attempt COMMAND…: run it with its output in the log; `attempted` is its status. Never called in a
# condition: there the shell would go on after a failed line of a function.
attempt() {
    printf '+ %s\n' "$*" >>"$log"
    set +e
    (
        set -e
        "$@"
    ) >"$told" 2>&1 </dev/null
    attempted=$?
    set -e
    cat "$told" >>"$log"
}

last_line() { grep -v '^[[:space:]]*$' "$told" | tail -n 1; }

mode_of() { stat -c '%a %U:%G' "$1"; }

# put SOURCE TARGET [MODE]: the file stands there, byte for byte, and is root's; whole or not at all
put() {
    if [ -f "$2" ] && cmp -s "$1" "$2" && [ "$(mode_of "$2")" = "${3:-644} root:root" ]; then
        return
    fi
    wrote "$2"
    act "writing $2" put_now "$1" "$2" "${3:-644}"
}

# What follows from it is done in the next run if this one is broken off.
wrote() {
    changed_files="$changed_files $1"
    would || { mkdir -p "${unfinished%/*}" && echo "$1" >>"$unfinished"; }
}

put_now() {
    mkdir -p "$(dirname "$2")"
    install -m "$3" -o root -g root "$1" "$2.wellheard-new"
    sync "$2.wellheard-new"
    mv "$2.wellheard-new" "$2"
}

# keep SOURCE TARGET [MODE]: as put, but what is there is somebody's, and stays
keep() { [ -e "$2" ] || put "$@"; }

# folder PLACE MODE OWNER:GROUP
folder() {
    if [ -d "$1" ] && [ "$(mode_of "$1")" = "$2 $3" ]; then
        return
    fi
    act "making the folder $1" folder_now "$@"
}

folder_now() {
    mkdir -p "$1"
    chown "$3" "$1"
    chmod "$2" "$1"
}

# touched WORD…: whether this run wrote a file with one of these in its name
touched() {
    for word in "$@"; do
        case "$changed_files " in *"$word"*) return 0 ;; esac
    done
    return 1
}

has() { command -v "$1" >/dev/null 2>&1; }
installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
running() { [ -d /run/systemd/system ]; } # systemd runs: no image build, no chroot
