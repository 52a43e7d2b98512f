import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Sosik } from '#libs/client';
import { type AppName, appPorts } from '../local/ports.ts';

/** What a command stands on; tests bring their own. */
export interface Terminal {
  /** Settings by name; where the engines and the apps are. */
  env: NodeJS.ProcessEnv;
  out(line: string): void;
  err(line: string): void;
  /** 0 ok, 2 usage, 3 not valid, 4 key, 5 conflict, 6 limited, 7 not available. */
  exit(code: number): void;
  /** Puts a line in place of the one that it wrote last; only where somebody looks at a terminal. */
  rewrite?(line: string): void;
  /** Whether marks may be coloured. */
  colour?: boolean;
  /** All of standard input. */
  stdin?(): string;
  /** The same as it came, in whatever encoding. */
  bytes?(): Buffer;
  /** Loads what only one command needs, and what has to be compiled before it runs. */
  load<T>(module: () => Promise<T>): Promise<T>;
}

/** Where the local paper keeps what it leaves for others. */
export const localState = fileURLToPath(new URL('../../.data/start/', import.meta.url));
/** Compiles what is loaded from then on. */
const TOOLS = new URL('../', import.meta.url).href;

/** Folder of the paper that commands about this machine mean, with a slash at its end: SOSIK_STATE, else that of `npm start`. */
export function stateOf({ env }: Pick<Terminal, 'env'>): string {
  const named = env['SOSIK_STATE'];
  return named ? `${named.replace(/\/+$/, '')}/` : localState;
}

/** The terminal of this process: the environment counts, then what the local paper has left on disk. */
export function thisTerminal(): Terminal {
  const addresses = `${stateOf(process)}addresses.json`;
  const local = existsSync(addresses)
    ? (JSON.parse(readFileSync(addresses, 'utf8')) as NodeJS.ProcessEnv)
    : {};
  const env = { ...local, ...process.env };
  process.stdout.on('error', endWhenNobodyReads);
  return {
    env,
    out: (line) => process.stdout.write(`${harmless(line)}\n`),
    err: (line) => process.stderr.write(`${harmless(line)}\n`),
    ...(process.stderr.isTTY
      ? { rewrite: (line) => process.stderr.write(`\r\u001b[K${harmless(line)}`) }
      : {}),
    exit: (code) => {
      process.exitCode = code;
    },
    // https://no-color.org: any value but the empty one.
    colour: process.stdout.isTTY === true && !env['NO_COLOR'],
    stdin: () => readFileSync(0, 'utf8'),
    bytes: () => readFileSync(0),
    load: async (module) => {
      await import(`${TOOLS}source.mjs`);
      return module();
    },
  };
}

/** Controls, but for tab, line break and the colours that we put there, and marks that turn or hide what is around them. */
const OBEYED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours begin with one
  /\u001b\[[\d;]{0,20}m|(?![\t\n])[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** What others have said, as a terminal may show it: nothing in it is obeyed. Joiners of letters and emoji stay. */
export function harmless(text: string): string {
  return text.replace(OBEYED, (found) =>
    found.length > 1 ? found : `\\u{${found.charCodeAt(0).toString(16)}}`,
  );
}

/** As after `| head -n 1`: what is left to say is for nobody, which is no fault of the command. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** The key of the newsroom API: SOSIK_KEY, else that of the local paper; empty if there is none. */
export function newsroomKey({ env }: Terminal): string {
  const file = `${stateOf({ env })}key`;
  return env['SOSIK_KEY'] ?? (existsSync(file) ? readFileSync(file, 'utf8') : '');
}

/** Who sits at this terminal: what is done here stands under that name. */
export function who({ env }: Terminal): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] ?? 'somebody';
  }
}

/** Where the newsroom API answers. */
export function gateOf({ env }: Terminal): string {
  return env['SOSIK_URL'] ?? env['INGEST_URL'] ?? `http://127.0.0.1:${appPorts.ingest}`;
}

/** Where the reader's site and the public API answer. */
export function siteOf({ env }: Terminal): string {
  return (env['PUBLIC_URL'] ?? `http://127.0.0.1:${appPorts.gateway}`).replace(/\/+$/, '');
}

/** The newsroom API, as the options of the command line name it. */
export function newsroomOf(terminal: Terminal, { url, key }: { url?: string; key?: string }): Sosik {
  return new Sosik({
    url: url ?? gateOf(terminal),
    key: key ?? newsroomKey(terminal),
    source: '/sosik',
    retries: 3,
    patienceMs: 15_000,
  });
}

/** Something needed does not answer; the message names it and what to do. */
export class NotReachable extends Error {
  readonly code = 'not_reachable';
}

interface Answer<T> {
  status: number;
  body: T;
}

/** Asks an app below `/internal/`; throws `NotReachable` when nothing answers, or only that it can't. */
export async function askApp<T>(
  { env }: Terminal,
  app: AppName,
  path: string,
  question?: object,
): Promise<Answer<T>> {
  const url = env[`${app.toUpperCase()}_URL`] ?? `http://127.0.0.1:${appPorts[app]}`;
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  };
  const asked = question === undefined ? {} : post;
  return ask(`${url}/internal/${path}`, `${app} can't be asked at ${url}`, `${app.toUpperCase()}_URL`, asked);
}

/** Where the desk answers. */
function deskOf({ env }: Terminal): string {
  return env['OPS_URL'] ?? `http://127.0.0.1:${appPorts.ops}`;
}

/** The public key that receipts of the desk are signed with, or of another desk; throws `NotReachable` as above. */
export async function askDeskKey(
  terminal: Terminal,
  url = `${deskOf(terminal)}/receipts/key`,
): Promise<unknown> {
  return (await ask(url, `the key can't be asked for at ${url}`, 'OPS_URL', {})).body;
}

/** Asks the public API; throws `NotReachable` as above. */
export async function askSite<T>(terminal: Terminal, path: string): Promise<Answer<T>> {
  const url = siteOf(terminal);
  return ask(url + path, `the reader's site can't be asked at ${url}`, 'PUBLIC_URL', {});
}

/** Asks the newsroom API for what the client of newsrooms has no words for; throws `NotReachable` as above. */
export async function askGate<T>(
  terminal: Terminal,
  { url = gateOf(terminal), key = newsroomKey(terminal) }: { url?: string; key?: string },
  path: string,
  init: RequestInit = {},
): Promise<Answer<T>> {
  const type = init.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { authorization: `Bearer ${key}`, ...type };
  return ask(url + path, `the newsroom API can't be asked at ${url}`, 'SOSIK_URL', { ...init, headers });
}

async function ask<T>(url: string, words: string, setting: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
    const { status } = response;
    if (status === 204) return { status, body: undefined as T };
    if (status < 500) return { status, body: (await response.json()) as T };
    throw new Error(`it answered ${status}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotReachable(
      `${words} (${why}). Start the paper with \`npm start\`, or name the address in ${setting}.`,
      { cause },
    );
  }
}
