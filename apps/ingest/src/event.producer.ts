import { Inject, Injectable } from '@nestjs/common';
import {
  encodeIntake,
  encodeToken,
  type LogRecord,
  MAX_RECORD_BYTES,
  type Receipt,
  type Token,
  topics,
  traced,
} from '#libs/contracts';
import { type KafkaSettings, Sender } from '#libs/kafka';
import { metrics, ProblemError, Runtime, SETTINGS, type Values, type Work } from '#libs/service';
import { judge, type Terms } from './event.ts';
import { type Key, permit } from './key.ts';
import { LimitStore } from './limit.store.ts';
import type { ingestSettings } from './settings.ts';
import { statusPath } from './status.ts';

/** Who says an event, and how it is judged. */
export interface Manner extends Pick<Terms, 'mode' | 'strict'> {
  key: Key;
  /** Old news, which waits for new ones. */
  lane?: 'backfill' | undefined;
}

/** An event that is in the log. */
export interface Accepted {
  id: string;
  source: string;
  token: Token;
  receipt: Receipt;
}

/** Header room in a record of the log. */
const SLACK_BYTES = 16_384;

const received = metrics.counter({
  name: 'sosik_ingest_events_total',
  help: 'Events at the gate by what became of them',
  labels: ['status'],
});

/**
 * Appends what newsrooms say to the intake log, in the one form everything behind relies on. Accepted means
 * that the log has it on all in-sync replicas; nothing is kept here.
 */
@Injectable()
export class EventProducer {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(LimitStore) private readonly limits: LimitStore,
  ) {}

  /** Throws `forbidden`, `rate_limited`, `invalid_event` when the event is not good, `DependencyUnavailable` when the log is away. */
  async accept(value: unknown, manner: Manner, work: Work): Promise<Accepted> {
    try {
      this.limits.spend(manner.key, value, manner.lane);
      const accepted = await work.run(() => this.append(value, manner, work));
      received.inc({ status: 'accepted' });
      return accepted;
    } catch (error) {
      received.inc({ status: 'rejected' });
      throw error;
    }
  }

  private async append(
    value: unknown,
    { key, mode, strict }: Manner,
    { traceId, traceparent }: Work,
  ): Promise<Accepted> {
    const acceptedAt = new Date(this.runtime.now()).toISOString();
    const site = this.settings.SITE_FILE;
    const { extensions, warnings, url, version, ...event } = judge(value, {
      mode,
      strict,
      site,
      acceptedAt,
    });
    const { id, source, uri, type } = event;
    permit(key, type, uri);
    const record = fitting(traced(encodeIntake(event, extensions), traceparent));
    const place = await this.sender.send(topics.intake.name, record);
    this.runtime.log.info({ eventId: id, articleUri: uri, type, ...place, traceId }, 'accepted');
    const token = { epoch: this.settings.INTAKE_EPOCH, ...place };
    const receipt: Receipt = {
      id,
      status: 'accepted',
      uri,
      ...(version === undefined ? {} : { version }),
      token: encodeToken(token),
      ...(url === undefined ? {} : { url }),
      warnings,
      statusUrl: statusPath(event, token),
    };
    return { id, source, token, receipt };
  }
}

/** The log refuses larger records, so the gate does it first, in words. */
function fitting(record: LogRecord): LogRecord {
  const bytes = record.value?.length ?? 0;
  if (bytes <= MAX_RECORD_BYTES - SLACK_BYTES) return record;
  throw new ProblemError('payload_too_large', { detail: `the article has ${bytes} bytes after normalising` });
}
