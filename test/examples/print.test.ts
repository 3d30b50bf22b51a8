import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { print } from '../../support/print';
import { runProgram } from '../helpers/run';

/** What a program prints whose main does this, with the names of userError.ts and print.ts at hand. */
async function printed(main: string) {
  const folder = mkdtempSync(join(tmpdir(), 'print-'));
  const at = (name: string) => JSON.stringify(join(process.cwd(), 'support', name));
  const file = join(folder, 'program.ts');
  writeFileSync(
    file,
    `import { runProgram, UserError } from ${at('userError.ts')};
import { say } from ${at('print.ts')};
runProgram('name', async () => { ${main} });`,
  );
  try {
    return await runProgram(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hostile = '\x1b]0;title\x07\x1b[2J\x9b1mab\rc\u202ed\ne';
const harmless = String.raw`\u001b]0;title\u0007\u001b[2J\u009b1mab\u000dc\u202ed\u000ae`;
const thrown = (kind: string) => `throw new ${kind}(${JSON.stringify(hostile)})`;

describe('what a terminal acts on is written out', () => {
  it('in lines', async () => {
    expect(await printed(`say(${JSON.stringify(hostile)})`)).toMatchObject({
      ...{ out: `${harmless}\n`, err: '', code: 0 },
    });
  });

  it('in mistakes of the user, which stay one line', async () => {
    expect(await printed(thrown('UserError'))).toMatchObject({
      ...{ out: '', err: `name: ${harmless}\n`, code: 1 },
    });
  });

  it('in other errors, which come with their stack but no source', async () => {
    const { out, err, code } = await printed(thrown('TypeError'));
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err).toMatch(/^TypeError: \\u001b\]0;title\\u0007/);
    expect(err).toMatch(/\n {4}at /);
    expect(err).not.toContain('throw new');
    expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('in warnings of tf.js', async () => {
    expect((await printed(`console.warn('the layer %s', ${JSON.stringify(hostile)})`)).err).toBe(
      `the layer ${harmless}\n`,
    );
  });

  it('in tables, whose lines stay', () => {
    let text = '';
    const to = new Writable({
      write: (part, _, done) => {
        text += part;
        done();
      },
    });
    print('a\tb\n\x1b[1mä→', to);
    expect(text).toBe('a\\u0009b\n\\u001b[1mä→');
  });
});

it.each(['examples', 'bench', 'support'])('nothing else in %s prints', (folder) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .filter((file) => file !== join('support', 'print.ts'));
  expect(files.length).toBeGreaterThan(5);
  const printing = /process\.std\w+\.write|console\.(?!warn = )|writeSync\(/;
  expect(files.filter((file) => printing.test(readFileSync(file, 'utf8')))).toEqual([]);
});
