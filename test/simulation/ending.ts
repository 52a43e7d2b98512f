// When all is at rest, everything must be as the log says: held against the model of the crash proof, which shares no
// line with the apps. Where a clock was wrong, what is shown must be that, and may have come by another record.

import { deadTopic, topics } from '#libs/contracts';
import { type Life, type World as Model, worldOf } from '../e2e/crash/model.ts';
import { PARTITIONS } from './broker.ts';
import { versionIn } from './eyes.ts';
import type { Seen } from './gateway.ts';
import { names } from './installed.ts';
import { pathOf, type Receipt } from './newsroom.ts';
import type { Installation } from './paper.ts';
import type { Plot } from './plot.ts';

/** Readers who are told to come again do so, so often. */
const TIMES = 20;
const AGAIN_MS = 500;

export async function faultsAtEnd(
  paper: Installation,
  plot: Plot,
  receipts: readonly Receipt[],
): Promise<string[]> {
  const log = paper.broker
    .all(topics.intake.name)
    .filter(({ record }) => record.headers['ce_id'] !== undefined);
  const model = worldOf(log);
  const exact = plot.skew.content === 0 && plot.skew.broker === 0;
  const lives = [...model.lives.values()];
  return [
    ...lost(paper, receipts),
    ...record(paper, lives, exact),
    ...(exact ? verdicts(paper, model) : []),
    ...(paper.wokeAndDied ? [] : changes(paper, lives, exact)),
    ...views(paper, lives, exact),
    ...counts(paper),
    ...letters(paper),
    ...(await pages(paper, lives, exact)),
  ];
}

/** Acknowledged, and not in the log where it was said to be. */
function lost(paper: Installation, receipts: readonly Receipt[]): string[] {
  return receipts.flatMap(({ topic, partition, offset, name }) => {
    const record = paper.broker.partition(topic, partition)[offset]?.record;
    const there =
      topic === topics.intake.name ? `/newsroom|${record?.headers['ce_id']}` : viewsIn(record?.value);
    return there === name
      ? []
      : [`${name} was acknowledged at ${topic}/${partition}/${offset}, where ${there} is`];
  });
}

function viewsIn(value: Buffer | null | undefined): string {
  return value ? `views ${(JSON.parse(String(value)) as { n: number }).n}` : 'nothing';
}

function expected(life: Life, exact: boolean): string {
  const { page, gone, seq, closed, withdrawn, waiting, revisions } = life;
  const rest = `closed up to ${closed}${withdrawn ? ', withdrawn' : ''}${waiting ? ', one waits' : ''}`;
  if (!exact) return `${page ? page.version : 'none'}; ${rest}`;
  const shown = page ? `${page.version} ${page.headline} ${page.url}` : (gone?.kind ?? 'never');
  return `${shown} as of ${seq}; ${rest}; kept are ${revisions}`;
}

function record({ record: kept }: Installation, lives: readonly Life[], exact: boolean): string[] {
  return lives.flatMap((life) => {
    const document = kept.of('articles').get(life.uri) as unknown as KeptArticle | undefined;
    const revisions = kept
      .find('revisions', { uri: life.uri })
      .map(({ version }) => Number(version))
      .toSorted((a, b) => a - b);
    const { floor = 0, withdrawn = false, held, article, gone, seq = 0 } = document ?? {};
    const rest = `closed up to ${floor}${withdrawn ? ', withdrawn' : ''}${held ? ', one waits' : ''}`;
    const shown = article ? `${article.version} ${article.headline} ${article.url}` : (gone?.kind ?? 'never');
    const actual = exact
      ? `${shown} as of ${seq}; ${rest}; kept are ${revisions}`
      : `${article ? article.version : 'none'}; ${rest}`;
    const words = withdrawn && revisions.length > 0 ? [`words of ${life.uri} are left: ${revisions}`] : [];
    return [...words, ...differs(`the record of ${life.uri}`, actual, expected(life, exact))];
  });
}

interface KeptArticle {
  floor: number;
  withdrawn: boolean;
  held?: object;
  seq: number;
  article?: { version: number; headline: string; url: string };
  gone?: { kind: string };
}

function verdicts({ record: kept }: Installation, { endings }: Model): string[] {
  const given = kept.of('verdicts');
  return endings
    .filter(({ said, outcome }) => outcome !== 'duplicate' && said.type !== 'article.due')
    .flatMap(({ said: { name, partition, n }, outcome, seq }) => {
      const verdict = given.get(name);
      const actual = verdict
        ? `${verdict['partition']}/${verdict['n']} ${verdict['outcome']} ${verdict['seq']}`
        : 'none';
      return differs(`the verdict on ${name}`, actual, `${partition}/${n} ${outcome} ${seq}`);
    });
}

/** The last record of an article in the change log must be its newest state. */
function changes({ broker }: Installation, lives: readonly Life[], exact: boolean): string[] {
  const last = new Map(
    broker.all(topics.changes.name).map(({ record }) => {
      const { seq, version } = JSON.parse(String(record.value)) as { seq: number; version?: number };
      return [record.key ?? '', `${exact ? `${seq} ` : ''}${version ?? 'gone'}`] as const;
    }),
  );
  return lives
    .filter(({ page, gone }) => page ?? (exact && gone))
    .flatMap((life) => {
      const { uri, seq, page } = life;
      const wanted = `${exact ? `${seq} ` : ''}${page ? page.version : 'gone'}`;
      return differs(`the last change of ${uri}`, last.get(uri) ?? 'none', wanted);
    });
}

