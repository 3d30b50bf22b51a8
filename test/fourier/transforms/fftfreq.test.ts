import { describe, expect, it } from 'vitest';
import { fftfreq, rfftfreq } from '../../../src/fourier/transforms/fftfreq';
import fixture from '../../fixtures/rfft.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('fftfreq and rfftfreq', () => {
  it.each(fixture.frequencies)('equal numpy: n = $n, spacing $spacing', async (stored) => {
    const { n, spacing } = stored;
    expect(fftfreq(n, spacing).shape).toEqual([n]);
    await expectClose(fftfreq(n, spacing), stored.fftfreq, 1e-7);
    await expectClose(rfftfreq(n, spacing), stored.rfftfreq, 1e-7);
    if (spacing === 1) await expectClose(fftfreq(n), stored.fftfreq, 1e-7);
    if (spacing === 1) await expectClose(rfftfreq(n), stored.rfftfreq, 1e-7);
  });

  it('leave nothing behind, and refuse impossible samplings', async () => {
    await expectNoLeak(() => fftfreq(5), 1);
    await expectNoLeak(() => rfftfreq(5), 1);
    await expectRefusal(
      () => fftfreq(0),
      /^fftfreq: n must be an integer from 1 to 4194304, but it is 0$/,
    );
    await expectRefusal(() => rfftfreq(2.5), /^rfftfreq: n must be .* it is 2.5$/);
    for (const f of [fftfreq, rfftfreq]) {
      for (const n of [2 ** 22 + 1, 1e9, '4', null, [4], true, '']) {
        const refused = new RegExp(`^${f.name}: n must be an integer from 1 to 4194304, but it is`);
        await expectRefusal(() => f(n as number), refused);
      }
      await expectRefusal(() => f(4, '' as never), /: spacing must be a finite .*, but it is ''$/);
    }
    for (const spacing of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expectRefusal(
        () => fftfreq(4, spacing),
        new RegExp(`^fftfreq: spacing must be a finite number other than 0, but it is ${spacing}$`),
      );
    }
  });
});
