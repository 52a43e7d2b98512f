// A world of its own: one clock that nobody waits for, one chance, and machines that can be frozen and die. Whatever
// waits in it waits for its turn here, so that the same seed does the same again, to the last step.
import { Runtime, type Time, type Timer } from '#libs/service';
import { Chance } from '../../tools/local/chance.ts';
import { copyOf } from './copy.ts';

/** When the story begins; milliseconds since 1970. A moment within a day of the log, far from its turn. */
export const BEGIN = Date.parse('2026-03-02T03:00:00Z');

/** What an answer takes in good weather, milliseconds, there and back. */
const WAY_MS = { least: 1, most: 6 };

interface Turn {
  at: number;
  /** Turns of one moment come in the order of chance, not in that of their making. */
  order: number;
  owner: Machine | undefined;
  work: (() => void) | undefined;
  /** Nobody waits for it: nothing follows at once. */
  quiet?: true;
}

/** How the way from a machine to what it asks is just now. */
export interface Weather {
  /** Requests are lost before they arrive, answers on their way back, or a request is cut off in the middle. */
  cut?: 'there' | 'back' | 'middle';
  /** Each way takes up to so much longer, milliseconds. */
  slowMs?: number;
}

/** A request that was cut off has been done in part: of what has `parts`, the first half. */
interface Request<T> {
  machine: Machine;
  /** Who is asked: `record`, `index`, `counter`, `log` or the name of an app. */
  of: string;
  /** Does what is asked for; of a request in parts only so many of them. */
  work(parts?: number): T;
  /** Of how many parts it is; 1 if nothing of it can be done alone. */
  parts?: number;
  /** The driver gives up after this. */
  patienceMs: number;
  /** The connection: what goes over one arrives in its order. */
  over?: object;
  /** Whether the request is still let through when it arrives. */
  open?(): boolean;
  /** What the driver says when it gives up. */
  lost(): Error;
}

export class World {
  now = BEGIN;
  readonly chance: Chance;
  private readonly turns: Turn[] = [];
  private readonly weather = new Map<string, Weather>();
  private readonly order: Chance;
  /** When the last request over a connection arrives. */
  private readonly arrivals = new WeakMap<object, number>();
  /** How often an engine was stopped: what was on its way to it then never arrives. */
  private readonly stops = new Map<string, number>();

  constructor(seed: number) {
    this.chance = Chance.of(seed, 1);
    this.order = Chance.of(seed, 2);
  }

  /** Has something done at a moment, by a machine that must be alive and awake by then, or by nobody. */
  at(moment: number, owner: Machine | undefined, work: () => void): Timer {
    const turn: Turn = { at: Math.max(moment, this.now), order: this.order.next(), owner, work };
    this.push(turn);
    return {
      stop: () => {
        turn.work = undefined;
      },
      unref: () => undefined,
    };
  }

  /** Goes on until a moment, or until nothing is left to do. */
  async until(moment: number): Promise<void> {
    const end = Runtime.untimed();
    try {
      await this.goOn(moment);
    } finally {
      end();
    }
  }

  private async goOn(moment: number): Promise<void> {
    for (let turn = this.turns[0]; turn !== undefined && turn.at <= moment; turn = this.turns[0]) {
      this.pop();
      if (this.now < turn.at) this.now = turn.at;
      const { owner, work, quiet } = turn;
      if (!work || owner?.dead) continue;
      if (owner && owner.frozenUntil > this.now) {
        this.push({ ...turn, at: owner.frozenUntil });
        continue;
      }
      work();
      if (quiet) continue;
      // All that follows at once has followed before the next turn.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.now = Math.max(this.now, moment);
  }

  setWeather(machine: string, of: string, weather: Weather | undefined): void {
    if (weather) this.weather.set(`${machine} ${of}`, weather);
    else this.weather.delete(`${machine} ${of}`);
  }

  /** An engine is stopped, with whatever is on its way to it, and started again. */
  restart(of: string): void {
    this.stops.set(of, (this.stops.get(of) ?? 0) + 1);
  }

  isCut(machine: Machine, of: string): boolean {
    return this.weatherOf(machine, of).cut !== undefined;
  }

  /** Asks something that is not this machine: it arrives, is done, and the answer comes back, or not. */
  ask<T>(request: Request<T>): Promise<T> {
    const { machine, of } = request;
    return new Promise<T>((resolve, reject) => {
      const { cut, slowMs = 0 } = this.weatherOf(machine, of);
      const way = () =>
        this.chance.between(WAY_MS.least, WAY_MS.most) + Math.floor(this.chance.next() * slowMs);
      const there = this.inOrder(request.over, this.now + way());
      const stops = this.stops.get(of);
      if (cut !== undefined || slowMs > 0)
        this.at(this.now + request.patienceMs, machine, () => reject(request.lost()));
      if (cut === 'there') return;
      this.arrives(there, () => {
        if (request.open?.() === false || this.stops.get(of) !== stops) return;
        const answer = this.answerOf(request, cut);
        if (cut !== undefined) return;
        this.at(this.now + way(), machine, () => {
          if ('failed' in answer) reject(answer.failed as Error);
          else resolve(copyOf(answer.value));
        });
      });
    });
  }

  private inOrder(over: object | undefined, moment: number): number {
    if (!over) return moment;
    // Two of one moment would come in the order of chance.
    const arrival = Math.max(moment, (this.arrivals.get(over) ?? 0) + 1);
    this.arrivals.set(over, arrival);
    return arrival;
  }

  private arrives(moment: number, work: () => void): void {
    this.push({ at: moment, order: this.order.next(), owner: undefined, work, quiet: true });
  }

  private answerOf<T>(
    { work, parts = 1 }: Request<T>,
    cut: Weather['cut'],
  ): { value: T } | { failed: unknown } {
    try {
      return { value: cut === 'middle' ? work(Math.floor(parts / 2)) : work() };
    } catch (error) {
      return { failed: error };
    }
  }

  private weatherOf(machine: Machine, of: string): Weather {
    return this.weather.get(`${machine.app} ${of}`) ?? {};
  }

  /** A heap: the earliest turn first. */
  private push(turn: Turn): void {
    const { turns } = this;
    let at = turns.push(turn) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(turn, turns[above] as Turn)) break;
      turns[at] = turns[above] as Turn;
      at = above;
    }
    turns[at] = turn;
  }

  private pop(): void {
    const { turns } = this;
    const last = turns.pop() as Turn;
    if (turns.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= turns.length) break;
      const right = left + 1;
      const least = right < turns.length && before(turns[right] as Turn, turns[left] as Turn) ? right : left;
      if (!before(turns[least] as Turn, last)) break;
      turns[at] = turns[least] as Turn;
      at = least;
    }
    turns[at] = last;
  }
}

function before(a: Turn, b: Turn): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A process, from its start to its death. A new one takes its place. */
export class Machine {
  dead = false;
  frozenUntil = 0;
  readonly runtime: Runtime;
  readonly time: Time;

  constructor(
    readonly world: World,
    /** Which app it is of, and its name among them. */
    readonly app: string,
    readonly name: string,
    /** Its clock goes wrong by so much, milliseconds. */
    readonly skewMs: number,
  ) {
    const since = world.now;
    this.time = {
      elapsed: () => world.now - since,
      random: () => world.chance.next(),
      after: (ms, work) => world.at(world.now + ms, this, work),
    };
    this.runtime = Runtime.silent(app, () => world.now + skewMs, this.time);
  }

  wait(ms: number): Promise<void> {
    return this.runtime.wait(ms);
  }
}
