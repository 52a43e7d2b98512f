// A page of docs/ is followed as its reader would follow it: what it says is run, and what it says that is shown is
// held against what is.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const root = new URL('../', import.meta.url).pathname;

/** A snippet that is run, and what its guide says that it shows. */
export interface Step {
  language: 'sh' | 'ts';
  code: string;
  shows?: string;
}

/** Fences of `sh` and `ts` are run; one of `text` behind them is what they print, `…` standing for anything. */
export function stepsOf(guide: string): Step[] {
  const steps: Step[] = [];
  for (const [, language, code = ''] of guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'sh' || language === 'ts') steps.push({ language, code });
    const last = steps.at(-1);
    if (language === 'text' && last) last.shows = code;
  }
  return steps;
}

/** Runs a step in a folder, with the command line of this clone on its path; answers what was printed. */
export async function follow(
  { language, code }: Step,
  { folder, env, number }: { folder: string; env: Readonly<Record<string, string>>; number: number },
): Promise<string> {
  const script = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `step-${number}.ts`;
  if (language === 'ts') writeFileSync(join(folder, script), code);
  const [command, args] =
    language === 'ts' ? [process.execPath, [script]] : ['bash', ['-euo', 'pipefail', '-c', code]];
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
      HOME: folder,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  // Only a grep that counts none may fail, and its guide says what it prints.
  if (status !== 0 && !(status === 1 && out.endsWith('0\n')))
    throw new Error(`${code}\nended with ${status}\n${out}${err}`);
  return out;
}

/** What matches an output as a guide shows it. */
export function matching(shows: string): RegExp {
  const parts = shows
    .trim()
    .split('…')
    .map((part) => part.replaceAll(/[$(-+.?[-^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`);
}
