/**
 * Raman bands of tissue with their usual assignments: position and half width at half maximum in 1/cm, height in
 * healthy tissue, and by how much of that it differs in Hp, Adenom and Karzinom: more nucleic acid, less collagen
 * and lipid. Heights and differences are made up.
 */
export const bands: readonly Band[] = [
  { at: 540, width: 25, height: 60, change: [0, 0, 0] }, // disulfide bridges
  { at: 645, width: 8, height: 15, change: [0, 0, 0] }, // tyrosine
  { at: 720, width: 10, height: 55, change: [0, 0, 0] }, // choline, adenine
  { at: 755, width: 9, height: 45, change: [0, 0, 0] }, // tryptophan
  { at: 785, width: 9, height: 50, change: [0.2, 0.3, 0.5] }, // nucleic acids
  { at: 853, width: 16, height: 80, change: [0, 0, 0] }, // tyrosine, proline
  { at: 937, width: 16, height: 90, change: [-0.2, 0, -0.3] }, // collagen
  { at: 1004, width: 5, height: 170, change: [0, 0, 0] }, // phenylalanine
  { at: 1064, width: 12, height: 60, change: [0, -0.3, -0.2] }, // lipids
  { at: 1093, width: 14, height: 95, change: [0, 0.2, 0.4] }, // phosphate groups
  { at: 1128, width: 14, height: 75, change: [0, 0, 0] }, // proteins, lipids
  { at: 1208, width: 15, height: 45, change: [0, 0, 0] }, // phenylalanine, tyrosine
  { at: 1260, width: 25, height: 150, change: [0, 0, -0.2] }, // amide III
  { at: 1305, width: 14, height: 110, change: [0.1, -0.2, -0.2] }, // CH2 twisting
  { at: 1340, width: 16, height: 140, change: [0.2, 0.1, 0.3] }, // nucleic acids, CH bending
  { at: 1450, width: 13, height: 280, change: [0, 0, 0] }, // CH2 bending
  { at: 1580, width: 20, height: 30, change: [0, 0, 0.3] }, // nucleic acids
  { at: 1660, width: 18, height: 170, change: [0, 0, 0] }, // amide I
];

export interface Band {
  readonly at: number;
  readonly width: number;
  readonly height: number;
  readonly change: readonly [hp: number, adenom: number, karzinom: number];
}

/** Of height 1: a Lorentzian, as gases and liquids have. */
export function profile({ at, width }: Band, wavenumber: number): number {
  const away = (wavenumber - at) / width;
  return 1 / (1 + away * away);
}
