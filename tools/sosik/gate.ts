import type { Problem } from '#libs/contracts';
import { Refused } from './ending.ts';
import { askGate, type Terminal } from './terminal.ts';

/** The newsroom API, as the options of a command line name it. */
export interface Gate {
  url?: string;
  key?: string;
}

/** What the newsroom API answers; throws `Refused` on a problem, with the command whose help is next. */
export async function atGate<T>(
  terminal: Terminal,
  { command, ...gate }: Gate & { command: string },
  path: string,
  init: RequestInit = {},
): Promise<T> {
  const { status, body } = await askGate<T & Partial<Problem>>(terminal, gate, path, init);
  if (status < 300) return body;
  const [fault] = body.errors ?? [];
  const words = fault ? `${fault.pointer ?? ''} ${fault.message}` : (body.detail ?? body.title);
  const exit = status === 401 || status === 403 ? 4 : status === 429 ? 6 : 3;
  throw new Refused(exit, `${body.code}: ${words}`, `\`sosik ${command} --help\``);
}
