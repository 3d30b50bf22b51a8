import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dataFingerprint } from '../../examples/cluster/data/dataFingerprint';
import type { ImageSource } from '../../examples/cluster/data/imageSource';
import { listImages } from '../../examples/cluster/data/listImages';
import { readImages } from '../../examples/cluster/data/readImages';
import { TryAgain, UserError } from '../../support/userError';
import { fileContent } from '../helpers/fileContent';
import { type RangeServer, rangeServer } from '../helpers/rangeServer';

let folder: string;
const servers: RangeServer[] = [];
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-remote-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true });
});

/** A tar by the program of this name, its files in this order. */
function tarOf(sizes: Readonly<Record<string, number>>): Buffer {
  for (const [name, size] of Object.entries(sizes)) {
    mkdirSync(dirname(at('set', name)), { recursive: true });
    writeFileSync(at('set', name), fileContent(name, size));
  }
  const args = ['-C', 'set', '-cf', 'set.tar', ...Object.keys(sizes)];
  expect(spawnSync('tar', args, { cwd: folder }).status).toBe(0);
  return readFileSync(at('set.tar'));
}

async function served(bytes: Uint8Array): Promise<RangeServer> {
  const server = await rangeServer(bytes);
  servers.push(server);
  return server;
}

async function bytesOf(source: ImageSource, first = 0, count = source.names.length) {
  const files = new Map<string, Buffer>();
  for await (const { name, bytes } of readImages(source, first, count)) {
    files.set(name, Buffer.from(bytes));
  }
  return files;
}

async function errorOf(act: Promise<unknown>): Promise<UserError> {
  const error = await act.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain('\n');
  return error as UserError;
}

async function expectError(act: Promise<unknown>, code: 1 | 75, message: RegExp): Promise<void> {
  const error = await errorOf(act);
  expect(error.message).toMatch(message);
  expect([error.exitCode, error instanceof TryAgain]).toEqual([code, code === 75]);
}

const three = { 'c.png': 5000, 'b/b.png': 700, 'a/a.png': 100 };

it('a tar at an address has the images of the same tar here', async () => {
  const server = await served(tarOf({ ...three, 'b/notes.txt': 9 }));
  const source = await listImages(server.address);
  const here = await listImages(at('set.tar'));
  expect(source).toEqual({ ...here, from: server.address });
  expect(source.names).toEqual(['a/a.png', 'b/b.png', 'c.png']);
  const files = await bytesOf(source);
  expect([...files.keys()]).toEqual(source.names);
  for (const [name, size] of Object.entries(three)) {
    expect(files.get(name)).toEqual(fileContent(name, size));
  }
  expect(dataFingerprint(source)).toBe(dataFingerprint(await listImages(at('set'))));
});

it('small images are listed by few requests, large ones by few bytes', async () => {
  const small = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}.png`, 900 + i]));
  const smalls = await served(tarOf(small));
  expect((await listImages(smalls.address)).names).toHaveLength(400);
  expect(smalls.requests.length).toBeLessThanOrEqual(10);
  const large = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.jpg`, 200_000 + i]));
  const larges = await served(tarOf(large));
  expect((await listImages(larges.address)).names).toHaveLength(20);
  const sent = larges.requests.reduce((sum, request) => sum + request.sent, 0);
  expect(sent).toBeLessThanOrEqual(22 * 4096);
});

it('neighbours are read by one request, whatever their order; others by their own', async () => {
  const sizes = { 'd.png': 3000, 'c.png': 4000, 'gap.bin': 60_000, 'a.png': 10, 'b.png': 20 };
  const server = await served(tarOf(sizes));
  const source = await listImages(server.address);
  const listing = server.requests.length;
  expect((await bytesOf(source)).get('c.png')).toEqual(fileContent('c.png', 4000));
  expect(server.requests.length - listing).toBe(1);
  await bytesOf(source, 1, 1);
  expect(server.requests.at(-1)?.sent).toBe(512 + 20);

  const far = await served(tarOf({ ...sizes, 'gap.bin': 100_000 }));
  const apart = await listImages(far.address);
  const before = far.requests.length;
  expect((await bytesOf(apart)).get('d.png')).toEqual(fileContent('d.png', 3000));
  expect(far.requests.length - before).toBe(2);
});

