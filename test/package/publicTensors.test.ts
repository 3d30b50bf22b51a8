import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { complaints, type PublicTypes, programOf, publicTypes } from '../../support/publicTypes';

const types = publicTypes();

/** Where in the type of an argument a tensor is asked for that tf.Tensor is not. */
function narrowTensors(
  { checker, tensor }: PublicTypes,
  type: ts.Type,
  path: string,
  seen = new Set<ts.Type>(),
): string[] {
  const bound = checker.getBaseConstraintOfType(type) ?? type;
  if (seen.has(bound) || checker.isTypeAssignableTo(tensor, bound) || isOfAnyRank(bound)) return [];
  seen.add(bound);
  if (checker.isTypeAssignableTo(bound, tensor)) return [`${path}: ${checker.typeToString(bound)}`];
  const within = (part: ts.Type, at: string) =>
    narrowTensors({ ...types, checker, tensor }, part, `${path}${at}`, seen);
  if (bound.isUnionOrIntersection()) return bound.types.flatMap((part) => within(part, ''));
  const item = checker.getIndexTypeOfType(bound, ts.IndexKind.Number);
  if (item) return within(item, '[]');
  // what a callback gives; what it gets is the library's
  const given = bound.getCallSignatures().map((signature) => signature.getReturnType());
  const isPlain = bound.getCallSignatures().length === 0 && !isForeign(bound);
  const parts = isPlain ? bound.getProperties() : [];
  return [
    ...given.flatMap((part) => within(part, '()')),
    ...parts.flatMap((part) => within(types.typeOf(part), `.${part.name}`)),
  ];
}

/** Whether a type is Tensor<R> with R any rank. */
function isOfAnyRank(type: ts.Type): boolean {
  const { checker, tensor } = types;
  const rankOf = (one: ts.Type) => checker.getTypeArguments(one as ts.TypeReference)[0];
  if (type.getSymbol() !== tensor.getSymbol()) return false;
  const [rank, any] = [rankOf(type), rankOf(tensor)];
  const most = rank && checker.getBaseConstraintOfType(rank);
  return most !== undefined && any !== undefined && checker.isTypeAssignableTo(any, most);
}

/** Models, canvases and signals are not made of tensors by the caller. */
const isForeign = (type: ts.Type): boolean =>
  (type.getSymbol()?.getDeclarations() ?? []).some((declaration) =>
    /node_modules/.test(declaration.getSourceFile().fileName),
  );

describe('every public function', () => {
  it('is walked', () => {
    expect(types.functions.length).toBeGreaterThan(100);
    const asked = types.functions.filter(({ signatures }) =>
      signatures.some((signature) =>
        signature
          .getParameters()
          .some((one) => types.checker.isTypeAssignableTo(types.tensor, boundOf(one))),
      ),
    );
    expect(asked.length).toBeGreaterThan(40);
  });

  it.each(types.functions)('$name takes tf.Tensor wherever it takes a tensor', ({ signatures }) => {
    const refused = signatures.map((signature) =>
      signature.getParameters().flatMap((one) => narrowTensors(types, types.typeOf(one), one.name)),
    );
    // of overloads, the last one is for all
    expect(refused.at(-1)).toEqual([]);
  });
});

function boundOf(parameter: ts.Symbol): ts.Type {
  const type = types.typeOf(parameter);
  return types.checker.getBaseConstraintOfType(type) ?? type;
}

describe('narrow inputs', () => {
  it('give narrow results', () => {
    const file = 'test/package/narrow.ts';
    const program = programOf({
      [file]: `import type * as tf from '@tensorflow/tfjs-core';
import * as fx from 'fourier-xai';
declare const model: fx.Differentiable;
declare const x1: tf.Tensor1D, x2: tf.Tensor2D, x3: tf.Tensor3D, x4: tf.Tensor4D, x: tf.Tensor;
export const threes: tf.Tensor3D[] = [
  fx.fourierConv1d(x3, x, 1, 'same'), fx.fourierConv2d(x3, x, 1, 'same'), fx.fuseKernels([x3, x3]),
  fx.gaussianBlur(x3, 1), fx.nearestResample(x3, 2), fx.unsharpMask(x3, { sigma: 1, amount: 1 }),
  fx.clahe(x3), fx.randomRotation(x3), fx.centralCrop(x3, 0.5), fx.padToSquare(x3),
  fx.l2Normalize(x3), fx.standardNormalVariate(x3), fx.integralNormalize(x3, [1]), fx.heatmap(x3), fx.heatmap(x2),
  fx.spectralRelevance(model, x3), fx.overlay(x3, x3), fx.kernelTiles(x), fx.inputGradient(model, x3),
];
export const fours: tf.Tensor4D[] = [
  fx.fourierConv2d(x4, x4, 1, 'same'), fx.fuseKernels([x4]), fx.gaussianBlur(x4, 1), fx.heatmap(x4),
  fx.spectralRelevance(model, x4), fx.lrp({} as never, x4), fx.overlay(x4, x4),
];
export const twos: tf.Tensor2D[] = [fx.fourierConv1d(x2, x3, 1, 'same'), fx.l2Normalize(x2), fx.radialBands(x, 3)];
export const cropped: Promise<tf.Tensor3D> = fx.cropToContent(x3);
export const one: tf.Tensor1D = fx.standardNormalVariate(x1);
export const spectrum: fx.ComplexTensor<tf.Rank.R4> = fx.fft2(x4);
// a plain tensor gives a plain one
export const plain: tf.Tensor = fx.gaussianBlur(x, 1);
// @ts-expect-error
export const wide: tf.Tensor4D = fx.gaussianBlur(x, 1);
`,
    });
    expect(complaints(program, file)).toEqual([]);
  });
});
