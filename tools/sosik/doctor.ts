import type { Command } from 'commander';
import type { Finding } from './doctor/finding.ts';
import { coloured } from './table.ts';
import type { Terminal } from './terminal.ts';

const WIDTH = 24;
const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

/** `sosik doctor`: looks at everything that a paper stands on, and says of each fault what to do. */
export function doctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('looks at machine, settings, engines, apps, log, index, keys; each fault with what to do')
    .option('--json', 'one JSON object a finding')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { examine } = await terminal.load(() => import('./doctor/examine.ts'));
      const findings = await examine(terminal, (finding) => {
        if (json) return terminal.out(JSON.stringify(finding));
        for (const line of linesOf(finding, terminal.colour)) terminal.out(line);
      });
      if (!json) terminal.err(summaryOf(findings));
      if (findings.some(({ state }) => state === 'fail')) terminal.exit(7);
    });
}

/** A finding as a person reads it; what to do stands below it. */
export function linesOf({ what, state, detail, mend }: Finding, colour = false): string[] {
  const mark = coloured(marks[state], state === 'ok' ? 'good' : state === 'fail' ? 'bad' : 'soft', colour);
  const more = mend === undefined || state === 'ok' ? [] : [`${' '.repeat(WIDTH + 6)}do: ${mend}`];
  return [`${mark}  ${what.padEnd(WIDTH)}${detail}`, ...more];
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (state: Finding['state']): number => findings.filter((each) => each.state === state).length;
  const [warn, fail] = [count('warn'), count('fail')];
  if (warn + fail === 0) return `All ${findings.length} are well.`;
  return `${findings.length} looked at: ${fail} ${fail === 1 ? 'fault' : 'faults'}, ${warn} ${warn === 1 ? 'warning' : 'warnings'}.`;
}
