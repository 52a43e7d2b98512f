// A process of an app in the world: its machine, and the places where it can be made to die.
import type { Runtime } from '#libs/service';
import { Machine, type World } from './world.ts';

export type Moment = 'before' | 'after';

/** Told of every step that a process takes; answers whether it dies there. */
export type Watch = (process: Process, step: string, moment: Moment) => boolean;

export class Process {
  readonly machine: Machine;

  constructor(
    readonly world: World,
    as: { app: string; name: string; skewMs: number },
    private readonly watch: Watch,
  ) {
    this.machine = new Machine(world, as.app, as.name, as.skewMs);
  }

  get runtime(): Runtime {
    return this.machine.runtime;
  }

  get app(): string {
    return this.machine.app;
  }

  /** Goes on at once, or never: whoever is dead has no next step. */
  async passes(step: string, moment: Moment): Promise<void> {
    if (this.machine.dead || this.watch(this, step, moment)) await new Promise<never>(() => undefined);
    // Whoever was stopped here goes on from here.
    if (this.machine.frozenUntil > this.world.now) await this.machine.wait(0);
  }

  /** A step with its two moments. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.passes(name, 'before');
    const answer = await work();
    await this.passes(name, 'after');
    return answer;
  }

  /** Has a part of an app that is a step by itself take its two moments. */
  stepped(part: object, method: string, name: string): void {
    const methods = part as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const work = methods[method];
    if (!work) throw new Error(`there is no ${method} that ${name} could be`);
    methods[method] = (...given) => this.step(name, () => work.apply(part, given));
  }
}
