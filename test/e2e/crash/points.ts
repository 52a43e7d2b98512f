// Where an app can be made to die: the steps of its sources, before and after each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chance } from '../../../tools/local/chance.ts';
import type { AppName } from '../../../tools/local/ports.ts';

/** Steps that a change passes on its way to readers, by the app that takes them. */
export const stepsOnTheWay = {
  content: [
    'content.due',
    'content.end-revisions',
    'content.erase',
    'content.erase-media',
    'content.erase-payload',
    'content.find',
    'content.find-editorial',
    'content.gone',
    'content.holders',
    'content.keep-position',
    'content.keep-revisions',
    'content.keep-verdicts',
    'content.list',
    'content.names',
    'content.position',
    'content.release-media',
    'content.renames',
    'content.take-wish',
    'content.verdict',
    'content.write',
    'kafka.send',
  ],
  search: [
    'search.bulk',
    'search.exchange',
    'search.made',
    'search.popularity',
    'search.position',
    'search.query',
    'search.refresh',
  ],
  popularity: [
    'popularity.cards',
    'popularity.count',
    'popularity.distinct',
    'popularity.expire',
    'popularity.keep',
    'popularity.movement',
    'popularity.position',
    'popularity.salt',
    'popularity.see',
    'popularity.stands',
    'popularity.top',
  ],
  gateway: ['gateway.content', 'gateway.popularity', 'gateway.search', 'kafka.send'],
} as const satisfies Partial<Record<AppName, readonly string[]>>;
export type Struck = keyof typeof stepsOnTheWay;

/** test/e2e/drift.e2e.test.ts has it done while articles come and go. */
const compares = 'holds what services keep against the record, for which no change waits';

const watches = 'asks an engine four times a minute how it fares, for which no change waits';

/** Steps that may be passed meanwhile or not, with the reason: nothing is made to die there. */
export const stepsNowAndThen: Readonly<Record<string, string>> = {
  'gateway.past': 'is taken once, after the start',
  'kafka.pauses': 'is asked beside the reading, which goes on as it was told last',
  'content.check-media': 'is taken twice a minute',
  'content.drop-wish': 'is passed by withdrawals; it leaves what nobody asks for any more',
  'content.committed': 'is taken once, after the start',
  'content.corrections': 'is taken for the page of an article that was corrected',
  'popularity.remember': 'is taken once a minute',
  'content.tags': 'is taken for a section, and for a search that finds nothing',
  'content.migrate': 'is taken before the app runs, and once a minute in case an index was dropped',
  'search.look': 'is taken twice a second, in case there is no index',
  'content.drift': compares,
  'search.drift': compares,
  'popularity.drift': compares,
  'popularity.committed': compares,
  'content.vitals': watches,
  'search.vitals': watches,
  'popularity.vitals': watches,
};

/** A death there is acted out in apps/syndication/src/queue.int.test.ts. */
const messenger = 'is passed by syndication, which readers do not see';

/** test/e2e/desk.e2e.test.ts has the desk go away and come back. */
const desk = 'is passed by the desk, for which no change waits';

