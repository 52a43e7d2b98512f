import { z } from 'zod';
import * as contracts from '#libs/contracts';
import {
  deskApi,
  Envelope,
  internalTypes,
  type JsonSchema,
  newsroomApi,
  newsroomTypes,
  problems,
  publicApi,
  readers,
  Section,
  Shelf,
  Site,
  Source,
  Sources,
  scopes,
  topics,
} from '#libs/contracts';

/** Who writes what a schema describes, and who reads it: others, we, or both our last release and the next. */
type Way = 'in' | 'out' | 'both';

/** Everything that others rely on, as data: of a release, or of the sources as they are. */
export interface Contract {
  readonly topics: Readonly<
    Record<string, { key: string; partitions: number; config: Readonly<Record<string, string>> }>
  >;
  /** Consumer group and topic: a position in the log belongs to both. */
  readonly readers: readonly string[];
  readonly types: { readonly newsroom: readonly string[]; readonly internal: readonly string[] };
  readonly problems: Readonly<Record<string, number>>;
  readonly scopes: readonly string[];
  /** By id: method, path, and the statuses that are no problem. */
  readonly operations: Readonly<Record<string, { line: string; statuses: readonly string[] }>>;
  /** Schemas that have an id, which the others refer to as `#/named/…`. */
  readonly named: Readonly<Record<string, JsonSchema>>;
  readonly schemas: Readonly<Record<string, { way: Way; schema: JsonSchema }>>;
}

export const PLACE = '#/named/';

/** What is only ever said to us: by newsrooms, readers, and whoever writes the settings. */
const heard = new Set<z.ZodType>([...Object.values(newsroomTypes), Envelope, Site, Section, Source, Sources]);
const HEARD = /(Input|Query|Parameters?|Patch|Put|Request|Order)$/;

const operations = [newsroomApi, publicApi, deskApi].flatMap((api) => api.operations);

/** The contract as the sources have it now. */
export function contractNow(): Contract {
  const shelf = new Shelf(PLACE);
  const said = schemasOfOperations();
  const exported = Object.entries(contracts).flatMap(([name, value]): [string, Way, z.ZodType][] =>
    value instanceof z.ZodType && !said.some(([, , schema]) => schema === value)
      ? [[name, heard.has(value) || HEARD.test(name) ? 'in' : 'both', value]]
      : [],
  );
  const schemas = [...exported, ...said].map(
    ([name, way, schema]) => [name, { way, schema: shelf.of(schema) }] as const,
  );
  return {
    topics: Object.fromEntries(
      Object.values(topics).map(({ name, key, partitions, config }) => [name, { key, partitions, config }]),
    ),
    readers: readers.map(({ group, topic }) => `${group} reads ${topic}`),
    types: { newsroom: Object.keys(newsroomTypes), internal: [...internalTypes] },
    problems: Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status])),
    scopes: Object.keys(scopes),
    operations: Object.fromEntries(
      operations.map(({ id, method, path, answers }) => [
        id,
        { line: `${method.toUpperCase()} ${path}`, statuses: Object.keys(answers) },
      ]),
    ),
    schemas: bare(Object.fromEntries(schemas)),
    named: bare(shelf.named),
  };
}

/** Without the words for people, which may change as they like. */
function bare<T extends object>(value: T): T {
  const words = new Set(['description', 'title', 'examples', '$schema', '$id']);
  return JSON.parse(
    JSON.stringify(value, function (this: Record<string, unknown>, name: string, member: unknown) {
      // A member of an object may be called so; a word of a schema holds a text or a list.
      return words.has(name) && (typeof member === 'string' || Array.isArray(member)) ? undefined : member;
    }),
  ) as T;
}

/** What each operation reads and answers, under the name of its place. */
function schemasOfOperations(): [name: string, way: Way, schema: z.ZodType][] {
  return operations.flatMap(({ id, parameters, query, headers, bodies = [], answers }) => {
    const asked = Object.entries({ parameters, query, headers }).flatMap(
      ([part, schema]): [string, Way, z.ZodType][] => (schema ? [[`${id} ${part}`, 'in', schema]] : []),
    );
    const sent = bodies.map(({ type, schema }): [string, Way, z.ZodType] => [`${id} ${type}`, 'in', schema]);
    const told = Object.entries(answers).flatMap(([status, { schema }]): [string, Way, z.ZodType][] =>
      schema ? [[`${id} ${status}`, 'out', schema]] : [],
    );
    return [...asked, ...sent, ...told];
  });
}