it('requests have at most 8 MiB, but for larger images', async () => {
  const sizes = { 'a.png': 5_000_000, 'b.png': 3_000_000, 'c.png': 2_000_000, 'd.png': 9_000_000 };
  const server = await served(tarOf(sizes));
  const source = await listImages(server.address);
  const before = server.requests.length;
  const files = await bytesOf(source);
  for (const [name, size] of Object.entries(sizes)) {
    expect(files.get(name)?.equals(fileContent(name, size))).toBe(true);
  }
  const sent = server.requests.slice(before).map((request) => request.sent);
  expect(sent).toEqual([8_000_000 + 2 * 512 + (512 - (5_000_000 % 512)), 2_000_512, 9_000_512]);

  const gaps = Array.from({ length: 150 }, (_, i) => [
    [`${i}.png`, 100],
    [`${i}.bin`, 60_000],
  ]);
  const sparse = await served(tarOf(Object.fromEntries(gaps.flat())));
  const spread = await listImages(sparse.address);
  const listing = sparse.requests.length;
  expect((await bytesOf(spread)).get('149.png')).toEqual(fileContent('149.png', 100));
  const parts = sparse.requests.slice(listing).map((request) => request.sent);
  expect(parts).toHaveLength(2);
  expect(Math.max(...parts)).toBeLessThanOrEqual(2 ** 23);
});

it('images are had before all of them are there', async () => {
  const server = await served(tarOf({ 'a.png': 5_000_000, 'b.png': 5_000_000 }));
  const source = await listImages(server.address);
  const before = server.requests.length;
  for await (const { name } of readImages(source, 0, 2)) {
    expect(server.requests.length - before).toBe(name === 'a.png' ? 1 : 2);
  }
});

it('servers without ranges are refused, and their files not taken', async () => {
  let written = 0;
  const endless = createServer((_, response) => {
    const send = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65536))) written += 65536;
    };
    response.writeHead(200).on('drain', send);
    send();
  });
  const left = new Promise((done) => {
    endless.on('request', (_, response) => response.on('close', done));
  });
  await new Promise<void>((done) => endless.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/a.tar?key=secret`;
  await expectError(
    listImages(address),
    1,
    /^the server of http:\/\/127\.0\.0\.1:\d+\/a\.tar sends whole files only, without byte ranges: download the tar/,
  );
  await left;
  expect(written).toBeLessThan(2 ** 26);
  endless.closeAllConnections();
  endless.close();
});

const answer =
  (status: number, headers: Readonly<Record<string, string | number>> = {}, body = '') =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
    return true;
  };

it('what fails for a while is tried again', async () => {
  const drop = (response: ServerResponse) => {
    response.destroy();
    return true;
  };
  const half = (response: ServerResponse) => {
    response.writeHead(206, { 'content-range': 'bytes 0-4095/9216', 'content-length': 4096 });
    response.write('half', () => response.destroy());
    return true;
  };
  const less = (response: ServerResponse) => {
    const part = tar.subarray(0, 100);
    response.writeHead(206, { 'content-range': `bytes 0-99/${tar.length}` }).end(part);
    return true;
  };
  const tar = tarOf(three);
  const faults = [answer(503), answer(429), answer(500), answer(408), drop, half, less];
  await Promise.all(
    faults.map(async (fault) => {
      const server = await served(tar);
      server.fault = (response) => server.requests.length === 1 && fault(response);
      const source = await listImages(server.address);
      const listing = server.requests.length;
      expect(source.names).toEqual(['a/a.png', 'b/b.png', 'c.png']);
      server.fault = (response) => server.requests.length === listing + 1 && answer(502)(response);
      expect((await bytesOf(source)).get('c.png')).toEqual(fileContent('c.png', 5000));
      expect(server.requests.length - listing).toBe(2);
    }),
  );
});

it('what fails three times may be tried again later', async () => {
  const tar = tarOf(three);
  const cases = [
    [answer(503), 3, /\/images\.tar answers 503, 3 times$/],
    [(response: ServerResponse) => !!response.destroy(), 3, /cannot be reached \(\w+\), 3 times$/],
    [answer(503, { 'retry-after': 3600 }), 1, /answers 503 and asks to wait 3600 s$/],
    [
      answer(429, { 'retry-after': new Date(Date.now() + 7_200_000).toUTCString() }),
      1,
      /answers 429 and asks to wait 7\d\d\d s$/,
    ],
  ] as const;
  await Promise.all(
    cases.map(async ([fault, tries, message]) => {
      const server = await served(tar);
      const source = await listImages(server.address);
      const before = server.requests.length;
      server.fault = fault;
      await expectError(bytesOf(source), 75, message);
      expect(server.requests.length - before).toBe(tries);
    }),
  );
});

it('a server that is down may be tried again later', async () => {
  const server = await served(tarOf(three));
  await server.close();
  servers.pop();
  const begin = Date.now();
  await expectError(listImages(server.address), 75, /cannot be reached \(ECONNREFUSED\), 3 times$/);
  expect(Date.now() - begin).toBeGreaterThanOrEqual(1240); // half of the usual pauses, at least
});

/** Timers of the reader, and with them its minute of patience, at the test's will. */
async function withTimers(act: (pass: (seconds: number) => void) => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await act((seconds) => vi.advanceTimersByTime(seconds * 1000));
  } finally {
    vi.useRealTimers();
  }
}

it('a server that falls silent is asked again', () =>
  withTimers(async (pass) => {
    const server = await served(tarOf(three));
    server.fault = () => {
      if (server.requests.length > 1) return false;
      setImmediate(() => pass(61));
      return true;
    };
    expect((await listImages(server.address)).names).toHaveLength(3);
    const ranges = server.requests.map(({ range }) => range);
    expect(ranges.slice(0, 2)).toEqual(['bytes=0-4095', 'bytes=0-4095']);
  }));

it('a slow server is not', () =>
  withTimers(async (pass) => {
    const tar = tarOf(three);
    const server = await served(tar);
    const source = await listImages(server.address);
    const before = server.requests.length;
    server.fault = (response, { headers }) => {
      const [from, to] =
        /(\d+)-(\d+)/
          .exec(headers.range ?? '')
          ?.slice(1)
          .map(Number) ?? [];
      const part = tar.subarray(from, (to as number) + 1);
      response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${tar.length}` });
      void (async () => {
        response.write(part.subarray(0, 9));
        for (const piece of [part.subarray(9, 99), part.subarray(99)]) {
          await wait(200); // until the piece before is there
          pass(40);
          response.write(piece);
        }
        response.end();
      })();
      return true;
    };
    expect((await bytesOf(source, 2, 1)).get('c.png')).toEqual(fileContent('c.png', 5000));
    expect(server.requests.length - before).toBe(1);
  }));

