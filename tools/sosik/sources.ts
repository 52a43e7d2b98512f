import type { Command } from 'commander';
import type { Problem, SourceList, SourceRow } from '#libs/contracts';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { askGate, type Terminal } from './terminal.ts';

interface Gate {
  url?: string;
  key?: string;
}

const well: readonly SourceRow['state'][] = ['polling', 'waiting'];

/** `sosik sources`: how the feeds are that the gate asks by itself. */
export function sourceCommands(program: Command, terminal: Terminal): void {
  program
    .command('sources')
    .description('says how the sources are that the gate asks by itself; needs a key to read')
    .option('--json', 'one JSON object a source')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const { data } = await listed(terminal, command.optsWithGlobals<Gate>());
      const lines = json ? data.map((row) => JSON.stringify(row)) : linesOf(terminal, data);
      for (const line of lines) terminal.out(line);
    });
}

async function listed(terminal: Terminal, gate: Gate): Promise<SourceList> {
  const { status, body } = await askGate<SourceList & Partial<Problem>>(terminal, gate, '/v1/sources');
  if (status < 300) return body;
  const exit = status === 401 || status === 403 ? 4 : status === 429 ? 6 : 3;
  throw new Refused(exit, `${body.code}: ${body.detail ?? body.title}`, '`sosik sources --help`');
}

function linesOf({ colour }: Terminal, rows: readonly SourceRow[]): string[] {
  if (rows.length === 0) return ['The gate asks no source by itself; INGEST_SOURCES_FILE names them.'];
  const lines = table([
    ['name', 'state', 'last item', 'last answer', 'next'],
    ...rows.map(({ name, state, lastItem, lastAnswer, next }) => [
      name,
      state,
      lastItem ?? 'none',
      lastAnswer?.words ?? 'none',
      next ?? 'never',
    ]),
  ]);
  const marked = rows.map(({ name, state, words }) => {
    const mark = coloured(name, well.includes(state) ? 'good' : 'bad', colour);
    return `${mark}  ${words}`;
  });
  return [...lines, '', ...marked];
}
