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
  /** Minutes for parts whose length is anyone's choice, where they were named. */
  asked?: number;
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

/** The figures of each part that came to its end, by its name, for docs/guarantees.md; what was not kept is in them. */
export function figuresOf(run: Run): Map<string, string> {
  const whole = run.parts.filter(({ findings, cut }) => cut === undefined && findings.length > 0);
  return new Map(
    whole.map((part) => [
      part.name,
      `### ${part.name}\n\n${originOf({ ...run, parts: [part] }, ` --only ${part.name}`)}\n\n${tableOf(part.findings)}\n`,
    ]),
  );
}

/**
 * The text with these figures between its marks, each in the place of the last ones of its part; what is there of
 * other parts stays. `order`: names of parts, as they are to stand. Throws where the text has no marks.
 */
export function withFigures(
  text: string,
  figures: ReadonlyMap<string, string>,
  order: readonly string[],
): string {
  const [from, to] = [text.indexOf(MARKS.from), text.indexOf(MARKS.to)];
  if (from < 0 || to < from) throw new Error(`there is no ${MARKS.from} … ${MARKS.to} to write between`);
  const begin = from + MARKS.from.length;
  const sections = text
    .slice(begin, to)
    .split(/^(?=### )/m)
    .filter((each) => each.startsWith('### '));
  const all = new Map(sections.map((each) => [nameOf(each), `${each.trim()}\n`]));
  for (const [name, section] of figures) all.set(name, section);
  const sorted = order.flatMap((name) => all.get(name) ?? []);
  return `${text.slice(0, begin)}\n${sorted.join('\n')}${text.slice(to)}`;
}

function nameOf(section: string): string {
  return /^### (.+)$/m.exec(section)?.[1] ?? '';
}

function originOf({ day, seed, cores, parts, asked }: Run, only = ''): string {
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  const wished = asked === undefined ? '' : ` --minutes ${asked}`;
  const long = minutes < 1 ? `${(60 * minutes).toFixed(0)} seconds` : `${minutes.toFixed(0)} minutes`;
  return `${day}, seed ${seed}, ${cores} cores, ${long}: \`npm run chaos --${only} --seed ${seed}${wished}\``;
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
