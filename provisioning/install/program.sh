# The program itself, beside the one that runs, and what it hears and speaks with. Read in by
# install.sh.

# Everything a release is made of; the Python too, for its packages are for one version of it.
contents() {
    (
        cd "$project"
        # shellcheck disable=SC2046  # two words, where it is both
        find device server systemd provisioning/files locks/build.txt \
            $(for each in $roles; do echo "locks/$each.txt"; done) \
            pyproject.toml -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    )
    echo "$roles $(python3 -V 2>&1)"
}

# A machine may be both: a release then holds what both need.
find_roles() {
    roles=
    for each in kiosk server; do
        user=wellheard
        [ $each = kiosk ] || user=wellheard-server
        if [ "$role" = $each ] || getent passwd $user >/dev/null; then
            roles="${roles:+$roles }$each"
        fi
    done
}

# Nobody else changes which release runs, from here until the services are started. A first
# installation finds no folder yet, and no update that could be under way.
held=no
hold_updates() {
    if [ ! -d "$opt" ] || [ "$held" = yes ]; then
        return 0
    fi
    if would; then
        [ ! -e "$opt/update.lock" ] || flock -n "$opt/update.lock" true || an_update_runs
        return 0
    fi
    exec 8>>"$opt/update.lock"
    chmod 600 "$opt/update.lock"
    flock -n 8 || an_update_runs
    held=yes
}

an_update_runs() {
    refuse "an update is under way, and would be judged by what this changes: wait until it has" \
        "ended, ten minutes as a rule (wellheard update status), and run the same line again."
}

let_updates() {
    exec 8>&-
    held=no
}

# The folder for what is installed: $release
find_release() {
    find_roles
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$project/pyproject.toml")
    contents=$(contents | sha256sum | cut -c1-64)
    release=$opt/releases/$version
    # A finished release is never changed: it may be running. Other contents get another folder.
    other=$release+$(printf %s "$contents" | cut -c1-8)
    if [ -e "$other/.contents" ] ||
        { [ -e "$release/.contents" ] && [ "$(cat "$release/.contents")" != "$contents" ]; }; then
        release=$other
    fi
}

step_program() {
    begin "The program"
    hold_updates
    find_release
    if [ ! -e "$release/.contents" ]; then
        make_release
    fi
    if [ "$(readlink "$opt/current" || true)" != "releases/$(basename "$release")" ]; then
        wrote program
        act "switching to $(basename "$release")" switch "releases/$(basename "$release")"
    fi
    [ "$(readlink /usr/local/bin/wellheard || true)" = "$opt/current/bin/wellheard" ] ||
        act "the command wellheard" ln -sfn "$opt/current/bin/wellheard" /usr/local/bin/wellheard
}

make_release() {
    python=$release/bin/python
    # What the power was cut from may be hollow: only what was begun since the last start is gone on with.
    boot=$(cat /proc/sys/kernel/random/boot_id)
    if ! { [ "$(cat "$release/.begun" 2>/dev/null)" = "$boot" ] && "$python" -c 'import pip' 2>/dev/null; }; then
        act "making the virtual environment $release" make_environment
    fi
    from=
    [ ! -d "${stick:-/nowhere}/wheels" ] || from="--no-index --find-links=$stick/wheels"
    # shellcheck disable=SC2086  # they are several words
    {
        act "the tools that install the rest" pip $from --only-binary :all: --require-hashes \
            -r "$project/locks/build.txt"
        # srt, which Vosk asks for, is published as source only: one Python file.
        for each in $roles; do
            act "the Python packages of locks/$each.txt (this takes some minutes)" pip $from \
                --no-build-isolation --only-binary :all: --no-binary srt --require-hashes \
                -r "$project/locks/$each.txt"
        done
    }
    act "Wellheard $version" pip_project
    act "the units, kept with their release" keep_units
    [ "$roles" = server ] || act "the driver of the pins" link_pins
    [ "$roles" = server ] || "$python" -c 'import lgpio' 2>/dev/null ||
        tell "This system has no python3-lgpio, so buttons and light can't be used; the screen can."
    act "looking whether it starts" "$release/bin/wellheard" --version
    act "the release is whole" seal
}

make_environment() {
    python3 -m venv --clear "$release"
    printf '%s\n' "$boot" >"$release/.begun"
}

pip() {
    # A build of its own needs room, and /tmp lies in memory on many boards.
    TMPDIR=$work "$python" -m pip install --quiet --disable-pip-version-check --no-input \
        --root-user-action=ignore "$@"
}

pip_project() {
    mkdir -p "$work/source"
    (cd "$project" && cp -r device server pyproject.toml README.md LICENSE "$work/source/")
    pip --no-index --no-deps --no-build-isolation --force-reinstall "$work/source"
}

keep_units() {
    rm -rf "$release/units"
    mkdir "$release/units"
    [ ! -d "$project/systemd" ] || cp -r "$project/systemd/." "$release/units/"
}

# lgpio has no wheel for every Python, Debian's has: this one module is let in, and no other of the
# system's packages.
link_pins() {
    site=$("$python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
    [ ! -e "$site/lgpio.py" ] || [ -L "$site/lgpio.py" ] || return 0
    if ! [ -e /usr/lib/python3/dist-packages/lgpio.py ]; then
        echo "this system has no python3-lgpio, so pins can't be used"
        return
    fi
    for file in /usr/lib/python3/dist-packages/lgpio.py /usr/lib/python3/dist-packages/_lgpio.*.so; do
        ln -sfn "$file" "$site/$(basename "$file")"
    done
    "$python" -c 'import lgpio'
}

seal() {
    rm "$release/.begun"
    sync -f "$release"
    printf '%s\n' "$contents" >"$work/contents"
    install -m 644 "$work/contents" "$release/.contents"
    sync -f "$release"
}

# What looks after updates is this one too: an older one may be of another Python, or of one role only.
switch() {
    for link in current good; do
        [ $link = current ] || [ -L "$opt/$link" ] || continue
        ln -sfn "$1" "$opt/$link.new"
        mv -T "$opt/$link.new" "$opt/$link"
    done
}

# Which models, and whether all of one is there: fetching compares every checksum, which reads every
# byte. Second runs look whether the seal of the first is newer than anything in the folder.
step_models() {
    begin "What it hears and speaks with"
    from=
    [ ! -d "${stick:-/nowhere}/models" ] || from="--from $stick/models"
    for model in $models; do
        # shellcheck disable=SC2086  # they are several words
        model_stands "$model" ||
            act "$model (its checksums are compared)" fetch_model "$model" $from
    done
}

model_stands() {
    seal=/var/lib/wellheard/models/$1.whole
    [ -e "$seal" ] && [ -d "/var/lib/wellheard/models/$1" ] &&
        [ -z "$(find "/var/lib/wellheard/models/$1" -newer "$seal" 2>/dev/null | head -n 1)" ]
}

fetch_model() {
    name=$1
    shift
    TMPDIR=$work WELLHEARD_MODELS=/var/lib/wellheard/models \
        "$opt/current/bin/wellheard" models fetch "$@" "$name"
    touch "/var/lib/wellheard/models/$name.whole"
}
