/** An axis with a title, a few ticks and no grid. */
export const curveAxis = (field: string, title: string) => ({
  field,
  title,
  type: 'quantitative',
  axis: { grid: false, tickCount: 5 },
});

/** Of powers of ten, with a label at each that is given. */
export const powerAxis = (
  field: string,
  title: string,
  [from, to]: readonly [from: number, to: number],
  step = 1,
) => ({
  field,
  title,
  type: 'quantitative',
  scale: { type: 'log', domain: [10 ** from, 10 ** to], nice: false },
  axis: {
    grid: false,
    values: Array.from(
      { length: Math.floor((to - from) / step) + 1 },
      (_, i) => 10 ** (from + i * step),
    ),
    labelExpr: "format(datum.value, datum.value < 0.01 || datum.value > 999 ? '.0e' : '~g')",
  },
});
