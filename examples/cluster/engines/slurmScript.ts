import { UserError } from '../../../support/userError';
import { shellQuoted } from './shellQuoted';
import type { SubmitOptions } from './submitOptions';

/** The largest index of an array, where Slurm's MaxArraySize is 1001, its default. */
const largestIndex = 1000;
/** Shards of each array, where one is too short. */
const perArray = 1000;

/** An array of Slurm, a task for each shard. */
export function slurmScript(options: SubmitOptions): string {
  const { folder, shards, memoryMiB, minutes } = options;
  const many = shards - 1 > largestIndex;
  const merge = `--mem=${memoryMiB}M --output=../logs/merge.log cluster.sh merge`;
  return `#!/usr/bin/env bash
#SBATCH --job-name=fourier-xai
#SBATCH --array=0-${many ? perArray - 1 : shards - 1}%50
#SBATCH --cpus-per-task=1
#SBATCH --mem=${memoryMiB}M
#SBATCH --time=${asTime(minutes)}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=${outputPattern(folder)}
#
# ${shards} shards by Slurm, at most 50 at once (%50), each on one core; account and partition are yours to add. From this
# folder:
${many ? inArrays(shards, merge) : inOneArray(merge)}
#
# Each task has a log in ../logs, and grep 'ended with' ../logs/*.log shows the tries that failed. Slurm runs a shard again
# whose machine died. One that was killed, or asks for another try (a full disk, a server that is down), is put back here,
# up to twice, and waits for two minutes. One that --time ends is not put back: give more time, or plan smaller shards.
# scancel JOB_7 stops shard 7, and leaves nothing of it; scancel --signal=TERM does so with --full only.

folder=${shellQuoted(folder)}
shard=$((\${FIRST:-0} + SLURM_ARRAY_TASK_ID))${many ? `\nif [ "$shard" -ge ${shards} ]; then exit 0; fi` : ''}
try=$((\${SLURM_RESTART_COUNT:-0} + 1))
# Slurm signals Node too, which leaves nothing; the shell waits for it.
trap : TERM
echo "$(date -u +%FT%TZ) shard $shard: try $try on $(hostname)"
bash "$folder/submit/cluster.sh" run --shard "$shard" && exit
code=$?
echo "$(date -u +%FT%TZ) shard $shard: try $try ended with exit code $code" >&2
# 1: the same again will fail; 130 and 143: it was stopped
case $code in 1 | 130 | 143) exit "$code" ;; esac
# By two numbers: that of the job alone may be the array's, and puts back all of it.
if [ "$try" -lt 3 ]; then scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; fi
exit "$code"
`;
}

const inOneArray = (merge: string) => `#   job=$(sbatch --parsable slurm.sh)
#   sbatch --dependency="afterany:$job" ${merge}
# The merge runs after all tasks, failed ones too (afterok would not), and names what is missing. To submit only that:
#   job=$(sbatch --parsable --array="$(bash cluster.sh status --missing | paste -sd,)%50" slurm.sh)`;

const inArrays = (
  shards: number,
  merge: string,
) => `# An array ends at index ${largestIndex} (scontrol show config | grep MaxArraySize: 1001 unless changed), so there are several:
#   for first in $(seq 0 ${perArray} ${shards - 1}); do FIRST=$first sbatch slurm.sh; done
#   sbatch --dependency=singleton --job-name=fourier-xai ${merge}
# The merge runs after all tasks, failed ones too, and names what is missing. To submit only that, of those from ${perArray} on:
#   export FIRST=${perArray}
#   missing=$(bash cluster.sh status --missing | awk -v a="$FIRST" '$1 >= a && $1 < a + ${perArray} { print $1 - a }' | paste -sd,)
#   sbatch --array="$missing%50" slurm.sh`;

/** As hours, minutes and seconds. */
const asTime = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00`;

/** Slurm reads the quotes itself; %A is the array and %a the index, but not where a backslash stands. */
function outputPattern(folder: string): string {
  if (/[\\\n]/.test(folder)) {
    throw new UserError(
      `Slurm writes no log to a path that holds a backslash or a line break: ${folder}`,
    );
  }
  return `"${folder.replaceAll('%', '%%').replaceAll('"', '\\"')}/logs/%A_%a.log"`;
}
