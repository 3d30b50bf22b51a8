/** A plan and where it lies. All paths are full ones, which every machine that computes must see. */
export interface SubmitOptions {
  /** The folder of the plan. */
  readonly folder: string;
  readonly shards: number;
  /** The folder of this repository, after `npm ci`. */
  readonly checkout: string;
  /** The program of Node; `node` of the PATH by default. */
  readonly node?: string;
  /** What a shard reads besides: the images, the folder of the model. Kubernetes mounts them. */
  readonly reads?: readonly string[];
  /** Of one shard. */
  readonly memoryMiB: number;
  /** The longest that one shard may take, for Slurm. */
  readonly minutes: number;
}
