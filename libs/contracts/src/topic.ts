import { z } from 'zod';
import { AuditRecord } from './audit.ts';
import { Change } from './change.ts';
import { DeskDecision } from './decision.ts';
import { EditorialChange, EditorialEvent, editorialTypes } from './editorial.ts';
import { IntakeEvent, internalTypes, newsroomTypes } from './event.ts';
import { readJson } from './json.ts';
import { KeyRecord } from './key.ts';
import { ConsumerPause } from './pause.ts';
import { SubscriptionRecord } from './subscription.ts';
import { PackedViews, packViews, unpackViews, ViewBatch } from './view.ts';

/** A record as it lies in the log. Header names of CloudEvents in Kafka's binary mode begin with `ce_`. */
export interface LogRecord {
  key: string | undefined;
  value: Buffer | null;
  headers: Record<string, string>;
}

/** The bytes of a record can't be read as its topic's contract: no retry will cure that. */
export class UndecodableRecord extends Error {
  readonly code = 'undecodable_record';
  readonly retriable = false;
  /** Which members are not as the contract has them, by JSON Pointer, and what is wrong; none of what is no JSON. */
  readonly faults: readonly { pointer: string; message: string }[];

  constructor(message: string, { faults = [], cause }: Pick<ErrorOptions, 'cause'> & Partial<Faulty> = {}) {
    super(message, { cause });
    this.faults = faults;
  }
}
/** Of what is wrong with a record so much is told. */
const MOST_FAULTS = 50;
interface Faulty {
  faults: UndecodableRecord['faults'];
}

export interface Topic<T> {
  /** Name without the prefix of an installation. */
  readonly name: string;
  /** What the key means: it decides which records keep their order. */
  readonly key: string;
  readonly partitions: number;
  /** Topic settings of Kafka that the platform relies on. */
  readonly config: Readonly<Record<string, string>>;
  /** Bytes to contract; throws `UndecodableRecord`. */
  decode(record: LogRecord): T;
}

const DAY = 86_400_000;
/** The largest article record, after normalising: the log, its consumers and the gate agree on it. */
export const MAX_RECORD_BYTES = 4 * 2 ** 20;
/** A dead letter is a whole record with what is known of its failure: that of the largest record fits as well. */
export const MAX_LETTER_BYTES = MAX_RECORD_BYTES + 2 ** 16;
/** An article topic never gets more partitions: `seq` rises per partition, so a new topic version is made. */
const PARTITIONS = 6;

const articleTopic = {
  // Replays must decide alike, so "now" in a decision is the append time of the record.
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(MAX_RECORD_BYTES),
};

export const topics = {
  intake: {
    name: 'ingest.events.v1',
    key: 'article uri; front:<edition>, breaking, tag:<slug> or author:<slug>',
    partitions: PARTITIONS,
    config: { ...articleTopic, 'cleanup.policy': 'delete', 'retention.ms': String(30 * DAY) },
    decode: decodeIntake,
  } satisfies Topic<IntakeEvent | EditorialEvent>,
  changes: {
    name: 'content.changes.v1',
    key: 'article uri; front:<edition> or breaking',
    partitions: PARTITIONS,
    // Compacted within the hour, so that the bytes of a withdrawn article leave the log too.
    config: { ...articleTopic, 'cleanup.policy': 'compact', 'max.compaction.lag.ms': String(3_600_000) },
    decode: decodeChange,
  } satisfies Topic<Change | EditorialChange>,
  views: {
    name: 'gateway.views.v1',
    key: 'none; the partition is chosen by article id',
    partitions: PARTITIONS,
    // One day more than the longest window, so that all windows can be counted again from the log.
    config: {
      'message.timestamp.type': 'LogAppendTime',
      'cleanup.policy': 'delete',
      'retention.ms': String(8 * DAY),
    },
    decode: decodeViews,
  } satisfies Topic<ViewBatch>,
  decisions: {
    name: 'desk.decisions.v1',
    key: 'a dead letter’s place, or id of a decision on lists; `<id>/lifted` for its end',
    partitions: 1,
    // Compacted: a decision holds as long as what it is about, and nobody has to remember it elsewhere.
    config: { 'cleanup.policy': 'compact' },
    decode: decodeDecision,
  } satisfies Topic<DeskDecision>,
  pauses: {
    name: 'desk.pauses.v1',
    key: 'consumer group',
    partitions: 1,
    // Compacted: what was said of a group last holds until something else is said, or its time is over.
    config: { 'cleanup.policy': 'compact' },
    decode: (record) => parse(ConsumerPause, json(record)),
  } satisfies Topic<ConsumerPause>,
  audit: {
    name: 'desk.audit.v1',
    key: 'none; one partition, in the order of the chain',
    partitions: 1,
    // A year, so that nothing of an older one has to be kept. The broker's time, which no writer can choose.
    config: {
      'message.timestamp.type': 'LogAppendTime',
      'cleanup.policy': 'delete',
      'retention.ms': String(365 * DAY),
    },
    decode: (record) => parse(AuditRecord, json(record)),
  } satisfies Topic<AuditRecord>,
  keys: {
    name: 'ingest.keys.v1',
    key: 'id of a newsroom’s key, and which of its facts',
    partitions: 1,
    // Compacted: a gate that starts reads what is known of each key, however long ago it was made.
    config: { 'cleanup.policy': 'compact' },
    decode: decodeKey,
  } satisfies Topic<KeyRecord>,
  subscriptions: {
    name: 'syndication.subscriptions.v1',
    key: 'id of a subscription, and which of its facts',
    partitions: 1,
    // Compacted: whoever starts reads what is known of each subscription, however long ago it was made.
    config: { 'cleanup.policy': 'compact' },
    decode: (record) => parse(SubscriptionRecord, json(record)),
  } satisfies Topic<SubscriptionRecord>,
} as const;

