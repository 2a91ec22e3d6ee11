#!/bin/sh
# Prints the folder of the npm packages that checks by others need, installing them there once from
# package-lock.json; exit 77, which ctest calls skipped, where there is no npm or nothing to install
# from, unless CI is set: there ./dev setup has installed npm. FOLDER is in the build tree; PACKAGES
# holds package.json and its lock (default: here).
#     modules.sh FOLDER [PACKAGES]
set -eu
here=${2:-$(cd "$(dirname "$0")" && pwd)}
folder=$1
ready=$folder/ready-$(cksum <"$here/package-lock.json" | cut -d ' ' -f 1)
if ! [ -e "$ready" ]; then
    command -v npm >/dev/null || {
        echo "no npm: left out" >&2
        [ -z "${CI:-}" ] || exit 1
        exit 77
    }
    mkdir -p "$folder"
    # One at a time: tests run side by side.
    exec 9>"$folder/lock"
    flock 9
    if ! [ -e "$ready" ]; then
        cp "$here/package.json" "$here/package-lock.json" "$folder"
        (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || {
            echo "npm could not install (see $folder/npm.log): left out" >&2
            [ -z "${CI:-}" ] || exit 1
            exit 77
        }
        touch "$ready"
    fi
fi
echo "$folder/node_modules"
