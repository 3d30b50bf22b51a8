import { shellQuoted } from './shellQuoted';
import type { SubmitOptions } from './submitOptions';

/** The program with the plan of this folder: the one place that the scripts have the paths from. */
export function clusterScript({ folder, checkout, node = 'node' }: SubmitOptions): string {
  return `#!/usr/bin/env bash
# Runs a word of the program for this plan, as the other files here do:
#   bash cluster.sh status              bash cluster.sh run --shard 7
#   bash cluster.sh status --missing    bash cluster.sh merge

# Edit these where the machines that compute see other paths.
folder=${shellQuoted(folder)}
checkout=${shellQuoted(checkout)}
node=${shellQuoted(node)}

cd "$checkout" || exit
exec "$node" --import tsx examples/cluster/main.ts "$1" --in "$folder" "\${@:2}"
`;
}