/** Where a consumer group puts the records of a topic that it can't use, with the reason in headers. */
export function deadTopic(topic: string, group: string): string {
  return `${topic}.${group}.dead`;
}

/** Header of a replayed intake record: the number it had when it was first said. Newsrooms can't set it. */
export const REPLAY_OF = 'replay-of';
/** Header of a change: when the log took what a newsroom has said, milliseconds since 1970. Newsrooms can't set it. */
export const ACCEPTED_AT = 'accepted-at';
/** Header of an intake record that was read again out of a kept payload. Newsrooms can't set it either. */
const REREAD = 'reread';

/**
 * Which services read which topic: the dead-letter topics and the answer to "applied everywhere?" follow. `shows`:
 * readers see by it what is public, so that a change is applied only when it has been there.
 */
export const readers = [
  { group: 'content', topic: topics.intake.name, shows: false },
  { group: 'search', topic: topics.changes.name, shows: true },
  { group: 'popularity', topic: topics.changes.name, shows: true },
  { group: 'popularity', topic: topics.views.name, shows: false },
  { group: 'gateway', topic: topics.changes.name, shows: true },
  { group: 'syndication', topic: topics.changes.name, shows: false },
] as const;

/** An intake event as a record of the log. */
export function encodeIntake(
  event: Omit<IntakeEvent | EditorialEvent, 'data'> & { data: unknown },
  extensions: Readonly<Record<string, string>> = {},
): LogRecord {
  const expected = event.expectedVersion;
  const reread = 'reread' in event && event.reread === true;
  return {
    key: event.uri,
    value: Buffer.from(JSON.stringify(event.data)),
    headers: {
      ...Object.fromEntries(Object.entries(extensions).map(([name, value]) => [`ce_${name}`, value])),
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: event.uri,
      ...(expected === undefined ? {} : { ce_expectedversion: String(expected) }),
      ...(reread ? { [REREAD]: 'true' } : {}),
      'content-type': 'application/json',
    },
  };
}

/** What a change is about, whichever that is. */
export function toldIn(change: Change | EditorialChange): { uri: string; seq: number } {
  if (change.type === 'front.public') return change.front;
  return change.type === 'breaking.public' ? change.breaking : change.article;
}

/** A change as a record of the log; its id names subject and state, so that a re-telling has the same one. */
export function encodeChange(change: Change | EditorialChange): LogRecord {
  const data = toldIn(change);
  return {
    key: data.uri,
    value: Buffer.from(JSON.stringify(data)),
    headers: {
      ce_specversion: '1.0',
      ce_id: `${data.uri}@${data.seq}`,
      ce_source: '/content',
      ce_type: change.type,
      ce_subject: data.uri,
      'content-type': 'application/json',
    },
  };
}

/** What has become of a newsroom's key, as a record of the log; each kind of fact has a record key of its own. */
export function encodeKey(record: KeyRecord): LogRecord {
  const fact = { 'key.made': '', 'key.revoked': '/revoked', 'key.webhook': '/webhook' }[record.type];
  return { key: record.id + fact, value: Buffer.from(JSON.stringify(record)), headers: {} };
}

