import { check } from '../internal/check';

/** Refuses all but finite numbers above 0. */
export function checkPositive(name: string, value: number): void {
  check(
    Number.isFinite(value) && value > 0,
    `${name} must be a finite number above 0, but it is ${value}`,
  );
}
