import type { Finding } from './part.ts';

/** What a part has found, or why it was cut short. */
export interface Told {
  name: string;
  about: string;
  minutes: number;
  findings: readonly Finding[];
  /** In words; absent: it came to its end. */
  cut?: string;
}

export interface Run {
  /** Day of the run, ISO 8601. */
  day: string;
  seed: number;
  cores: number;
  parts: readonly Told[];
}

const MARKS = { from: '<!-- chaos -->', to: '<!-- /chaos -->' };

/** What was not kept, a line each; nothing if every word was. */
export function faultsIn({ parts }: Run): string[] {
  return parts.flatMap(({ name, findings, cut }) => [
    ...findings.filter(({ kept }) => !kept).map(({ done, bound }) => `${name}: ${done}, but not: ${bound}`),
    ...(cut === undefined ? [] : [`${name} was cut short: ${cut}`]),
    ...(cut === undefined && findings.length === 0 ? [`${name} has found nothing out`] : []),
  ]);
}

/** The whole report, in Markdown. */
export function reportOf(run: Run): string {
  const faults = faultsIn(run);
  const verdict =
    faults.length === 0
      ? 'Everything that is promised was kept.'
      : `Not kept:\n\n${faults.map((fault) => `- ${fault}`).join('\n')}`;
  return `# What chaos has found\n\n${originOf(run)}\n\n${verdict}\n\n${run.parts.map(partOf).join('\n\n')}\n`;
}

/** The figures alone, for docs/guarantees.md: one table of all parts. */
export function figuresOf(run: Run): string {
  const rows = run.parts.flatMap(({ findings }) => findings);
  return `${originOf(run)}\n\n${tableOf(rows)}`;
}

/** The text with these figures between its marks; throws where it has none. */
export function withFigures(text: string, figures: string): string {
  const [from, to] = [text.indexOf(MARKS.from), text.indexOf(MARKS.to)];
  if (from < 0 || to < from) throw new Error(`there is no ${MARKS.from} … ${MARKS.to} to write between`);
  return `${text.slice(0, from + MARKS.from.length)}\n${figures}\n${text.slice(to)}`;
}

function originOf({ day, seed, cores, parts }: Run): string {
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  return `${day}, seed ${seed}, ${cores} cores, ${minutes.toFixed(0)} minutes: \`npm run chaos -- --seed ${seed}\``;
}

function partOf({ name, about, minutes, findings, cut }: Told): string {
  const end = cut === undefined ? '' : `\n\n**Cut short:** ${cut}`;
  const table = findings.length === 0 ? 'Nothing was found out.' : tableOf(findings);
  return `## ${name}\n\n${capital(about)} (${minutes.toFixed(1)} minutes).\n\n${table}${end}`;
}

function tableOf(findings: readonly Finding[]): string {
  const head = [
    '| what was done | times | lost | well again after, s (median, most) | bound | kept | |',
    '|---|--:|--:|--:|---|---|---|',
  ];
  const rows = findings.map(({ done, times, lost, recovered, bound, kept, note = '' }) =>
    line([done, count(times), count(lost), timesOf(recovered), bound, kept ? 'yes' : '**no**', note]),
  );
  return [...head, ...rows].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function timesOf(recovered: readonly number[]): string {
  const sorted = recovered.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const most = sorted.at(-1);
  if (middle === undefined || most === undefined) return '–';
  return `${seconds(middle)}, ${seconds(most)}`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
