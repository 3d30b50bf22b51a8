import { UserError } from '../../support/userError';

/** In the order of the source document. */
export const classNames = ['Normal', 'Hp', 'Adenom', 'Karzinom'] as const;

/** Raman spectra of mouse tissue, one entry of each list a spectrum. */
export interface Spectra {
  /** As M10_C2_I_001, not unique: the mouse stands before the first _. */
  readonly names: readonly string[];
  /** Of all spectra, in 1/cm, ascending. */
  readonly wavenumbers: readonly number[];
  /** In arbitrary units, one for each wavenumber. */
  readonly intensities: readonly Float32Array[];
  /** Indices into `classNames`. */
  readonly labels: readonly number[];
}

/** The number that a text is, or undefined where it is none that a float32 can hold. */
export function numberIn(text: string): number | undefined {
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) return undefined;
  return isFloat32(Number(text)) ? Number(text) : undefined;
}

export const isFloat32 = (value: number) => Number.isFinite(Math.fround(value));

export function checkWavenumbers(wavenumbers: readonly number[]): void {
  if (wavenumbers.length < 2) {
    throw new UserError(
      `at least 2 columns must be named by a wavenumber, but there are ${wavenumbers.length}`,
    );
  }
  const at = wavenumbers.findIndex((value, i) => i > 0 && value <= (wavenumbers[i - 1] as number));
  if (at > 0) {
    throw new UserError(
      `wavenumbers must ascend, but ${wavenumbers[at]} follows ${wavenumbers[at - 1]}`,
    );
  }
}

export function nameIn(text: string, place: string): string {
  const name = text.trim();
  if (name.split('_')[0] === '') {
    throw new UserError(
      `${place} must name a mouse before the first _, as M10_C2_I_001 does, but it is '${name}'`,
    );
  }
  return name;
}

/** The class of an annotation, whose case may be any: the source document writes both Hp and HP. */
export function labelIn(text: string, place: string): number {
  const annotation = text.trim().toLowerCase();
  const label = classNames.findIndex((name) => name.toLowerCase() === annotation);
  if (label < 0) {
    throw new UserError(
      `${place} must be one of ${classNames.join(', ')}, but it is '${text.trim()}'`,
    );
  }
  return label;
}
