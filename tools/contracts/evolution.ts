import { type JsonSchema, nameOf } from '#libs/contracts';
import type { Contract } from './contract.ts';

/** A schema with whatever it refers to. */
interface Side {
  schema: JsonSchema;
  named: Readonly<Record<string, JsonSchema>>;
}
/** As it was, and as it is. */
type Pair<T = Side> = readonly [was: T, is: T];
/** Which promise is looked at: that the new code reads what the old wrote, or the old what the new writes. */
type Kept = 'forwards' | 'backwards';
interface Look {
  promise: Kept;
  /** Pairs of names that were compared, or are being: a schema may hold itself, and many hold the same. */
  seen: Set<string>;
}
type Seen = Readonly<Record<Kept, Set<string>>>;
const nothing = (): Seen => ({ forwards: new Set(), backwards: new Set() });

/** What breaks between a schema and its successor, one line for each place; `way` says who is at its ends. */
export function breaksIn(
  pair: Pair,
  { way, seen = nothing() }: { way: 'in' | 'out' | 'both'; seen?: Seen },
  place: string,
): string[] {
  const promises: Kept[] =
    way === 'both' ? ['forwards', 'backwards'] : [way === 'in' ? 'forwards' : 'backwards'];
  const found = promises.flatMap((promise) => compare(pair, { promise, seen: seen[promise] }, place));
  return [...new Set(found)];
}

function compare([from, to]: Pair, look: Look, at: string): string[] {
  const [a, b] = [from.schema.$ref, to.schema.$ref];
  if (a !== undefined || b !== undefined) {
    const names = `${a} ${b}`;
    if (look.seen.has(names)) return [];
    look.seen.add(names);
  }
  // What has a name breaks once, and not wherever it is used.
  const place = a !== undefined && a === b ? nameOf(a) : at;
  const pair = [resolved(from), resolved(to)] as const;
  if (pair.some(({ schema }) => membersOf(schema))) return compareChoices(pair, look, place);
  const schemas = [pair[0].schema, pair[1].schema] as const;
  return [
    ...compareValues(schemas, look, place),
    ...compareBounds(schemas, look, place),
    ...compareMembers(pair, look, place),
    ...compareItems(pair, look, place),
  ];
}

function resolved({ schema, named }: Side): Side {
  if (schema.$ref === undefined) return { schema, named };
  const { $ref, ...beside } = schema;
  const found = resolved({ schema: named[nameOf($ref)] ?? {}, named }).schema;
  return { schema: { ...found, ...beside }, named };
}

function membersOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] | undefined {
  return anyOf ?? oneOf;
}

const wider = 'may hold what those before do not read';
const narrower = 'does not take any more what was written before';

/** Of `a` and `b` the one that reads, and the one that wrote. */
function ends<T>([was, is]: Pair<T>, { promise }: Look): { reader: T; writer: T; word: string } {
  return promise === 'forwards'
    ? { reader: is, writer: was, word: narrower }
    : { reader: was, writer: is, word: wider };
}

function compareChoices([was, is]: Pair, look: Look, place: string): string[] {
  const { reader, writer, word } = ends([was, is], look);
  const all = ({ schema }: Side): readonly JsonSchema[] => membersOf(schema) ?? [schema];
  return all(writer).flatMap((member) => {
    const name = labelOf({ ...writer, schema: member });
    const same = all(reader).filter((each) => labelOf({ ...reader, schema: each }) === name);
    const tries = same.map((each) => {
      const [a, b] = look.promise === 'forwards' ? [member, each] : [each, member];
      // Of a try that is given up nothing was seen.
      const tried = same.length > 1 ? { ...look, seen: new Set(look.seen) } : look;
      return compare(
        [
          { ...was, schema: a },
          { ...is, schema: b },
        ],
        tried,
        `${place}<${name}>`,
      );
    });
    if (tries.length === 0) return [`${place}: ${name} ${word}`];
    // Of several that are called alike one has to fit.
    return tries.toSorted((a, b) => a.length - b.length)[0] ?? [];
  });
}

