import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSosik } from './program.ts';

interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}
interface Reply {
  status: number;
  body?: object | undefined;
  headers?: Record<string, string>;
}
interface Ran {
  code: number;
  out: string[];
  err: string[];
}

/** The command line before a paper that answers as it is told to, and remembers what it was asked. */
export interface Rehearsal {
  url: string;
  /** By method and path without its query; others are not found. */
  answers: Record<string, Reply>;
  asked: Asked[];
  /** Runs a command line as a terminal does; `stdin` and `colour` are no settings. */
  sosik(args: string[], changes?: Record<string, string>): Promise<Ran>;
  file(name: string, text: string): string;
  forget(): void;
  end(): void;
}

export const KEY = 'test_keyOfTheCommandLine2026';

export const article = {
  uri: 'desk:ferry',
  version: 1,
  language: 'ko',
  section: 'society',
  headline: '여객선 다시 뜬다',
  body: '<p>소식</p>',
};
export const receipt = {
  id: 'desk:ferry#1',
  status: 'accepted',
  uri: 'desk:ferry',
  version: 1,
  url: '/ko/society/x',
  warnings: [],
  statusUrl: '/v1/events/x',
};

export function refusal(status: number, code: string, more: object = {}): Reply {
  return { status, body: { type: '/docs', title: `It is ${code}`, status, code, ...more } };
}

/** For tests only. */
export async function rehearse(): Promise<Rehearsal> {
  const folder = mkdtempSync(join(tmpdir(), 'sosik-'));
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    rehearsal.asked.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    const known = rehearsal.answers[`${method} ${path.split('?', 1)[0]}`];
    const { status, body, headers: more } = known ?? refusal(404, 'not_found');
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rehearsal: Rehearsal = {
    url,
    answers: {},
    asked: [],
    sosik: (args, changes = {}) =>
      runAt(args, { SOSIK_URL: url, PUBLIC_URL: url, OPS_URL: url, SOSIK_KEY: KEY, ...changes }),
    file: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    forget: () => {
      rehearsal.answers = {};
      rehearsal.asked = [];
    },
    end: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return rehearsal;
}

/** Runs a command line at a paper that its settings lead to; `stdin` and `colour` are none of them. */
export async function runAt(
  args: string[],
  { stdin = '', colour, ...env }: Record<string, string>,
): Promise<Ran> {
  const ran: Ran = { code: 0, out: [], err: [] };
  const terminal = {
    env,
    out: (line: string) => ran.out.push(line),
    err: (line: string) => ran.err.push(line),
    exit: (code: number) => {
      ran.code = code;
    },
    colour: colour === 'yes',
    stdin: () => stdin,
    load: <T>(module: () => Promise<T>) => module(),
  };
  await runSosik(terminal, args);
  return ran;
}
