import { existsSync, readFileSync } from 'node:fs';
import { type AppName, appPorts } from '../local/apps.ts';

/** What a command stands on; tests bring their own. */
export interface Terminal {
  /** Settings by name; where the engines and the apps are. */
  env: NodeJS.ProcessEnv;
  out(line: string): void;
  err(line: string): void;
  /** 0 ok, 2 usage, 3 refused, 4 key, 7 not reachable. */
  exit(code: number): void;
}

const ADDRESSES = '.data/start/addresses.json';
const LOCAL_KEY = '.data/start/key';

/** The terminal of this process: the environment counts, then what the local paper has left on disk. */
export function thisTerminal(): Terminal {
  const local = existsSync(ADDRESSES)
    ? (JSON.parse(readFileSync(ADDRESSES, 'utf8')) as NodeJS.ProcessEnv)
    : {};
  return {
    env: { ...local, ...process.env },
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

/** The key of the newsroom API: SOSIK_KEY, else that of the local paper; empty if there is none. */
export function newsroomKey({ env }: Terminal): string {
  return env['SOSIK_KEY'] ?? (existsSync(LOCAL_KEY) ? readFileSync(LOCAL_KEY, 'utf8') : '');
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
  try {
    const response = await fetch(`${url}/internal/${path}`, {
      ...(question === undefined ? {} : post),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status < 500) return { status: response.status, body: (await response.json()) as T };
    throw new Error(`it answered ${response.status}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotReachable(
      `${app} can't be asked at ${url} (${why}). Start the paper with \`npm start\`, or name the address in ${app.toUpperCase()}_URL.`,
      { cause },
    );
  }
}