/** What search and popularity have of each article. */
function views(paper: Installation, lives: readonly Life[], exact: boolean): string[] {
  const { index, counter } = paper;
  const found = index.found(`${names.index}-articles-read`);
  const rows = counter.hash(`${names.counter}articles`);
  const twice = exact ? new Set<string>() : toldTwice(paper);
  return lives.flatMap(({ id, uri, seq, page, gone }) => {
    const hit = found.get(id);
    const card = hit?.source['card'] as { headline: string } | undefined;
    const row = /^(\d+) (.*)$/.exec(rows.get(id) ?? '');
    const told = row?.[2] ? (JSON.parse(row[2]) as { headline: string }) : undefined;
    const of = (number: number | undefined, headline: string | undefined): string => {
      if (headline === undefined && !exact) return 'none';
      if (number === undefined) return 'none';
      return `${exact ? `${number} ` : ''}${headline === undefined ? 'gone' : versionIn(headline)}`;
    };
    const wanted = page || gone ? of(seq, page?.headline) : 'none';
    const [indexed, counted] = [
      of(hit?.seq, card?.headline),
      of(row ? Number(row[1]) : undefined, told?.headline),
    ];
    return [
      ...differs(`the index of ${uri}`, indexed, wanted),
      ...(twice.has(uri) && counted === 'none' ? [] : differs(`popularity of ${uri}`, counted, wanted)),
    ];
  });
}

/** Each batch of views counts once, however often the log has it. */
function counts({ broker, counter }: Installation): string[] {
  const wanted = new Map<string, number>();
  const seen = new Set<string>();
  for (const { record } of broker.all(topics.views.name)) {
    const { gateway, n, ids } = JSON.parse(String(record.value)) as {
      gateway: string;
      n: number;
      ids: string[];
    };
    if (seen.has(`${gateway} ${n}`)) continue;
    seen.add(`${gateway} ${n}`);
    for (const id of ids) wanted.set(id, (wanted.get(id) ?? 0) + 1);
  }
  const actual = new Map<string, number>();
  for (let partition = 0; partition < PARTITIONS; partition++)
    for (const [id, views] of counter.set(`${names.counter}{${partition}}:24h:views`))
      actual.set(id, (actual.get(id) ?? 0) + views);
  const ids = new Set([...wanted.keys(), ...actual.keys()]);
  return [...ids].flatMap((id) =>
    differs(`views of ${id}`, String(actual.get(id) ?? 0), String(wanted.get(id) ?? 0)),
  );
}

/** What nobody can read is a dead letter, and nothing else is. */
function letters({ broker }: Installation): string[] {
  const noise = broker.all(topics.intake.name).filter(({ record }) => record.headers['ce_id'] === undefined);
  const wanted = noise.map(({ partition, offset }) => `${partition}/${offset}`);
  const buried = broker
    .all(deadTopic(topics.intake.name, 'content'))
    .map(({ record: { headers } }) => `${headers['dead.partition']}/${headers['dead.offset']}`);
  const others = [deadTopic(topics.changes.name, 'search'), deadTopic(topics.changes.name, 'popularity')]
    .concat(deadTopic(topics.views.name, 'popularity'), deadTopic(topics.changes.name, 'gateway'))
    .flatMap((topic) =>
      broker.all(topic).map(({ record: { headers } }) => `${topic}: ${headers['dead.error']}`),
    );
  return [...differs('dead letters', inOrder(buried), inOrder(wanted)), ...others];
}

/** Each once: who dies behind a letter writes it again. */
function inOrder(places: readonly string[]): string {
  return [...new Set(places)].toSorted((a, b) => (a < b ? -1 : 1)).join();
}

/** The pages as they are shown in the end. */
async function pages(paper: Installation, lives: readonly Life[], exact: boolean): Promise<string[]> {
  const { world } = paper;
  const shown = new Map<string, Seen>();
  for (let times = 0; times < TIMES && shown.size < lives.length; times++) {
    for (const { process, page } of paper.of('gateway')) {
      for (const { uri, id } of lives.filter(({ uri }) => !shown.has(uri))) {
        const path = pathOf(Number(uri.split(':')[1]));
        world.at(world.now, process.machine, () => {
          page(id, path).then(
            (seen) => shown.set(uri, seen),
            () => undefined,
          );
        });
      }
    }
    await world.until(world.now + AGAIN_MS);
  }
  const twice = exact ? new Set<string>() : toldTwice(paper);
  return lives.flatMap(({ uri, page, gone }) => {
    const { status, version } = shown.get(uri) ?? {};
    const left = exact ? (gone?.kind === 'withdrawn' ? '410' : '404') : 'none';
    const actual = status === 200 ? `version ${version}` : exact ? String(status) : 'none';
    if (twice.has(uri) && actual === 'none') return [];
    return differs(`the page of ${uri}`, actual, page ? `version ${page.version}` : left);
  });
}

/**
 * Articles that were told as gone and as public under one number: by a record that was put back, and that has decided
 * once more when the time that a wrong clock had waited for was over.
 */
function toldTwice({ broker }: Installation): ReadonlySet<string> {
  const types = new Map<string, string>();
  const twice = broker.all(topics.changes.name).filter(({ record }) => {
    const type = record.headers['ce_type'] ?? '';
    const name = `${record.key}@${(JSON.parse(String(record.value)) as { seq: number }).seq}`;
    const before = types.get(name) ?? type;
    types.set(name, before);
    return before !== type;
  });
  return new Set(twice.map(({ record }) => record.key ?? ''));
}

function differs(what: string, actual: string, wanted: string): string[] {
  return actual === wanted ? [] : [`${what} is "${actual}", and should be "${wanted}"`];
}
