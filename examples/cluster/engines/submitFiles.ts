import { UserError } from '../../../support/userError';
import { clusterScript } from './clusterScript';
import { kubernetesFile } from './kubernetesFile';
import { parallelScript } from './parallelScript';
import { slurmScript } from './slurmScript';
import type { SubmitOptions } from './submitOptions';

/**
 * The files of a plan that are ready to submit, by their names. Of an engine that cannot take the paths there is a .txt
 * with the reason.
 */
export const submitFiles = (options: SubmitOptions): Readonly<Record<string, string>> => ({
  'cluster.sh': clusterScript(options),
  'parallel.sh': parallelScript(options),
  ...fileOrReason('slurm', 'sh', () => slurmScript(options)),
  ...fileOrReason('kubernetes', 'yaml', () => kubernetesFile(options)),
});

function fileOrReason(engine: string, ending: string, write: () => string) {
  try {
    return { [`${engine}.${ending}`]: write() };
  } catch (error) {
    if (error instanceof UserError) return { [`${engine}.txt`]: `${error.message}\n` };
    throw error;
  }
}
