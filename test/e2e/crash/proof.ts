// Holds the whole paper against the model: the record, the index, the counts, the pages and the verdicts.
import { decodeToken, type EventStatus, type Receipt, topics, type ViewBatch } from '#libs/contracts';
import type { Found } from '#libs/kafka';
import { Tally } from '../../../apps/popularity/src/tally.ts';
import type { AppName } from '../../../tools/local/ports.ts';
import { patient } from '../../patient.ts';
import { type Life, type World, worldOf } from './model.ts';
import type { Stores } from './shown.store.ts';

const AT_ONCE = 16;
/** One article in so many is asked for under another spelling too. */
const REDIRECTS = 4;
/** Whoever has much to do says so with 503, and is not wrong. */
const PATIENCE_MS = 20_000;

/** A paper as it can be asked: over HTTP, and its log past the apps. */
export interface Asked {
  key: string;
  url(app: AppName): string;
  /** All that a topic holds. */
  read(topic: string): Promise<Found[]>;
}

/** What the log says now. */
export async function worldOfPaper(paper: Asked): Promise<World> {
  return worldOf(await paper.read(topics.intake.name));
}

/** Where the stores differ from what the log says, a line each; nothing if they are as they must be. */
export async function faultsOf(paper: Asked, stores: Stores, world: World): Promise<string[]> {
  const lives = [...world.lives.values()];
  const faults = await Promise.all([
    record(stores, lives),
    verdicts(stores, world),
    index(stores, lives),
    rows(stores, lives),
    counts(stores, await paper.read(topics.views.name)),
  ]);
  return faults.flat();
}

/** Acknowledged events that are not where their receipts say. */
export function lostOf({ endings }: World, receipts: readonly Receipt[]): string[] {
  const names = new Map(endings.map(({ said }) => [`${said.partition}/${said.offset}`, said.name]));
  return receipts.flatMap(({ id, token = '' }) => {
    const { partition, offset } = decodeToken(token) ?? {};
    const there = names.get(`${partition}/${offset}`);
    return there?.endsWith(`|${id}`) ? [] : [`${id} is not at ${partition}/${offset}, where ${there} is`];
  });
}

/** Events of which the gate does not say what the model says. */
export async function misjudgedOf(
  paper: Asked,
  { endings }: World,
  receipts: readonly Receipt[],
): Promise<string[]> {
  const outcomes = new Map(endings.map(({ said, outcome }) => [`${said.partition}/${said.offset}`, outcome]));
  return each(receipts, async ({ id, token = '', statusUrl = '' }) => {
    const { partition, offset } = decodeToken(token) ?? {};
    const headers = { authorization: `Bearer ${paper.key}` };
    const answer = await fetch(paper.url('ingest') + statusUrl, { headers });
    const { state, outcome } = (await answer.json()) as EventStatus;
    return differs(id, `${state} ${outcome}`, `applied ${outcomes.get(`${partition}/${offset}`)}`);
  });
}

async function record(stores: Stores, lives: readonly Life[]): Promise<string[]> {
  const [documents, revisions] = await Promise.all([stores.articles(), stores.revisions()]);
  const actual = documents.map((document) => {
    const { _id, status, seq, floor, withdrawn, article, gone, held } = document;
    const shown = article ? `${article.version} ${article.headline} ${article.url}` : (gone?.kind ?? 'never');
    const kept = revisions.get(_id) ?? [];
    const closed = `closed up to ${floor}${withdrawn ? ', withdrawn' : ''}${held ? ', one waits' : ''}`;
    return [_id, `${status} as of ${seq}: ${shown}; ${closed}; kept are ${kept}`] as const;
  });
  const expected = lives.map((life) => {
    const { uri, page, gone, seq, closed: floor, withdrawn, waiting, revisions: kept } = life;
    const status = page ? 'public' : gone ? 'gone' : 'new';
    const shown = page ? `${page.version} ${page.headline} ${page.url}` : (gone?.kind ?? 'never');
    const closed = `closed up to ${floor}${withdrawn ? ', withdrawn' : ''}${waiting ? ', one waits' : ''}`;
    return [uri, `${status} as of ${seq}: ${shown}; ${closed}; kept are ${kept}`] as const;
  });
  return compared('MongoDB', new Map(actual), new Map(expected));
}

