import { type Command, Option } from 'commander';
import type { Explanation, Problem, SearchAnswer } from '#libs/contracts';
import { seoulDate } from '#libs/text';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { askSite, siteOf, type Terminal } from './terminal.ts';

export interface Options {
  lang?: string;
  section?: string;
  limit: string;
  json?: boolean;
}

/** What narrows a search beside its words; the words may do so themselves (`tag:` …). */
interface SearchOptions extends Options {
  tag?: string[];
  author?: string;
  from?: string;
  to?: string;
  sort?: string;
  explain?: boolean;
}

const several = (tag: string, tags: string[] = []): string[] => [...tags, tag];

/** What narrows a list, and how it is shown. */
export function narrowed(command: Command): Command {
  return command
    .addOption(new Option('--lang <code>', 'one edition').choices(['en', 'ko']))
    .option('--section <slug>', 'one section')
    .option('--limit <number>', 'at most so many', '10')
    .option('--json', 'one JSON object an article');
}

/** `sosik search`: what readers find. */
export function readingCommands(program: Command, terminal: Terminal): void {
  narrowed(program.command('search').description('finds articles, as readers do').argument('<words...>'))
    .option('--tag <slug>', 'with this tag; several: with all of them', several)
    .option('--author <slug>', 'by this author')
    .option('--from <date>', 'first published then or later: 2026, 2026-03 or 2026-03-01')
    .option('--to <date>', 'first published by the end of it')
    .addOption(new Option('--sort <order>', 'what comes first').choices(['relevance', 'newest']))
    .option('--explain', 'why each stands where it stands')
    .action((words: string[], options: SearchOptions) => searched(terminal, words, options));
}

async function searched(terminal: Terminal, words: string[], options: SearchOptions): Promise<void> {
  const answer = await asked<SearchAnswer>(terminal, 'search', { ...options, q: words.join(' ') });
  const rows = answer.data.flatMap(({ firstPublished, headline, section, url, explanation }) => [
    [Object.values(seoulDate(firstPublished)).join('-'), section, headline, siteOf(terminal) + url],
    ...(explanation ? [['', '', reasonOf(explanation), '']] : []),
  ]);
  show(terminal, options, answer.data, rows);
  const { total, totalRelation } = answer.meta;
  if (!options.json) note(terminal, `${totalRelation === 'gte' ? 'more than ' : ''}${total} found`);
}

/** The factors and where the words were found, in a line: `4.20 = text 3.00 × recency 1.40; title, tag`. */
function reasonOf({ score, factors, found }: Explanation): string {
  const product = factors.map(({ code, value }) => `${code} ${value.toFixed(2)}`).join(' × ');
  return `${score.toFixed(2)} = ${product}; ${found.map(({ code }) => code).join(', ')}`;
}

/** Asks the public API as a reader's program would. */
export async function asked<T>(
  terminal: Terminal,
  path: string,
  { json: _, ...options }: SearchOptions & { q?: string; window?: string; kind?: string },
): Promise<T> {
  const named = Object.entries(options).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)]),
  );
  const query = new URLSearchParams(named);
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

export function show(
  terminal: Terminal,
  { json }: Options,
  data: readonly object[],
  rows: readonly (string | number)[][],
): void {
  for (const line of json ? data.map((each) => JSON.stringify(each)) : table(rows)) terminal.out(line);
}

export function note(terminal: Terminal, words: string): void {
  terminal.out(coloured(words, 'soft', terminal.colour));
}
