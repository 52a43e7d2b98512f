import { Controller, Inject, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { encodeChange, type IntakeEvent, seqOf, topics, traced } from '#libs/contracts';
import { type Delivery, type Hold, type Outcome, Runner, Sender } from '#libs/kafka';
import { metrics, Runtime, tracing } from '#libs/service';
import { publicId } from '#libs/text';
import { ArticleStore, RecordLost } from './article.store.ts';
import { retelling } from './article.ts';
import { type Decided, decideBatch, eventKey, type Known, type Told } from './batch.ts';
import { askToTell } from './retell.producer.ts';

const decisions = metrics.counter({
  name: 'sosik_content_decisions_total',
  help: 'Events of the intake log by what was decided',
  labels: ['outcome'],
});

/** A store that was put back is noticed this soon, also while no newsroom says anything. */
const LOOK_MS = 1_000;

/** Where a batch lies, and how far the store had come when it was begun. */
interface Stand {
  topic: string;
  partition: number;
  least: number;
}

/**
 * Reads what newsrooms say, decides what is public, keeps it, and tells it, in this order: verdicts,
 * revisions, guarded writes, changes, position. A crash between any two is mended when the records come
 * again: they are decided anew, and alike. One partition is one order: changes are told in that of the
 * intake log. A batch is public after four round trips to the store, however many articles it holds.
 *
 * The last record of a uri in the change log is its newest state. The store refuses an owner of a partition
 * who has been replaced without knowing; the log does not. So nothing is told by one who may be such an owner.
 *
 * A store that stands before what was seen in it has lost something: it was put back from a copy, or died before
 * its last writes were on disk. Nothing is decided on it then; it is filled again from where it stands.
 */
@Controller()
export class IntakeConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Runner) private readonly runner: Runner,
  ) {
    runner.keepsPosition(topics.intake.name, (topic, partition) => store.position(topic, partition));
  }

  @EventPattern<string>(topics.intake.name, { batch: 100 })
  async events(@Payload() deliveries: Delivery<IntakeEvent>[], @Ctx() hold: Hold): Promise<Outcome[]> {
    const last = deliveries.at(-1);
    if (!last) return [];
    const { topic, partition } = last;
    const least = this.store.standing(topic, partition);
    const decided = decideBatch(deliveries, await this.known(deliveries));
    try {
      const told = await this.keep(decided, deliveries, { topic, partition, least });
      await hold.confirm();
      await this.tell(told, partition, hold);
      await this.store.keepPosition(topic, partition, last.offset + 1, least);
    } catch (error) {
      if (error instanceof RecordLost) await this.refill();
      throw error;
    }
    for (const { outcome } of decided.verdicts) decisions.inc({ outcome });
    this.note(decided, deliveries);
    return decided.outcomes;
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'the record can not be looked at');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async look(): Promise<void> {
    if (await this.store.lost()) await this.refill();
  }

  private async refill(): Promise<void> {
    this.runtime.log.warn({}, 'the record has lost what was decided: it is decided again from the log');
    await this.runner.reposition();
  }

  private note({ verdicts }: Decided, deliveries: readonly Delivery<IntakeEvent>[]): void {
    if (!this.runtime.log.isLevelEnabled('info')) return;
    const traces = new Map(
      deliveries.map(({ offset, headers }) => [seqOf(this.runner.epoch, offset), headers['traceparent']]),
    );
    for (const { event, uri, n, outcome, reason } of verdicts) {
      const traceId = tracing.idOf(traces.get(n));
      this.runtime.log.info({ eventId: event, articleUri: uri, outcome, reason, traceId }, 'decided');
    }
  }

  private async known(deliveries: readonly Delivery<IntakeEvent>[]): Promise<Known> {
    const uris = [...new Set(deliveries.map(({ value }) => value.uri))];
    const events = deliveries.map(({ value }) => eventKey(value));
    const usual = new Map(uris.map((uri) => [uri, publicId(uri)]));
    const [states, verdicts, holders] = await Promise.all([
      this.store.findMany(uris),
      this.store.verdictsOf(events),
      this.store.holders([...usual.values()]),
    ]);
    return {
      states,
      verdicts,
      ids: idsFor(usual, holders),
      epoch: this.runner.epoch,
      clock: this.runtime.now(),
    };
  }

  /** Keeps what was decided; answers what is to be told. */
  private async keep(
    { verdicts, revisions, closed, states, newcomers, told }: Decided,
    deliveries: readonly Delivery<IntakeEvent>[],
    { topic, partition, least }: Stand,
  ): Promise<Told[]> {
    await all([
      this.store.keepVerdicts(verdicts),
      // Before the writes: a withdrawal that is written is not decided again, so nobody would come back for its words.
      this.store.eraseRevisions(closed),
      // After all that was decided on was read, and before anything of it is kept that nobody would take back.
      this.store.holds(topic, partition, least),
    ]);
    await this.store.keepRevisions(revisions);
    const refused = await this.store.writeMany([...states.values()], newcomers, this.runtime.now());
    if (refused.size === 0) return told;
    // A newer owner of the partition was faster: what it has decided is told, not what was decided here.
    const newer = [...(await this.store.findMany([...refused])).values()];
    const withdrawn = newer.filter((state) => state.withdrawn);
    // No revision kept above may outlive a withdrawal.
    await this.store.eraseRevisions(new Map(withdrawn.map(({ uri, floor }) => [uri, floor])));
    const causes = new Map(deliveries.map(({ value, headers }) => [value.uri, headers['traceparent']]));
    const ours = told.filter(({ change }) => !refused.has(change.article.uri));
    const theirs = newer.flatMap(retelling);
    return [...ours, ...theirs.map((change) => ({ change, cause: causes.get(change.article.uri) }))];
  }

  private async tell(told: readonly Told[], partition: number, hold: Hold): Promise<void> {
    const records = told.map(({ change, cause }) => traced(encodeChange(change), cause));
    try {
      await Promise.all(records.map((record) => this.sender.send(topics.changes.name, record, partition)));
    } finally {
      // It took so long that a new owner may have told newer states before these: it shall have the last word.
      if (!hold.owns()) {
        const uris = new Map(told.map(({ change, cause }) => [change.article.uri, cause]));
        await Promise.all([...uris].map(([uri, cause]) => askToTell(this.sender, uri, cause)));
      }
    }
  }
}

/** Rejects when one has, but not before all have ended: none may come late, behind what is decided next. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** Ten characters are enough for a million articles; the newcomer of a clash gets twelve. */
function idsFor(usual: ReadonlyMap<string, string>, holders: Map<string, string>): Map<string, string> {
  return new Map(
    [...usual].map(([uri, id]) => {
      const holder = holders.get(id) ?? uri;
      holders.set(id, holder);
      return [uri, holder === uri ? id : publicId(uri, 12)];
    }),
  );
}
