#!/bin/sh
# Find a Python that works and is new enough, then let prepare.py do the set-up.
here=${0%/*}

find_python() {
    for name in "$PYTHON" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$name" ] || continue
        # A name on the PATH may be a shim that does not run: ask it.
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$name" && return
    done
    return 1
}

install_python() {
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root=""
    [ "$(id -u)" -eq 0 ] || { sudo -n true 2>/dev/null && as_root="sudo -n"; } || return 1
    echo "Installing Python with apt..." >&2
    $as_root apt-get update -qq >&2 && $as_root apt-get install -y -qq python3 python3-venv >&2
}

python=$(find_python) || { install_python && python=$(find_python); } || {
    echo "Python 3.11 or newer was not found: install it (with its venv module), then run this again." >&2
    exit 1
}
exec "$python" "$here/prepare.py" "$@"
