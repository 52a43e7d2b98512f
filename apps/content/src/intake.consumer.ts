import { Controller, Inject, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  type Change,
  type EditorialChange,
  type EditorialEvent,
  encodeChange,
  type IntakeEvent,
  seqOf,
  toldIn,
  topics,
  traced,
} from '#libs/contracts';
import { type Delivery, type Hold, type Outcome, Runner, Sender } from '#libs/kafka';
import { metrics, Runtime, tracing } from '#libs/service';
import { publicId } from '#libs/text';
import { ArticleStore, RecordLost } from './article.store.ts';
import { type ArticleState, retelling } from './article.ts';
import { type Decided, decideBatch, eventKey, type Known, type Told, type Verdict } from './batch.ts';
import { isEditorial, keyOf, type Ruled, retellingOf, ruleBatch } from './editorial.ts';
import { awaited } from './fetched.ts';
import { mediaNamedIn, usesIn } from './media.ts';
import { type Names, outdated } from './naming.ts';
import { askToTell } from './retell.producer.ts';

const decisions = metrics.counter({
  name: 'sosik_content_decisions_total',
  help: 'Events of the intake log by what was decided',
  labels: ['outcome'],
});

/** A store that was put back is noticed this soon, also while no newsroom says anything. */
const LOOK_MS = 1_000;

