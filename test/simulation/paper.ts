// A paper in the world: the real handlers, rules, stores and runner of each app, wired as its module does, over what
// the world has in place of the engines. Whoever dies is followed by another, as a supervisor would have it.

import type { LogRecord } from '#libs/contracts';
import { bringLog, type Place, Runner, Sender } from '#libs/kafka';
import { DependencyUnavailable, ProblemError } from '#libs/service';
import { Broker } from './broker.ts';
import { type ContentParts, startContent } from './content.ts';
import { CounterState } from './counter.store.ts';
import { clientOf } from './driver.ts';
import { type GatewayParts, startGateway } from './gateway.ts';
import type { AppName, Line, Paper, Skew } from './given.ts';
import { IndexState } from './index.store.ts';
import { logSettings, SESSION_MS } from './installed.ts';
import type { Mutant } from './mutant.ts';
import { Process, type Watch } from './process.ts';
import { RecordState } from './record.store.ts';
import { type PopularityParts, type SearchParts, startPopularity, startSearch } from './views.ts';
import type { World } from './world.ts';

/** A service that is asked is given up after this, as the gateway has it. */
const ANSWER_MS = 2_000;
/** Whoever has died is started again after so long, milliseconds. */
const RESTART_MS = { least: 100, most: 1_500 };

/** Two of content, so that partitions have owners who follow each other. */
const started: readonly AppName[] = ['gate', 'content', 'content', 'search', 'popularity', 'gateway'];

/** What a running process of an app has to be asked for. */
export type Parts = { process: Process } & (
  | { app: 'gate'; sender: Sender }
  | ({ app: 'content' } & ContentParts)
  | ({ app: 'search' } & SearchParts)
  | ({ app: 'popularity' } & PopularityParts)
  | ({ app: 'gateway' } & GatewayParts)
);

/** The sender of a process, which may die before it sends, or after. */
class SteppedSender extends Sender {
  constructor(private readonly process: Process) {
    super(logSettings, process.runtime);
  }

  override send(topic: string, record: LogRecord, partition?: number): Promise<Place> {
    return this.process.step('kafka.send', () => super.send(topic, record, partition));
  }
}

export class Installation implements Paper {
  readonly broker: Broker;
  readonly record = new RecordState();
  readonly index = new IndexState();
  readonly counter = new CounterState();
  /**
   * A process of content was stopped, woke, and died at once: what it may have told late nobody has asked to be told
   * once more.
   */
  wokeAndDied = false;
  private running: Parts[] = [];
  private births = 0;

  constructor(
    readonly world: World,
    readonly mutant: Mutant,
    private readonly more: { skew: Skew; watch: Watch; say: (line: string) => void },
  ) {
    this.broker = new Broker(world, SESSION_MS, more.skew.broker);
  }

  start(): void {
    for (const app of started) this.begin(app);
  }

  /** Those of an app that are alive. */
  of<A extends AppName>(app: A): Extract<Parts, { app: A }>[] {
    return this.running.filter((each): each is Extract<Parts, { app: A }> => each.app === app);
  }

  die(
    process: Process,
    why: string,
    afterMs = this.world.chance.between(RESTART_MS.least, RESTART_MS.most),
  ): void {
    if (process.machine.dead) return;
    const { frozenUntil } = process.machine;
    if (process.app === 'content' && this.world.now < frozenUntil + SESSION_MS)
      this.wokeAndDied ||= frozenUntil > 0;
    process.machine.dead = true;
    this.running = this.running.filter((each) => each.process !== process);
    this.more.say(`${process.machine.name} dies: ${why}`);
    this.world.at(this.world.now + afterMs, undefined, () => this.begin(process.app as AppName));
  }

  question<T>(
    from: Process,
    app: 'content',
    work: (parts: ContentParts) => Promise<T>,
  ): Promise<T | undefined> {
    const { world } = this;
    const { machine } = from;
    const lost = (why: string) => new DependencyUnavailable(app, new Error(why));
    return new Promise<T | undefined>((resolve, reject) => {
      const timer = world.at(world.now + ANSWER_MS, machine, () => reject(lost('no answer in time')));
      const answer = (tell: () => void): void => {
        world.at(world.now + world.chance.between(1, 6), machine, () => {
          timer.stop();
          tell();
        });
      };
      const refused = (error: unknown): void => {
        if (error instanceof ProblemError && error.code === 'not_found') answer(() => resolve(undefined));
        else answer(() => reject(lost(String(error))));
      };
      if (world.isCut(machine, app)) return;
      world.at(world.now + world.chance.between(1, 6), undefined, () => {
        const alive = this.of(app);
        if (alive.length === 0) return answer(() => reject(lost('nobody listens')));
        const asked = world.chance.pick(alive);
        world.at(world.now, asked.process.machine, () => {
          work(asked).then((value) => answer(() => resolve(value)), refused);
        });
      });
    });
  }

  private begin(app: AppName): void {
    const { world } = this;
    const name = `${app}-${++this.births}`;
    const skewMs = app === 'content' ? this.more.skew.content : 0;
    const process = new Process(world, { app, name, skewMs }, this.more.watch);
    bringLog(process.runtime, clientOf(process.machine, this.broker));
    this.more.say(`${name} starts`);
    this.running.push({ process, ...this.partsOf(app, process) } as Parts);
  }

  private partsOf(app: AppName, process: Process): object {
    const line = (group: string, member?: string): Line => lineOf(process, this, { group, member });
    switch (app) {
      case 'gate': {
        const sender: Sender = new SteppedSender(process);
        this.mutant.gate?.(sender);
        return { app, sender };
      }
      case 'content':
        return { app, ...startContent(process, this, line('content')) };
      case 'search':
        return { app, ...startSearch(process, this, line('search')) };
      case 'popularity':
        return { app, ...startPopularity(process, this, line('popularity')) };
      case 'gateway':
        return { app, ...startGateway(process, this, line('gateway', `gateway.${process.machine.name}.x`)) };
    }
  }
}

function lineOf(
  process: Process,
  installation: Installation,
  { group, member }: { group: string; member: string | undefined },
): Line {
  const sender = new SteppedSender(process);
  const fatal = (error: unknown) => installation.die(process, `it can not go on (${String(error)})`);
  const own = member === undefined ? {} : ({ member, start: 'end' } as const);
  return { sender, runner: new Runner(logSettings, process.runtime, sender, { group, fatal, ...own }) };
}
