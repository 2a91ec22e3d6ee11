#!/bin/sh
# Signing in by a real provider of OpenID Connect (npm's oidc-provider) and by one that lies.
#     openid.sh LOOPLEDGER NODE FOLDER ENGINE     FOLDER: of npm packages, in the build tree
# ENGINE postgres needs LL_TEST_POSTGRES.
set -eu
ll=$(realpath "$1")
node=$2
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/modules.sh" "$3") || exit $?
engine=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 0700 "$folder"
cd "$folder"
export LOOPLEDGER_DATA=data

if [ "$engine" = postgres ]; then
    if [ -z "${LL_TEST_POSTGRES:-}" ]; then
        [ "${LL_SKIP_POSTGRES:-}" = 1 ] && exit 77
        echo "LL_TEST_POSTGRES is not set"
        exit 1
    fi
    schema=openid_$$_$(date +%s%N)
    psql -q "$LL_TEST_POSTGRES" -c "CREATE SCHEMA $schema"
    trap 'psql -q "$LL_TEST_POSTGRES" -c "DROP SCHEMA $schema CASCADE" 2>drop.log || true
        rm -rf "$folder"' EXIT
    case $LL_TEST_POSTGRES in
    *\?*) join='&' ;;
    *) join='?' ;;
    esac
    "$ll" init --quiet \
        --store "$LL_TEST_POSTGRES${join}options=-csearch_path%3D$schema%2Cpublic" >init.log
else
    "$ll" init --quiet >init.log
fi
mkdir judge
cp "$here/openid.mjs" judge
ln -s "$modules" judge/node_modules
exec_node() {
    "$node" judge/openid.mjs "$ll"
}
exec_node
