import type { z } from 'zod';
import { AuditRecord } from './audit.ts';
import { Change } from './change.ts';
import { LetterDecision, ListDecision, ListLifting } from './decision.ts';
import { eventExamples } from './example.ts';
import { type JsonSchema, Shelf } from './jsonschema.ts';
import { nameOfType, newsroomApi, newsroomEvents } from './newsroom.ts';
import { ConsumerPause } from './pause.ts';
import { type Topic, topics } from './topic.ts';
import { PackedViews, ViewBatch } from './view.ts';

interface Reference {
  $ref: string;
}

export interface AsyncMessage {
  name: string;
  title: string;
  summary?: string;
  contentType: string;
  headers?: JsonSchema;
  payload: JsonSchema;
  examples?: { name: string; payload: unknown }[];
}

export interface Channel {
  address: string;
  title: string;
  description: string;
  servers: Reference[];
  messages: Record<string, Reference>;
  bindings?: {
    kafka: {
      topic: string;
      partitions: number;
      topicConfiguration: Record<string, unknown>;
      bindingVersion: string;
    };
  };
}

/** An AsyncAPI 3.0 document, as far as it is written and read here. */
export interface AsyncApi {
  asyncapi: string;
  info: { title: string; version: string; description: string };
  defaultContentType: string;
  servers: Record<string, object>;
  channels: Record<string, Channel>;
  operations: Record<string, object>;
  components: {
    messages: Record<string, AsyncMessage>;
    schemas: Record<string, JsonSchema>;
    securitySchemes: Record<string, object>;
  };
}

/** What is written to a topic of the log, and what its records say. */
interface LogChannel {
  readonly title: string;
  readonly description: string;
  readonly topic: Topic<unknown>;
  readonly messages: readonly AsyncMessage[];
}

/** The types of the change log, each with the schema of its data. */
export const changeTypes = Change.options.map((option) => {
  const { type, ...data } = option.shape;
  const [schema] = Object.values(data) as z.ZodType[];
  return { type: type.value, data: schema ?? option };
});

const JSON_TYPE = 'application/json';
const STRUCTURED = 'application/cloudevents+json';

const attribute = (description: string): JsonSchema => ({ type: 'string', description });
const logHeaders: JsonSchema = {
  type: 'object',
  description: 'CloudEvents 1.0.2 in Kafka’s binary mode',
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: attribute('Names the event'),
    ce_source: attribute('Who says it'),
    ce_type: attribute('What has happened'),
    ce_subject: attribute('What it has happened to; the key of the record as well'),
    traceparent: attribute('W3C Trace Context, if the cause was traced'),
  },
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject'],
};

/** All but those that others do not read, since keys and secrets are in them. */
function logChannels(
  shelf: Shelf,
): Record<Exclude<keyof typeof topics, 'keys' | 'subscriptions'>, LogChannel> {
  const plain = (name: string, schema: z.ZodType, summary: string): AsyncMessage => ({
    name,
    title: name,
    summary,
    contentType: JSON_TYPE,
    payload: shelf.of(schema),
  });
  return {
    intake: {
      title: 'Intake log',
      description: 'What newsrooms have said, normalised, in the order in which it was accepted.',
      topic: topics.intake,
      messages: newsroomEvents.map(({ type, data }) => ({
        ...plain(type, data, 'As the gate has accepted it'),
        headers: logHeaders,
      })),
    },
    changes: {
      title: 'Change log',
      description:
        'What is public now. The last record of a key is the newest state; `seq` orders all states of an article.',
      topic: topics.changes,
      messages: changeTypes.map(({ type, data }) => ({
        ...plain(type, data, data.description ?? type),
        headers: logHeaders,
      })),
    },
    views: {
      title: 'Views',
      description: 'Which articles were read, in small batches.',
      topic: topics.views,
      messages: [
        plain('views', PackedViews, 'Views that one gateway saw within a few milliseconds'),
        plain('views.older', ViewBatch, 'The same view by view, as it was written before'),
      ],
    },
    decisions: {
      title: 'Decisions of the desk',
      description:
        'What operators have decided on records that could not be used, and editors on the lists of what is read most.',
      topic: topics.decisions,
      messages: [
        plain('letter', LetterDecision, 'A letter was replayed, or discarded'),
        plain('list.decided', ListDecision, 'An article was pinned, kept out, or its views declared honest'),
        plain('list.lifted', ListLifting, 'A decision on a list was lifted before its time'),
      ],
    },
    pauses: {
      title: 'Pauses of consumers',
      description:
        'Which consumer groups do not read for now, by whose order and until when; every process of a group follows it.',
      topic: topics.pauses,
      messages: [plain('pause', ConsumerPause, 'The reading of a group was paused, or goes on')],
    },
    audit: {
      title: 'Audit log of the desk',
      description:
        'What was done at the desk, each record with the hash of the one before it; a record that follows one which is no longer the last has lost a race and says nothing.',
      topic: topics.audit,
      messages: [plain('audit', AuditRecord, 'Something that was done, receipts of takedowns included')],
    },
  };
}

