import { runToEnd } from '../local/build.ts';

interface Report {
  metadata?: { vulnerabilities?: Readonly<Record<string, number>> };
  vulnerabilities?: Readonly<Record<string, { severity: string; range: string; via: readonly unknown[] }>>;
  message?: string;
  error?: { summary?: string };
}

/**
 * What the registry knows against the packages of the lock file, in words. Without an answer nothing is known, which
 * is no good news: it is told as a failure, with the reason.
 */
export function judged(output: string): { passed: boolean; words: string } {
  const report = reportIn(output);
  const found = report?.vulnerabilities;
  if (!report?.metadata || !found) {
    const reason = report?.message ?? report?.error?.summary ?? output.trim().split('\n').at(-1) ?? '';
    return {
      passed: false,
      words: `nothing is known: the registry gave no answer (${reason.slice(0, 200)})`,
    };
  }
  const bad = Object.entries(found).map(([name, { severity, range }]) => `${severity}: ${name} ${range}`);
  return { passed: bad.length === 0, words: bad.length === 0 ? 'none is known' : bad.toSorted().join('\n') };
}

/** The one JSON document in what npm has printed, among its warnings. */
function reportIn(output: string): Report | undefined {
  const [from, to] = [output.indexOf('{'), output.lastIndexOf('}')];
  if (from < 0) return undefined;
  try {
    return JSON.parse(output.slice(from, to + 1)) as Report;
  } catch {
    return undefined;
  }
}

/** Asks the registry of whoever runs this; the only check that leaves the machine. */
export async function audit(): Promise<{ passed: boolean; words: string }> {
  const npm = process.env['npm_execpath'];
  const args = ['audit', '--json', '--package-lock-only'];
  const program = npm ? { command: process.execPath, args: [npm, ...args] } : { command: 'npm', args };
  return judged((await runToEnd(program)).output);
}
