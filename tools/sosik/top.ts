import { type Command, Option } from 'commander';
import type { DecisionList, DecisionRow, PopularAnswer } from '#libs/contracts';
import { publicId } from '#libs/text';
import { Refused } from './ending.ts';
import { atGate, type Gate } from './gate.ts';
import { asked, narrowed, note, type Options, show } from './reading.ts';
import { table } from './table.ts';
import { siteOf, type Terminal } from './terminal.ts';

interface TopOptions extends Options {
  window: string;
  trending?: boolean;
  watch?: boolean;
  pin?: string;
  exclude?: string;
  lift?: string;
  decisions?: boolean;
  list?: string;
  rank?: string;
  hours: string;
  reason?: string;
}

type Asked = Parameters<typeof atGate>[1];

/** The list of a terminal that watches is asked for as often as a gateway asks. */
const WATCH_MS = 1_000;

/** `sosik top`: what is read most, and what editors decide on it. */
export function topCommand(program: Command, terminal: Terminal): void {
  narrowed(program.command('top').description('what is read most; pins and exclusions need a key to curate'))
    .addOption(
      new Option('--window <time>', 'over how long').choices(['10m', '1h', '24h', '7d']).default('1h'),
    )
    .option('--trending', 'what more people read than usual')
    .option('--watch', 'again and again, until it is stopped')
    .option('--pin <article>', 'id or uri: put it in its place (--rank, --list, --hours, --reason)')
    .option('--exclude <article>', 'id or uri: keep it out (--list, --hours, --reason)')
    .option('--lift <decision>', 'id: ends a pin or an exclusion before its time')
    .option('--decisions', 'what was decided, by whom and why')
    .option('--list <name>', '`front` or a section; else every list it belongs in')
    .option('--rank <number>', 'where a pin stands')
    .option('--hours <number>', 'how long it holds', '24')
    .option('--reason <words>', 'why')
    .action(async (options: TopOptions, command: Command) => {
      const gate = { ...command.optsWithGlobals<Gate>(), command: 'top' };
      if (options.lift !== undefined) return lifted(terminal, gate, options.lift);
      if (options.decisions) return decisions(terminal, gate, options);
      if (options.pin ?? options.exclude) return decided(terminal, gate, options);
      await top(terminal, options);
      if (options.watch) await watched(terminal, options);
    });
}

async function top(terminal: Terminal, options: TopOptions): Promise<void> {
  const { lang, section, limit, json, window, trending } = options;
  const answer = await asked<PopularAnswer>(terminal, 'popular', {
    limit,
    window,
    ...(lang ? { lang } : {}),
    ...(section ? { section } : {}),
    ...(trending ? { kind: 'trending' } : {}),
  });
  const rows = answer.data.map((each) => [
    each.rank,
    marked(each),
    each.views,
    each.headline,
    siteOf(terminal) + each.url,
  ]);
  show(terminal, options, answer.data, rows);
  const { meta } = answer;
  if (!json)
    note(terminal, `views in ${meta.window}, ${meta.state}, as of ${meta.asOf}, ${meta.sample} in all`);
}

/** How it came to its place: `↑2`, `↓1`, `=`, `new`, `pin`. */
function marked({ movement, before = 0, rank, pinned }: PopularAnswer['data'][number]): string {
  if (pinned) return 'pin';
  if (movement === 'up') return `↑${before - rank}`;
  if (movement === 'down') return `↓${rank - before}`;
  return movement === 'same' ? '=' : (movement ?? '');
}

async function watched(terminal: Terminal, options: TopOptions): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    if (!options.json) terminal.out('');
    await top(terminal, options);
  }
}

async function decided(terminal: Terminal, gate: Asked, options: TopOptions): Promise<void> {
  const { pin, exclude, list, rank, hours, reason, json } = options;
  if (reason === undefined)
    throw new Refused(2, 'whoever reads the list of decisions wants to know why', '`--reason "…"`');
  const article = pin ?? exclude ?? '';
  const body = JSON.stringify({
    kind: pin === undefined ? 'exclude' : 'pin',
    article: /^[a-z2-7]{10,12}$/.test(article) ? article : publicId(article),
    hours: Number(hours),
    reason,
    ...(list === undefined ? {} : { list }),
    ...(rank === undefined ? {} : { rank: Number(rank) }),
  });
  const row = await atGate<DecisionRow>(terminal, gate, '/v1/decisions', { method: 'POST', body });
  terminal.out(json ? JSON.stringify(row) : row.id);
  if (!json) terminal.err(`Holds until ${row.until}. \`sosik top --lift ${row.id}\` ends it before.`);
}

async function lifted(terminal: Terminal, gate: Asked, id: string): Promise<void> {
  await atGate(terminal, gate, `/v1/decisions/${encodeURIComponent(id)}`, { method: 'DELETE' });
  terminal.err(`${id} does not hold any more.`);
}

async function decisions(terminal: Terminal, gate: Asked, { json }: TopOptions): Promise<void> {
  const { data } = await atGate<DecisionList>(terminal, gate, '/v1/decisions');
  const rows = data.map((each) => [
    each.id,
    each.kind,
    each.article,
    each.list ?? 'all',
    each.state,
    each.until,
    each.by,
    each.reason,
  ]);
  const lines = json
    ? data.map((each) => JSON.stringify(each))
    : table([['id', 'kind', 'article', 'list', 'state', 'until', 'by', 'why'], ...rows]);
  for (const line of lines) terminal.out(line);
}
