import {
  DeadLetters,
  type KafkaSettings,
  kafkaSettings,
  type LetterResult,
  type LetterRow,
  Sender,
  type WayBack,
} from '#libs/kafka';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { askApp, NotReachable, type Terminal, who } from './terminal.ts';

/** Letters of one group that a table shows; all of them are in the JSON. */
const SHOWN = 10;
/** More, and readers have no time for their usual work. */
const MOST_PER_SECOND = 200;

export interface ReplayOptions {
  all?: boolean;
  reason?: string;
  topic?: string;
  dryRun?: boolean;
  rate?: string;
  json?: boolean;
}

/** `sosik dlq list`. */
export async function list(
  terminal: Terminal,
  { topic, json }: { topic?: string; json?: boolean },
): Promise<void> {
  const rows = await withLetters(terminal, (letters) => letters.open(topic));
  if (json) for (const row of rows) terminal.out(JSON.stringify(row));
  else for (const line of tableOf(rows)) terminal.out(line);
}

function tableOf(rows: readonly LetterRow[]): string[] {
  if (rows.length === 0) return ['No open dead letters.'];
  const groups = Map.groupBy(rows, ({ group, topic, reason }) => `${group}  ${topic}  ${reason}`);
  return [...groups].flatMap(([title, own]) => {
    const times = own.map(({ at }) => at).sort();
    const span = own.length === 1 ? times[0] : `${times[0]} to ${times.at(-1)}`;
    const more = own.length > SHOWN ? [`    … and ${own.length - SHOWN} more: --json names all`] : [];
    const shown = own.slice(0, SHOWN).map(lineOf);
    return [`${title}  ${own.length} ${own.length === 1 ? 'letter' : 'letters'}, ${span}`, ...shown, ...more];
  });
}

function lineOf({ place, key, type, error, deaths }: LetterRow): string {
  const again = deaths === 0 ? [] : [`died again after ${deaths} ${deaths === 1 ? 'replay' : 'replays'}`];
  const what = [key ?? '(no key)', type ?? '(no type)', ...again].join('  ');
  return `    ${place}  ${what}  ${error.replaceAll(/\s+/g, ' ').slice(0, 100)}`;
}

/** `sosik dlq show`. */
export async function show(terminal: Terminal, place: string): Promise<void> {
  const found = await withLetters(terminal, (letters) => letters.find(place));
  if (!found)
    return refuse(terminal, `There is no letter at ${place}; \`dlq list\` names those that are open.`);
  const { letter, decision, way, faults, history } = found;
  const { record, error, ...known } = letter;
  for (const [name, value] of Object.entries(known)) terminal.out(`${name.padEnd(10)} ${value}`);
  terminal.out(`error      ${error}`);
  terminal.out(`key        ${record.key ?? '(none)'}`);
  for (const [name, value] of Object.entries(record.headers)) terminal.out(`header     ${name}: ${value}`);
  terminal.out(
    decision
      ? `decided    ${decision.type} by ${decision.by} at ${decision.at}`
      : `replay     ${wayOf(way, letter.topic)}`,
  );
  for (const { pointer, message } of faults) terminal.out(`differs    ${pointer || 'it'}: ${message}`);
  for (const each of history.filter((other) => other.place !== letter.place))
    terminal.out(`before     ${each.place} at ${each.at}, ${each.decision?.type ?? 'open'}`);
  terminal.out(textOf(record.value));
}

function wayOf(way: WayBack, topic: string): string {
  if (way.is === 'append') return `would say it again in ${topic} under ${way.key}`;
  return way.is === 'retell' ? `would have content tell ${way.uri} again` : `is refused: ${way.reason}`;
}

/** JSON where it is, readable text where that is, else the bytes. */
function textOf(value: Buffer | null): string {
  if (value === null) return '(no value)';
  const text = value.toString();
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return Buffer.from(text).equals(value) ? text : `(bytes) ${value.toString('hex')}`;
  }
}

/** `sosik dlq replay`. */
export async function replay(
  terminal: Terminal,
  place: string | undefined,
  options: ReplayOptions,
): Promise<void> {
  const { all = false, reason, topic, dryRun = false, json = false } = options;
  const perSecond = options.rate === undefined ? undefined : Number(options.rate);
  if (perSecond !== undefined && !(perSecond >= 1 && perSecond <= MOST_PER_SECOND)) {
    terminal.err(`--rate is a number from 1 to ${MOST_PER_SECOND}.`);
    return terminal.exit(2);
  }
  if (all === (place !== undefined) || all !== (reason !== undefined)) {
    terminal.err('Name one letter, or --all with --reason: `dlq list` says which there are.');
    return terminal.exit(2);
  }
  const results = await withLetters(terminal, async (letters) => {
    const order = { by: who(terminal), dryRun, retell: (uri: string) => retell(terminal, uri) };
    if (place !== undefined) return letters.replay([place], order);
    return letters.replayAll({ ...order, reason: reason ?? '', topic, perSecond });
  });
  say(terminal, results, json);
  if (results.length === 0) terminal.out(`No open letter has the reason ${reason}.`);
}

/** `sosik dlq discard`. */
export async function discard(terminal: Terminal, place: string, note: string): Promise<void> {
  const order = { by: who(terminal), note };
  say(terminal, [await withLetters(terminal, (letters) => letters.discard(place, order))], false);
}

function say(terminal: Terminal, results: readonly LetterResult[], json: boolean): void {
  for (const result of results) {
    terminal.out(json ? JSON.stringify(result) : `${result.place}  ${result.is}: ${result.words}`);
  }
  if (results.some(({ is }) => is === 'refused' || is === 'missing')) terminal.exit(3);
}

/** Asks content to tell an article again; answers why it won't. */
async function retell(terminal: Terminal, uri: string): Promise<string | undefined> {
  const { status } = await askApp(terminal, 'content', 'retell', { uri });
  if (status === 202) return undefined;
  return status === 404
    ? `content has never told the public of ${uri}: there is nothing to tell again`
    : `content answered ${status}`;
}

/** Opens the dead letters, and closes what it has opened. */
async function withLetters<T>(terminal: Terminal, work: (letters: DeadLetters) => Promise<T>): Promise<T> {
  const settings: KafkaSettings = readSettings(kafkaSettings, terminal.env);
  const runtime = Runtime.silent('sosik');
  const sender = new Sender(settings, runtime);
  try {
    return await work(new DeadLetters(settings, runtime, sender));
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    const where = `the log does not answer at ${settings.KAFKA_BROKERS}`;
    throw new NotReachable(
      `${where}. Start the paper with \`npm start\`, or name its brokers in KAFKA_BROKERS.`,
      {
        cause: error,
      },
    );
  } finally {
    await sender.onApplicationShutdown();
  }
}

function refuse(terminal: Terminal, words: string): void {
  terminal.err(words);
  terminal.exit(3);
}
