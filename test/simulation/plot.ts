// What happens in a story, made of its seed alone: what newsrooms say and readers do, and the harms that befall the
// paper meanwhile. It is a list, so that a story that fails can be told without this or that.

import { Chance } from '../../tools/local/chance.ts';
import type { AppName, Skew } from './given.ts';
import type { Moment } from './process.ts';

/** Few, so that events meet. */
const ARTICLES = 4;
/** A story is so long; then the weather clears. Milliseconds. */
export const STORY_MS = 8_000;
/** Of so many views that do not count an editor is told. */
const NOTED = 24;
/** A time ahead lies so far ahead. */
const AHEAD_MS = { least: 300, most: 4_000 };

/** One thing that a newsroom says. */
export interface Said {
  is: 'said';
  at: number;
  id: string;
  article: number;
  type:
    | 'article.published'
    | 'article.updated'
    | 'article.corrected'
    | 'article.withdrawn'
    | 'article.reinstated';
  version: number;
  /** The version has a time before which it is not public, milliseconds from the begin of the story. */
  held?: { as: 'publishAt' | 'embargoedUntil'; until: number };
}

/** Bytes that nobody can read, as an intruder writes them. */
export interface Noise {
  is: 'noise';
  at: number;
  article: number;
}

/** Views that a gateway tells of in one record; told again if nobody has acknowledged them. */
export interface Viewed {
  is: 'viewed';
  at: number;
  n: number;
  articles: readonly number[];
}

export type Harm = {
  at: number;
} /** From then on (0: before the paper is started) a process dies at a step, or is stopped there for a while. */ & (
  | { is: 'crash'; app: AppName; step: string; moment: Moment; nth: number }
  | { is: 'freeze'; app: AppName; step: string; moment: Moment; nth: number; ms: number }
  /** An app does not reach what it asks. */
  | { is: 'cut'; app: AppName; of: string; how: 'there' | 'back' | 'middle'; ms: number }
  | { is: 'slow'; app: AppName; of: string; by: number; ms: number }
  /** A newsroom, or a gateway, does not hear that it was heard, and says it again. */
  | { is: 'unheard'; ms: number }
  /** Somebody empties an engine. */
  | { is: 'wipe'; engine: 'index' | 'counter' }
  /** A copy that was made so long before is put back; the record's is put back while content is stopped. */
  | { is: 'restore'; engine: 'record' | 'counter'; ageMs: number }
);

export type Event = Said | Noise | Viewed | Harm;

export interface Plot {
  seed: number;
  skew: Skew;
  events: readonly Event[];
}

/** Where a process can be made to die: steps that are passed in stories. */
export const stepsOf = {
  gate: ['kafka.send'],
  content: [
    'content.committed',
    'content.due',
    'content.end-revisions',
    'content.erase',
    'content.erase-media',
    'content.erase-payload',
    'content.drop-wish',
    'content.find',
    'content.gone',
    'content.holders',
    'content.keep-position',
    'content.keep-revisions',
    'content.keep-verdicts',
    'content.names',
    'content.position',
    'content.release-media',
    'content.verdict',
    'content.write',
    'kafka.send',
  ],
  search: [
    'search.bulk',
    'search.committed',
    'search.look',
    'search.migrate',
    'search.open',
    'search.position',
    'search.positions',
    'search.refresh',
  ],
  popularity: [
    'popularity.count',
    'popularity.hold',
    'popularity.keep',
    'popularity.position',
    'popularity.see',
    'popularity.stands',
  ],
  gateway: ['gateway.content', 'kafka.send'],
} as const satisfies Record<AppName, readonly string[]>;

export interface Point {
  app: AppName;
  step: string;
  moment: Moment;
}

/** Every step, before and after it. */
export const points: readonly Point[] = (Object.entries(stepsOf) as [AppName, readonly string[]][]).flatMap(
  ([app, steps]) =>
    steps.flatMap((step) => [
      { app, step, moment: 'before' as const },
      { app, step, moment: 'after' as const },
    ]),
);

/** What can be cut off from what. */
const ways: readonly { app: AppName; of: string }[] = [
  ...(['gate', 'content', 'search', 'popularity', 'gateway'] as const).map((app) => ({ app, of: 'log' })),
  { app: 'content', of: 'record' },
  { app: 'search', of: 'index' },
  { app: 'popularity', of: 'counter' },
  { app: 'gateway', of: 'content' },
];

export function plotOf(seed: number): Plot {
  const chance = Chance.of(seed, 7);
  const events: Event[] = [...saidBy(chance), ...viewsBy(chance), ...harmsOf(seed, chance)];
  if (chance.next() < 0.15) events.push({ is: 'noise', at: timeIn(chance), article: article(chance) });
  return { seed, skew: skewOf(chance), events: events.toSorted((a, b) => a.at - b.at) };
}

