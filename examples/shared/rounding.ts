/** Float32 has about seven digits; sums of many products lose one or two of them. */
const ROUNDING = 1e-5;

/** Whether an error, as a share of the largest value, may be nothing but rounding. */
export const isRounding = (share: number): boolean => share < ROUNDING;
