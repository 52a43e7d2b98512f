import { HIDDEN_SECTION } from '#libs/contracts';
import { publicId } from '#libs/text';
import {
  type Answer,
  type Engine,
  expected,
  type Kind,
  kinds,
  pathFor,
  wordFor,
} from '../../local/matrix.ts';
import { asReader } from '../../local/reader.client.ts';
import { Refused } from '../ending.ts';
import { coloured, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { localStack, pause, type Stack, whileHeld } from './stack.ts';

const editions = ['en', 'ko'] as const;
type Edition = (typeof editions)[number];

/** Until what readers get is what the matrix says: what was asked for before may be served for a while as it was. */
const TURNS_MS = 40_000;
/** Until everything is as it was before, without hands. */
const RECOVERS_MS = 120_000;
const ANSWER_MS = 12_000;
const AGAIN_MS = 500;

/** One kind of question, in both editions. */
interface Row {
  kind: Kind;
  should: string;
  is: string;
}

/** Asks the site as readers and a newsroom do. What it publishes stands in the hidden section: readers do not meet it. */
class Questions {
  private readonly known = new Map<Edition, string>();
  private readonly stack: Stack;
  private readonly uri: string;
  private readers = Date.now();
  /** The last version that the gate has taken. */
  accepted = 0;

  constructor(stack: Stack, engine: Engine) {
    this.stack = stack;
    this.uri = `drill:${engine}`;
  }

  /** An article in each edition that is asked for from now on. */
  async open(): Promise<void> {
    for (const edition of editions) {
      const { body } = await this.read(`/api/v1/articles?lang=${edition}&limit=1`);
      const [article] = (JSON.parse(body) as { data?: { url: string }[] }).data ?? [];
      if (!article) throw new Refused(3, `the paper has no article in ${edition} to ask for`, '`sosik seed`');
      this.known.set(edition, article.url);
    }
  }

  /** All kinds of questions, against the words of the matrix. */
  async ask(engine?: Engine): Promise<Row[]> {
    return Promise.all(
      kinds.map(async (kind) => {
        const words = await Promise.all(editions.map((edition) => this.word(kind, edition)));
        return { kind, should: expected(kind, engine), is: [...new Set(words)].join(' / ') };
      }),
    );
  }

  /** Whether the last version that was accepted can be read. */
  async arrived(): Promise<boolean> {
    if (this.accepted === 0) return true;
    const { status, body } = await this.read(`/api/v1/articles/${publicId(this.uri)}`);
    if (status !== 200) return false;
    return (JSON.parse(body) as { data: { version: number } }).data.version >= this.accepted;
  }

  private async word(kind: Kind, edition: Edition): Promise<string> {
    try {
      const answer =
        kind === 'publish'
          ? await this.publish(edition)
          : await this.read(pathFor(kind, edition, this.known.get(edition) ?? '/'));
      return wordFor(kind, answer);
    } catch (error) {
      return `no answer (${error instanceof Error ? error.message : String(error)})`;
    }
  }

  private async read(path: string): Promise<Answer> {
    const init = { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) } as const;
    const headers = asReader(this.readers++);
    const response = await fetch(`${this.stack.addresses['GATEWAY_URL']}${path}`, { headers, ...init });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  private async publish(language: Edition): Promise<Answer> {
    // Both editions of a round say one article, and no two events the same.
    const version = Date.now() * 10 + editions.indexOf(language);
    const data = {
      ...{ uri: this.uri, version, language: 'en', section: HIDDEN_SECTION, headline: `Drill ${version}` },
      body: '<p>Published by a drill. 훈련 기사입니다.</p>',
    };
    const id = `${this.uri}#${version}`;
    const response = await fetch(`${this.stack.addresses['INGEST_URL']}/v1/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        authorization: `Bearer ${this.stack.key}`,
      },
      body: JSON.stringify({
        specversion: '1.0',
        id,
        source: '/sosik/drill',
        type: 'article.published',
        data,
      }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (response.status === 202) this.accepted = Math.max(this.accepted, version);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }
}

/** `sosik drill …-down`: holds an engine still, and proves what readers get meanwhile, and that it ends by itself. */
export async function outage(
  terminal: Terminal,
  engine: Engine,
  { seconds, json = false }: { seconds: number; json?: boolean },
): Promise<void> {
  const stack = localStack(terminal);
  const questions = new Questions(stack, engine);
  await questions.open();
  const before = wrongIn(await settle(questions, undefined, { ms: RECOVERS_MS }));
  if (before.length > 0) {
    say(terminal, before, json);
    throw new Refused(3, 'the paper is not well before the drill', '`sosik doctor` says what is wrong');
  }
  terminal.err('The paper is well: every answer is the usual one.');
  let rows: Row[] = [];
  await whileHeld(terminal, { stack, name: engine }, async ({ about }, stop) => {
    terminal.err(`${engine} is held still (${about}). What do readers get now?`);
    rows = await settle(questions, engine, { ms: TURNS_MS, stop });
    say(terminal, rows, json);
    if (seconds > 0 && !stop.aborted) {
      terminal.err(`It stays so for ${seconds} s; Ctrl-C ends it sooner.`);
      await pause(seconds * 1_000, stop);
    }
  });
  const begun = performance.now();
  terminal.err(`${engine} goes on.`);
  const after = wrongIn(await settle(questions, undefined, { ms: RECOVERS_MS }));
  const arrived = await until(() => questions.arrived(), RECOVERS_MS);
  conclude(terminal, { rows, after, arrived, ms: performance.now() - begun });
}

interface End {
  rows: readonly Row[];
  after: readonly Row[];
  arrived: boolean;
  ms: number;
}

function conclude(terminal: Terminal, { rows, after, arrived, ms }: End): void {
  const wrong = wrongIn(rows);
  if (after.length > 0) say(terminal, after, false);
  if (wrong.length + after.length > 0 || !arrived)
    throw new Refused(
      3,
      [
        ...(wrong.length > 0 ? [`${wrong.length} answers were not what is promised`] : []),
        ...(after.length > 0 ? ['not all is as it was'] : []),
        ...(arrived ? [] : ['what was accepted meanwhile can not be read']),
      ].join('; '),
      '`sosik doctor` says what is wrong',
    );
  terminal.err(
    `All is as it was after ${(ms / 1_000).toFixed(1)} s, by itself, and what was accepted meanwhile can be read.`,
  );
}

/** Asks until every answer is the one that should be, or the time is over; answers the last round. */
async function settle(
  questions: Questions,
  engine: Engine | undefined,
  { ms, stop }: { ms: number; stop?: AbortSignal },
): Promise<Row[]> {
  for (const deadline = performance.now() + ms; ; await pause(AGAIN_MS, stop)) {
    const rows = await questions.ask(engine);
    if (wrongIn(rows).length === 0 || performance.now() > deadline || stop?.aborted) return rows;
  }
}

async function until(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const deadline = performance.now() + ms; ; await pause(AGAIN_MS)) {
    if (await holds().catch(() => false)) return true;
    if (performance.now() > deadline) return false;
  }
}

export function wrongIn(rows: readonly Row[]): Row[] {
  return rows.filter(({ should, is }) => should !== is);
}

function say(terminal: Terminal, rows: readonly Row[], json: boolean): void {
  if (json) {
    for (const row of rows) terminal.out(JSON.stringify(row));
    return;
  }
  const right = (row: Row | undefined): boolean => row?.should === row?.is;
  const cells = rows.map((row) => [right(row) ? 'ok' : 'WRONG', row.kind, row.is, `should be ${row.should}`]);
  for (const [at, line] of table(cells).entries())
    terminal.out(coloured(line, right(rows[at]) ? 'good' : 'bad', terminal.colour));
}