it('a server of another protocol is refused', async () => {
  const server = await served(tarOf(three));
  const address = server.address.replace('http:', 'https:');
  await expectError(listImages(address), 1, /^cannot read https:\/\/127.*(SSL|EPROTO)/);
});

it('a server is given the time that it asks for', async () => {
  const server = await served(tarOf(three));
  server.fault = (response) =>
    server.requests.length === 1 && answer(503, { 'retry-after': 2 })(response);
  const begin = Date.now();
  await listImages(server.address);
  expect(Date.now() - begin).toBeGreaterThanOrEqual(1990);
});

it('what will not pass is not tried again', async () => {
  const tar = tarOf(three);
  const range = { 'content-range': 'bytes 0-9/9216' };
  const cases = [
    [answer(404), /\/images\.tar answers 404: nothing is there$/],
    [answer(403), /answers 403: it may not be read$/],
    [answer(400), /answers 400$/],
    [answer(204), /answers 204$/],
    [answer(200, {}, 'x'), /sends whole files only/],
    [answer(416), /\/images\.tar ends before byte \d+$/],
    [answer(206), /its content-range is ''$/],
    [answer(206, range), /was asked for bytes from \d\d+ on, but its content-range is 'bytes 0-9/],
    [answer(206, { 'content-range': 'bytes 0-9/*' }), /its content-range is 'bytes 0-9\/\*'$/],
  ] as const;
  for (const [fault, message] of cases) {
    const server = await served(tar);
    const source = await listImages(server.address);
    const before = server.requests.length;
    server.fault = fault;
    await expectError(bytesOf(source, 1, 1), 1, message);
    expect(server.requests.length - before).toBe(1);
  }
});

it('what is sent encoded is refused', async () => {
  const server = await served(tarOf(three));
  const headers = { 'content-range': 'bytes 0-4095/9216', 'content-encoding': 'gzip' };
  let accepted: string | string[] | undefined;
  server.fault = (response, request) => {
    accepted = request.headers['accept-encoding'];
    return !!response.writeHead(206, headers).end(gzipSync('some bytes'));
  };
  await expectError(listImages(server.address), 1, /images\.tar is sent encoded, by gzip$/);
  expect(accepted).toBe('identity');
});

it('a tar that has changed since is refused', async () => {
  const server = await served(tarOf({ 'a.png': 6000, 'b.png': 5000 }));
  const source = await listImages(server.address);
  server.change(tarOf({ 'b.png': 5000, 'a.png': 6000 }));
  await expectError(bytesOf(source), 1, /^the image [ab]\.png is not at byte \d+ of the tar http:/);
  server.change(tarOf({ 'a.png': 6000, 'b.png': 5000 }).subarray(0, 7168 + 3000));
  await expectError(
    bytesOf(source),
    1,
    /^the tar http:.*\.tar is cut short: image b\.png needs 5000 bytes from byte 7168, but it has 3000$/,
  );
  server.change(new Uint8Array(100));
  await expectError(bytesOf(source, 1, 1), 1, /images\.tar ends before byte 6656$/);
});

it('a tar that changes while it is read is refused', async () => {
  const tar = tarOf({ 'a.png': 6000, 'gap.bin': 100_000, 'b.png': 5000 });
  const server = await served(tar);
  const changing = () => {
    server.change(Buffer.concat([tar, Buffer.alloc(server.requests.length * 512)]));
    return false;
  };
  server.fault = changing;
  const message = /^the tar http:.*\.tar has changed: it had \d+ bytes, and now has \d+$/;
  await expectError(listImages(server.address), 1, message);
  server.fault = undefined;
  server.change(tar);
  const source = await listImages(server.address);
  server.fault = changing;
  await expectError(bytesOf(source), 1, message);
});

it('what is no whole tar is refused there, too', async () => {
  const tar = tarOf(three);
  const cases = [
    [Buffer.alloc(0), /ends before byte 0$/],
    [gzipSync(tar), /is compressed by gzip/],
    [Buffer.alloc(5000, 'text'), /it is no tar, or damaged$/],
    [
      tar.subarray(0, 3000),
      /is cut short: image c\.png needs 5000 bytes from byte 512, but it has/,
    ],
    [tar.subarray(0, 512 + 5120), /is cut short: it has no end mark$/],
  ] as const;
  for (const [bytes, message] of cases) {
    const server = await served(bytes);
    await expectError(listImages(server.address), 1, message);
  }
});

it('other addresses are followed', async () => {
  const server = await served(tarOf(three));
  server.fault = (response, { url }) =>
    url === '/images.tar' && answer(307, { location: '/moved.tar' })(response);
  const source = await listImages(server.address);
  expect(source.from).toBe(server.address);
  expect((await bytesOf(source, 0, 1)).get('a/a.png')).toEqual(fileContent('a/a.png', 100));
});

it.each([
  'http://',
  'http://user:secret@localhost/a.tar',
  'https://localhost:99999/a.tar',
  'http://localhost:1/a.tar',
])('the address %s is refused', async (address) => {
  const { exitCode, message } = await errorOf(listImages(address));
  expect(exitCode).toBe(1);
  expect(message).not.toContain('secret');
});

it('a stop ends reading at once, with its reason, and leaves no connection at work', async () => {
  const tar = tarOf({ 'a.png': 6000, 'gap.bin': 100_000, 'b.png': 5000 });
  const server = await served(tar);
  const source = await listImages(server.address);
  const cases = [
    () => true, // never answers
    (response: ServerResponse, { headers }: IncomingMessage) => {
      const range = `${headers.range?.replace('=', ' ')}/${tar.length}`;
      return response.writeHead(206, { 'content-range': range }).write('a'); // and no more
    },
    answer(503, { 'retry-after': 20 }),
  ];
  for (const fault of cases) {
    const stop = new AbortController();
    const reason = new Error('enough');
    let left = 0;
    server.fault = (response, request) => {
      response.on('close', () => {
        left += 1;
      });
      setTimeout(() => stop.abort(reason), 100);
      return fault(response, request);
    };
    const begin = Date.now();
    const files = readImages(source, 0, 2, { signal: stop.signal });
    await expect(files.next()).rejects.toBe(reason);
    expect(Date.now() - begin).toBeLessThan(2000);
    await expect.poll(() => left).toBe(2);
    await expect(listImages(server.address, { signal: stop.signal })).rejects.toBe(reason);
  }
});

it('one request that fails stops the others', async () => {
  const server = await served(tarOf({ 'a.png': 6000, 'gap.bin': 100_000, 'b.png': 5000 }));
  const source = await listImages(server.address);
  let left = 0;
  const before = server.requests.length;
  server.fault = (response) => {
    response.on('close', () => {
      left += 1;
    });
    if (server.requests.length === before + 1) return true;
    return answer(404)(response);
  };
  await expectError(bytesOf(source), 1, /answers 404/);
  await expect.poll(() => left).toBe(2);
});
