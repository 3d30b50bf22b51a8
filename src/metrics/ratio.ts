/** part / whole, and 0 where the whole is 0. */
export const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