type Said = Delivery<IntakeEvent | EditorialEvent>;

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
 * intake log. A batch is public after four round trips to the store, however many articles it holds. Fronts, alerts
 * and names go the same way, by rules and stores of their own.
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
    runner.keepsPosition(
      topics.intake.name,
      (topic, partition) => store.position(topic, partition),
      (topic, partition, next) => store.passes(topic, partition, next),
    );
  }

  @EventPattern<string>(topics.intake.name, { batch: 100 })
  async events(@Payload() deliveries: Said[], @Ctx() hold: Hold): Promise<Outcome[]> {
    const last = deliveries.at(-1);
    if (!last) return [];
    const { topic, partition } = last;
    const least = this.store.standing(topic, partition);
    const articles = deliveries.filter((each): each is Delivery<IntakeEvent> => !isEditorial(each));
    const known = await this.known(articles, deliveries);
    const decided = decideBatch(articles, known);
    const ruled = await this.rule(deliveries, known);
    const verdicts = [...decided.verdicts, ...ruled.verdicts];
    try {
      const told = await this.keep({ ...decided, verdicts }, articles, { topic, partition, least });
      const toldBeside = await this.keepEditorial(ruled, deliveries);
      await hold.confirm();
      await all([
        this.tell([...told, ...toldBeside], partition, hold),
        this.follow(new Map([...known.states, ...decided.states]).values()),
      ]);
      await this.store.keepPosition(topic, partition, last.offset + 1, least);
    } catch (error) {
      if (error instanceof RecordLost) await this.refill();
      throw error;
    }
    for (const { outcome } of verdicts) decisions.inc({ outcome });
    this.note(verdicts, deliveries);
    const outcomes = { articles: decided.outcomes.values(), editorial: ruled.outcomes.values() };
    return deliveries.map((each) => {
      const { value } = (isEditorial(each) ? outcomes.editorial : outcomes.articles).next();
      return value as Outcome;
    });
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
    // Kept before the group's commits go back with the reading.
    await this.store.owes();
    await this.runner.reposition();
  }

  private note(verdicts: readonly Verdict[], deliveries: readonly Said[]): void {
    if (!this.runtime.log.isLevelEnabled('info')) return;
    const traces = new Map(
      deliveries.map(({ offset, headers }) => [seqOf(this.runner.epoch, offset), headers['traceparent']]),
    );
    for (const { event, uri, n, outcome, reason } of verdicts) {
      const traceId = tracing.idOf(traces.get(n));
      this.runtime.log.info({ eventId: event, articleUri: uri, outcome, reason, traceId }, 'decided');
    }
  }

  private async known(
    deliveries: readonly Delivery<IntakeEvent>[],
    all: readonly Said[],
  ): Promise<Known & { names: Names }> {
    const uris = [...new Set(deliveries.map(({ value }) => value.uri))];
    const events = all.map(({ value }) => eventKey(value));
    const usual = new Map(uris.map((uri) => [uri, publicId(uri)]));
    const [states, verdicts, holders, media, names] = await Promise.all([
      this.store.findMany(uris),
      this.store.verdictsOf(events),
      this.store.holders([...usual.values()]),
      this.store.media.facts(mediaNamedIn(deliveries.map(({ value }) => value))),
      this.store.editorial.naming.names(),
    ]);
    return {
      states,
      verdicts,
      ids: idsFor(usual, holders),
      media,
      names,
      epoch: this.runner.epoch,
      clock: this.runtime.now(),
    };
  }

  /** Keeps what was decided; answers what is to be told. */
  private async keep(
    decided: Decided,
    deliveries: readonly Delivery<IntakeEvent>[],
    { topic, partition, least }: Stand,
  ): Promise<Told[]> {
    const { verdicts, revisions, endings, outlived, closed, abandoned, dropped, states, newcomers, told } =
      decided;
    await all([
      this.store.keepVerdicts(verdicts),
      // Before the writes: a withdrawal that is written is not decided again, so nobody would come back for its words.
      this.store.eraseRevisions(new Map([...outlived, ...closed])),
      this.store.media.release([...closed.keys()], abandoned),
      this.store.media.wishes.dropOf([...closed.keys()]),
      this.store.payloads.release([...closed.keys(), ...takenIn(verdicts)]),
      // After all that was decided on was read, and before anything of it is kept that nobody would take back.
      this.store.holds(topic, partition, least),
    ]);
    await all([
      this.store.keepRevisions(revisions),
      this.store.endRevisions(endings),
      this.store.media.use(
        usesIn({ revisions: revisions.map(({ article }) => article), states: states.values() }),
      ),
      this.store.media.doubt([...dropped.keys()]),
      this.store.media.wishes.want(wishesOf(states.values()), this.runtime.now()),
    ]);
    const refused = await this.store.writeMany([...states.values()], newcomers, this.runtime.now());
    // After the writes, and not by one who may have been replaced: what a crash leaves is looked at later.
    if (refused.size === 0) {
      await this.store.media.drop(dropped);
      return told;
    }
    // A newer owner of the partition was faster: what it has decided is told, not what was decided here.
    const newer = [...(await this.store.findMany([...refused])).values()];
    const withdrawn = newer.filter((state) => state.withdrawn);
    // No revision or picture kept above may outlive a withdrawal, also one that was followed by a reinstatement: of
    // that the newer owner has kept versions of higher numbers only.
    const reinstated = newer.filter(
      ({ uri, withdrawnAt }) => withdrawnAt !== undefined && withdrawnAt !== states.get(uri)?.withdrawnAt,
    );
    const floors = reinstated.map(({ uri }) => [uri, states.get(uri)?.floor ?? 0] as const);
    await this.store.eraseRevisions(
      new Map([...floors, ...withdrawn.map(({ uri, floor }) => [uri, floor] as const)]),
    );
    await this.store.media.release(withdrawn.map(({ uri }) => uri));
    await this.store.payloads.release(withdrawn.map(({ uri }) => uri));
    const causes = new Map(deliveries.map(({ value, headers }) => [value.uri, headers['traceparent']]));
    const ours = told.filter(({ change }) => !refused.has(change.article.uri));
    const theirs = newer.flatMap(retelling);
    return [...ours, ...theirs.map((change) => ({ change, cause: causes.get(change.article.uri) }))];
  }

  /** What follows from the records that are about no article. */
  private async rule(deliveries: readonly Said[], { verdicts, epoch, clock }: Known): Promise<Ruled> {
    const editorial = deliveries.filter(isEditorial);
    const states = await this.store.editorial.findMany(editorial.map(({ value }) => keyOf(value)));
    return ruleBatch(editorial, { states, verdicts, epoch, clock });
  }

  /** The same as `keep`, of what is no article. */
  private async keepEditorial(
    { states, told }: Ruled,
    deliveries: readonly Said[],
  ): Promise<Told<EditorialChange>[]> {
    const newer = await this.store.editorial.keep([...states.values()]);
    // Also where they were kept before: the process may have died before whoever asks was told.
    if (deliveries.some(({ value }) => value.type === 'tag.renamed' || value.type === 'author.renamed')) {
      await this.store.editorial.naming.renew();
    }
    if (newer.length === 0) return told;
    const refused = new Set(newer.map(({ key }) => key));
    const ours = told.filter(({ change }) => !refused.has(toldIn(change).uri));
    return [...ours, ...newer.flatMap(retellingOf).map((change) => ({ change, cause: undefined }))];
  }

  /**
   * A renaming may have been kept, and its articles looked up, between the reading of the names and the writing of
   * these articles: whatever of them shows an old name now is told again.
   */
  private async follow(states: Iterable<ArticleState>): Promise<void> {
    const names = await this.store.editorial.naming.names();
    const stale = [...states].filter((state) => outdated(state, names));
    await Promise.all(stale.map(({ uri }) => askToTell(this.sender, uri, undefined)));
  }

  private async tell(
    told: readonly Told<Change | EditorialChange>[],
    partition: number,
    hold: Hold,
  ): Promise<void> {
    const records = told.map(({ change, cause }) => traced(encodeChange(change), cause));
    try {
      await Promise.all(records.map((record) => this.sender.send(topics.changes.name, record, partition)));
    } finally {
      // It took so long that a new owner may have told newer states before these: it shall have the last word.
      if (!hold.owns()) {
        const uris = new Map(told.map(({ change, cause }) => [toldIn(change).uri, cause]));
        await Promise.all([...uris].map(([uri, cause]) => askToTell(this.sender, uri, cause)));
      }
    }
  }
}

/** Articles that stay withdrawn whatever was said of them: what they were read out of just now goes as well. */
function takenIn(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ outcome }) => outcome === 'withdrawn').map(({ uri }) => uri);
}

/** Pictures that articles name by their address and do not have. */
function wishesOf(states: Iterable<ArticleState>): { uri: string; href: string }[] {
  return [...states].flatMap((state) => awaited(state).map((href) => ({ uri: state.uri, href })));
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
