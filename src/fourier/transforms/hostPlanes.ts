import { blockSize } from './fftCalls';
import type { FftModule } from './fftModule';

/** Values of planes that are copied to the module and back at once: they fit in the processor's cache. */
const PART = 2 ** 15;

/** Planes [count, rows, columns]. */
export interface HostPlanes {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * `y` = transforms of real planes of lengths n, the second one even; [count, n[0], n[1]/2 + 1]. Rows and columns are
 * transformed one plane after the other, without leaving the module in between.
 *
 * @param x rows and columns, at most n; zeros fill up
 */
export function hostRealPlanes(
  fft: FftModule,
  { values: from, rows, columns }: HostPlanes,
  y: Readonly<Record<'real' | 'imag', Float32Array>>,
  n: readonly [number, number],
): void {
  const bins = n[1] / 2 + 1;
  const [size, half, whole] = [rows * columns, rows * bins, n[0] * bins];
  const count = from.length / size;
  const most = Math.min(count, Math.max(1, Math.floor(PART / Math.max(size, whole))));
  const need = {
    tables: { rows: { n: n[1], packed: true }, columns: { n: n[0], packed: false } },
    room: {
      ...{ work: blockSize(Math.max(...n)), x: most * size },
      ...{ halfReal: half, halfImag: half, real: most * whole, imag: most * whole },
    },
  };
  fft.within(need, ({ run, tables, room, values }) => {
    for (let i = 0; i < count; i += most) {
      const now = Math.min(most, count - i);
      values.set(from.subarray(i * size, (i + now) * size), room.x / 4);
      run.realPlanes({
        ...{ count: now, rows, columns, tables, work: room.work, x: room.x },
        half: { real: room.halfReal, imag: room.halfImag },
        to: room,
      });
      for (const part of ['real', 'imag'] as const) {
        const at = room[part] / 4;
        y[part].set(values.subarray(at, at + now * whole), i * whole);
      }
    }
  });
}
