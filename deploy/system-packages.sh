#!/bin/sh
# Installs what system-packages.txt names and this machine lacks: as root on Debian
# by itself, elsewhere it says the command and fails.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PYTHON=${PYTHON:-python3}
export PYTHON

missing() {
    while read -r package check; do
        case $package in '' | '#'*) continue ;; esac
        sh -c "$check" >/dev/null 2>&1 || printf '%s ' "$package"
    done <"$here/system-packages.txt"
}

packages=$(missing)
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $packages" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # one argument for each package
    apt-get install -y -qq --no-install-recommends $packages
    packages=$(missing)
    [ -n "$packages" ] || exit 0
fi
echo "This machine lacks: $packages- install with: sudo apt-get install $packages" >&2
exit 1