/** The events of the platform as AsyncAPI 3.0: what newsrooms send, and what services of the house may read. */
export function asyncApi(): AsyncApi {
  // Draft 7 is what AsyncAPI 3.0 reads without being told otherwise.
  const shelf = new Shelf('#/components/schemas/', 'draft-7');
  const messages: Record<string, AsyncMessage> = {};
  const channels: AsyncApi['channels'] = { events: intakeChannel(messages, shelf) };
  const operations: AsyncApi['operations'] = {
    receiveEvents: {
      action: 'receive',
      title: 'Take events from newsrooms',
      channel: { $ref: '#/channels/events' },
      security: [{ $ref: '#/components/securitySchemes/key' }],
      bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
    },
  };
  for (const [name, channel] of Object.entries(logChannels(shelf))) {
    channels[name] = topicChannel(name, channel, messages);
    const id = `tell${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    operations[id] = { action: 'send', title: channel.title, channel: { $ref: `#/channels/${name}` } };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Sosik events',
      version: '1.0.0',
      description:
        'Newsrooms send events over HTTP. Services of the house read the topics of the log; an article’s key keeps its records in order, and a record may come more than once.',
    },
    defaultContentType: JSON_TYPE,
    servers: {
      gate: { host: new URL(newsroomApi.origin).host, protocol: 'http', description: 'ingest' },
      log: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'The log; topics may carry a prefix' },
    },
    channels,
    operations,
    components: {
      messages,
      schemas: Object.fromEntries(Object.entries(shelf.named).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of the paper' } },
    },
  };
}

function intakeChannel(messages: AsyncApi['components']['messages'], shelf: Shelf): Channel {
  for (const { type, schema, data } of newsroomEvents) {
    messages[nameOfType(type)] = {
      name: type,
      title: type,
      summary: data.description ?? type,
      contentType: STRUCTURED,
      payload: shelf.of(schema),
      examples: (eventExamples[type] ?? []).map(({ name, value }) => ({ name, payload: value })),
    };
  }
  const names = newsroomEvents.map(({ type }) => nameOfType(type));
  return {
    address: '/v1/events',
    title: 'Events of newsrooms',
    description: 'One event per request, or up to 100 in a batch.',
    servers: [{ $ref: '#/servers/gate' }],
    messages: referencesTo(names),
  };
}

function topicChannel(
  name: string,
  { title, description, topic, messages: said }: LogChannel,
  messages: AsyncApi['components']['messages'],
): Channel {
  const names = said.map((message) => `${name}.${nameOfType(message.name)}`);
  for (const [index, message] of said.entries()) messages[names[index] ?? name] = message;
  return {
    address: topic.name,
    title,
    description: `${description} Key: ${topic.key}.`,
    servers: [{ $ref: '#/servers/log' }],
    messages: referencesTo(names),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: Object.fromEntries(
          Object.entries(topic.config).map(([key, value]) => [key, configured(key, value)]),
        ),
        bindingVersion: '0.5.0',
      },
    },
  };
}

function configured(key: string, value: string): unknown {
  if (key === 'cleanup.policy') return value.split(',');
  return /^\d+$/.test(value) ? Number(value) : value;
}

function referencesTo(names: readonly string[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
}
