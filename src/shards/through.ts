/** More comes out of a stream than is taken. */
export class TooLong extends Error {}

/** Bytes as a stream makes them of others; rejects once there are more than `most`, and takes no more of them. */
export async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  let length = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length;
      if (length > most) throw new TooLong();
      controller.enqueue(chunk);
    },
  });
  const whole = new Response(
    new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream).pipeThrough(counted),
  );
  return new Uint8Array(await whole.arrayBuffer());
}
