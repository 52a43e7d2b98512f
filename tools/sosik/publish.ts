import type { Command } from 'commander';
import type { ArticleInput, DryRun, Envelope, EventInput, Receipt, Sosik } from '#libs/client';
import { SosikError } from '#libs/client';
import { type Document, located, readDocument } from './document.ts';
import { Refused } from './ending.ts';
import { takedownLines } from './receipt.ts';
import { coloured, table } from './table.ts';
import { newsroomOf, siteOf, type Terminal } from './terminal.ts';

const WAITS = ['stored', 'visible', 'gone'] as const;
type Wait = (typeof WAITS)[number];

interface Waiting {
  wait?: string | true;
  timeout: number;
  json?: boolean;
}

/** `sosik publish`, `sosik withdraw`. */
export function publishCommands(program: Command, terminal: Terminal): void {
  const waiting = (command: Command, usual: Wait): Command =>
    command
      .option('--wait [stage]', `answer when it is ${WAITS.join(', ')}; without a word: ${usual}`)
      .option('--timeout <seconds>', 'how long to wait at most', Number, 5)
      .option('--json', 'the receipt as one JSON object');
  waiting(
    program
      .command('publish')
      .description('publishes an article, or says an event: a JSON file, or - for standard input')
      .argument('<file>')
      .option('--dry-run', 'only says what that would do'),
    'visible',
  ).action(async (file: string, options: Waiting & { dryRun?: boolean }, command: Command) => {
    const document = readDocument(terminal, file);
    const sosik = newsroomOf(terminal, command.optsWithGlobals());
    try {
      if (options.dryRun) {
        const answer = await sosik.publish(document.value, { dryRun: true });
        return tell(terminal, options, answer, wouldBe(terminal, answer));
      }
      const receipt = await said(sosik, document.value, waitOf(options, 'visible'));
      tell(terminal, options, receipt, receiptLines(terminal, receipt));
    } catch (error) {
      throw withPlaces(error, document);
    }
  });
  waiting(
    program
      .command('withdraw')
      .description('takes an article from every surface, whatever its version')
      .argument('<uri>')
      .requiredOption('--reason <words>', 'why; kept, not shown to readers')
      .option('--notice <words>', 'what readers are told in its place'),
    'gone',
  ).action(async (uri: string, options: Waiting & { reason: string; notice?: string }, command: Command) => {
    const { reason, notice } = options;
    const told = notice ? { notice: { headline: notice, text: notice } } : {};
    const sosik = newsroomOf(terminal, command.optsWithGlobals());
    const receipt = await sosik.withdraw(uri, { reason, ...told, ...waitOf(options, 'gone') });
    const { takedown } = receipt;
    const lines = receiptLines(terminal, receipt);
    if (!takedown) return tell(terminal, options, receipt, lines);
    const { takedownInWords } = await terminal.load(() => import('#libs/contracts'));
    const proof = takedownLines(terminal, takedown, takedownInWords(takedown));
    tell(terminal, options, takedown, [...lines, ...proof]);
  });
}

/** By what the article says of itself: the first version, a correction, or any other change. */
function said(sosik: Sosik, what: EventInput, waiting: object): Promise<Receipt> {
  if ('specversion' in what) return sosik.publish(what as Envelope, waiting);
  const article = what as ArticleInput;
  if (article.changeType === 'correction') return sosik.correct(article, waiting);
  return article.version > 1 ? sosik.update(article, waiting) : sosik.publish(article, waiting);
}

function waitOf({ wait, timeout }: Waiting, usual: Wait): { wait?: Wait; waitMs?: number } {
  if (wait === undefined) return {};
  const stage = wait === true ? usual : WAITS.find((each) => each === wait);
  if (!stage || !(timeout >= 0.1 && timeout <= 30))
    throw new Refused(2, `--wait is ${WAITS.join(', ')}; --timeout is 0.1 to 30`, '`sosik publish --help`');
  return { wait: stage, waitMs: Math.round(timeout * 1_000) };
}

function tell(terminal: Terminal, { json }: { json?: boolean }, answer: object, lines: string[]): void {
  if (json) terminal.out(JSON.stringify(answer));
  else for (const line of lines) terminal.out(line);
}

function receiptLines(terminal: Terminal, receipt: Receipt): string[] {
  const { id, status, uri, version, outcome, reason, url, warnings = [] } = receipt;
  const what = version === undefined ? uri : `${uri}  version ${version}`;
  const lines = table([
    [status, what],
    ...(outcome ? [[outcome, reason]] : []),
    ...(url ? [['page', siteOf(terminal) + url]] : []),
    ['where', `sosik where '${id}'`],
    ...warnings.map(({ pointer, message }) => ['warning', `${pointer ?? ''} ${message}`]),
  ]);
  return marked(lines, 'good', terminal.colour);
}

function wouldBe(terminal: Terminal, { outcome, url, warnings = [], diff = [], ...known }: DryRun): string[] {
  const { uri = known.article?.uri, version = known.article?.version } = known;
  const lines = table([
    [outcome ?? 'good', `${uri}  version ${version}; nothing was published`],
    ...(url ? [['page', siteOf(terminal) + url]] : []),
    ...diff.map(({ pointer }) => ['changes', pointer]),
    ...warnings.map(({ pointer, message }) => ['warning', `${pointer ?? ''} ${message}`]),
  ]);
  return marked(lines, 'good', terminal.colour);
}

/** The first word of the first line in a colour. */
export function marked(
  [first = '', ...rest]: string[],
  colour: Parameters<typeof coloured>[1],
  wanted?: boolean,
): string[] {
  return [first.replace(/^\S+/, (word) => coloured(word, colour, wanted)), ...rest];
}

/** A refusal that also says where in the file each fault is. */
function withPlaces(error: unknown, document: Document): unknown {
  if (!(error instanceof SosikError) || !error.problem?.errors?.some(({ pointer }) => pointer !== undefined))
    return error;
  const lines = located(document, error.problem.errors).map(
    ({ spot, pointer, message }) =>
      `${document.file}:${spot.line}:${spot.column}  ${pointer || '/'}  ${message}`,
  );
  const head = error.problem.detail ?? error.problem.title;
  const next = `mend the file, then \`sosik validate ${document.file}\``;
  return new Refused(3, [`${error.code}: ${head}`, ...lines].join('\n'), next);
}
