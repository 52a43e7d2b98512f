import { type ArticleInput, HIDDEN_SECTION } from '#libs/contracts';

/** Who applies what the log says, and so shows it or does not. */
export const consumers = ['content', 'search', 'popularity', 'gateway'] as const;
export type Consumer = (typeof consumers)[number];

/** Where the canary is looked for. */
export interface Surface {
  name: string;
  /** Whose work it is that it shows there. */
  consumer: Consumer;
  /** On a gateway; absent: asked of the consumer itself, which shows readers no canary. */
  path?: string;
}

/** How far one consumer group has come with the canary. */
export interface Hop {
  service: string;
  group: string;
  applied: boolean;
  /** Records up to it that are not applied yet. */
  lag: number;
}

/** What has been seen of one canary so far. */
export interface Sight {
  /** When it was said, milliseconds since 1970. */
  at: number;
  /** Milliseconds since then. */
  age: number;
  /** From when on one that is not everywhere is late, milliseconds. */
  lateMs: number;
  /** Why the gate has not taken it; absent: it has. */
  refused?: string;
  /** Content first, then every reader of the change log; nothing while the log does not answer. */
  hops?: readonly Hop[];
  /** Milliseconds until it was seen there; absent: not yet. */
  seen: ReadonlyMap<string, number>;
}

/** Who is broken, and how that shows. */
export interface Broken {
  consumer: Consumer | 'ingest' | 'kafka';
  words: string;
}

/** The same for each gate: its versions rise, and one takes the place of the other. */
export function canaryOf(gate: string, version: number): ArticleInput & { uri: string } {
  return {
    uri: `canary:${gateName(gate)}`,
    version,
    language: 'en',
    headline: `${callOf(gate)}${version}`,
    slug: 'canary',
    section: HIDDEN_SECTION,
    changeType: 'minor',
    body: '<p>Published by the desk to see whether what is published is seen. 카나리아 기사입니다.</p>',
  };
}

/** As it stands in an address, with its port; nothing that a uri may not hold. */
function gateName(gate: string): string {
  return new URL(gate).host.replaceAll(/[^A-Za-z0-9.:-]/g, '-');
}

function callOf(gate: string): string {
  return `Canary of ${gateName(gate)} at `;
}

/** The newest version that an answer shows; 0 if it shows none. */
export function versionIn(body: string, gate: string): number {
  const call = callOf(gate);
  const found = body.split(call).slice(1);
  return Math.max(0, ...found.map((rest) => Number(/^\d{1,16}/.exec(rest)?.[0] ?? 0)));
}

/** Every kind of place that shows it, each asked as a reader would who knows its address. */
export function surfacesOf({ id, url }: { id: string; url: string }): Surface[] {
  const hidden = `section=${HIDDEN_SECTION}`;
  return [
    { name: 'article page', consumer: 'gateway', path: url },
    { name: 'article API', consumer: 'gateway', path: `/api/v1/articles/${id}` },
    { name: 'section list', consumer: 'gateway', path: `/api/v1/articles?${hidden}` },
    {
      name: 'search',
      consumer: 'search',
      path: `/api/v1/search?q=canary&${hidden}&sort=newest&limit=50&highlight=false`,
    },
    { name: 'rankings', consumer: 'popularity' },
  ];
}

/** Whether it is everywhere, and everybody has applied it. */
export function isWhole({ refused, hops, seen }: Sight, surfaces: readonly Surface[]): boolean {
  const everywhere = surfaces.every(({ name }) => seen.has(name));
  const applied = hops?.every((hop) => hop.applied) ?? false;
  return refused === undefined && everywhere && applied;
}

/**
 * Who keeps it from being everywhere: the first on its way that has not done its part, since whoever comes behind
 * waits for that one. A consumer that has applied it, as the log says, and does not show it is broken as well.
 */
export function brokenIn(sight: Sight, surfaces: readonly Surface[]): Broken[] {
  const { refused, hops } = sight;
  if (refused !== undefined) return [{ consumer: 'ingest', words: `the gate has not taken it: ${refused}` }];
  const missing = surfaces.filter(({ name }) => !sight.seen.has(name));
  if (!hops) return [{ consumer: 'kafka', words: 'the log does not say how far its readers are' }];
  const content = hops.find(({ service }) => service === 'content');
  if (content && !content.applied) return [{ consumer: 'content', words: behind(content) }];
  const readers = consumers.filter((each) => each !== 'content');
  const late = readers.flatMap((consumer): Broken[] => {
    const own = hops.filter(({ service }) => service === consumer);
    if (own.length === 0) return [{ consumer, words: 'nobody reads the change log for it' }];
    return own.filter(({ applied }) => !applied).map((hop) => ({ consumer, words: behind(hop) }));
  });
  if (late.length > 0) return late;
  return [...new Set(missing.map(({ consumer }) => consumer))].map((consumer) => ({
    consumer,
    words: 'it has applied it, and does not show it',
  }));
}

function behind({ group, lag }: Hop): string {
  return `the group ${group} has ${lag} ${lag === 1 ? 'record' : 'records'} to apply up to it`;
}

/** What an operator is told, whole. */
export function sentenceOf(sight: Sight, surfaces: readonly Surface[]): string {
  const { at, age, lateMs, seen } = sight;
  const time = `${new Date(at).toISOString().slice(11, 19)} UTC`;
  if (isWhole(sight, surfaces)) {
    const last = Math.max(0, ...seen.values());
    return `The canary of ${time} was on every surface after ${last} ms.`;
  }
  if (sight.refused !== undefined)
    return `The canary of ${time} is not published. ${brokenWords(sight, surfaces)}.`;
  if (age < lateMs)
    return `The canary of ${time} is on ${seen.size} of ${surfaces.length} surfaces after ${age} ms.`;
  const missing = surfaces.filter(({ name }) => !seen.has(name)).map(({ name }) => name);
  const where = missing.length > 0 ? `Missing on: ${missing.join(', ')}.` : 'It is on every surface.';
  return `The canary of ${time} is late after ${(age / 1_000).toFixed(1)} s. ${brokenWords(sight, surfaces)}. ${where}`;
}

function brokenWords(sight: Sight, surfaces: readonly Surface[]): string {
  const all = brokenIn(sight, surfaces);
  return all.map(({ consumer, words }) => `${consumer} is broken: ${words}`).join('; ');
}
