#!/bin/sh
# A worker in curl and sh: any program that reads a job on standard input and writes JSON can do the work.
#
#   BELLHOP_URL=http://127.0.0.1:8400 WORKER_KEY=bh_worker_… examples/worker.sh ACTION COMMAND [ARGUMENT…]
#
# The job (with its "input") goes to COMMAND's standard input. Exit code 0: its output is the result, a JSON object.
# Anything else: its output is one error, {"code": …, "message": …}. JOBS=1 ends after one job.
set -u
url=${BELLHOP_URL:-http://127.0.0.1:8400}
action=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 0' INT TERM

post() { # post VERB BODY: one request of the worker API, tried again while the service is away
  printf '%s' "$2" | curl --silent --show-error --fail-with-body --max-time 40 --retry 8 --retry-connrefused \
    --header "Authorization: Bearer $WORKER_KEY" --header 'Content-Type: application/json' \
    --data-binary @- "$url/v2/worker/jobs:$1"
}

field() { # field NAME: the job's own fields stand before its input, so the first one is meant
  grep -o "\"$1\":\"[^\"]*\"" "$folder/job" | head -n 1 | cut -d '"' -f 4
}

heartbeat() { # ends COMMAND when the tenant cancels or the lease is lost
  while sleep 5; do
    case $(post heartbeat "{\"leases\":[$lease]}") in
      *'"cancel_requested":true'*) touch "$folder/cancelled" && kill "$1" ;;
      *'"lost"'*) touch "$folder/lost" && kill "$1" ;;
    esac
  done
}

left=${JOBS:--1}
while [ "$left" -ne 0 ]; do
  claim="{\"worker_id\":\"$(hostname)-$$\",\"actions\":[\"$action\"],\"max_jobs\":1,\"lease_seconds\":20,\"wait_seconds\":20}"
  post claim "$claim" | sed '1s/^{"jobs":\[//; $s/\]}$//' >"$folder/job"
  job_id=$(field job_id)
  [ -n "$job_id" ] || continue
  lease="\"job_id\":\"$job_id\",\"lease_token\":\"$(field lease_token)\""
  lease="{$lease}"
  rm -f "$folder/cancelled" "$folder/lost"
  "$@" <"$folder/job" >"$folder/output" &
  command=$!
  heartbeat "$command" >/dev/null &
  pulse=$!
  if wait "$command"; then outcome="\"outcome\":\"succeeded\",\"result\":$(cat "$folder/output")"
  else outcome="\"outcome\":\"failed\",\"errors\":[$(cat "$folder/output")]"; fi
  kill "$pulse"
  [ -e "$folder/cancelled" ] && outcome='"outcome":"cancelled"'
  [ -e "$folder/lost" ] || post complete "{\"items\":[${lease%\}},$outcome}]}"
  echo
  left=$((left - 1))
done
