/**
 * Explains a small model, in one line and by a method, and draws the map, on whichever backend is set. Numbers by hand: ones go through a convolution that
 * doubles them, and a product with 1 to 16. Each pixel has twice its weight, all together 272.
 *
 * A plain script, since a page that is opened from a file may load no module.
 *
 * @param {typeof import('@tensorflow/tfjs-core')} tf
 * @param {Pick<typeof import('@tensorflow/tfjs-layers'), 'layers' | 'sequential'>} layers
 * @param {typeof import('fourier-xai') & Pick<typeof import('fourier-xai/load'), 'loadModel'> & typeof import('fourier-xai/shards')} library
 */
async function checkPage(tf, layers, library) {
  const model = layers.sequential({
    layers: [
      layers.layers.conv2d({
        filters: 1,
        kernelSize: 1,
        inputShape: [4, 4, 1],
        activation: 'relu',
      }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 1 }),
    ],
  });
  const weights = Array.from({ length: 16 }, (_, i) => i + 1);
  model.setWeights([
    tf.tensor4d([2], [1, 1, 1, 1]),
    tf.zeros([1]),
    tf.tensor2d(weights, [16, 1]),
    tf.zeros([1]),
  ]);
  const x = tf.ones([1, 4, 4, 1]);
  const relevance = library.lrp(model, x, { target: 0 });
  const values = Array.from(await relevance.data());
  const wrong = Math.max(...values.map((value, i) => Math.abs(value - 2 * (i + 1))));
  const spectrum = library.rfft2(x, { axes: [1, 2] });
  const [constant] = await spectrum.real.data();
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('canvas'));
  await library.drawOnCanvas(library.heatmap(relevance), canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const [red = 0, green = 0, blue = 0] = context.getImageData(3, 3, 1, 1).data;
  const { receipt, picture } = await library.explain(model, x);
  const loaded = await library.loadModel(halved());
  const y = /** @type {import('@tensorflow/tfjs-core').Tensor} */ (
    loaded.predict(tf.tensor2d([[2, 4]]))
  );
  const halves = Array.from(await y.data());
  const png = await library.toPng(picture);
  const files = library.planShards(3, { size: 2 }).map((shard) => {
    const job = /** @type {const} */ ({ measure: 'confusionMatrix', model: 'a model' });
    return library.encodeShard(library.shardResult(job, shard, [[shard.count]]));
  });
  const results = (await Promise.all(files)).map((bytes) => library.decodeShard(bytes));
  const merged = library.mergeShards(await Promise.all(results));
  return {
    backend: tf.getBackend(),
    sum: values.reduce((a, b) => a + b, 0),
    explained: receipt.relevanceSum,
    wrong,
    constant,
    size: `${canvas.width} x ${canvas.height}`,
    // positive relevance is red
    isRed: red > green && red > blue,
    halves,
    merged: merged.value,
    png: String.fromCharCode(...png.subarray(1, 4)),
  };
}

Object.assign(globalThis, { checkPage });

/** The file of a model that computes x / 2 + 1. */
function halved() {
  const layer = { class_name: 'Rescaling', config: { name: 'half', scale: 0.5, offset: 1 } };
  const input = { class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, 2] } };
  const config = { name: 'model', layers: [input, layer] };
  const modelTopology = { class_name: 'Sequential', config };
  return new TextEncoder().encode(JSON.stringify({ modelTopology, weightsManifest: [] }));
}
