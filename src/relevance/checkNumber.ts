import { check } from '../internal/check';

export function checkNonNegative(caller: string, name: string, value: number): void {
  check(
    Number.isFinite(value) && value >= 0,
    caller,
    `${name} must be a finite number of at least 0, but it is ${value}`,
  );
}
