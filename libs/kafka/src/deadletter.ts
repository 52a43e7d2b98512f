import { type LogRecord, topics, UndecodableRecord, Uri } from '#libs/contracts';
import type { Found } from './scan.ts';

/** A record that one reader of a topic could not use, set aside whole with the reason. */
export interface DeadLetter {
  /** Where it lies: dead-letter topic, partition and offset, separated by slashes. */
  place: string;
  /** The topic it comes from, and where it lay there. */
  topic: string;
  partition: number;
  offset: number;
  /** Who could not use it. */
  group: string;
  /** A word to group letters by: `undecodable`, or the name of the error. */
  reason: string;
  error: string;
  attempts: number;
  /** When it was set aside, RFC 3339. */
  at: string;
  /** As it was in its topic. */
  record: LogRecord;
}

/** What can be done so that the reader catches up on a dead letter. */
export type WayBack =
  | { is: 'append'; key: string }
  | { is: 'retell'; uri: string }
  /** `mendable`: with other bytes it could be said again. */
  | { is: 'none'; reason: string; mendable?: boolean };

const PREFIX = 'dead.';

export function letterOf({
  topic: deadTopic,
  partition,
  offset,
  record,
}: Omit<Found, 'appendedAt'>): DeadLetter {
  const said = (name: string, otherwise: string) => record.headers[PREFIX + name] ?? otherwise;
  const names = /^(.*)\.([^.]+)\.dead$/.exec(deadTopic);
  const headers = Object.entries(record.headers).filter(([name]) => !name.startsWith(PREFIX));
  return {
    place: `${deadTopic}/${partition}/${offset}`,
    topic: said('topic', names?.[1] ?? ''),
    partition: Number(said('partition', '-1')),
    offset: Number(said('offset', '-1')),
    group: said('group', names?.[2] ?? ''),
    reason: said('reason', 'unknown'),
    error: said('error', ''),
    attempts: Number(said('attempts', '0')),
    at: said('at', ''),
    record: { ...record, headers: Object.fromEntries(headers) },
  };
}

/** A place as one writes it, or nothing. */
export function partsOfPlace(
  place: string,
): { topic: string; partition: number; offset: number } | undefined {
  const parts = /^(.+\.dead)\/(\d{1,6})\/(\d{1,15})$/.exec(place);
  return parts ? { topic: parts[1] ?? '', partition: Number(parts[2]), offset: Number(parts[3]) } : undefined;
}

/**
 * An intake record is said again: content decides on it at its new place, and knows it as a duplicate if it
 * was decided on before. A record of the change log is never written again, since the last record of a uri
 * must be its newest state: content tells that instead. Views are counted by their place in the log, so a
 * second copy would count a second time.
 */
export function wayBack({ topic, record }: DeadLetter): WayBack {
  if (topic === topics.intake.name) return wayOfIntake(record);
  if (topic === topics.changes.name) {
    const uri = Uri.safeParse(record.key);
    return uri.success ? { is: 'retell', uri: uri.data } : none('its key is not the uri of an article');
  }
  if (topic === topics.views.name) {
    return none(
      'views are counted by their place in the log: a copy could count twice, so they are not replayed',
    );
  }
  return none(`nobody replays records of ${topic === '' ? 'an unknown topic' : topic}`);
}

/**
 * A record of the intake log with other bytes, or why they can't be said: what was said of one article is mended as
 * that, since the order of another one is no business of it, and only what the contract reads would not die again.
 */
export function mendedOf(
  { topic, record }: DeadLetter,
  value: string,
): { record: LogRecord } | { refused: string; faults: UndecodableRecord['faults'] } {
  const refused = (words: string, faults: UndecodableRecord['faults'] = []) => ({ refused: words, faults });
  if (topic !== topics.intake.name) return refused('only what newsrooms have said can be mended by hand');
  if (record.key === undefined) return refused('it has no key: nobody knows whose order it belongs to');
  const mended = { ...record, value: Buffer.from(value) };
  try {
    const { uri, data } = topics.intake.decode(mended);
    const own = 'uri' in data ? data.uri : uri;
    if (uri !== record.key || own !== record.key)
      return refused(`it is about ${record.key}, and has to stay so`, [
        { pointer: '/uri', message: `must be ${record.key}` },
      ]);
    return { record: mended };
  } catch (error) {
    if (error instanceof UndecodableRecord) return refused(error.message, error.faults);
    throw error;
  }
}

/** What the contract of its topic says of a letter's record; none: it can be read. */
export function faultsIn({ topic: name, record }: DeadLetter): UndecodableRecord['faults'] {
  const topic = Object.values(topics).find((each) => each.name === name);
  if (!topic) return [{ pointer: '', message: 'no contract is known of its topic' }];
  try {
    topic.decode(record);
    return [];
  } catch (error) {
    if (!(error instanceof UndecodableRecord)) throw error;
    return error.faults.length > 0 ? error.faults : [{ pointer: '', message: error.message }];
  }
}

function wayOfIntake(record: LogRecord): WayBack {
  if (record.key === undefined) return none('it has no key: nobody knows whose order it belongs to');
  try {
    topics.intake.decode(record);
    return { is: 'append', key: record.key };
  } catch (error) {
    if (!(error instanceof UndecodableRecord)) throw error;
    return { ...none(`it still can't be read: ${error.message}`), mendable: true };
  }
}

function none(reason: string): Extract<WayBack, { is: 'none' }> {
  return { is: 'none', reason };
}
