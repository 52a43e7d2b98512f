import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Drift, DriftAnswer } from '#libs/contracts';
import { askApp, type Terminal, who } from './terminal.ts';

const POLL_MS = 200;
/** Drifts that a table shows; all of them are in the JSON. */
const SHOWN = 40;

interface Options {
  heal?: boolean;
  json?: boolean;
}

/** `sosik audit`: whether readers are served what the record says, article by article. */
export function auditCommand(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .description('holds search, counts and ready pages against the record, article by article')
    .option('--heal', 'mends what differs, and removes what content does not know')
    .option('--json', 'the answer as JSON')
    .addHelpText('after', '\nExit code 1: something differs, and is not mended.')
    .action(async ({ heal = false, json = false }: Options) => {
      const answer = await lastOf(terminal, { heal, who: who(terminal) });
      terminal.rewrite?.('');
      if (json) terminal.out(JSON.stringify(answer));
      else for (const line of linesOf(answer, heal)) terminal.out(line);
      if (answer.state === 'failed') terminal.exit(7);
      else if (answer.found > answer.mended || answer.unsure > 0) terminal.exit(1);
    });
}

async function lastOf(terminal: Terminal, question: { heal: boolean; who: string }): Promise<DriftAnswer> {
  let answer = (await askApp<DriftAnswer>(terminal, 'ops', 'drift', question)).body;
  while (answer.state === 'running') {
    terminal.rewrite?.(`${answer.articles} articles, ${answer.found} differ`);
    await delay(POLL_MS);
    answer = (await askApp<DriftAnswer>(terminal, 'ops', 'drift')).body;
  }
  return answer;
}

/** What an operator reads. */
export function linesOf(
  { state, articles, held, drifts, found, mended, unsure, reason, ms = 0 }: DriftAnswer,
  heal: boolean,
): string[] {
  if (state === 'failed') return [`The paper could not be compared to its end: ${reason}`];
  const seconds = (ms / 1_000).toFixed(1);
  const looked = `${articles} articles of the record and ${held} entries of views were compared in ${seconds} s.`;
  const more = found > SHOWN ? [`… and ${found - SHOWN} more: --json names the first thousand`] : [];
  return [
    ...drifts.slice(0, SHOWN).map(lineOf),
    ...more,
    looked,
    sentence(found, mended, heal),
    ...(unsure > 0 ? [`${count(unsure)} not be judged: something is behind. Ask again when it is not.`] : []),
    ...(reason === undefined ? [] : [reason]),
  ];
}

function lineOf({ where, is, id, uri, mended }: Drift): string {
  return [where.padEnd(10), is.padEnd(7), (mended ? 'mended' : 'stands').padEnd(6), uri ?? id].join('  ');
}

function sentence(found: number, mended: number, heal: boolean): string {
  if (found === 0) return 'Nothing differs from the record.';
  if (found === mended)
    return found === 1 ? 'One differed, and is mended.' : `${found} differed, and all are mended.`;
  if (heal)
    return `${found} differed, ${mended} of them are mended. The log of ops says what stands in the way.`;
  return `${found} ${found === 1 ? 'differs' : 'differ'}: \`sosik audit --heal\` mends ${found === 1 ? 'it' : 'them'}.`;
}

function count(unsure: number): string {
  return unsure === 1 ? 'One more could' : `${unsure} more could`;
}
