import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DeadLetters, type LetterResult } from '#libs/kafka';
import { ProblemError, Runtime } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import { RecordClient } from '../drift/record.client.ts';
import type { BulkForm } from './letters.ts';

/** How a replay of many letters stands. */
export interface Bulk extends BulkForm {
  state: 'running' | 'done' | 'stopped' | 'failed';
  by: string;
  counts: Partial<Record<LetterResult['is'], number>>;
  /** Of those that were refused, the first ones, with why. */
  refused: string[];
  why?: string;
}

/** Of refusals so many are told. */
const TOLD = 20;

/** Writes down what became of letters. */
@Injectable()
export class LetterNotes {
  constructor(
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** Never rejects: what was replayed is. */
  async hear({ by: who, reason, topic, group, rate, state, counts }: Bulk): Promise<void> {
    try {
      const after = { reason, topic, group, rate, state, counts };
      await this.audit.append({ who, what: 'letters.replayed', about: group, after });
    } catch (error) {
      this.runtime.log.error({ err: error }, 'letters that were replayed could not be written down');
    }
  }

  /** Rejects with `DependencyUnavailable`. */
  async note(
    who: string,
    what: 'letter.replayed' | 'letter.discarded',
    { about, before, after }: { about: string; before: object; after: object },
  ): Promise<void> {
    await this.audit.append({ who, what, about, before, after });
  }
}

/**
 * Replays many letters at a pace, one order at a time, while whoever has given it does something else; the order and
 * what came of it stand in the audit log when it ends. A desk that stops ends it between two letters: those that are
 * left are open as before.
 */
@Injectable()
export class BulkProducer implements OnModuleDestroy {
  /** The last one, or the one under way. */
  last: Bulk | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    @Inject(DeadLetters) private readonly letters: DeadLetters,
    @Inject(RecordClient) private readonly record: RecordClient,
    @Inject(LetterNotes) private readonly notes: LetterNotes,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('bulk replay', () => this.running !== undefined);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** What would be done; nothing is. */
  foresee({ reason, topic, group }: BulkForm): Promise<LetterResult[]> {
    const order = { by: 'nobody', dryRun: true, retell: async () => undefined };
    return this.letters.replayAll({ ...order, reason, topic, group });
  }

  start(form: BulkForm, by: string): void {
    if (this.running !== undefined)
      throw new ProblemError('rate_limited', {
        detail: 'letters are being replayed: one order at a time',
        retryAfter: 5,
      });
    const bulk: Bulk = { ...form, state: 'running', by, counts: {}, refused: [] };
    this.last = bulk;
    this.running = this.go(bulk).finally(() => {
      this.running = undefined;
    });
  }

  private async go(bulk: Bulk): Promise<void> {
    const { reason, topic, group, rate, by } = bulk;
    try {
      await this.letters.replayAll({
        ...{ reason, topic, group, by, dryRun: false, perSecond: rate },
        retell: (uri) => this.record.retell(uri),
        goesOn: () => !this.stopping,
        ended: (result) => note(bulk, result),
      });
      bulk.state = this.stopping ? 'stopped' : 'done';
    } catch (error) {
      this.runtime.log.warn({ err: error }, 'letters could not be replayed to their end');
      bulk.state = 'failed';
      bulk.why = error instanceof Error ? error.message : String(error);
    }
    await this.notes.hear(bulk);
  }
}

function note(bulk: Bulk, { is, place, words }: LetterResult): void {
  bulk.counts[is] = (bulk.counts[is] ?? 0) + 1;
  if ((is === 'refused' || is === 'missing') && bulk.refused.length < TOLD)
    bulk.refused.push(`${place}: ${words}`);
}
