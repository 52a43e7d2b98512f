import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, encodeChange, type IntakeEvent, seqOf, topics } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner, Sender, skipped } from '#libs/kafka';
import { metrics, Runtime } from '#libs/service';
import { publicId } from '#libs/text';
import { ArticleStore } from './article.store.ts';
import { type ArticleState, type Decision, decide, type Occurrence, unknownArticle } from './article.ts';

const decisions = metrics.counter({
  name: 'sosik_content_decisions_total',
  help: 'Events of the intake log by what was decided',
  labels: ['type', 'outcome'],
});

/**
 * Reads what newsrooms say, decides what is public, keeps it, and tells it, in this order: revision, guarded
 * write, verdict, change, position. A crash between any two is mended when the record comes again. One
 * partition is one order: changes are told in the order of the intake log.
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
    // Articles are independent of each other; the events of one are decided one after the other.
    const byUri = Map.groupBy(deliveries.entries(), ([, delivery]) => delivery.value.uri);
    const results: { outcome: Outcome; change?: Change }[] = [];
    await Promise.all(
      [...byUri.values()].map(async (own) => {
        for (const [index, delivery] of own) results[index] = await this.event(delivery);
      }),
    );
    const changes = results.map(({ change }) => change).filter((change) => change !== undefined);
    await this.tell(changes, deliveries);
    const last = deliveries.at(-1);
    if (last) await this.store.keepPosition(last.topic, last.partition, last.offset + 1);
    return results.map(({ outcome }) => outcome);
  }

  private async event({ value: event, offset, appendedAt }: Delivery<IntakeEvent>): Promise<{
    outcome: Outcome;
    change?: Change;
  }> {
    const n = seqOf(this.runner.epoch, offset);
    const key = `${event.source}|${event.id}`;
    const [known, verdict] = await Promise.all([this.store.find(event.uri), this.store.verdict(key)]);
    const state = known ?? unknownArticle(event.uri, await this.newId(event.uri));
    if (state.decided >= n) return { outcome: skipped('decided before'), ...retelling(state) };
    // `article.due` names a moment, not a message: it may come again until that moment is decided.
    if (verdict && verdict.n !== n && event.type !== 'article.due') {
      decisions.inc({ type: event.type, outcome: 'duplicate' });
      return { outcome: skipped('duplicate') };
    }
    const occurrence = { event, n, appendedAt, clock: this.runtime.now() };
    const decision = decide(state, occurrence);
    decisions.inc({ type: event.type, outcome: decision.outcome });
    return this.apply(decision, occurrence, state);
  }

  private async apply(
    decision: Decision,
    { event, n }: Occurrence,
    before: ArticleState,
  ): Promise<{ outcome: Outcome; change?: Change }> {
    const { state, change, outcome, reason } = decision;
    if (state) {
      if (change?.type === 'article.public') await this.store.keepRevision(change.article);
      if (state.withdrawn) await this.store.eraseRevisions(state.uri);
      if (!(await this.store.write(state, this.runtime.now()))) {
        const newer = await this.store.find(event.uri);
        return { outcome: skipped('decided before'), ...(newer ? retelling(newer) : {}) };
      }
    }
    await this.store.keepVerdict({
      _id: `${event.source}|${event.id}`,
      uri: event.uri,
      n,
      outcome,
      reason,
      seq: (state ?? before).seq,
      at: new Date(this.runtime.now()),
    });
    this.runtime.log.info({ eventId: event.id, articleUri: event.uri, outcome, reason }, 'decided');
    return { outcome: state ? done : skipped(reason), ...(change ? { change } : {}) };
  }

  private async tell(
    changes: readonly Change[],
    deliveries: readonly Delivery<IntakeEvent>[],
  ): Promise<void> {
    const partition = deliveries[0]?.partition;
    await Promise.all(
      changes.map((change) => this.sender.send(topics.changes.name, encodeChange(change), partition)),
    );
  }

  /** Ten characters are enough for a million articles; the newcomer of a clash gets twelve. */
  private async newId(uri: string): Promise<string> {
    const id = publicId(uri);
    const holder = await this.store.findById(id);
    return holder && holder.uri !== uri ? publicId(uri, 12) : id;
  }
}

/** The last record of a uri in the change log must be its newest state, so that is what is told again. */
function retelling(state: ArticleState): { change?: Change } {
  if (state.status === 'public' && state.article)
    return { change: { type: 'article.public', article: state.article } };
  if (state.status === 'gone' && state.gone) return { change: { type: 'article.gone', article: state.gone } };
  return {};
}
