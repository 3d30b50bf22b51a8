/** One consumer of the package, as the table shows it. */
export interface Row {
  readonly consumer: string;
  readonly version: string;
  readonly ran: string;
  readonly result: string;
}

/** What is tried, and what it says where it went well; `leftOut` says why it cannot be tried on this machine. */
export interface Trial {
  readonly consumer: string;
  readonly version: string;
  readonly ran: string;
  readonly leftOut?: string;
  readonly run: () => string | Promise<string>;
}

/** Never throws: a failure is a row, too. */
export async function rowOf({ consumer, version, ran, leftOut, run }: Trial): Promise<Row> {
  const row = { consumer, version, ran };
  if (leftOut) return { ...row, result: `left out: ${leftOut}` };
  try {
    return { ...row, result: await run() };
  } catch (error) {
    return { ...row, result: `FAILED: ${told(error as Error & { stdout?: Buffer })}` };
  }
}

/** Of a process, what it printed. */
const told = ({ message, stdout }: Error & { stdout?: Buffer }): string =>
  [message, stdout?.toString() ?? ''].join('\n').trim();

export const failed = ({ result }: Row): boolean => result.startsWith('FAILED');

const columns = ['consumer', 'version', 'ran', 'result'] as const;

/** The lines of a table in Markdown. */
export function tableOf(rows: readonly Row[]): string[] {
  const lines = rows.map((row) => columns.map((name) => row[name].replaceAll('\n', ' ')));
  const head = [[...columns], columns.map(() => '---')];
  return [...head, ...lines].map((cells) => `| ${cells.join(' | ')} |`);
}
