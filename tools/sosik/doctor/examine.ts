// Everything that a paper stands on, in the order in which one thing leans on another. Looks only: nothing is
// changed, and what does not answer is a finding.
import type { Terminal } from '../terminal.ts';
import { examineApps } from './apps.ts';
import { examineSettings } from './declared.ts';
import type { Finding } from './finding.ts';
import { examineLog } from './log.ts';
import { examineMachine } from './machine.ts';
import { examineSecrets } from './secrets.ts';

/** Tells each finding as soon as it is there; answers all of them. */
export async function examine(terminal: Terminal, tell: (finding: Finding) => void): Promise<Finding[]> {
  const all: Finding[] = [];
  const take = (findings: readonly Finding[]): void => {
    for (const finding of findings) {
      all.push(finding);
      tell(finding);
    }
  };
  take(await examineMachine(terminal));
  take(examineSettings(terminal));
  const { findings, running } = await examineApps(terminal);
  take(findings);
  // Before the first start there is nothing to be asked.
  if (!running) return all;
  take(await examineLog(terminal));
  take(await examineSecrets(terminal));
  return all;
}
