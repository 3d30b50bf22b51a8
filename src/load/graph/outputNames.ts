import type { InferenceModel } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { nearestNames } from '../../internal/nearestNames';
import { shown } from '../../internal/shown';
import { type GraphNode, isOutputIndex, outputOf } from './graphNode';

type Signature = { readonly outputs?: Readonly<Record<string, { readonly name?: string }>> };

/** The nodes whose values are wanted; by default those of the graph, in its order. */
export function outputNames(
  graphModel: InferenceModel,
  nodes: ReadonlyMap<string, GraphNode>,
  wanted: readonly string[] | undefined,
): readonly string[] {
  const { modelSignature, outputNodes } = graphModel as unknown as {
    modelSignature?: Signature;
    outputNodes?: readonly string[];
  };
  const keys = modelSignature?.outputs ?? {};
  const nodeOf = (name: string) =>
    Object.hasOwn(keys, name) && !nodes.has(name) ? String(keys[name]?.name) : name;
  const names = (wanted ?? outputNodes ?? graphModel.outputs.map(({ name }) => name)).map(nodeOf);
  check(names.length > 0, 'a graph model must have outputs, but it has none');
  for (const name of names) {
    const { node, index } = outputOf(name);
    check(
      nodes.has(node) && isOutputIndex(index),
      `outputs must name nodes (${nearestNames(name, [...nodes.keys()])}), but one is ${shown(name)}`,
    );
  }
  return names;
}
