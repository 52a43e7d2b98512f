import { isDeepStrictEqual } from 'node:util';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  type AuditRecord,
  type Change,
  type ConsumerPause,
  type DeskDecision,
  type EditorialChange,
  encodeAudit,
  encodeChange,
  encodeDecision,
  encodeIntake,
  encodeKey,
  encodePause,
  encodeSubscription,
  encodeViews,
  type IntakeEvent,
  type KeyRecord,
  type LogRecord,
  type SubscriptionRecord,
  topics,
  type ViewBatch,
} from '#libs/contracts';
import type { Contract } from './contract.ts';
import { asRecord, type Recorded, readAs } from './released.ts';

/** How the sources read and write the log; a test plants others. */
export interface Wire {
  read(topic: string, record: LogRecord): unknown;
  write(topic: string, value: unknown): LogRecord;
}

const writers: Readonly<Record<string, (value: never) => LogRecord>> = {
  [topics.intake.name]: (event: IntakeEvent) => encodeIntake(event),
  [topics.changes.name]: (change: Change | EditorialChange) => encodeChange(change),
  [topics.views.name]: (batch: ViewBatch) => encodeViews(batch),
  [topics.decisions.name]: (decision: DeskDecision) => encodeDecision(decision),
  [topics.audit.name]: (record: AuditRecord) => encodeAudit(record),
  [topics.pauses.name]: (pause: ConsumerPause) => encodePause(pause),
  [topics.keys.name]: (record: KeyRecord) => encodeKey(record),
  [topics.subscriptions.name]: (record: SubscriptionRecord) => encodeSubscription(record),
};

export const wireNow: Wire = {
  read: readAs,
  write(topic, value) {
    const write = writers[topic];
    if (!write) throw new Error(`nothing writes ${topic}`);
    return write(value as never);
  },
};

/** What of the topic's records lies in the log, and which schemas speak of it once it is read. */
const spoken: Readonly<Record<string, readonly string[]>> = {
  [topics.intake.name]: ['IntakeEvent', 'EditorialEvent'],
  [topics.changes.name]: ['Change', 'EditorialChange'],
  [topics.views.name]: ['ViewBatch'],
  [topics.decisions.name]: ['DeskDecision'],
  [topics.audit.name]: ['AuditRecord'],
  [topics.pauses.name]: ['ConsumerPause'],
  [topics.keys.name]: ['KeyRecord'],
  [topics.subscriptions.name]: ['SubscriptionRecord'],
};

/** Forwards: what was written is read as it was read then; what the sources know besides may be added. */
export function unread(records: readonly Recorded[], { read }: Wire): string[] {
  return records.flatMap((recorded) => {
    const { topic, name, parsed } = recorded;
    try {
      const place = lost(parsed, read(topic, asRecord(recorded)), '');
      return place === undefined ? [] : [`${topic}, ${name}: ${place || 'it'} is read as something else`];
    } catch (error) {
      return [`${topic}, ${name}: is not read any more: ${(error as Error).message.slice(0, 200)}`];
    }
  });
}

/** Headers that others put there, beside what a writer says. */
const besides = new Set(['replay-of', 'traceparent', 'ce_origin']);

/**
 * Backwards: whoever still runs the release reads what is written now. Each thing that was said is said again by
 * the sources: the key and the headers are as they were, the bytes say all that they said, and what stands there is
 * valid by the schema of the release.
 */
export function unreadable(
  { records, contract }: { records: readonly Recorded[]; contract: Contract },
  wire: Wire,
): string[] {
  const validate = validators(contract);
  return records.flatMap((recorded) => {
    const { topic, name, parsed, headers, key, value } = recorded;
    const said = (what: string): string => `${topic}, ${name}: ${what} by who runs the release`;
    const written = wire.write(topic, parsed);
    const faults = Object.entries(headers)
      .filter(([header, text]) => !besides.has(header) && written.headers[header] !== text)
      .map(([header]) => said(`the header ${header} is looked for`));
    if (written.key !== key) faults.push(said('the key is another one, and its order is lost'));
    const place = lost(JSON.parse(value), JSON.parse(String(written.value)), '');
    if (place !== undefined) faults.push(said(`${place || 'the value'} is missed`));
    const read = JSON.parse(JSON.stringify(wire.read(topic, written))) as unknown;
    if (!(spoken[topic] ?? []).some((schema) => validate(schema)(read))) faults.push(said('it is refused'));
    return faults;
  });
}

/** The first place where `is` does not say what `was` says; an array has to be as long as it was. */
function lost(was: unknown, is: unknown, place: string): string | undefined {
  if (typeof was !== 'object' || was === null) return isDeepStrictEqual(was, is) ? undefined : place;
  if (typeof is !== 'object' || is === null) return place;
  if (Array.isArray(was) && (!Array.isArray(is) || is.length !== was.length)) return place;
  for (const [name, member] of Object.entries(was)) {
    const found = lost(member, (is as Record<string, unknown>)[name], `${place}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const compiled = new WeakMap<Contract, (name: string) => ValidateFunction>();

/** The schemas of a release as it would judge by them. */
function validators(contract: Contract): (name: string) => ValidateFunction {
  const known = compiled.get(contract) ?? compile(contract);
  compiled.set(contract, known);
  return known;
}

function compile({ schemas, named }: Contract): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'urn:sosik:release', named });
  const made = new Map<string, ValidateFunction>();
  return (name) => {
    const known = made.get(name);
    if (known) return known;
    const schema = schemas[name]?.schema;
    if (!schema) throw new Error(`the release has no schema ${name}`);
    const text = JSON.stringify(schema).replaceAll('"#/named/', '"urn:sosik:release#/named/');
    const validate = ajv.compile(JSON.parse(text) as object);
    made.set(name, validate);
    return validate;
  };
}
