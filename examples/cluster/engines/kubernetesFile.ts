import { Document, isMap, isScalar } from 'yaml';
import { kubernetesJob } from './kubernetesJob';
import type { SubmitOptions } from './submitOptions';

type Path = readonly (string | number)[];

const pod = ['spec', 'template', 'spec'];
const container = [...pod, 'containers', 0];

/** What is said above a field. */
const remarks: readonly (readonly [field: Path, text: string])[] = [
  [['spec', 'parallelism'], 'shards at once'],
  [['spec', 'backoffLimitPerIndex'], 'tries of a shard after its first'],
  [
    ['spec', 'podFailurePolicy'],
    'a node that is drained costs no try; exit code 1 says that the same again will fail',
  ],
  [
    [...container, 'image'],
    'Linux with the C library of the machine where npm ci ran: this one has glibc, alpine has not',
  ],
  [
    [...container, 'volumeMounts'],
    'edit: subPath is the place in the claim of what must lie at mountPath, where the plan was made',
  ],
  [[...pod, 'volumes', 0, 'persistentVolumeClaim', 'claimName'], 'edit: a ReadWriteMany claim'],
];

const opening = (shards: number) => `${shards} shards by an Indexed Job of Kubernetes 1.29 or newer.
(Indexed needs 1.24, podFailurePolicy 1.26, backoffLimitPerIndex and FailIndex 1.29.)
Edit what the remarks name, then:
  kubectl create -f kubernetes.yaml          says the name of the job, here NAME
  kubectl get job NAME --watch
  kubectl get job NAME -o jsonpath='{.status.completedIndexes} {.status.failedIndexes}'
  kubectl get pods -l batch.kubernetes.io/job-name=NAME          the tries: names are NAME, shard, five letters
  kubectl logs -l batch.kubernetes.io/job-name=NAME,batch.kubernetes.io/job-completion-index=7
  bash cluster.sh merge          where the folder is mounted; names what is missing
To go on after a failure, create it again: shards whose file is good end at once.`;

/** The Job as YAML, with what there is to say and to edit. */
export function kubernetesFile(options: SubmitOptions): string {
  // Kubernetes reads YAML 1.1, where a plain yes is true
  const file = new Document(kubernetesJob(options), { compat: 'yaml-1.1' });
  file.commentBefore = asComment(opening(options.shards));
  for (const [field, text] of remarks) remark(file, field, text);
  return file.toString({ lineWidth: 0 });
}

function remark(file: Document, field: Path, text: string): void {
  const map = file.getIn(field.slice(0, -1), true);
  if (!isMap(map)) throw new Error(`no map at ${field.join('.')}`);
  const key = map.items
    .map((pair) => pair.key)
    .find((k) => isScalar(k) && k.value === field.at(-1));
  if (!isScalar(key)) throw new Error(`no field ${field.join('.')}`);
  key.commentBefore = asComment(text);
}

const asComment = (text: string): string => text.replaceAll(/^/gm, ' ');
