import { setImmediate } from 'node:timers/promises';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics, type ViewBatch } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner, skipped } from '#libs/kafka';
import { metrics, Runtime } from '#libs/service';
import { QuarantineStore } from './quarantine.store.ts';
import { type Judged, Tally } from './tally.ts';
import { ViewStore } from './view.store.ts';
import { portions, slice } from './view.ts';
import { visitsOf } from './visitor.ts';

/** Views that are judged in one go: about 10 ms in which nothing else is done. */
const JUDGED_AT_ONCE = 2_000;
/** Views that are added up before they are applied: the more, the fewer commands of Redis for each. */
const APPLIED_AT_ONCE = 60_000;

const views = metrics.gauge({
  name: 'sosik_popularity_left_views',
  help: 'Views that do not count, since this process started, by reason; capped ones may count later',
  labels: ['reason'],
});

/**
 * Counts views, each once: the fence in Redis moves with the counts in one step, so a redelivered slice
 * changes nothing and one that was counted in part is cut. What is remembered to judge views is made again at each
 * assignment, from records that are counted already and are not counted again.
 */
@Controller()
export class ViewConsumer {
  private readonly tallies = new Map<number, Tally>();
  /** One partition after the other: while one is judged, Redis applies what another has added up. */
  private readonly judging: ReturnType<Runtime['turns']>;

  constructor(
    @Inject(ViewStore) private readonly store: ViewStore,
    @Inject(QuarantineStore) private readonly quarantine: QuarantineStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Runner) runner: Runner,
  ) {
    this.judging = runtime.turns('judging', { atOnce: 1, waiting: 1_000 });
    runner.keepsPosition(topics.views.name, async (_, partition) => (await this.begin(partition)).from);
  }

  @EventPattern<string>(topics.views.name, { batch: 200 })
  async views(@Payload() deliveries: Delivery<ViewBatch>[]): Promise<Outcome[]> {
    const partition = deliveries[0]?.partition ?? 0;
    const tally = this.tallies.get(partition) ?? (await this.begin(partition)).tally;
    const counted = new Set<number>();
    for (const some of runsOf(deliveries, APPLIED_AT_ONCE)) {
      for (const { offset, left } of await this.take(tally, some)) {
        counted.add(offset);
        views.inc({ reason: 'repeated' }, left.repeated);
        views.inc({ reason: 'double-click' }, left.doubleClick);
        views.inc({ reason: 'capped' }, left.capped);
      }
    }
    return deliveries.map(({ offset }) => (counted.has(offset) ? done : skipped('counted before')));
  }

  /** Judges, notes what is left and visitors, and counts; answers what is counted now. */
  private async take(tally: Tally, deliveries: readonly Delivery<ViewBatch>[]): Promise<Judged[]> {
    const partition = deliveries[0]?.partition ?? 0;
    const judged = await this.judging(() => judge(tally, deliveries));
    await this.quarantine.note(partition, tally.held());
    await this.store.see(partition, visitsOf(judged, this.runtime.now()));
    const counted: Judged[] = [];
    for (const portion of portions(judged)) {
      counted.push(...(await this.count(partition, portion, tally.known)));
      tally.apply(portion.at(-1)?.offset ?? -1);
    }
    return counted;
  }

  /** Those that are counted now; the others had been counted before. */
  private async count(partition: number, portion: readonly Judged[], known: number): Promise<Judged[]> {
    const next = slice(portion, this.runtime.now());
    if (!next) return [];
    const counted = await this.store.count(partition, next, known);
    if ('before' in counted) return portion.filter(({ offset }) => offset > counted.before);
    const { cut } = counted;
    return [
      ...(await this.count(
        partition,
        portion.filter(({ offset }) => offset <= cut),
        known,
      )),
      ...(await this.count(
        partition,
        portion.filter(({ offset }) => offset > cut),
        known,
      )),
    ];
  }

  /** Begins to judge anew, and says from which record on. Nothing is judged before it is known what is overruled. */
  private async begin(partition: number): Promise<{ tally: Tally; from: number | undefined }> {
    const position = await this.store.viewPosition(partition);
    const overrules = () => this.quarantine.overrules();
    overrules();
    const tally = new Tally(position?.applied, overrules);
    this.tallies.set(partition, tally);
    return { tally, from: position?.from };
  }
}

/** Other work goes on in between. */
async function judge(tally: Tally, deliveries: readonly Delivery<ViewBatch>[]): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const some of runsOf(deliveries, JUDGED_AT_ONCE)) {
    judged.push(...some.flatMap((delivery) => tally.judge(delivery) ?? []));
    if (some.at(-1) !== deliveries.at(-1)) await setImmediate();
  }
  return judged;
}

/** Records in a row, in runs of `most` views or a record more. */
function* runsOf(deliveries: readonly Delivery<ViewBatch>[], most: number): Generator<Delivery<ViewBatch>[]> {
  let run: Delivery<ViewBatch>[] = [];
  let size = 0;
  for (const delivery of deliveries) {
    run.push(delivery);
    size += delivery.value.views.length;
    if (size < most) continue;
    yield run;
    run = [];
    size = 0;
  }
  if (run.length > 0) yield run;
}
