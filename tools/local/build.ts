import { spawn } from 'node:child_process';

/**
 * Keeps an app near the memory it needs: without a bound, V8 lets garbage grow to half a gigabyte before it looks
 * (five apps under load 1,436 MiB, with these 845 MiB; the Dockerfile has the same).
 */
const memory = ['--max-semi-space-size=4', '--max-old-space-size=384'];
/** The two that every event passes through collect their garbage in larger steps: a fifth less work for each event. */
const roomy = ['--max-semi-space-size=8', '--max-old-space-size=384'];
/**
 * The gate looks through what has outlived those steps when the heap has doubled, not when it has grown by half:
 * 3 times instead of 13 in 7,500 events, a tenth of its processor time, for 30 MiB.
 */
const roomier = [...roomy, '--heap-growing-percent=100'];

/** A compiled app under the Node that runs us, with readable stacks. */
export function command(app: string): { command: string; args: string[] } {
  const bounds = app === 'ingest' ? roomier : app === 'content' ? roomy : memory;
  const script = `dist/apps/${app}/src/main.js`;
  return { command: process.execPath, args: ['--enable-source-maps', ...bounds, script] };
}

interface Result {
  code: number;
  output: string;
}

/** Runs a program to its end; what it prints is kept for whoever has to explain a failure. */
export async function runToEnd(
  { command: program, args }: { command: string; args: readonly string[] },
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result> {
  const child = spawn(program, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status) => resolve(status ?? 1));
  });
  return { code, output };
}

/** Compiles the apps, and only them: a fault in a test must not keep the paper from being printed. */
export async function buildApps(names: readonly string[]): Promise<void> {
  const apps = names.map((name) => `apps/${name}`);
  const tsc = { command: process.execPath, args: ['node_modules/typescript/bin/tsc', '-b', ...apps] };
  const { code, output } = await runToEnd(tsc);
  if (code !== 0)
    throw new Error(`the apps do not compile; mend this, then run \`npm start\` again:\n${output}`);
}
