#!/bin/sh
# A worker in curl and sh: any program that reads a job on standard input and writes JSON can do the work.
#
#   BELLHOP_URL=http://127.0.0.1:8400 WORKER_KEY=bh_worker_… examples/worker.sh ACTION COMMAND [ARGUMENT…]
#
# The job (with its "input") goes to COMMAND's standard input. Exit code 0: its output is the result, a JSON object.
# Anything else: its output is one error, {"code": …, "message": …}. JOBS=1 ends after one job. On SIGTERM the job goes
# back, and another worker has it at once.
set -u
url=${BELLHOP_URL:-http://127.0.0.1:8400}
action=${1:?usage: worker.sh ACTION COMMAND [ARGUMENT…]}
shift
folder=$(mktemp -d)
name=$(hostname)-$$ tries=8 count=0 lease='' running=''
trap 'rm -rf "$folder"' EXIT
trap stop INT TERM

post() { # post VERB BODY: leaves the answer in $folder/VERB and prints its status; for a subshell, which becomes curl
  printf '%s' "$2" >"$folder/$1.body"
  exec curl --silent --show-error --max-time 40 --retry "$tries" --retry-connrefused \
    --header "Authorization: Bearer $WORKER_KEY" --header 'Content-Type: application/json' \
    --data-binary "@$folder/$1.body" --output "$folder/$1" --write-out '%{http_code}' "$url/v2/worker/jobs:$1"
}

field() { # field NAME: the job's own fields stand before its input, so the first one is meant
  grep -o "\"$1\":\"[^\"]*\"" "$folder/job" | head -n 1 | cut -d '"' -f 4
}

claim() { # claim SECONDS: waits for a job; the same claim_id again finds the one of an answer that was lost
  post claim "{\"worker_id\":\"$name\",\"actions\":[\"$action\"],\"max_jobs\":1,\"lease_seconds\":20,\"wait_seconds\":$1,\
\"claim_id\":\"$claim_id\"}" >"$folder/status" &
  running=$!
  wait "$running"
  if [ "$(cat "$folder/status")" != 200 ]; then
    echo "$url does not let this worker claim: $(cat "$folder/claim" "$folder/status" 2>/dev/null)" >&2
    exit 1
  fi
  sed '1s/^{"jobs":\[//; $s/\]}$//' "$folder/claim" >"$folder/job"
  job_id=$(field job_id)
  [ -z "$job_id" ] || lease="{\"job_id\":\"$job_id\",\"lease_token\":\"$(field lease_token)\"}"
}

heartbeat() { # ends COMMAND when the tenant cancels or the lease is lost; ends by itself when this script is no more
  trap 'kill $!; exit' TERM
  while sleep 5 & wait $! && kill -0 $$ 2>/dev/null; do
    (post heartbeat "{\"leases\":[$lease]}") >/dev/null
    case $(cat "$folder/heartbeat") in
      *'"cancel_requested":true'*) touch "$folder/cancelled" && kill "$1" ;;
      *'"lost"'*) touch "$folder/lost" && kill "$1" ;;
    esac
  done
}

report() { # report MEMBERS: what came of the job; what the service cannot take becomes a failure that says why
  status=$(post complete "{\"items\":[${lease%\}},$1}]}")
  [ "$status" != 200 ] || status=$(sed 's/^{"items":\[{"job_id":"[^"]*","status":"\([a-z]*\)".*/\1/' "$folder/complete")
  echo "$job_id $status"
  case $status in
    invalid | 400 | 413 | 422)
      why=$(tr -cd '[:alnum:] .,:/_-' <"$folder/complete" | cut -c 1-500)
      [ -n "${2:-}" ] || report "\"outcome\":\"failed\",\"errors\":[{\"code\":\"bad_output\",\"message\":\"$why\"}]" again
      ;;
  esac
}

stop() { # ends what runs and gives the job back, also one that was just being claimed
  trap '' INT TERM
  tries=1
  # shellcheck disable=SC2086 # one to three process ids; $! is what started last, perhaps not in $running yet
  kill $running ${!:-} 2>/dev/null
  [ -n "$lease" ] || claim 0
  [ -z "$lease" ] || (post release "{\"items\":[$lease]}") >/dev/null
  exit 0
}

left=${JOBS:--1}
while [ "$left" -ne 0 ]; do
  count=$((count + 1)) claim_id="$name-$(date +%s)-$count"
  claim 20
  [ -n "$lease" ] || continue
  rm -f "$folder/cancelled" "$folder/lost"
  "$@" <"$folder/job" >"$folder/output" &
  command=$! running=$!
  heartbeat "$command" &
  pulse=$! running="$command $!"
  if wait "$command"; then said="\"outcome\":\"succeeded\",\"result\":$(cat "$folder/output")"
  else said="\"outcome\":\"failed\",\"errors\":[$(cat "$folder/output")]"; fi
  kill "$pulse"
  [ ! -e "$folder/cancelled" ] || said='"outcome":"cancelled"'
  [ -e "$folder/lost" ] || report "$said"
  lease='' running=''
  left=$((left - 1))
done
