import type { Draft } from '../draft.ts';
import { below, isObject } from '../json.ts';

/** The three generations of ninjs: names in lower case with maps, in lower case with lists, in camel case. */
export type Generation = 1 | 2 | 3;

type Kind = 'text' | 'integer' | 'moment' | 'list' | 'object';
interface Rule {
  kind: Kind;
  /** Its name in ninjs 1, if that is not the one of ninjs 2; `-`: there is none. */
  one?: string;
  /** Its name in ninjs 2, if that is not the one of ninjs 3 in lower case; `-`: there is none. */
  two?: string;
  values?: readonly string[];
  /** A list of ninjs 2 and 3 that is a map by name in ninjs 1. */
  map?: true;
  /** Of the story, but an article has no place for it. */
  homeless?: true;
}

const text: Rule = { kind: 'text' };
const moment: Rule = { kind: 'moment' };
const natures = [
  'text',
  'audio',
  'video',
  'picture',
  'graphic',
  'composite',
  'component',
  'event',
  'planning',
];

/** Members of an item by their names in ninjs 3. */
const rules: Readonly<Record<string, Rule>> = {
  uri: text,
  type: { kind: 'text', values: natures },
  representationType: text,
  profile: text,
  version: text,
  firstCreated: moment,
  versionCreated: moment,
  contentCreated: moment,
  embargoedUntil: { kind: 'moment', one: 'embargoed', two: 'embargoed' },
  pubStatus: { kind: 'text', values: ['usable', 'withheld', 'canceled'] },
  urgency: { kind: 'integer' },
  copyrightHolder: text,
  copyrightNotice: text,
  usageTerms: text,
  edNote: { kind: 'text', homeless: true },
  language: text,
  descriptions: { kind: 'list', one: '-' },
  bodies: { kind: 'list', one: '-' },
  headlines: { kind: 'list', one: '-' },
  headline: { kind: 'text', one: 'headline', two: '-' },
  people: { kind: 'list', one: 'person' },
  organisations: { kind: 'list', one: 'organisation' },
  places: { kind: 'list', one: 'place' },
  subjects: { kind: 'list', one: 'subject' },
  events: { kind: 'list', one: 'event' },
  eventDetails: { kind: 'object', one: '-', two: '-', homeless: true },
  plannedCoverage: { kind: 'list', one: '-', two: '-', homeless: true },
  objects: { kind: 'list', one: 'object' },
  infoSources: { kind: 'list', one: 'infosource' },
  title: text,
  by: { kind: 'text', one: 'byline' },
  slugline: text,
  located: text,
  renditions: { kind: 'list', map: true },
  associations: { kind: 'list', map: true },
  altIds: { kind: 'list', map: true },
  trustIndicators: { kind: 'list', one: 'trustindicator', homeless: true },
  standard: { kind: 'object', one: '$standard' },
  genres: { kind: 'list', one: 'genre', homeless: true },
  expires: moment,
  rightsInfo: { kind: 'object', homeless: true },
  digitalSourceType: { kind: 'object', homeless: true },
  mimetype: { kind: 'text', one: 'mimetype', two: '-' },
  charcount: { kind: 'integer', one: 'charcount', two: '-' },
  wordcount: { kind: 'integer', one: 'wordcount', two: '-' },
  /** Of an item within another. */
  name: text,
};
const names: Readonly<Record<Generation, ReadonlyMap<string, Rule>>> = {
  1: named((name, { one, two }) => one ?? two ?? name.toLowerCase()),
  2: named((name, { two }) => two ?? name.toLowerCase()),
  3: named((name, { two }) =>
    two === '-' && /^(headline|mimetype|charcount|wordcount)$/.test(name) ? '-' : name,
  ),
};
const EXTENDED = /^(description|body|headline)_[a-zA-Z0-9_]+$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

function named(nameOf: (name: string, rule: Rule) => string): ReadonlyMap<string, Rule> {
  const all = Object.entries(rules).map(([name, rule]) => [nameOf(name, rule), rule] as const);
  return new Map(all.filter(([name]) => name !== '-'));
}

/** By what it says of itself, else by the names it uses. */
export function generationOf(item: Readonly<Record<string, unknown>>): Generation {
  const standard = item['$standard'] ?? item['standard'];
  const said = isObject(standard) ? Number.parseInt(String(standard['version']), 10) : Number.NaN;
  if (said === 1 || said === 2 || said === 3) return said;
  const own = (generation: Generation, others: readonly Generation[]) =>
    Object.keys(item).filter(
      (name) => names[generation].has(name) && others.every((other) => !names[other].has(name)),
    ).length + (generation === 1 ? Object.keys(item).filter((name) => EXTENDED.test(name)).length : 0);
  const counts = [own(1, [2, 3]), own(2, [3]), own(3, [1, 2])] as const;
  if (counts[0] > 0 && counts[0] >= counts[2]) return 1;
  return counts[1] > counts[2] ? 2 : 3;
}

/** Says of each member of an item where it is not as its generation has it, and where an article can't hold it. */
export function judgeNinjs(
  item: Readonly<Record<string, unknown>>,
  generation: Generation,
  { draft, pointer }: { draft: Draft; pointer: string },
): void {
  if (!('uri' in item)) draft.note('off_schema', 'has no uri', pointer);
  for (const [name, value] of Object.entries(item)) {
    const at = below(pointer, name);
    if (generation === 1 && EXTENDED.test(name)) {
      if (typeof value !== 'string') draft.note('off_schema', 'is no text', at);
      continue;
    }
    const rule = names[generation].get(name);
    if (!rule) draft.note('off_schema', `is no member of ninjs ${generation}${familiar(name)}`, at);
    else {
      const fault = faultOf(value, rule, generation);
      if (fault) draft.note('off_schema', fault, at);
      if (rule.homeless) draft.note('dropped', `${name} has no place in an article`, at);
    }
  }
}

/** What another generation calls so is read all the same. */
function familiar(name: string): string {
  const known = name === 'guid' || [1, 2, 3].some((each) => names[each as Generation].has(name));
  return known ? '; read as it is meant' : ', and is not kept';
}

function faultOf(value: unknown, { kind, values, map }: Rule, generation: Generation): string | undefined {
  if (kind === 'object') return isObject(value) ? undefined : 'is no object';
  if (kind === 'list') return listFault(value, map && generation === 1);
  if (kind === 'integer') return typeof value === 'number' ? undefined : 'is no number';
  if (typeof value !== 'string') return 'is no text';
  if (kind === 'moment') return MOMENT.test(value) ? undefined : 'is no date-time of RFC 3339';
  return values && !values.includes(value) ? `is none of ${values.join(', ')}` : undefined;
}

function listFault(value: unknown, map: boolean | undefined): string | undefined {
  if (map) return isObject(value) ? undefined : 'is no map by name';
  if (!Array.isArray(value)) return 'is no list';
  return value.every(isObject) ? undefined : 'holds what is no object';
}