/** What tells a member of a choice from the others: the word it must hold, or else its type. */
function labelOf(side: Side): string {
  const { schema } = resolved(side);
  for (const name of ['type', 'kind', 'state', 'status']) {
    const member = schema.properties?.[name];
    if (member && 'const' in member) return `${name}=${String(member.const)}`;
    if (member?.enum && schema.properties) return `${name}=${member.enum.join('|')}`;
  }
  if ('const' in schema) return 'const';
  return [schema.type ?? 'any'].flat().toSorted().join('|');
}

/** Types and closed lists. */
function compareValues([was, is]: Pair<JsonSchema>, look: Look, place: string): string[] {
  const { reader, writer, word } = ends([was, is], look);
  const lost = (read: readonly unknown[] | undefined, written: readonly unknown[] | undefined): unknown[] =>
    read === undefined ? [] : (written ?? ['anything else']).filter((each) => !read.includes(each));
  const types = lost(typesOf(reader), typesOf(writer)).filter(
    (type) => !(type === 'integer' && typesOf(reader)?.includes('number')),
  );
  if (types.length > 0) return [`${place}: the type ${types.join(', ')} ${word}`];
  const values = lost(valuesOf(reader), valuesOf(writer));
  const list = values.length > 0 ? [`${place}: ${JSON.stringify(values)} ${word}`] : [];
  // Without a value the two would mean different things.
  const usual = JSON.stringify(was.default) !== JSON.stringify(is.default) && was.default !== undefined;
  return usual ? [...list, `${place}: its absence means something else`] : list;
}

function typesOf({ type }: JsonSchema): readonly string[] | undefined {
  return type === undefined ? undefined : [type].flat();
}

function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  return 'const' in schema ? [schema.const] : schema.enum;
}

const least = ['minLength', 'minimum', 'minItems', 'exclusiveMinimum'];
const most = ['maxLength', 'maximum', 'maxItems', 'exclusiveMaximum'];

function compareBounds([was, is]: Pair<JsonSchema>, look: Look, place: string): string[] {
  const { reader, writer, word } = ends([was, is], look);
  const bound = (schema: JsonSchema, name: string, open: number): number =>
    Number((schema as Record<string, unknown>)[name] ?? open);
  const numbers = [
    ...least.filter((name) => bound(reader, name, -Infinity) > bound(writer, name, -Infinity)),
    ...most.filter((name) => bound(reader, name, Infinity) < bound(writer, name, Infinity)),
  ].map((name) => `${place}: ${name} ${bound(was, name, NaN)} is ${bound(is, name, NaN)}, which ${word}`);
  const forms = (['pattern', 'format'] as const)
    .filter((name) => reader[name] !== undefined && reader[name] !== writer[name])
    .map((name) => `${place}: its ${name} is another, which ${word}`);
  return [...numbers, ...forms];
}

function compareMembers([was, is]: Pair, look: Look, place: string): string[] {
  const [old, now] = [was.schema.properties ?? {}, is.schema.properties ?? {}];
  const { reader, writer } = ends([was, is], look);
  const faults: string[] = [];
  for (const [name, schema] of Object.entries(old)) {
    const next = now[name];
    const at = `${place}.${name}`;
    if (next === undefined) faults.push(`${at}: is not there any more`);
    else
      faults.push(
        ...compare(
          [
            { ...was, schema },
            { ...is, schema: next },
          ],
          look,
          at,
        ),
      );
  }
  const written = new Set(writer.schema.required ?? []);
  for (const name of reader.schema.required ?? [])
    if (!written.has(name) && (name in old || look.promise === 'forwards'))
      faults.push(`${place}.${name}: is needed by who reads, and may be missing`);
  return [...faults, ...compareOthers([was, is], look, place)];
}

/** Members that are not named. */
function compareOthers([was, is]: Pair, look: Look, place: string): string[] {
  const { reader, writer } = ends([was, is], look);
  const [read, written] = [reader.schema.additionalProperties, writer.schema.additionalProperties];
  if (typeof read === 'object' && typeof written === 'object') {
    const [a, b] = look.promise === 'forwards' ? [written, read] : [read, written];
    return compare(
      [
        { ...was, schema: a },
        { ...is, schema: b },
      ],
      look,
      `${place}.*`,
    );
  }
  if (read !== false) return [];
  const own = reader.schema.properties ?? {};
  const unknown = Object.keys(writer.schema.properties ?? {}).filter((name) => !(name in own));
  const faults = unknown.map((name) => `${place}.${name}: is refused by who reads`);
  return written === false ? faults : [...faults, `${place}: other members are refused by who reads`];
}

