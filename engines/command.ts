// Runs a command to its end and keeps what it printed.
import { type ExecFileOptions, execFile } from 'node:child_process';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly abort?: AbortSignal | undefined;
}

/**
 * Never rejects: a command that is not there ends with 127, one that was ended by a signal or its time limit
 * with 124. What it printed is kept up to 16 MiB.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const settings: ExecFileOptions = { maxBuffer: 16 * 1024 * 1024 };
  if (options.env) settings.env = options.env;
  if (options.cwd) settings.cwd = options.cwd;
  if (options.timeoutMs) settings.timeout = options.timeoutMs;
  if (options.abort) settings.signal = options.abort;
  return await new Promise((resolve) => {
    execFile(command, [...args], settings, (error, stdout, stderr) => {
      resolve({ code: codeOf(error), stdout: String(stdout), stderr: String(stderr) });
    });
  });
}

function codeOf(error: Error | null): number {
  if (error === null) return 0;
  if ('code' in error && typeof error.code === 'number') return error.code;
  return 'code' in error && error.code === 'ENOENT' ? 127 : 124;
}

/** The last lines of a text, for a message. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
