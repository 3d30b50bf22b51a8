/** A word of a shell that stands for exactly this text. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
