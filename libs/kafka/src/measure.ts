import type { Consumer, KafkaMessage } from 'kafkajs';
import { ACCEPTED_AT, type LogRecord, topics } from '#libs/contracts';
import { metrics } from '#libs/service';

/** What is older was not told just now, but is read once more: an index that is filled again, a group that is new. */
const NEWS_MS = 3_600_000;
/** From what a reader does not notice to what has to be explained; 5 and 10 are what is promised. */
const FRESH_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];

const assigned = metrics.gauge({
  name: 'sosik_consumer_partitions',
  help: 'Partitions this process reads',
  labels: ['group'],
});
export const missed = metrics.counter({
  name: 'sosik_consumer_missed_records_total',
  help: 'Records that the log deleted before they were applied',
  labels: ['topic', 'group'],
});
const rebalances = metrics.counter({
  name: 'sosik_consumer_rebalances_total',
  help: 'How often this process was given its partitions: at its start, and when its group was divided anew',
  labels: ['group'],
});
const commits = metrics.counter({
  name: 'sosik_consumer_commits_total',
  help: 'How often this process has told the log how far it is',
  labels: ['group'],
});
const age = metrics.seconds({
  name: 'sosik_consumer_age_seconds',
  help: 'From a record’s append to its outcome',
  labels: ['topic', 'group'],
  buckets: FRESH_S,
});
export const visible = metrics.seconds({
  name: 'sosik_published_visible_seconds',
  help: 'From an event of a newsroom in the log to a group that has applied its change: gateway has purged pages, search has it found',
  labels: ['group'],
  buckets: FRESH_S,
});

/** Counts what happens to a member of a group. */
export function followGroup(consumer: Consumer, group: string): void {
  const { GROUP_JOIN, COMMIT_OFFSETS } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    rebalances.inc({ group });
    assigned.set({ group }, Object.values(payload.memberAssignment).flat().length);
  });
  consumer.on(COMMIT_OFFSETS, () => commits.inc({ group }));
}

interface Place {
  topic: string;
  group: string;
  /** Milliseconds since 1970, by this process. */
  now: number;
}

/** How old a record was when it had its outcome, and how long its newsroom has waited for it. */
export function measureApplied({ topic, group, now }: Place, message: KafkaMessage, record: LogRecord): void {
  age.observe({ topic, group }, since(Number(message.timestamp), now));
  const accepted = Number(record.headers[ACCEPTED_AT]);
  if (topic === topics.changes.name && now - accepted < NEWS_MS)
    visible.observe({ group }, since(accepted, now));
}

/** The clocks of the broker and of this machine may differ by a little. */
function since(ms: number, now: number): number {
  return Math.max(0, now - ms) / 1_000;
}
