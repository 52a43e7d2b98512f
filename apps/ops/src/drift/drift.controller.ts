import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Post,
} from '@nestjs/common';
import { type Drift, type DriftAnswer, DriftQuestion } from '#libs/contracts';
import { metrics, Runtime, SETTINGS, type Values } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import type { opsSettings } from '../settings.ts';
import { AuditorClient, type Notes } from './auditor.client.ts';

/** How often it is looked whether a round is due. */
const LOOK_MS = 1_000;
/** Drifts that an answer names. */
const NAMED = 1_000;
/**
 * Beyond so many in one round something else is wrong than an article here and there, and one command makes a whole
 * view anew: the rest is only told.
 */
const MOST_BY_ITSELF = 1_000;

const drifts = metrics.counter({
  name: 'sosik_audit_drifts_total',
  help: 'Articles that were found to differ from the record',
  labels: ['where', 'kind'],
});
const mended = metrics.counter({
  name: 'sosik_audit_mended_total',
  help: 'Of these, those that were mended',
  labels: ['where', 'kind'],
});
const unsure = metrics.counter({
  name: 'sosik_audit_unsure_total',
  help: 'Differences nobody could wait for, since something was not applied in time',
});
const rounds = metrics.counter({
  name: 'sosik_audit_rounds_total',
  help: 'Comparisons of the whole paper by how they ended',
  labels: ['result'],
});
const articles = metrics.counter({
  name: 'sosik_audit_articles_total',
  help: 'Articles of the record that were held against every view',
});
const left = metrics.gauge({
  name: 'sosik_audit_left_drifts',
  help: 'Drifts that the last whole round has left',
});
const whole = metrics.gauge({
  name: 'sosik_audit_last_whole_timestamp_seconds',
  help: 'When the last round over the whole paper ended',
});
const took = metrics.gauge({
  name: 'sosik_audit_last_whole_seconds',
  help: 'How long that round took',
});

/**
 * Goes through the paper slowly, round after round, and at full speed when that is ordered; one round at a time: one
 * that is ordered ends the slow one. An order to mend is an act of whoever gives it, and stands in the audit log.
 */
@Controller('internal/drift')
export class DriftController implements OnApplicationBootstrap, OnModuleDestroy {
  /** The last round that was ordered, or the one under way. */
  private report = new Report('idle');
  private ordered: Promise<void> | undefined;
  private slow: Promise<void> | undefined;
  private dueAt: number;
  private begun = 0;
  private stop: (() => Promise<void>) | undefined;
  private stopping = false;

  constructor(
    @Inject(AuditorClient) private readonly auditor: AuditorClient,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>,
  ) {
    runtime.works('audit', () => this.ordered !== undefined);
    this.dueAt = this.next();
  }

  onApplicationBootstrap(): void {
    if (this.settings.OPS_AUDIT_PER_SECOND === 0) return;
    this.stop = this.runtime.repeat(LOOK_MS, async () => this.look(), 'the paper can not be compared');
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.stop?.();
    await Promise.all([this.slow, this.ordered]);
  }

  @Post()
  @HttpCode(202)
  start(@Body({ schema: DriftQuestion }) question: DriftQuestion): DriftAnswer {
    if (this.ordered === undefined) {
      this.begun = performance.now();
      this.report = new Report('running');
      this.ordered = this.order(question).finally(() => {
        this.ordered = undefined;
        this.dueAt = this.next();
      });
    }
    return this.progress();
  }

  @Get()
  progress(): DriftAnswer {
    const { answer } = this.report;
    return answer.state === 'running'
      ? { ...answer, ms: Math.round(performance.now() - this.begun) }
      : answer;
  }

  private next(): number {
    return performance.now() + this.settings.OPS_AUDIT_REST_SECONDS * 1_000;
  }

  private look(): void {
    if (this.stopping || this.ordered || this.slow || performance.now() < this.dueAt) return;
    this.slow = this.goSlowly().finally(() => {
      this.slow = undefined;
      this.dueAt = this.next();
    });
  }

  private async goSlowly(): Promise<void> {
    const notes = new Report('running');
    const { OPS_AUDIT_PER_SECOND: pace, OPS_AUDIT_MENDS } = this.settings;
    const begun = performance.now();
    const goesOn = () => !this.stopping && this.ordered === undefined;
    try {
      await this.auditor.go({
        pace,
        goesOn,
        get mends() {
          return OPS_AUDIT_MENDS === 'yes' && notes.answer.found < MOST_BY_ITSELF ? 'itself' : 'nothing';
        },
        notes,
      });
      if (!goesOn()) rounds.inc({ result: 'interrupted' });
      else this.conclude(notes.answer, performance.now() - begun);
    } catch (error) {
      rounds.inc({ result: 'failed' });
      this.runtime.log.info({ err: error }, 'the paper could not be compared to its end');
    }
  }

  private async order({ heal, who }: DriftQuestion): Promise<void> {
    await this.slow;
    try {
      await this.auditor.go({
        mends: heal ? 'all' : 'nothing',
        goesOn: () => !this.stopping,
        notes: this.report,
      });
      const reason = heal ? await this.write(who) : undefined;
      this.end({ state: 'done', ...(reason === undefined ? {} : { reason }) });
      this.conclude(this.report.answer, this.report.answer.ms ?? 0);
    } catch (error) {
      rounds.inc({ result: 'failed' });
      this.runtime.log.warn({ err: error }, 'the paper could not be compared to its end');
      this.end({ state: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private end(how: Partial<DriftAnswer>): void {
    const at = new Date(this.runtime.now()).toISOString();
    Object.assign(this.report.answer, this.progress(), { at, ...how });
  }

  /** Answers why the act could not be written down; what is mended is mended. */
  private async write(who: string): Promise<string | undefined> {
    const { articles, held, found, mended, unsure } = this.report.answer;
    try {
      await this.audit.append({
        who,
        what: 'paper.healed',
        after: { articles, held, found, mended, unsure },
      });
      return undefined;
    } catch (error) {
      this.runtime.log.error({ err: error }, 'what was mended could not be written down');
      return 'it could not be written into the audit log';
    }
  }

  private conclude({ found, mended }: DriftAnswer, ms: number): void {
    rounds.inc({ result: 'whole' });
    left.set(found - mended);
    took.set(ms / 1_000);
    whole.set(this.runtime.now() / 1_000);
  }
}

/** What a round has come to, noted while it goes on. */
class Report implements Notes {
  readonly answer: DriftAnswer;

  constructor(state: DriftAnswer['state']) {
    this.answer = { state, articles: 0, held: 0, drifts: [], found: 0, mended: 0, unsure: 0 };
  }

  looked(more: number, held: number): void {
    articles.inc(more);
    this.answer.articles += more;
    this.answer.held += held;
  }

  found(drift: Drift): void {
    count(drift);
    this.answer.found++;
    if (drift.mended) this.answer.mended++;
    if (this.answer.drifts.length < NAMED) this.answer.drifts.push(drift);
  }

  unsure(differences: number): void {
    unsure.inc(differences);
    this.answer.unsure += differences;
  }
}

function count({ where, is: kind, mended: isMended }: Drift): void {
  drifts.inc({ where, kind });
  if (isMended) mended.inc({ where, kind });
}