const timeIn = (chance: Chance): number => chance.between(1, STORY_MS - 2_000);
const article = (chance: Chance): number => chance.between(0, ARTICLES - 1);

/** In half of the stories all clocks are right; in the others one is wrong by seconds, ahead or behind. */
function skewOf(chance: Chance): Skew {
  const wrong = chance.between(500, 4_000) * (chance.next() < 0.5 ? 1 : -1);
  const which = chance.next();
  return { content: which > 0.8 ? wrong : 0, broker: which > 0.6 && which <= 0.8 ? wrong : 0 };
}

function saidBy(chance: Chance): Said[] {
  const said: Said[] = [];
  const versions = new Map<number, number>();
  for (let count = chance.between(7, 13); count > 0; count--) {
    const [at, of, draw] = [timeIn(chance), article(chance), chance.next()];
    const before = versions.get(of) ?? 0;
    const earlier = said.filter((each) => each.article === of);
    if (draw < 0.12 && said.length > 0) {
      // Word for word once more, later.
      const copied = chance.pick(said);
      said.push({ ...copied, at: Math.min(STORY_MS, copied.at + chance.between(0, 3_000)) });
    } else if (draw < 0.3) {
      const version = chance.next() < 0.5 ? 0 : chance.between(1, Math.max(1, before));
      said.push({
        is: 'said',
        at,
        id: `out-${said.length}`,
        article: of,
        type: 'article.withdrawn',
        version,
      });
    } else {
      const version = before + 1;
      versions.set(of, version);
      const withdrawn = earlier.some(({ type }) => type === 'article.withdrawn');
      const type = withdrawn && chance.next() < 0.6 ? 'article.reinstated' : typeOf(version, chance);
      const as = chance.next() < 0.5 ? ('publishAt' as const) : ('embargoedUntil' as const);
      const until = at + chance.between(AHEAD_MS.least, AHEAD_MS.most);
      const held = chance.next() < 0.3 ? { held: { as, until } } : {};
      said.push({ is: 'said', at, id: `${of}-${version}`, article: of, type, version, ...held });
    }
  }
  return said;
}

function typeOf(version: number, chance: Chance): Said['type'] {
  if (version === 1) return 'article.published';
  return chance.next() < 0.3 ? 'article.corrected' : 'article.updated';
}

function viewsBy(chance: Chance): Viewed[] {
  return Array.from({ length: chance.between(2, 5) }, (_, n) => {
    const articles = Array.from({ length: chance.between(1, 3) }, () => article(chance));
    const viewed: Viewed = { is: 'viewed', at: timeIn(chance), n, articles };
    if (chance.next() > 0.4) return [viewed];
    // Told twice, as by a gateway that has not heard that it was heard; so many of one article that it is noted.
    const many = { ...viewed, articles: Array.from({ length: NOTED }, () => articles[0] ?? 0) };
    return [many, { ...many, at: viewed.at + chance.between(0, 1_500) }];
  }).flat();
}

/** Each step has its turn; what else happens is chance. */
function harmsOf(seed: number, chance: Chance): Harm[] {
  const point = points[seed % points.length] as Point;
  const nth = chance.next() < 0.7 ? 0 : chance.between(1, 3);
  const own: Harm = {
    is: 'crash',
    at: chance.next() < 0.5 ? 0 : chance.between(1, 2_000),
    ...point,
    nth,
  };
  const more = Array.from({ length: chance.between(1, 4) }, () => aHarm(chance));
  return [own, ...more];
}

function aHarm(chance: Chance): Harm {
  const at = timeIn(chance);
  const draw = chance.next();
  const span = chance.between(200, 6_000);
  if (draw < 0.2) return { is: 'crash', at, ...chance.pick(points), nth: chance.between(0, 5) };
  if (draw < 0.4) {
    const place = chance.pick(points.filter(({ app }) => app === 'content'));
    return { is: 'freeze', at, ...place, nth: chance.between(0, 3), ms: chance.between(2_000, 7_000) };
  }
  if (draw < 0.6)
    return { is: 'cut', at, ...chance.pick(ways), how: chance.pick(['there', 'back', 'middle']), ms: span };
  if (draw < 0.72) return { is: 'slow', at, ...chance.pick(ways), by: chance.between(50, 3_000), ms: span };
  if (draw < 0.8) return { is: 'unheard', at, ms: span };
  if (draw < 0.87) return { is: 'wipe', at, engine: chance.pick(['index', 'counter']) };
  return {
    is: 'restore',
    at,
    engine: chance.pick(['record', 'record', 'counter']),
    ageMs: chance.between(100, 4_000),
  };
}
