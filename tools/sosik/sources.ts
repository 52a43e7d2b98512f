import type { Command } from 'commander';
import type { ImportOptions } from '#libs/client';
import type { Problem, SourceList, SourceRow } from '#libs/contracts';
import { Refused } from './ending.ts';
import { tell } from './import.ts';
import { coloured, table } from './table.ts';
import { askGate, newsroomOf, type Terminal } from './terminal.ts';

interface Gate {
  url?: string;
  key?: string;
}

interface Trying extends Pick<ImportOptions, 'source' | 'section' | 'language' | 'format'> {
  json?: boolean;
}

const well: readonly SourceRow['state'][] = ['polling', 'waiting'];

/** `sosik sources`: how the feeds are that the gate asks by itself. */
export function sourceCommands(program: Command, terminal: Terminal): void {
  const sources = program
    .command('sources')
    .description('says how the sources are that the gate asks by itself; needs a key to read')
    .option('--json', 'one JSON object a source')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const { data } = await listed(terminal, command.optsWithGlobals<Gate>());
      const lines = json ? data.map((row) => JSON.stringify(row)) : linesOf(terminal, data);
      for (const line of lines) terminal.out(line);
    });
  sources
    .command('try')
    .description('asks a feed once, as the gate would, and says what would become of it; publishes nothing')
    .argument('<url>')
    .option('--source <name>', 'as if it were this source of the gate’s settings')
    .option('--section <slug>', 'of articles that name none of the paper')
    .option('--language <tag>', 'of articles that name none')
    .option('--format <name>', 'when the gate should not look for itself')
    .action(async (url: string, _options: object, command: Command) => {
      const { json, source, section, language, format } = command.optsWithGlobals<Gate & Trying>();
      const { feedAt } = await terminal.load(() => import('./feed.ts'));
      const feed = await feedAt(url, terminal.env['OUTBOUND_ALLOW']);
      for (const line of feed.lines) terminal.err(line);
      const said = { source, section, language, format: format ?? feed.format };
      const given = Object.entries(said).filter(([, value]) => value !== undefined);
      const options: ImportOptions & { dryRun: true } = { ...Object.fromEntries(given), dryRun: true };
      const answer = await newsroomOf(terminal, command.optsWithGlobals<Gate>()).import(feed.bytes, options);
      tell(terminal, json ? { json } : {}, { file: feed.url, ...answer });
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
