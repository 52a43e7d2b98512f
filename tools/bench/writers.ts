import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a writer sends, and how it was answered. */
export interface Load {
  /** Whole HTTP requests, in the order in which they leave. */
  requests: readonly Buffer[];
  writers: number;
}

export interface Answered {
  /** From the first request to the last answer. */
  seconds: number;
  /** Of each answer, milliseconds. */
  latencies: number[];
  /** Status lines other than 202. */
  refused: string[];
}

const END = Buffer.from('\r\n\r\n');

/**
 * Writers that each keep a connection and wait for the answer to one request before they send the next. They do
 * as little as can be: on a machine of two cores, what a full client of HTTP takes is missing where it is measured.
 */
export async function write(url: URL, { requests, writers }: Load): Promise<Answered> {
  const sockets = await Promise.all(Array.from({ length: writers }, () => open(url)));
  const answered: Answered = { seconds: 0, latencies: [], refused: [] };
  let next = 0;
  const begun = performance.now();
  const writer = async (socket: Socket): Promise<void> => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const sent = performance.now();
      socket.write(request);
      const status = await answer(socket);
      answered.latencies.push(performance.now() - sent);
      if (status !== '202') answered.refused.push(status);
    }
  };
  try {
    await Promise.all(sockets.map(writer));
    answered.seconds = (performance.now() - begun) / 1_000;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return answered;
}

/** One request with a JSON body, as bytes. */
export function post(url: URL, headers: Record<string, string>, body: string): Buffer {
  const all = { host: url.host, ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${url.pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

async function open({ hostname, port }: URL): Promise<Socket> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** The status of the next answer, read to its end; throws when the connection ends before. */
async function answer(socket: Socket): Promise<string> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = await read(socket);
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const head = bytes.indexOf(END);
    if (head < 0) continue;
    const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1];
    if (length === undefined) throw new Error('an answer without its length');
    if (bytes.length >= head + END.length + Number(length)) return bytes.toString('latin1', 9, 12);
  }
}

function read(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => {
      socket.off('data', got);
      reject(new Error('the gate has closed the connection'));
    };
    const got = (chunk: Buffer): void => {
      socket.pause();
      socket.off('close', ended);
      resolve(chunk);
    };
    socket.once('data', got);
    socket.once('close', ended);
    socket.resume();
  });
}