async function verdicts(stores: Stores, { endings }: World): Promise<string[]> {
  const ofNewsrooms = endings.filter(
    ({ said, outcome }) => outcome !== 'duplicate' && said.type !== 'article.due',
  );
  const actual = (await stores.verdicts())
    .filter(({ _id }) => !_id.startsWith('/content|'))
    .map(
      ({ _id, uri, n, partition, outcome, seq }) =>
        [_id, `${uri} ${partition}/${n} ${outcome} ${seq}`] as const,
    );
  const expected = ofNewsrooms.map(
    ({ said: { name, uri, n, partition }, outcome, seq }) =>
      [name, `${uri} ${partition}/${n} ${outcome} ${seq}`] as const,
  );
  return compared('verdicts', new Map(actual), new Map(expected));
}

/** What search and popularity have been told of an article. */
function told(lives: readonly Life[]): Map<string, string> {
  return new Map(
    lives
      .filter(({ seq }) => seq > 0)
      .map(({ id, seq, page }) => [id, `${seq} ${page ? `${page.headline} ${page.url}` : 'gone'}`]),
  );
}

async function index(stores: Stores, lives: readonly Life[]): Promise<string[]> {
  return compared('Elasticsearch', await stores.found(), told(lives));
}

async function rows(stores: Stores, lives: readonly Life[]): Promise<string[]> {
  return compared('Redis, articles', await stores.rows(), told(lives));
}

/** Counted from the log, batch by batch, by one who reads it once. */
async function counts(stores: Stores, log: readonly Found[]): Promise<string[]> {
  const expected = new Map<string, number>();
  for (const records of Map.groupBy(log, ({ partition }) => partition).values()) {
    const tally = new Tally();
    for (const found of records.toSorted((a, b) => a.offset - b.offset)) {
      const { topic, partition, offset, appendedAt, record } = found;
      const delivery = { topic, partition, offset, appendedAt, ...record, value: batchIn(found) };
      for (const { id, views } of tally.judge(delivery)?.counts ?? [])
        expected.set(id, (expected.get(id) ?? 0) + views);
      // Whoever scans a log may see a record twice.
      tally.apply(offset);
    }
  }
  return compared('Redis, views', await stores.counts(), expected);
}

export function batchIn({ record }: Found): ViewBatch {
  return topics.views.decode(record);
}

/**
 * Articles that are not at their address, or to which another spelling does not lead, or that are not gone. To be
 * asked after the stores: who looks at a page is counted.
 */
export async function wrongPagesOf(paper: Asked, { lives }: World): Promise<string[]> {
  return each([...lives.values()], async ({ id, page, gone }) => {
    const other = `/society/2020/01/01/another-spelling-${id}`;
    if (!page) return differs(other, await shownAt(paper, other), gone?.kind === 'withdrawn' ? '410' : '404');
    const there = differs(page.url, await shownAt(paper, page.url), `200 ${page.headline}`);
    // Of some: the same question is asked of content, and the same answer given, for each.
    if (page.seq % REDIRECTS !== 0) return there;
    return [...there, ...differs(other, await shownAt(paper, other), `301 ${page.url}`)];
  });
}

async function shownAt(paper: Asked, path: string): Promise<string> {
  // A paper that has just been through a storm may have to be asked again.
  const ask = () => fetch(paper.url('gateway') + path, { redirect: 'manual' });
  const response = await patient(ask, PATIENCE_MS);
  const body = await response.text();
  if (response.status === 301) return `301 ${response.headers.get('location')}`;
  return response.status === 200 ? `200 ${/<h1>(.*?)<\/h1>/.exec(body)?.[1]}` : String(response.status);
}

function differs(what: string, actual: string, expected: string): string[] {
  return actual === expected ? [] : [`${what}: is "${actual}", should be "${expected}"`];
}

function compared<T>(
  where: string,
  actual: ReadonlyMap<string, T>,
  expected: ReadonlyMap<string, T>,
): string[] {
  const names = new Set([...actual.keys(), ...expected.keys()]);
  return [...names].flatMap((name) =>
    differs(`${where}, ${name}`, String(actual.get(name)), String(expected.get(name))),
  );
}

/** Asks for all, some at a time. */
async function each<T>(list: readonly T[], ask: (one: T) => Promise<string[]>): Promise<string[]> {
  const queue = list.values();
  const found: string[] = [];
  const worker = async (): Promise<void> => {
    for (const one of queue) found.push(...(await ask(one)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}
