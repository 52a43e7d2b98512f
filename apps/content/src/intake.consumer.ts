import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, encodeChange, type IntakeEvent, topics } from '#libs/contracts';
import { type Delivery, type Outcome, Runner, Sender } from '#libs/kafka';
import { metrics, Runtime } from '#libs/service';
import { publicId } from '#libs/text';
import { ArticleStore } from './article.store.ts';
import { retelling } from './article.ts';
import { type Decided, decideBatch, eventKey, type Known } from './batch.ts';

const decisions = metrics.counter({
  name: 'sosik_content_decisions_total',
  help: 'Events of the intake log by what was decided',
  labels: ['outcome'],
});

/**
 * Reads what newsrooms say, decides what is public, keeps it, and tells it, in this order: verdicts,
 * revisions, guarded writes, changes, position. A crash between any two is mended when the records come
 * again: they are decided anew, and alike. One partition is one order: changes are told in that of the
 * intake log. A batch is public after three round trips to the store, however many articles it holds.
 */
@Controller()
export class IntakeConsumer {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Runner) private readonly runner: Runner,
  ) {
    runner.keepsPosition(topics.intake.name, (topic, partition) => store.position(topic, partition));
  }

  @EventPattern<string>(topics.intake.name, { batch: 100 })
  async events(@Payload() deliveries: Delivery<IntakeEvent>[]): Promise<Outcome[]> {
    const decided = decideBatch(deliveries, await this.known(deliveries));
    for (const { outcome } of decided.verdicts) decisions.inc({ outcome });
    const changes = await this.keep(decided);
    const last = deliveries.at(-1);
    if (!last) return [];
    await this.tell(changes, last.partition);
    await this.store.keepPosition(last.topic, last.partition, last.offset + 1);
    for (const { _id, uri, outcome, reason } of decided.verdicts) {
      this.runtime.log.info({ eventId: _id, articleUri: uri, outcome, reason }, 'decided');
    }
    return decided.outcomes;
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
  private async keep({ verdicts, revisions, states, changes }: Decided): Promise<Change[]> {
    await Promise.all([this.store.keepVerdicts(verdicts), this.store.keepRevisions(revisions)]);
    const refused = await this.store.writeMany([...states.values()], this.runtime.now());
    const withdrawn = [...states.values()].filter((state) => state.withdrawn).map(({ uri }) => uri);
    // A newer owner of the partition was faster: what it has decided is told, not what was decided here.
    const newer = await this.store.findMany([...refused]);
    for (const state of newer.values()) if (state.withdrawn) withdrawn.push(state.uri);
    // After the writes: no revision kept above may outlive a withdrawal.
    await this.store.eraseRevisions(withdrawn);
    const ours = changes.filter(({ article }) => !refused.has(article.uri));
    return [...ours, ...[...newer.values()].flatMap(retelling)];
  }

  private async tell(changes: readonly Change[], partition: number): Promise<void> {
    await Promise.all(
      changes.map((change) => this.sender.send(topics.changes.name, encodeChange(change), partition)),
    );
  }
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
