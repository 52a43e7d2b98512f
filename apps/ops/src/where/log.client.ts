import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Token, topics, UndecodableRecord } from '#libs/contracts';
import {
  Applied,
  DeadLetters,
  type GroupStanding,
  type KafkaSettings,
  LagReader,
  type LetterRow,
  LogScan,
  type Way,
} from '#libs/kafka';
import { Runtime, SETTINGS, step } from '#libs/service';
import { publicId } from '#libs/text';
import type { Pending } from './sight.ts';

/** Of what content has not decided on so many records of a partition are looked through, from its end. */
const MOST_RECORDS = 20_000;

/** What the log says of an event, and of those who read it; everything rejects with `DependencyUnavailable` without it. */
@Injectable()
export class LogClient implements OnApplicationShutdown {
  private readonly log: LagReader;
  private readonly scan: LogScan;
  private looking: Promise<LetterRow[]> | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Applied) private readonly applied: Applied,
    @Inject(DeadLetters) private readonly letters: DeadLetters,
  ) {
    this.log = new LagReader(settings, runtime);
    this.scan = new LogScan(settings, runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  groups(): Promise<GroupStanding[]> {
    return step('ops.log', () => this.log.survey(this.runtime.now()));
  }

  way(token: Token): Promise<Way> {
    return this.applied.ask(token);
  }

  /** Open letters of all readers; who asks while somebody looks hears what that one sees. */
  open(): Promise<LetterRow[]> {
    this.looking ??= step('ops.log', () => this.letters.open()).finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** The newest event of this name that content has not decided on: by its id, the uri or the public id of its article. */
  async pending(name: string, source?: string): Promise<Pending | undefined> {
    const { name: topic } = topics.intake;
    const [ends, positions] = await step('ops.log', () =>
      Promise.all([this.log.ends(topic), this.log.positions('content', topic)]),
    );
    const open = [...ends].map(([partition, { low, high }]) => {
      const next = Math.max(positions.get(partition) ?? low, low, high - MOST_RECORDS);
      return { topic, partition, low: next, high };
    });
    let newest: Pending | undefined;
    await step('ops.log', () =>
      this.scan.read(open, (records) => {
        for (const { partition, offset, appendedAt, record } of records) {
          const { ce_id: id = '', ce_source: by = '' } = record.headers;
          const { key: uri = '' } = record;
          const isMeant = (id === name && (source === undefined || source === by)) || uri === name;
          if (!(isMeant || publicId(uri) === name) || (newest && newest.at > appendedAt)) continue;
          const token = { epoch: this.settings.INTAKE_EPOCH, partition, offset };
          newest = { id, source: by, uri, version: versionOf(record), token, at: appendedAt };
        }
      }),
    );
    return newest;
  }
}

/** What version it speaks of, if it can be read. */
function versionOf(record: Parameters<typeof topics.intake.decode>[0]): number | undefined {
  try {
    const { data } = topics.intake.decode(record);
    return 'version' in data ? data.version : undefined;
  } catch (error) {
    if (error instanceof UndecodableRecord) return undefined;
    throw error;
  }
}
