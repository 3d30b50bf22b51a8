/** The horizontal axis of plots over the field `wavenumber`. */
export const wavenumberAxis = {
  field: 'wavenumber',
  type: 'quantitative',
  title: 'wavenumber (cm⁻¹)',
  scale: { zero: false, nice: false },
  axis: { grid: false, format: 'd' }, // 1630, not 1,630
} as const;