/** Steps that no change passes, with the reason. */
export const stepsElsewhere: Readonly<Record<string, string>> = {
  'search.drop': compares,
  'popularity.drop': compares,
  'search.open': 'is taken when an index that was lost is whole again',
  'content.keep-editorial': 'is taken for fronts, alerts and names; these are articles',
  'content.keep-front': 'is taken for fronts; these are articles',
  'content.past': 'answers editors who look back',
  'popularity.past': 'answers editors who look back',
  'content.renew-names': 'is taken when a tag or an author is renamed',
  'content.bearers': 'is taken when a tag or an author is renamed',
  'content.close-rename': 'is taken when a tag or an author is renamed',
  'outbound.fetch': 'is taken to ask addresses that others name; these are articles that are brought',
  'search.migrate': 'is taken before the app runs, and when there is no index',
  'search.state': 'answers the desk how the index stands',
  'search.rebuild': 'is taken when an operator asks for it',
  'search.committed': 'answers whether an answer that was given before still holds',
  'search.positions': 'answers whether an answer that was given before still holds',
  'search.announce': 'is taken when an operator asks for a rebuild',
  'search.beside': 'is taken while an index is made, or kept to go back to',
  'search.detach': 'is taken when an index in the making can not take a change',
  'search.snapshot': 'answers who asks for a second page',
  'search.walk': 'answers who asks for a second page',
  'search.standing': 'answers who asks for a second page',
  'popularity.held': 'is asked for by editors',
  'popularity.hold': 'is taken when very many views of an article do not count',
  'popularity.forget': 'is taken when an operator asks for it',
  'ingest.picture': 'is taken when a picture is brought',
  'ingest.keep-media': 'is taken when a picture is brought',
  'content.put-media': 'is taken when a picture is brought',
  'ingest.payload': 'is taken when something is imported',
  'content.put-payload': 'is taken when something is imported',
  'content.relate-payload': 'is taken when something is imported',
  'content.find-payload': 'is taken when something is read again',
  'content.payloads': 'is taken when something is read again',
  'ingest.wishes':
    'is taken to fetch pictures; a death there is acted out in apps/content/src/wish.int.test.ts',
  'content.find-wish': 'is taken to fetch pictures, and answers who asks for an event',
  'content.put-off-wish': 'is taken when a picture can not be fetched',
  'content.want-picture': 'is taken for articles that name pictures by their address; these name none',
  'content.put-object': 'is taken where a bucket is set',
  'content.get-object': 'is taken where a bucket is set',
  'content.delete-object': 'is taken where a bucket is set',
  'content.use-media': 'is taken for articles with pictures of ours; these have none',
  'content.media-facts': 'is taken for articles with pictures of ours; these have none',
  'content.showing': 'answers who asks for a picture',
  'content.find-media': 'answers who asks for a picture',
  'gateway.rendition': 'answers who asks for a picture',
  'content.archive': 'answers who asks what was published when, or what of it is gone',
  'ingest.claim': 'is passed at the gate, whose death in between test/e2e/intake.e2e.test.ts acts out',
  'ingest.keep-receipt': 'is passed at the gate, whose death in between test/e2e/intake.e2e.test.ts acts out',
  'ingest.cursor': 'is taken when a source is asked; apps/ingest/src/sources/sources.int.test.ts has it lost',
  'content.revisions': 'answers who asks for what has changed in an article',
  'ingest.content': 'answers who asks for an event',
  'kafka.applied': 'answers who asks for an event',
  'ingest.refusals': 'is taken behind the answer to what is refused',
  'ingest.peek': 'answers the desk',
  'ingest.glance': 'is taken for a withdrawal that is waited for',
  'ingest.receipt': 'is taken for a withdrawal that is waited for',
  'ops.audit': desk,
  'ops.audit-read': desk,
  'ops.consumer': desk,
  'ops.content': desk,
  'ops.gateway': desk,
  'ops.lag': desk,
  'ops.log-vitals': desk,
  'ops.house': desk,
  'ops.ingest': desk,
  'ops.log': desk,
  'ops.view': desk,
  'syndication.begin': 'is taken where something is read from its end',
  'ingest.syndication': 'answers who asks for what became of messages to subscriptions',
  'syndication.migrate': 'is taken before the app runs',
  'syndication.content': 'is taken when an operator asks for a replay',
  'syndication.feed': 'is taken when somebody follows a feed',
  'syndication.claim': messenger,
  'syndication.count': messenger,
  'syndication.due': messenger,
  'syndication.finish': messenger,
  'syndication.follow': messenger,
  'syndication.forget': messenger,
  'syndication.keep-position': messenger,
  'syndication.list': messenger,
  'syndication.look': messenger,
  'syndication.note': messenger,
  'syndication.park': messenger,
  'syndication.position': messenger,
  'syndication.put': messenger,
  'syndication.show': messenger,
  'syndication.take': messenger,
  'syndication.unshown': messenger,
};

/** A place to die at. */
export interface Point {
  app: Struck;
  /** As `SOSIK_FAILPOINTS` has it. */
  failpoint: string;
}

export const points: readonly Point[] = Object.entries(stepsOnTheWay).flatMap(([app, steps]) =>
  steps.flatMap((step) =>
    ['before', 'after'].map((moment) => ({ app: app as Struck, failpoint: `${step}.${moment}:crash` })),
  ),
);

/** So many points, of each app about the same: they die at the same time, and one waits for the longest row. */
export function sampleOf(count: number, chance: Chance): Point[] {
  const rows = [...Map.groupBy(chance.shuffled(points), ({ app }) => app).values()];
  const longest = Math.max(...rows.map((row) => row.length));
  const inTurn = Array.from({ length: longest }, (_, at) =>
    rows.flatMap((row) => row.slice(at, at + 1)),
  ).flat();
  return inTurn.slice(0, count);
}

/** Every name that a source gives to a step. */
export function stepsOfSources(): string[] {
  const texts = ['apps', 'libs'].flatMap(sourcesBelow).map((path) => readFileSync(path, 'utf8'));
  const names = texts.flatMap((text) => [
    ...[
      ...text.matchAll(
        /['`]((?:content|search|popularity|gateway|ingest|kafka|ops|outbound|syndication)\.(?!ts\b)[a-z-]+)['`]/g,
      ),
    ],
    // The gateway names a step by the service that it asks.
    ...(text.includes("from './answer.client.ts'")
      ? [...text.matchAll(/\b(?:ask|get)<\w+>\(\s*'(\w+)'/g)].map(([, service]) => ['', `gateway.${service}`])
      : []),
  ]);
  return [...new Set(names.map(([, name]) => name ?? ''))].toSorted();
}

function sourcesBelow(room: string): string[] {
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(room, path));
}
