// Asks Docker two questions: does an engine answer, and is compose there.
import { lastLines, type Outcome, run } from './command.ts';
import type { Answer, Probes } from './flavour.ts';

/** A daemon that hangs must not hold up a start that can do without it. */
const LIMIT_MS = 2_000;

export type Ask = (args: readonly string[]) => Promise<Outcome>;

export function dockerProbes(env: NodeJS.ProcessEnv, ask: Ask = askDocker(env)): Probes {
  return {
    dockerEngine: async () => answerOf(await ask(['version', '--format', '{{.Server.Version}}'])),
    dockerCompose: async () => answerOf(await ask(['compose', 'version', '--short'])),
  };
}

function askDocker(env: NodeJS.ProcessEnv): Ask {
  return async (args) => await run('docker', args, { env, timeoutMs: LIMIT_MS });
}

/** Only a version is a yes: old clients print an empty line and end with 0 when no engine answers. */
function answerOf({ code, stdout, stderr }: Outcome): Answer {
  const version = stdout.trim();
  if (code === 0 && /^v?\d+\./.test(version)) return { ok: true, version };
  if (code === 127) return { ok: false, why: 'no docker command' };
  if (code === 124) return { ok: false, why: `no answer within ${LIMIT_MS / 1000} s` };
  return { ok: false, why: lastLines(stderr, 1).split('. ')[0] || 'it names no version' };
}
