#!/bin/sh
# A recycler's clerk makes the plant's key, registers it, and signs a receipt and a treatment, all
# in the browser (sign.mjs); what is certified of it then verifies, and the audit finds nothing.
#     sign.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3" java

folder=$(mktemp -d)
trap finish_demo EXIT
cd "$folder"
mkdir html
today=$(date -u +%Y-%m-%d)
later=$(date -u -d '90 days' +%Y-%m-%d)
photo() { printf 'a photo of %s\n' "$1" >"$1.jpg"; }
member() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -1; }

for locale in en fr; do
    do_it() { "$loopledger" "$@" --data "$locale" --json; }
    do_it init >made.json
    for one in oneforone:NL utrecht:NL kumasi-repair:GH blueline:GH smelter:GH; do
        do_it organisation add "${one%:*}" --country "${one#*:}" \
            --name "${one%:*} (example)" >made.json
    done
    do_it access set --second-factor nobody >made.json
    do_it facility add kumasi --country GH --organisation kumasi-repair \
        --name 'Kumasi store' >made.json
    do_it facility add works --country GH --organisation smelter \
        --name 'Accra works' --plant >made.json
    do_it programme add africa --operator oneforone --oldest-vintage 2025-01 \
        --classes 'smartphone=smartphone+feature_phone_nb:1.50 EUR' >made.json
    printf 'a licence\n' >licence.pdf
    do_it licence add EPA/T-1 --facility works --kind treat --country GH \
        --valid-from 2026-01-01 --valid-until "$later" --document licence.pdf >made.json
    do_it licence add EPA/C-1 --organisation blueline --kind carrier --country GH \
        --valid-from 2026-01-01 --valid-until "$later" --document licence.pdf >made.json
    printf '%s\n' document_id,line_id,device_class,quantity,date \
        "PO-1,1,smartphone,90,$today" >po.csv
    do_it order import po.csv --programme africa --beneficiary utrecht >made.json
    for one in 1 2; do
        photo "bag-$one"
        do_it collection receive --programme africa --collector kumasi-repair \
            --facility kumasi --collected-on "$today" --price '560 GHS' \
            --record "bag-$one" --evidence "bag-$one.jpg" \
            --lots feature_phone_nb:100:9.1kg:removed >lot.json
        lot=$(sed -n 's/.*"\(lot_[0-9a-z]*\)".*/\1/p' lot.json | head -1)
        do_it package make "bag-$one" --kind bag --facility kumasi --programme africa >made.json
        do_it package fill "bag-$one" --lots "$lot" >made.json
        do_it shipment plan "way-$one" --from kumasi --to works --packages "bag-$one" \
            --planned-arrival "$today" --legs road:blueline:250 >made.json
        do_it shipment depart "way-$one" >made.json
        do_it shipment arrive "way-$one" >made.json
    done
    do_it allocation run africa >made.json
    do_it log start "sign.example/$locale" >made.json
    do_it user add clerk@smelter.example --name 'Ama Clerk (invented)' \
        --organisation smelter --role recycler >user.json
    user=$(member user_id <user.json)
    do_it user add desk@oneforone.example --name 'Ama Desk (invented)' \
        --organisation oneforone --role admin >user.json
    desk=$(member user_id <user.json)
    printf '{"clerk@smelter.example": "%s", "desk@oneforone.example": "%s"}\n' \
        "$(do_it user link "$user" | member link)" \
        "$(do_it user link "$desk" | member link)" >links.json
    serve_data "$loopledger" "$locale"
    "$node" "$here/sign.mjs" "$address" links.json "$chromium" html "$locale"
    kill "$server"
    wait "$server" || true
    server=
    # The key made in the browser is one of the program's, too.
    mkdir -m 700 "keys-$locale"
    mv "plant-$locale.key" "keys-$locale/plant.key"
    chmod 600 "keys-$locale/plant.key"
    "$loopledger" receipt sign --key "keys-$locale/plant.key" --units 3 --mass 300g \
        --json >signed.json
    # What was missing is in a case; what came is no longer under review once it is closed.
    do_it case list --open | sed -n 's/.*"case_id": *"\([^"]*\)".*/\1/p' | while read -r case; do
        do_it case close "$case" --outcome refunded >made.json
    done
    do_it certificate issue --programme africa --beneficiary utrecht >certificate.json
    serial=$(member serial <certificate.json)
    do_it certificate export "$serial" >"$serial.json"
    issuer=$(do_it key show | member did)
    "$loopledger" verify "$serial.json" --issuer "$issuer" >verdict
    grep -q 'verdict *authentic' verdict
    do_it audit >audit.json || {
        cat audit.json
        exit 1
    }
done
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
