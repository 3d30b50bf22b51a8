import { expect, it } from 'vitest';
import { groupedSize, packGroups } from '../../../../src/fourier/fusion/product/packGroups';

it.each([
  [1, 1, 8],
  [3, 1, 5],
  [2, 3, 11],
  [5, 2, 16],
  [1, 2, 1],
])(
  'has the weights of %d inputs, %d segments and %d outputs in groups of eight',
  (inputs, segments, outputs) => {
    const weights = Float32Array.from({ length: inputs * segments * outputs }, (_, i) => i + 1);
    const expected: number[] = [];
    for (let segment = 0; segment < segments; segment++)
      for (let first = 0; first < outputs; first += 8)
        for (let input = 0; input < inputs; input++)
          for (let output = first; output < first + 8; output++) {
            const at = (input * segments + segment) * outputs + output;
            expected.push(output < outputs ? (weights[at] as number) : 0);
          }
    const size = groupedSize(inputs, segments, outputs);
    // what was there, and what lies behind it
    const packed = new Float32Array(size + 1).fill(-1);
    packGroups(weights, inputs, segments, outputs, packed);
    expect([...packed]).toEqual([...expected, -1]);
  },
);
