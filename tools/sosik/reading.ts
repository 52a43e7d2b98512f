import { type Command, Option } from 'commander';
import type { PopularAnswer, Problem, SearchAnswer } from '#libs/contracts';
import { seoulDate } from '#libs/text';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { askSite, siteOf, type Terminal } from './terminal.ts';

interface Options {
  lang?: string;
  section?: string;
  limit: string;
  json?: boolean;
}

/** `sosik search`, `sosik top`: what readers find, and what they read. */
export function readingCommands(program: Command, terminal: Terminal): void {
  const narrowed = (command: Command): Command =>
    command
      .addOption(new Option('--lang <code>', 'one edition').choices(['en', 'ko']))
      .option('--section <slug>', 'one section')
      .option('--limit <number>', 'at most so many', '10')
      .option('--json', 'one JSON object an article');
  narrowed(
    program.command('search').description('finds articles, as readers do').argument('<words...>'),
  ).action(async (words: string[], options: Options) => {
    const answer = await asked<SearchAnswer>(terminal, 'search', { ...options, q: words.join(' ') });
    const rows = answer.data.map(({ firstPublished, headline, section, url }) => [
      Object.values(seoulDate(firstPublished)).join('-'),
      section,
      headline,
      siteOf(terminal) + url,
    ]);
    show(terminal, options, answer.data, rows);
    if (!options.json) note(terminal, `${answer.meta.total} found`);
  });
  narrowed(program.command('top').description('what is read most'))
    .addOption(
      new Option('--window <time>', 'over how long').choices(['10m', '1h', '24h', '7d']).default('1h'),
    )
    .action(async (options: Options & { window: string }) => {
      const answer = await asked<PopularAnswer>(terminal, 'popular', options);
      const rows = answer.data.map(({ rank, views, headline, url }) => [
        rank,
        views,
        headline,
        siteOf(terminal) + url,
      ]);
      show(terminal, options, answer.data, rows);
      if (!options.json) note(terminal, `views in ${answer.meta.window}, ${answer.meta.state}`);
    });
}

async function asked<T>(
  terminal: Terminal,
  path: string,
  { json: _, ...options }: Options & { q?: string; window?: string },
): Promise<T> {
  const query = new URLSearchParams(options as unknown as Record<string, string>);
  const { status, body } = await askSite<T & Partial<Problem>>(terminal, `/api/v1/${path}?${query}`);
  if (status === 200) return body;
  const [fault] = body.errors ?? [];
  const words = fault ? `${fault.parameter ?? ''} ${fault.message}` : (body.detail ?? body.title);
  throw new Refused(
    status === 429 ? 6 : 3,
    `${body.code}: ${words}`,
    `\`sosik ${path === 'popular' ? 'top' : path} --help\``,
  );
}

function show(
  terminal: Terminal,
  { json }: Options,
  data: readonly object[],
  rows: readonly (string | number)[][],
): void {
  for (const line of json ? data.map((each) => JSON.stringify(each)) : table(rows)) terminal.out(line);
}

function note(terminal: Terminal, words: string): void {
  terminal.out(coloured(words, 'soft', terminal.colour));
}
