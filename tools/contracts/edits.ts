import type { JsonSchema, LogRecord } from '#libs/contracts';
import { UndecodableRecord } from '#libs/contracts';
import type { Contract } from './contract.ts';
import type { Wire } from './wire.ts';

/** A change that somebody might make to the sources, made to what the sources are today. */
export interface Edit {
  readonly name: string;
  /** To the contract, which is a copy. */
  readonly contract?: (contract: Mutable) => void;
  readonly wire?: (wire: Wire) => Wire;
}

type Deep<T> = T extends object ? { -readonly [K in keyof T]: Deep<T[K]> } : T;
type Schema = Deep<JsonSchema>;
export interface Mutable extends Deep<Omit<Contract, 'named' | 'schemas'>> {
  named: Record<string, Schema>;
  schemas: Record<string, { way: 'in' | 'out' | 'both'; schema: Schema }>;
}

/** A member of an object that has a name. */
function member({ named }: Mutable, of: string, name: string): Schema {
  const found = named[of]?.properties?.[name];
  if (!found) throw new Error(`there is no ${name} in ${of}`);
  return found;
}

function object({ named }: Mutable, of: string): Schema & Required<Pick<Schema, 'properties' | 'required'>> {
  const found = named[of];
  if (!found?.properties || !found.required) throw new Error(`${of} is no object`);
  return found as Schema & Required<Pick<Schema, 'properties' | 'required'>>;
}

function rename(of: string, from: string, to: string) {
  return (contract: Mutable): void => {
    const { properties } = object(contract, of);
    properties[to] = member(contract, of, from);
    delete properties[from];
    const { required } = object(contract, of);
    object(contract, of).required = required.map((each) => (each === from ? to : each));
  };
}

/** The same wire with another header: written so, and looked for so. */
function otherHeader(from: string, to: string) {
  return ({ read, write }: Wire): Wire => ({
    write(topic, value) {
      const { headers, ...record } = write(topic, value);
      const changed = Object.entries(headers).map(([name, text]) => [name === from ? to : name, text]);
      return { ...record, headers: Object.fromEntries(changed) as LogRecord['headers'] };
    },
    read(topic, record) {
      const { [to]: text, ...headers } = record.headers;
      const { [from]: _, ...others } = headers;
      return read(topic, { ...record, headers: text === undefined ? others : { ...others, [from]: text } });
    },
  });
}

/** The same wire with other values; `read` gives what today's reader gives, changed. */
function otherValue(change: (value: Record<string, unknown>) => unknown) {
  return (wire: Wire): Wire => ({
    ...wire,
    read: (topic, record) => change(wire.read(topic, record) as Record<string, unknown>),
  });
}

/** Each must be caught. */
export const breaking: readonly Edit[] = [
  { name: 'a member of an article gets another name', contract: rename('Article', 'headline', 'title') },
  {
    name: 'a member that was never needed is removed',
    contract: (contract) => delete object(contract, 'Article').properties['kicker'],
  },
  {
    name: 'a member that could be missing is needed',
    contract: (contract) => object(contract, 'Article').required.push('standfirst'),
  },
  {
    name: 'a new member is needed at once',
    contract(contract) {
      object(contract, 'PublicArticle').properties['desk'] = { type: 'string' };
      object(contract, 'PublicArticle').required.push('desk');
    },
  },
  {
    name: 'a member that was always there may be missing',
    contract(contract) {
      const article = object(contract, 'PublicArticle');
      article.required = article.required.filter((name) => name !== 'modified');
    },
  },
  {
    name: 'a number becomes a text',
    contract: (contract) => {
      member(contract, 'PublicArticle', 'seq').type = 'string';
    },
  },
  {
    name: 'a value becomes a list of values',
    contract(contract) {
      const { properties } = object(contract, 'Article');
      properties['located'] = { type: 'array', items: properties['located'] ?? {} };
    },
  },
  {
    name: 'a closed list loses a value',
    contract(contract) {
      const { enum: list = [] } = member(contract, 'GoneArticle', 'kind');
      member(contract, 'GoneArticle', 'kind').enum = list.filter((each) => each !== 'expired');
    },
  },
  {
    name: 'the log may hold a value that the release refuses',
    contract(contract) {
      const { enum: list = [] } = member(contract, 'GoneArticle', 'kind');
      member(contract, 'GoneArticle', 'kind').enum = [...list, 'merged'];
    },
  },
  {
    name: 'a bound is tightened below what the log holds',
    contract: (contract) => {
      member(contract, 'Article', 'headline').maxLength = 200;
    },
  },
  {
    name: 'the form of a uri is narrowed',
    contract: (contract) => {
      member(contract, 'Article', 'uri').pattern = '^urn:';
    },
  },
  {
    name: 'a kind of block is removed',
    contract(contract) {
      const block = contract.named['Block'] ?? {};
      const of = (each: Schema) => (each.properties?.['type'] as { const?: unknown } | undefined)?.const;
      if (block.oneOf) block.oneOf = block.oneOf.filter((each) => of(each) !== 'gallery');
    },
  },
  {
    name: 'a query refuses a parameter that it took',
    contract: (contract) => delete contract.schemas['listArticles query']?.schema.properties?.['tag'],
  },
  {
    name: 'a value that is missing means something else',
    contract(contract) {
      const limit = contract.schemas['listArticles query']?.schema.properties?.['limit'];
      if (limit) limit.default = 1;
    },
  },
  {
    name: 'a type of event gets another name',
    contract(contract) {
      const { types } = contract;
      types.newsroom = types.newsroom.map((type) => (type === 'article.withdrawn' ? 'article.killed' : type));
    },
  },
  {
    name: 'a topic gets more partitions, so that an article changes its place',
    contract(contract) {
      const topic = contract.topics['content.changes.v1'];
      if (topic) topic.partitions = 12;
    },
  },
  {
    name: 'a topic is cleaned up in another way',
    contract(contract) {
      const config = contract.topics['ingest.events.v1']?.config;
      if (config) config['cleanup.policy'] = 'compact';
    },
  },
  {
    name: 'a consumer gets another name, and begins anew',
    contract(contract) {
      contract.readers = contract.readers.map((each) => each.replace('search reads', 'finder reads'));
    },
  },
  {
    name: 'a problem gets another status',
    contract: (contract) => {
      contract.problems['gone'] = 404;
    },
  },
  {
    name: 'a route gets another address',
    contract(contract) {
      const operation = contract.operations['sendEvents'];
      if (operation) operation.line = 'POST /v2/events';
    },
  },
  { name: 'a header of the log gets another name', wire: otherHeader('ce_type', 'ce_kind') },
  {
    name: 'a header that is seldom there gets another name',
    wire: otherHeader('ce_expectedversion', 'ce_ifmatch'),
  },
  {
    name: 'the key of a record is made in another way',
    wire: (wire) => ({
      ...wire,
      write: (topic, value) => ({
        ...wire.write(topic, value),
        key: `v2/${String(wire.write(topic, value).key)}`,
      }),
    }),
  },
  {
    name: 'a form that is no longer written is no longer read',
    wire: (wire) => ({
      ...wire,
      read(topic, record) {
        if (record.headers['replay-of'] !== undefined) throw new UndecodableRecord('no replays any more');
        return wire.read(topic, record);
      },
    }),
  },
  {
    name: 'times are read as numbers',
    wire: otherValue((value) => ('at' in value ? { ...value, at: Date.parse(String(value['at'])) } : value)),
  },
];

