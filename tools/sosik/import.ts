import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Command } from 'commander';
import type { ImportDryRun, ImportOptions, ImportReceipt, Problem } from '#libs/client';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { askGate, newsroomOf, siteOf, type Terminal } from './terminal.ts';

interface Options
  extends Pick<ImportOptions, 'source' | 'section' | 'language' | 'format' | 'strict' | 'dryRun'> {
  json?: boolean;
}

/** Media types by what files are called; what is called otherwise is looked into by the gate. */
const types: Readonly<Record<string, string>> = {
  '.rss': 'application/rss+xml',
  '.atom': 'application/atom+xml',
  '.nitf': 'application/nitf+xml',
  '.ninjs': 'application/vnd.iptc.ninjs+json',
  '.html': 'text/html',
  '.htm': 'text/html',
};

/** What both kinds of answers say of an item. */
type Item = Pick<
  ImportReceipt['receipts'][number],
  'uri' | 'version' | 'url' | 'pointer' | 'notes' | 'problem'
> & {
  status: string;
};

/** `sosik import`, `sosik reimport`. */
export function importCommands(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description(
      'imports files of the trade: ninjs, NewsML-G2, NITF, RSS, Atom, JSON Feed, pages; - is standard input',
    )
    .argument('<file...>')
    .option('--source <name>', 'the source of the gate’s settings that they are from')
    .option('--section <slug>', 'of articles that name none of the paper')
    .option('--language <tag>', 'of articles that name none')
    .option('--format <name>', 'when the gate should not look for itself')
    .option('--strict', 'refuses an article of which something was dropped or guessed')
    .option('--dry-run', 'only says what that would do')
    .option('--json', 'one JSON object a file')
    .action(async (files: string[], options: Options, command: Command) => {
      const sosik = newsroomOf(terminal, command.optsWithGlobals());
      let bad = 0;
      for (const [index, file] of files.entries()) {
        if (files.length > 1) terminal.err(`${index + 1}/${files.length}  ${file}`);
        const { json: _, ...said } = options;
        const type = types[extname(file).toLowerCase()];
        const bytes = new Uint8Array(bytesOf(terminal, file));
        const answer = await sosik.import(bytes, { ...said, ...(type && !said.format ? { type } : {}) });
        bad += answer.rejected;
        tell(terminal, options, { file, ...answer });
      }
      endOf(bad, 'sosik import --dry-run');
    });
  program
    .command('reimport')
    .description('reads kept payloads again, with the readers of today')
    .argument('[payload]', 'its id, from the receipt of the import')
    .option('--source <name>', 'all of a source')
    .option('--since <time>', 'received then or later, RFC 3339')
    .option('--dry-run', 'only says what that would do')
    .option('--json', 'one JSON object a payload')
    .action(async (payload: string | undefined, options: Options & { since?: string }, command: Command) => {
      if (payload === undefined && options.source === undefined)
        throw new Refused(2, 'name a payload, or --source', '`sosik reimport --help`');
      const asked = command.optsWithGlobals<{ url?: string; key?: string }>();
      let bad = 0;
      for await (const id of payload === undefined ? payloadsOf(terminal, asked, options) : [payload]) {
        const path = `/v1/payloads/${encodeURIComponent(id)}/reimport${options.dryRun ? '?dryRun=true' : ''}`;
        const answer = await asking<ImportReceipt | ImportDryRun>(terminal, asked, path, { method: 'POST' });
        bad += answer.rejected;
        tell(terminal, options, { file: id, ...answer });
      }
      endOf(bad, 'sosik reimport --dry-run');
    });
}

async function* payloadsOf(
  terminal: Terminal,
  asked: { url?: string; key?: string },
  { source = '', since }: { source?: string; since?: string },
): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ source, ...(since ? { since } : {}), ...(after ? { after } : {}) });
    const { data, next } = await asking<{ data: { id: string }[]; next?: string }>(
      terminal,
      asked,
      `/v1/payloads?${query}`,
    );
    for (const { id } of data) yield id;
    after = next;
  } while (after !== undefined);
}

const EXITS: Readonly<Record<number, number>> = { 400: 2, 401: 4, 403: 4, 429: 6, 503: 7 };

async function asking<T>(
  terminal: Terminal,
  asked: { url?: string; key?: string },
  path: string,
  init: RequestInit = {},
): Promise<T> {
  const { status, body } = await askGate<T | Problem>(terminal, asked, path, init);
  if (status < 400 || (typeof body === 'object' && body !== null && 'format' in body)) return body as T;
  const { code, title, detail = title } = body as Problem;
  throw new Refused(EXITS[status] ?? 3, `${code}: ${detail}`, '`sosik reimport --help`');
}

function bytesOf({ bytes }: Terminal, file: string): Buffer {
  try {
    return file === '-' ? (bytes?.() ?? Buffer.alloc(0)) : readFileSync(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Refused(2, `${file} can't be read (${why})`, 'name files, or - for standard input');
  }
}

function endOf(bad: number, next: string): void {
  if (bad > 0)
    throw new Refused(
      3,
      `${bad} ${bad === 1 ? 'article was' : 'articles were'} refused`,
      `\`${next}\` says why`,
    );
}

/** What became of the items of a file, or would. */
export function tell(
  terminal: Terminal,
  { json }: Options,
  answer: (ImportReceipt | ImportDryRun) & { file: string },
): void {
  if (json) {
    terminal.out(JSON.stringify(answer));
    return;
  }
  const { file, format, payload } = answer;
  terminal.out(
    `${file}  ${format}${payload === undefined ? '; nothing was published' : `  payload ${payload}`}`,
  );
  const items: readonly Item[] = 'receipts' in answer ? answer.receipts : answer.results;
  const rows = items.map(({ status, uri, version, url, pointer }) => [
    status,
    uri ?? pointer,
    version,
    url === undefined ? '' : siteOf(terminal) + url,
  ]);
  const lines = table(rows);
  for (const [index, item] of items.entries()) {
    const colour = item.status === 'rejected' ? 'bad' : 'good';
    terminal.out((lines[index] ?? '').replace(/^\S+/, (word) => coloured(word, colour, terminal.colour)));
    for (const line of below(item)) terminal.out(line);
  }
}

/** What was refused, dropped or guessed of an article. */
function below({ problem, notes = [] }: Item): string[] {
  const faults =
    problem?.errors ?? (problem ? [{ code: problem.code, message: problem.detail ?? problem.title }] : []);
  const refused = faults.map(({ code, message, ...at }) => [
    '',
    code,
    'pointer' in at ? at.pointer : '',
    message,
  ]);
  const told = notes.filter(({ message }) => !faults.some((fault) => fault.message === message));
  return table([
    ...refused,
    ...told.map(({ code, pointer, message }) => ['', code, pointer || '/', message]),
  ]);
}