function compareItems([was, is]: Pair, look: Look, place: string): string[] {
  const [old, now] = [was.schema, is.schema];
  const lists: [JsonSchema | undefined, JsonSchema | undefined, string][] = [
    [old.items, now.items, '[]'],
    [old.propertyNames, now.propertyNames, '.(names)'],
    ...(old.prefixItems ?? []).map((each, at): [JsonSchema, JsonSchema | undefined, string] => [
      each,
      now.prefixItems?.[at],
      `[${at}]`,
    ]),
    ...(old.allOf ?? []).map((each, at): [JsonSchema, JsonSchema | undefined, string] => [
      each,
      now.allOf?.[at],
      '',
    ]),
  ];
  const longer = (now.prefixItems?.length ?? 0) > (old.prefixItems?.length ?? 0);
  return [
    ...(longer ? [`${place}: has a place more`] : []),
    ...lists.flatMap(([a, b, at]) =>
      a || b
        ? compare(
            [
              { ...was, schema: a ?? {} },
              { ...is, schema: b ?? {} },
            ],
            look,
            place + at,
          )
        : [],
    ),
  ];
}

/** Everything that a release promised and the sources do not keep, one line each. What is new is no fault. */
export function brokenPromises(released: Contract, now: Contract): string[] {
  const seen = nothing();
  return [
    ...brokenTopics(released, now),
    ...missing('the consumer', released.readers, now.readers),
    ...missing('the type', released.types.newsroom, now.types.newsroom),
    ...missing('the type', released.types.internal, now.types.internal),
    ...missing('the scope', released.scopes, now.scopes),
    ...changed('problem', released.problems, now.problems),
    ...brokenOperations(released, now),
    ...Object.entries(released.schemas).flatMap(([name, { way, schema }]) => {
      const next = now.schemas[name];
      if (!next) return [`schema ${name} is not there any more`];
      const was = { schema, named: released.named };
      return breaksIn([was, { schema: next.schema, named: now.named }], { way, seen }, name);
    }),
  ];
}

function missing(what: string, old: readonly string[], now: readonly string[]): string[] {
  return old.filter((each) => !now.includes(each)).map((each) => `${what} ${each} is not there any more`);
}

function changed(what: string, old: Readonly<Record<string, unknown>>, now: typeof old): string[] {
  return Object.entries(old)
    .filter(([name, value]) => now[name] !== value)
    .map(([name, value]) => `${what} ${name} was ${String(value)} and is ${String(now[name] ?? 'gone')}`);
}

/** Of the settings of a topic these may grow: what was kept is kept, what was taken is taken. */
const mayGrow = new Set(['retention.ms', 'max.message.bytes']);

function brokenTopics(released: Contract, now: Contract): string[] {
  return Object.entries(released.topics).flatMap(([name, was]) => {
    const is = now.topics[name];
    if (!is) return [`topic ${name} is not there any more`];
    const kept = Object.entries(was.config).filter(
      ([setting, value]) => !(mayGrow.has(setting) && Number(is.config[setting]) >= Number(value)),
    );
    return [
      ...changed(`topic ${name}:`, { partitions: was.partitions }, { partitions: is.partitions }),
      ...changed(`topic ${name}:`, Object.fromEntries(kept), is.config),
      ...(Object.keys(is.config).some((each) => !(each in was.config))
        ? [`topic ${name}: has a setting more, which topics that are there do not get`]
        : []),
    ];
  });
}

function brokenOperations(released: Contract, now: Contract): string[] {
  return Object.entries(released.operations).flatMap(([id, was]) => {
    const is = now.operations[id];
    if (!is) return [`operation ${id} is not there any more`];
    return [
      ...(was.line === is.line ? [] : [`operation ${id} was ${was.line} and is ${is.line}`]),
      ...missing(`operation ${id}: the status`, was.statuses, is.statuses),
    ];
  });
}
