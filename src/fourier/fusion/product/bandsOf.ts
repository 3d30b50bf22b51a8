import type { PerAxis } from '../../../linear/convolution';
import type { AxisGeometry } from '../runGeometry';
import type { Zone } from '../zone';
import { outputsOf } from './modulePatches';

/** A part of something in a row. */
export interface Stretch {
  readonly from: number;
  readonly count: number;
}

/** Neighbouring rows of outputs of some images, in the same zone. */
export interface Band {
  readonly zone: Zone;
  readonly images: Stretch;
  /** Rows of places. */
  readonly places: number;
  /** Rows of outputs, and of inputs that they see; these may begin and end in a margin. */
  readonly outputs: Stretch;
  readonly inputs: Stretch;
}

/**
 * All rows of all images in bands of about `most` values.
 *
 * @param zones of the rows
 * @param values of a row of inputs and of a row of outputs
 */
export function bandsOf(
  zones: readonly Zone[],
  { stride, span }: AxisGeometry,
  batch: number,
  values: PerAxis,
  most: number,
): Band[] {
  return zones.flatMap((zone) => {
    const isInterior = zone.kind === 'interior';
    const each = outputsOf(zone);
    const [step, seen] = isInterior ? [stride, span] : [0, zone.seen];
    const rows = (places: number) => ({
      inputs: step * (places - 1) + seen,
      outputs: places * each,
    });
    const sizeOf = (places: number) => {
      const { inputs, outputs } = rows(places);
      return Math.max(inputs * values[0], outputs * values[1]);
    };
    const all = zone.count / each;
    const perPlace = Math.max(step * values[0], each * values[1]);
    const atOnce = sizeOf(all) <= most ? all : Math.max(1, Math.floor(most / perPlace));
    const images = Math.max(1, Math.floor(most / sizeOf(Math.min(atOnce, all))));
    return partsOf(all, atOnce).flatMap((places) =>
      partsOf(batch, images).map(
        (some): Band => ({
          ...{ zone, images: some, places: places.count },
          outputs: { from: zone.begin + places.from * each, count: rows(places.count).outputs },
          inputs: { from: zone.from + step * places.from, count: rows(places.count).inputs },
        }),
      ),
    );
  });
}

/** A length in parts of at most so many. */
function partsOf(length: number, most: number): Stretch[] {
  const parts: Stretch[] = [];
  for (let from = 0; from < length; from += most) {
    parts.push({ from, count: Math.min(most, length - from) });
  }
  return parts;
}
