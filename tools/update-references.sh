#!/usr/bin/env bash
# Regenerates fingerprints.csv, results/quickstart, results/baseline and the picture of the README from the release
# binary.
# Long scenarios are run for a part of their time, so that a test of them, debug builds and all, takes some seconds.
# azure-conversation needs its trace below ASSAY_DATA or ../shared/data; without it the old row is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
assay=${ASSAY:-.build/release/assay}
data=${ASSAY_DATA:-../shared/data}
export ASSAY_HOME=$PWD
unset ASSAY_DATA
[ -x "$assay" ] || { echo "there is no $assay; run ./setup first" >&2; exit 66; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the row of fingerprints.csv for a finished run: scenario, until, events, fingerprint.
row() {
  python3 - "$1" "$2" "$work/run/manifest.json" <<'PYTHON'
import json, sys
scenario, until, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    manifest = json.load(file)
until = until or f"{manifest['simulated_s']:g} s"
print(scenario, until, manifest["events"], manifest["fingerprint"], sep=",")
PYTHON
}

echo "scenario,until,events,fingerprint" >"$work/fingerprints.csv"
for scenario in scenarios/*.yaml scenarios/validation/*.yaml; do
  until="" more=()
  case $scenario in
    */ten-thousand-nodes.yaml) until="7200 s" ;;
    */validation/m[dgm]1.yaml) until="30000 s" ;;
    */validation/mmc.yaml | */validation/redundancy-5-3.yaml) until="8000 s" ;;
    */validation/mmck.yaml) until="4000 s" ;;
    */validation/jackson.yaml) until="20000 s" ;;
    */validation/two-choices.yaml) until="60 s" ;;
    */validation/three-choices.yaml) until="10 s" ;;
    */validation/ten-*.yaml | */validation/erlang-b-*.yaml) until="500 s" ;;
    */validation/mg1-ps.yaml) until="50000 s" ;;
    */validation/mg1-*.yaml | */validation/gg1-*.yaml) until="5000 s" ;;
    */validation/*sjf*.yaml | */validation/srpt.yaml) until="5000 s" ;;
    */validation/las.yaml | */validation/mlfq.yaml | */validation/priority*.yaml) until="5000 s" ;;
    */validation/ps-*.yaml | */validation/shortest-*.yaml) until="5000 s" ;;
    */validation/size-bands.yaml) until="10000 s" ;;
    */azure-conversation.yaml)
      until="300 s" more=(--data "$data")
      if [ ! -e "$data/traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv" ]; then
        echo "$scenario: kept as it was, its trace is not in $data" >&2
        grep "^$scenario," fingerprints.csv >>"$work/fingerprints.csv"
        continue
      fi ;;
  esac
  "$assay" run "$scenario" --quiet ${until:+--until "$until"} "${more[@]}" --out "$work/run"
  row "$scenario" "$until" | tee -a "$work/fingerprints.csv"
done
mv "$work/fingerprints.csv" fingerprints.csv

"$assay" run quickstart --quiet --out "$work/quickstart"
"$assay" run quickstart --quiet --set scheduling.policy=least-work --out "$work/least-work"
mkdir -p results/quickstart
cp "$work/quickstart/summary.json" "$work/quickstart/manifest.json" results/quickstart/
python3 tools/plot.py --out docs/quickstart.svg --title "200 home computers serve a day of chat" \
  "lowest-latency=$work/quickstart" "least-work=$work/least-work"
more=()
[ ! -d "$data" ] || more=(--data "$data")
"$assay" check --update --quiet "${more[@]}"
git status --short fingerprints.csv results docs/quickstart.svg
