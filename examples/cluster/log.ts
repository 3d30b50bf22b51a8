import { say } from '../../support/print';

/** A line with its time, for logs that many machines write. */
export const log = (line: string): void => say(`${new Date().toISOString().slice(0, 19)}Z ${line}`);
