import fc from 'fast-check';
import { type JsonSchema, nameOf } from '#libs/contracts';

/** Few, so that what is generated meets what was generated before. */
const uris = Array.from({ length: 6 }, (_, n) => `generated:${n}`);

/** Texts as newsrooms write them, and as nobody should. */
const words = [
  'society',
  'culture',
  'ko',
  'en',
  'Ferry to Ulleung',
  '울릉도',
  '울릉도 여객선은'.normalize('NFD'),
  '⛴️👩‍👩‍👧 날씨',
  '<p>하루 <b>두 차례</b> 운항한다.</p>',
  '<p>x</p><script>alert(1)</script><img src=x onerror=y>',
  'application/json',
  'article.published',
  'https://pictures.example/a.jpg',
  '/society',
  '1.0',
  'true',
  '7',
  '500ms',
  '100ms',
  '#1b4f91',
  'a',
];
/** What breaks readers of text: controls, halves of pairs, what is invisible, what is long. */
export const hostile = [
  '',
  ' ',
  '\u0000',
  'a\u0007b\u001b[31m',
  '\ud83d',
  'a\udc00b',
  '\u200b\u2060',
  '\u202eevil',
  '\ufeff',
  '%',
  "'; drop table articles; --",
  '{{7*7}}<%= 7*7 %>',
  '../../etc/passwd',
  '__proto__',
  'x'.repeat(5_000),
  '가'.repeat(2_000),
  'e\u0301'.repeat(400),
];

const stamp = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Members that mean the same wherever they stand. */
const known: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  uri: fc.constantFrom(...uris),
  section: fc.constantFrom('society', 'culture', 'k-pop'),
  language: fc.constantFrom('ko', 'en', 'en-GB', 'ja'),
  version: fc.integer({ min: 1, max: 40 }),
  id: fc.integer({ min: 1, max: 200 }).map((n) => `generated-${n}`),
  source: fc.constantFrom('/generated', '/편집국'),
  // Not every service runs here, so that what waits for all of them waits to the end.
  timeout: fc.constantFrom('100ms', '0.1s', '120ms'),
  mediaId: fc.constantFrom('0f3a6c1be24d5798a0c4e1f27b6d8935', 'ffffffffffffffffffffffffffffffff'),
  // Nothing outside is asked for what nobody has meant.
  href: fc.constantFrom('https://127.0.0.1/a.jpg', 'http://[fd00::1]/배.png'),
  type: fc.constantFrom('article.published', 'article.withdrawn', 'article.public'),
};

/** Values that a schema allows, as far as a schema says it all. */
export function allowedBy(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  name = '',
): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf, enum: list } = schema;
  const of = (each: JsonSchema, member = name) => allowedBy(each, named, member);
  if ($ref !== undefined) return of(named[nameOf($ref)] ?? {});
  if ('const' in schema) return fc.constant(schema.const);
  if (list) return fc.constantFrom(...list);
  const special = known[name];
  if (special && schema.type !== 'object') return special;
  const choice = anyOf ?? oneOf;
  if (choice) return fc.oneof(...choice.map((each) => of(each)));
  if (allOf?.[0]) return of(allOf[0]);
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 100_000) });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return arrayOf(schema, of);
    case 'object':
      return objectOf(schema, of);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

type Of = (schema: JsonSchema, member?: string) => fc.Arbitrary<unknown>;

function arrayOf({ items = {}, prefixItems, minItems = 0, maxItems = 3 }: JsonSchema, of: Of) {
  if (prefixItems) return fc.tuple(...prefixItems.map((each) => of(each)));
  return fc.array(of(items), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) });
}

function objectOf({ properties = {}, required = [] }: JsonSchema, of: Of) {
  const members = Object.entries(properties).map(([name, schema]) => [name, of(schema, name)] as const);
  // The subject of an event must be the uri of its data, which the schema can't say.
  const chosen = members.filter(([name]) => name !== 'subject' || required.includes(name));
  return fc.record(Object.fromEntries(chosen), {
    requiredKeys: Object.keys(Object.fromEntries(chosen)).filter((name) => required.includes(name)),
  });
}

function textOf({ format, pattern, minLength = 0, maxLength = 10_000 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') return stamp;
  if (format === 'uri') return fc.constant('https://pictures.example/a.jpg');
  const allowed = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const fitting = words.filter(
    (word) => word.length >= minLength && word.length <= maxLength && (!allowed || allowed.test(word)),
  );
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  return allowed ? fc.stringMatching(allowed) : fc.string({ minLength, maxLength: minLength + 9 });
}

const deep = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
/** What may stand where something else should. */
const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1e308, 2 ** 53, 0.5, [], {}, [[]], { a: 1 }),
  fc.constantFrom(...hostile),
  fc.constantFrom(deep(30), deep(63)),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The same value, broken in one place. */
export function brokenOnce(value: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(value);
  if (places.length === 0) return wrong;
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom('replace', 'drop', 'add'), wrong)
    .map(([place, how, other]) => changedAt(structuredClone(value), { place, how, other }));
}

function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [...path, name],
    ...placesIn(member, [...path, name]),
  ]);
}

function changedAt(
  root: unknown,
  { place, how, other }: { place: readonly string[]; how: string; other: unknown },
): unknown {
  const last = place.at(-1) ?? '';
  const parent = place.slice(0, -1).reduce((at, step) => (at as Record<string, unknown>)[step], root);
  const members = parent as Record<string, unknown>;
  if (how === 'drop') delete members[last];
  else members[how === 'add' ? `${last}x` : last] = other;
  return root;
}
