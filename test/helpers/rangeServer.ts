import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked for, and how much was sent. */
export interface Request {
  readonly range: string | undefined;
  sent: number;
}

export interface RangeServer {
  /** Of the file. */
  readonly address: string;
  readonly requests: readonly Request[];
  /** The file from now on. */
  change(bytes: Uint8Array): void;
  /** Answers instead of the server where it returns true; a call for each request. */
  fault: ((response: ServerResponse, request: IncomingMessage) => boolean) | undefined;
  /** Of all connections that have ended. */
  readonly closed: number;
  close(): Promise<void>;
}

/** A server on this machine that sends ranges of one file, as RFC 9110 says. */
export async function rangeServer(file: Uint8Array): Promise<RangeServer> {
  let bytes = file;
  let closed = 0;
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    const asked: Request = { range, sent: 0 };
    requests.push(asked);
    if (served.fault?.(response, request)) return;
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (from === undefined) {
      response.writeHead(200).end(bytes);
      return;
    }
    if (Number(from) >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const part = bytes.subarray(Number(from), Number(to) + 1);
    asked.sent = part.length;
    response.writeHead(206, {
      'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`,
      'content-length': part.length,
    });
    response.end(part);
  });
  server.on('connection', (socket) => {
    socket.on('close', () => {
      closed += 1;
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const served: RangeServer = {
    ...{ address: `http://127.0.0.1:${port}/images.tar`, requests, fault: undefined },
    change: (other) => {
      bytes = other;
    },
    get closed() {
      return closed;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return served;
}
