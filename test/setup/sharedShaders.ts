import {
  type GPGPUProgram,
  type MathBackendWebGL,
  webgl_util,
} from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';

const flag = 'WEBGL_USE_SHAPES_UNIFORMS';

/**
 * One webgl shader for all shapes, because compiling one for each takes software renderers most of the time of a test.
 *
 * tf.js 4.22 then takes two shaders for the same where an input squeezes to a matrix, once stored as that matrix and
 * once not: [1, 2, 4] in a texture of 2 x 4 and in one of 1 x 8. The code of a program says here which inputs are.
 * Files that share a page share its shaders: only the first call changes anything.
 */
export function shareShaders(backend: MathBackendWebGL): void {
  if (tf.env().getBool(flag)) return;
  tf.env().set(flag, true);
  const run = backend.runWebGLProgram;
  backend.runWebGLProgram = (program, inputs, ...others) => {
    const matrices = inputs.map((input) => isStoredAsMatrix(backend, input, program));
    const told: GPGPUProgram = Object.assign(Object.create(program), {
      userCode: `${program.userCode}\n// ${matrices}`,
    });
    return run.call(backend, told, inputs, ...others);
  };
}

function isStoredAsMatrix(
  { texData }: MathBackendWebGL,
  { shape, dataId }: tf.TensorInfo,
  { packedInputs = false }: GPGPUProgram,
): boolean {
  const stored = texData.get(dataId);
  const isKept =
    stored.texture != null &&
    (stored.isPacked ?? false) === packedInputs &&
    (!packedInputs || webgl_util.isReshapeFree(stored.shape, shape));
  const texture = isKept
    ? stored.texShape!
    : webgl_util.getTextureShapeFromLogicalShape(shape, packedInputs);
  const squeezed =
    packedInputs && shape[0] === 1 ? shape.slice(1) : tf.util.squeezeShape(shape).newShape;
  return tf.util.arraysEqual(squeezed, texture);
}
