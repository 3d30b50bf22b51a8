import { expect, it } from 'vitest';
import { bytesIn } from '../../src/internal/host/bytesIn';

it('begins a WebAssembly module with its name and version', () => {
  expect([...bytesIn('A.h.z.tBAAA')]).toEqual([0, ...new TextEncoder().encode('asm'), 1, 0, 0, 0]);
});

it('reads every byte', () => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const text = ['', '.', ',', '-'].flatMap((mark) => [...digits].map((digit) => mark + digit));
  expect([...bytesIn(text.join(''))]).toEqual(Array.from({ length: 256 }, (_, i) => i));
});
