/** The horizontal axis of plots over the field `wavenumber`. */
export const wavenumberAxis = {
  field: 'wavenumber',
  type: 'quantitative',
  title: 'wavenumber (1 / cm)',
  scale: { zero: false, nice: false },
  axis: { grid: false },
} as const;
