import { posix } from 'node:path';
import type { IJob } from 'kubernetes-models/batch/v1';
import { UserError } from '../../../support/userError';
import type { SubmitOptions } from './submitOptions';

/** An Indexed Job of Kubernetes, an index for each shard. */
export function kubernetesJob(options: SubmitOptions): IJob {
  const { folder, shards, checkout, reads = [], memoryMiB } = options;
  const memory = `${memoryMiB}Mi`;
  const volume = 'cluster';
  const mounts = mountPoints([checkout, folder, ...reads]);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'fourier-xai-', labels: { 'app.kubernetes.io/name': 'fourier-xai' } },
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: Math.min(shards, 50),
      backoffLimitPerIndex: 3,
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: 'shard',
              image: 'node:22-slim',
              workingDir: checkout,
              command: ['node', '--import', 'tsx', 'examples/cluster/main.ts', 'run'],
              args: ['--in', unexpanded(folder), '--shard', '$(JOB_COMPLETION_INDEX)'],
              resources: { requests: { cpu: '1', memory }, limits: { memory } },
              volumeMounts: mounts.map((path) => ({
                name: volume,
                mountPath: path,
                subPath: path.slice(1),
              })),
            },
          ],
          volumes: [{ name: volume, persistentVolumeClaim: { claimName: 'fourier-xai' } }],
        },
      },
    },
  };
}

/** Kubernetes puts variables into $(NAME) of arguments, and reads $$ as one $. */
const unexpanded = (text: string): string => text.replaceAll('$', '$$$$');

/** Each path once, without those that lie in another. */
function mountPoints(paths: readonly string[]): readonly string[] {
  const all = [...new Set(paths.map((path) => posix.resolve(path)))];
  const unfit = all.find((path) => path.includes(':'));
  if (unfit) throw new UserError(`Kubernetes mounts no path that holds a colon: ${unfit}`);
  const within = (path: string, folder: string) => path.startsWith(`${folder}/`);
  return all.filter((path) => !all.some((folder) => within(path, folder)));
}