/** Each must pass. */
export const harmless: readonly Edit[] = [
  {
    name: 'a member that may be missing is added',
    contract: (contract) => {
      object(contract, 'Article').properties['desk'] = { type: 'string' };
    },
  },
  {
    name: 'newsrooms may send longer headlines',
    contract: (contract) => {
      member(contract, 'ArticleInput', 'headline').maxLength = 400;
    },
  },
  {
    name: 'newsrooms need not send a section any more',
    contract(contract) {
      const input = object(contract, 'ArticleInput');
      input.required = input.required.filter((name) => name !== 'section');
    },
  },
  {
    name: 'newsrooms may send a type more',
    contract: (contract) => contract.types.newsroom.push('poll.closed'),
  },
  {
    name: 'a query takes a parameter more',
    contract(contract) {
      const { properties = {} } = contract.schemas['listArticles query']?.schema ?? {};
      properties['desk'] = { type: 'string' };
    },
  },
  {
    name: 'an answer says more',
    contract: (contract) => {
      object(contract, 'Receipt').properties['desk'] = { type: 'string' };
    },
  },
  {
    name: 'a topic is added',
    contract: (contract) => {
      contract.topics['desk.polls.v1'] = { key: 'poll', partitions: 1, config: {} };
    },
  },
  {
    name: 'a topic keeps its records for longer',
    contract(contract) {
      const config = contract.topics['ingest.events.v1']?.config;
      if (config) config['retention.ms'] = String(90 * 86_400_000);
    },
  },
  {
    name: 'a consumer is added',
    contract: (contract) => contract.readers.push('archive reads content.changes.v1'),
  },
  {
    name: 'a route is added',
    contract: (contract) => {
      contract.operations['listPolls'] = { line: 'GET /v1/polls', statuses: ['200'] };
    },
  },
  {
    name: 'an operation has a status more',
    contract: (contract) => contract.operations['sendEvents']?.statuses.push('208'),
  },
  { name: 'a scope is added', contract: (contract) => contract.scopes.push('polls') },
  {
    name: 'a problem is added',
    contract: (contract) => {
      contract.problems['too_late'] = 409;
    },
  },
  {
    name: 'members of an article are told in another order',
    contract(contract) {
      const article = object(contract, 'Article');
      article.properties = Object.fromEntries(Object.entries(article.properties).toReversed());
      article.required.reverse();
    },
  },
  {
    name: 'records have a header more',
    wire: (wire) => ({
      ...wire,
      write(topic, value) {
        const record = wire.write(topic, value);
        return { ...record, headers: { ...record.headers, ce_desk: '편집국' } };
      },
    }),
  },
  {
    name: 'a reader fills in what older records do not say',
    wire: otherValue((value) => ({ ...value, desk: 'news' })),
  },
];