/** What is said of a subscription, as a record of the log; each kind of fact has a record key of its own. */
export function encodeSubscription(record: SubscriptionRecord): LogRecord {
  const fact = record.type === 'subscription.said' ? '' : record.type.replace('subscription.', '/');
  return { key: record.id + fact, value: Buffer.from(JSON.stringify(record)), headers: {} };
}

/** What was decided, as a record of the log; each fact has a record key of its own. */
export function encodeDecision(decision: DeskDecision): LogRecord {
  const value = Buffer.from(JSON.stringify(decision));
  if ('place' in decision) return { key: decision.place, value, headers: {} };
  const key = decision.type === 'list.lifted' ? `${decision.id}/lifted` : decision.id;
  return { key, value, headers: {} };
}

/** Whether a group's reading is paused, as a record of the log. */
export function encodePause(pause: ConsumerPause): LogRecord {
  return { key: pause.group, value: Buffer.from(JSON.stringify(pause)), headers: {} };
}

/** What was done at the desk, as a record of the log. */
export function encodeAudit(record: AuditRecord): LogRecord {
  return { key: undefined, value: Buffer.from(JSON.stringify(record)), headers: {} };
}

/** Views as a record of the log; whoever writes it chooses the partition by the article. */
export function encodeViews(batch: ViewBatch): LogRecord {
  return { key: undefined, value: Buffer.from(JSON.stringify(packViews(batch))), headers: {} };
}

/** The record as a part of the trace of whatever caused it (W3C Trace Context); unchanged if that is not known. */
export function traced(record: LogRecord, traceparent: string | undefined): LogRecord {
  return traceparent === undefined ? record : { ...record, headers: { ...record.headers, traceparent } };
}

/** A change as what followed from an event that the log took then; unchanged where no newsroom was its cause. */
export function acceptedAt(record: LogRecord, at: number | undefined): LogRecord {
  return at === undefined ? record : { ...record, headers: { ...record.headers, [ACCEPTED_AT]: String(at) } };
}

function decodeIntake(record: LogRecord): IntakeEvent | EditorialEvent {
  const { headers } = record;
  const type = headers['ce_type'];
  if (!type || !(Object.hasOwn(newsroomTypes, type) || (internalTypes as readonly string[]).includes(type))) {
    throw new UndecodableRecord(`unknown event type ${type ?? '(none)'}`);
  }
  const expected = headers['ce_expectedversion'];
  const replayOf = headers[REPLAY_OF];
  return parse<IntakeEvent | EditorialEvent>(
    Object.hasOwn(editorialTypes, type) ? EditorialEvent : IntakeEvent,
    {
      id: headers['ce_id'],
      source: headers['ce_source'],
      type,
      uri: headers['ce_subject'] ?? record.key,
      data: json(record),
      ...(expected === undefined ? {} : { expectedVersion: Number(expected) }),
      ...(replayOf === undefined ? {} : { replayOf: Number(replayOf) }),
      ...(headers[REREAD] === 'true' ? { reread: true } : {}),
    },
  );
}

function decodeChange(record: LogRecord): Change | EditorialChange {
  const type = record.headers['ce_type'];
  const told = json(record);
  if (type === 'front.public') return parse(EditorialChange, { type, front: told });
  if (type === 'breaking.public') return parse(EditorialChange, { type, breaking: told });
  return parse(Change, { type, article: told });
}

/** Both forms: the log is older than what writes it now. */
function decodeViews(record: LogRecord): ViewBatch {
  const told = json(record);
  if (typeof told === 'object' && told !== null && 'views' in told) return parse(ViewBatch, told);
  return unpackViews(parse(PackedViews, told));
}

function decodeDecision(record: LogRecord): DeskDecision {
  return parse(DeskDecision, json(record));
}

function decodeKey(record: LogRecord): KeyRecord {
  return parse(KeyRecord, json(record));
}

function json({ value }: LogRecord): unknown {
  if (value === null) throw new UndecodableRecord('the record has no value');
  try {
    // As the gate reads what newsrooms send: nothing is one thing at the door and another behind it.
    return readJson(value);
  } catch (cause) {
    throw new UndecodableRecord('the value is not JSON', { cause });
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, MOST_FAULTS).map(({ path, message }) => ({
    pointer: path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message: message.slice(0, 300),
  }));
  throw new UndecodableRecord(z.prettifyError(result.error).slice(0, 1_000), { faults });
}
