/** What a file is, told from its bytes. */
export type ContentKind = 'hdf5' | 'zip' | 'json' | ForeignKind | 'unknown';

/** Files of models that are none of Keras or tf.js, and what to do with them. */
export const foreign = {
  tflite: 'a TFLite file: take the Keras model that it was made from',
  onnx: 'an ONNX file: convert it with onnx2tf to a Keras file (-okv3 or -oh5)',
  torch: 'a PyTorch file: export the model to ONNX, and that with onnx2tf to a Keras file',
  safetensors: 'a safetensors file, which has weights but no layers: save the whole Keras model',
  savedModel:
    'a SavedModel of TensorFlow: save the model as a .keras file, or convert it with tensorflowjs_converter to a graph model',
  frozenGraph:
    'a graph of TensorFlow: convert it with tensorflowjs_converter --input_format=tf_frozen_model to a graph model',
  gguf: 'a GGUF file, which has weights of a language model but no layers that are known here',
  numpy: 'a NumPy file, which has no layers: save the whole Keras model',
  html: 'a page of HTML: the address leads to a web page and not to a file',
  pointer: 'a pointer of Git LFS in the place of the file: fetch the file itself, by git lfs pull',
  packed: 'packed: unpack it first',
  image: 'an image',
  pdf: 'a PDF document',
} as const;

export type ForeignKind = keyof typeof foreign;

/** How files begin, the first that fits. */
const beginnings: readonly (readonly [ContentKind, (bytes: Uint8Array) => boolean])[] = [
  ['hdf5', (bytes) => hdf5Start(bytes) !== undefined],
  [
    'torch',
    (bytes) => isZip(bytes) && /data\.pkl|\.format_version|byteorder/.test(textAt(bytes, 30, 200)),
  ],
  ['zip', isZip],
  ['tflite', (bytes) => textAt(bytes, 4, 4) === 'TFL3'],
  ['gguf', (bytes) => textAt(bytes, 0, 4) === 'GGUF'],
  ['pdf', (bytes) => textAt(bytes, 0, 4) === '%PDF'],
  ['pointer', (bytes) => textAt(bytes, 0, 24) === 'version https://git-lfs.'],
  ['image', (bytes) => images.test(textAt(bytes, 0, 12))],
  ['packed', ([first, second]) => first === 0x1f && second === 0x8b],
  ['packed', (bytes) => archives.test(textAt(bytes, 0, 8)) || textAt(bytes, 257, 5) === 'ustar'],
  ['numpy', (bytes) => textAt(bytes, 1, 5) === 'NUMPY'],
  // a pickle of protocol 2 to 5
  ['torch', ([first, protocol = 0]) => first === 0x80 && protocol >= 2 && protocol <= 5],
  ['json', (bytes) => beginningOf(bytes).startsWith('{')],
  ['html', (bytes) => /^<(!doctype|html|\?xml)/i.test(beginningOf(bytes))],
  ['safetensors', (bytes) => textAt(bytes, 8, 2) === '{"'],
  // of its first version, which no ONNX file has
  ['savedModel', (bytes) => isProtocolBuffer(bytes) && bytes[1] === 1],
  ['onnx', isProtocolBuffer],
  ['frozenGraph', (bytes) => bytes[0] === 0x0a && /Placeholder|Const/.test(textAt(bytes, 0, 256))],
];

const images = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|BM)/s;
/** xz, bzip2, Zstandard, 7z, RAR. */
const archives = /^(\xfd7zXZ|BZh|\x28\xb5\x2f\xfd|7z\xbc\xaf|Rar!)/;

export const contentKind = (bytes: Uint8Array): ContentKind =>
  beginnings.find(([, fits]) => fits(bytes))?.[0] ?? 'unknown';

const textAt = (bytes: Uint8Array, offset: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + length));

const beginningOf = (bytes: Uint8Array): string =>
  textAt(bytes, 0, 256)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();

function isZip(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 4) === 'PK\u0003\u0004';
}

/** A field 1 that is a small number, and a field 2 or 7: versions of ONNX, and of SavedModels. */
function isProtocolBuffer([field, version = 99, next]: Uint8Array): boolean {
  return field === 0x08 && version < 32 && (next === 0x12 || next === 0x3a);
}

/** Where an HDF5 file begins: at 0, or behind something of another kind at 512, 1024, 2048 … */
export function hdf5Start(bytes: Uint8Array): number | undefined {
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  for (let at = 0; at + 8 <= bytes.length && at <= 2 ** 20; at = at === 0 ? 512 : at * 2) {
    if (signature.every((value, i) => bytes[at + i] === value)) return at;
  }
  return undefined;
}
