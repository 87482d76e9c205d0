#!/usr/bin/env bash
# Runs the validation programs in the lab, on cgroup version 2 alone: `lab.sh BACKEND PROGRAMS RESULTS`, both folders of the checkout.
# Our results go to RESULTS/validate-BACKEND.xml. VALIDATE_PEERS as in run.sh.
#
# Exit code: that of run.sh; 0 when this machine can have no lab.
set -uo pipefail
cd "$(dirname "$0")/../.."

backend=$1 programs=$2 results=$3
image=${LAB_IMAGE:-out/lab/image}
command="VALIDATE_PEERS='${VALIDATE_PEERS-runc crun}' bash tests/validate/run.sh \$PWD/out/tinyo-oci \$PWD/$programs \$LAB_RESULTS validate-$backend"

if ! bash tests/lab/image.sh "$image"; then echo 'validate: no lab on this machine: it is left out'; exit 0; fi
if [[ ! -e $image/booted-$backend ]] && ! bash tests/lab/run.sh -b "$backend" -i "$image" -t 180 true >/dev/null 2>&1; then
    echo "validate: $backend does not start here: it is left out"
    exit 0
fi
bash tests/lab/run.sh -b "$backend" -i "$image" -a tests/validate -a tests/results.awk -a "$programs" -r "$results" "$command"
