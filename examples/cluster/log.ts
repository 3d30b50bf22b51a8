import { complain, say } from '../../support/print';

/** A line with its time, for logs that many machines write. */
export const log = (line: string): void => say(timed(line));

/** The same on the error stream. */
export const logError = (line: string): void => complain(timed(line));

const timed = (line: string): string => `${new Date().toISOString().slice(0, 19)}Z ${line}`;
