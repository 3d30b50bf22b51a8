import type { SubmitOptions } from './submitOptions';

/** GNU parallel over all shards on one machine, then the merge. */
export function parallelScript({ shards }: SubmitOptions): string {
  return `#!/usr/bin/env bash
# All ${shards} shards by GNU parallel on this machine, then the merge: bash parallel.sh
#
# The same command goes on after a stop or a failure: it runs what ../logs/parallel.log does not have as done. That log
# knows nothing of files that were lost or damaged later, which the merge names: delete the log then, and run this again. Do
# the same if parallel says that its format is wrong (the machine died while a line was written). A shard whose file is good
# still takes the second or two in which Node starts, as every shard does: let each compute for minutes.
#
# ../logs/tries.log has a line for each try that failed; parallel.log has only the last try of a run. Ctrl-C and SIGTERM
# stop all shards at once, and nothing is left of them.
export JOBS TRIES WAIT
JOBS=\${JOBS:-$(parallel --number-of-cores)} # shards at once: each takes one core, and its own memory
TRIES=\${TRIES:-3} # of one shard
WAIT=\${WAIT:-10} # seconds before the next try, where a shard asks for one: a full disk, a server that is down

here=$(cd "$(dirname "$0")" && pwd) || exit
logs=$here/../logs
failures=$(mktemp -d) || exit # the exit codes of each shard in this run
trap 'rm -rf "$failures"' EXIT
mkdir -p "$logs" || exit
export here logs failures

try_shard() {
  local codes=$failures/$1 code count
  # Exit code 1 says that the same again will fail. parallel has no word for that: its other tries end here.
  if [ -e "$codes" ] && [ "$(tail -n 1 "$codes")" = 1 ]; then return 1; fi
  bash "$here/cluster.sh" run --shard "$1" && return
  code=$?
  echo "$code" >>"$codes"
  count=$(wc -l <"$codes")
  echo "$(date -u +%FT%TZ) shard $1: try $count ended with exit code $code" | tee -a "$logs/tries.log" >&2
  if [ "$code" = 75 ] && [ "$count" -lt "$TRIES" ]; then sleep "$WAIT"; fi
  return "$code"
}
export -f try_shard
export PARALLEL_SHELL=$BASH

# Without --ungroup, parallel throws away what a failed try has printed.
seq 0 ${shards - 1} |
  parallel --jobs "$JOBS" --retries "$TRIES" --joblog "$logs/parallel.log" --resume-failed --halt never \\
    --termseq TERM,10000,KILL,25 --ungroup try_shard &
parallel=$!
# A shell that waits for a command in the foreground would not hand the signal on.
trap 'stopped=143; kill -TERM "$parallel"' TERM
trap 'stopped=130; kill -TERM "$parallel"' INT
wait "$parallel"
failed=$?
if [ -n "\${stopped-}" ]; then
  wait "$parallel"
  exit "$stopped"
fi
# parallel counts failed shards up to 100, and has 101 for more; what lies above is an error of its own.
if [ "$failed" -gt 101 ]; then exit "$failed"; fi
bash "$here/cluster.sh" merge
`;
}
