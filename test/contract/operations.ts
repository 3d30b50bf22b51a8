import { describe, expect, it } from 'vitest';
import { expectClose, expectComplexClose } from '../helpers/expectClose';
import { operations } from './operations/index';
import type { Case } from './operations/operation';

async function expectRight({ actual, expected, tolerance }: Case): Promise<void> {
  const [found, right] = [await actual(), await expected()];
  if ('real' in right && 'real' in found) await expectComplexClose(found, right, tolerance);
  else if ('real' in right || 'real' in found) expect.fail('one is complex, the other is not');
  else await expectClose(found, right, tolerance);
}

export function testOperations(): void {
  describe.each(Object.entries(operations))('%s', (_, cases) => {
    it.each(cases)('$name', expectRight);
  });
}
