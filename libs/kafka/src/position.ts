import { type Topic, topics } from '#libs/contracts';
import type { Runtime } from '#libs/service';
import { missed } from './measure.ts';

/** A partition of a topic as the log has it now. */
interface Extent {
  topic: string;
  partition: number;
  /** The first offset that is left, and the one behind the last. */
  low: number;
  high: number;
}

/**
 * Where to read on, where `wanted` is the first record that is not applied: there, or at the begin of what is left.
 * Throws where reading on would leave a hole for ever: in a log that is shorter than what was applied of it, which is
 * another log, and in the intake log where records were deleted before they were decided.
 */
export function beginAt(wanted: number, { topic, partition, low, high }: Extent): number {
  if (wanted > high) {
    throw new Error(
      `${topic}/${partition} ends at ${high}, but ${wanted} records of it are applied: the log was made anew. ` +
        'Raise INTAKE_EPOCH by one, or start over with `npm start -- --fresh`.',
    );
  }
  if (wanted < low && topic === topics.intake.name) {
    throw new Error(
      `${topic}/${partition} begins at ${low}, but only ${wanted} records of it are applied: the log ` +
        'deleted events before they were decided. Restore a newer backup, or make the topic anew and raise ' +
        'INTAKE_EPOCH by one.',
    );
  }
  return Math.max(low, wanted);
}

interface Beginning {
  /** Those that this process has. */
  partitions: readonly number[];
  group: string;
  runtime: Pick<Runtime, 'log'>;
  /** What the state says, where the log ends at `high`; nothing: where the group has committed. */
  position(partition: number, high: number): Promise<number | undefined>;
  seek(partition: number, offset: number): void;
}

/** Goes to where each partition of a topic is to be read on. A view can do without what is gone, but not without a word. */
export async function beginIn(
  topic: string,
  ends: readonly { partition: number; low: string; high: string }[],
  { partitions, group, runtime, position, seek }: Beginning,
): Promise<void> {
  const known = new Map(ends.map((end) => [end.partition, end]));
  for (const partition of partitions) {
    const { low, high } = known.get(partition) ?? { low: 0, high: 0 };
    const extent = { topic, partition, low: Number(low), high: Number(high) };
    const wanted = await position(partition, extent.high);
    if (wanted === undefined) continue;
    const begin = beginAt(wanted, extent);
    if (begin > wanted) {
      const records = begin - wanted;
      missed.inc({ topic, group }, records);
      const gap = { topic, partition, position: wanted, begin, records };
      runtime.log.warn(gap, 'the log deleted records before they were applied');
    }
    seek(partition, begin);
  }
}

/** The contract of a topic, by its name. */
export function contractOf(name: string): Topic<unknown> {
  const topic = Object.values(topics).find((each) => each.name === name);
  if (!topic) throw new Error(`${name} is not in the contracts`);
  return topic;
}
