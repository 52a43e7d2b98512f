// One story in the world, from its first event to the moment when all is at rest, and what was wrong in it.

import { faultsAtEnd } from './ending.ts';
import { Eyes } from './eyes.ts';
import { type Mutant, sound } from './mutant.ts';
import { Newsroom } from './newsroom.ts';
import { Installation } from './paper.ts';
import { type Event, type Harm, type Plot, STORY_MS } from './plot.ts';
import type { Moment, Process } from './process.ts';
import { BEGIN, World } from './world.ts';

/** After the weather has cleared all must come to rest within this time of the world. */
const REST_MS = 60_000;
const LOOK_MS = 500;

export interface Told {
  /** What was promised and not kept, a line each. */
  faults: string[];
  /** What happened, a line each, with the time. */
  history: string[];
  /** Steps that were passed, and those at which somebody died. */
  passed: ReadonlySet<string>;
  died: ReadonlySet<string>;
}

/** Tells one story; with a mutant, of a paper in which something is wrong. */
export async function tell(plot: Plot, mutant: Mutant = sound): Promise<Told> {
  return new Story(plot, mutant).tell();
}

class Story {
  private readonly world: World;
  private readonly paper: Installation;
  private readonly newsroom: Newsroom;
  private readonly eyes: Eyes;
  private readonly history: string[] = [];
  private readonly say: (line: string) => void;
  private readonly passed = new Set<string>();
  private readonly died = new Set<string>();
  private armed: (Harm & { is: 'crash' | 'freeze' })[] = [];
  /** What is to be put back, by the harm that does it. */
  private readonly copies = new Map<Event, () => void>();

  constructor(
    private readonly plot: Plot,
    mutant: Mutant,
  ) {
    this.world = new World(plot.seed);
    this.say = (line) => {
      this.history.push(`${String(this.world.now - BEGIN).padStart(6)} ${line}`);
    };
    const { say } = this;
    const watch = (process: Process, step: string, moment: Moment) => this.passes(process, step, moment);
    this.paper = new Installation(this.world, mutant, { skew: plot.skew, watch, say });
    this.newsroom = new Newsroom(this.paper, say);
    this.eyes = new Eyes(this.paper, plot, say);
  }

  async tell(): Promise<Told> {
    const { world, plot } = this;
    for (const event of plot.events.filter(({ at }) => at === 0)) this.happens(event);
    this.paper.start();
    for (const event of plot.events.filter(({ at }) => at > 0)) {
      if (event.is === 'restore') this.copyFor(event);
      world.at(BEGIN + event.at, undefined, () => this.happens(event));
    }
    this.eyes.open();
    await world.until(BEGIN + STORY_MS);
    this.armed = [];
    const rests = await this.rest();
    this.eyes.close();
    const faults = [...this.eyes.faults];
    if (rests === undefined)
      faults.push(...(await faultsAtEnd(this.paper, this.plot, this.newsroom.receipts)));
    else faults.push(`does not come to rest: ${rests}`);
    return { faults, history: this.history, passed: this.passed, died: this.died };
  }

  /** Goes on until nothing is left to do; otherwise says what is. */
  private async rest(): Promise<string | undefined> {
    const until = this.world.now + REST_MS;
    let left: string | undefined;
    for (let quiet = 0; this.world.now < until; ) {
      await this.world.until(this.world.now + LOOK_MS);
      left = this.newsroom.waiting > 0 ? 'something is not acknowledged' : this.eyes.left();
      quiet = left === undefined ? quiet + 1 : 0;
      // What has just been applied may have something follow.
      if (quiet === 3) return undefined;
    }
    return left;
  }

  private happens(event: Event): void {
    if (event.is === 'said') this.newsroom.publish(event);
    else if (event.is === 'viewed') this.newsroom.view(event);
    else if (event.is === 'noise') this.newsroom.noise(event);
    else {
      this.say(harmInWords(event));
      this.harms(event);
    }
  }

  private harms(harm: Harm): void {
    const { world, paper } = this;
    switch (harm.is) {
      case 'crash':
      case 'freeze':
        this.armed.push({ ...harm });
        break;
      case 'cut':
      case 'slow': {
        const weather = harm.is === 'cut' ? { cut: harm.how } : { slowMs: harm.by };
        world.setWeather(harm.app, harm.of, weather);
        world.at(Math.min(world.now + harm.ms, BEGIN + STORY_MS), undefined, () =>
          world.setWeather(harm.app, harm.of, undefined),
        );
        break;
      }
      case 'unheard':
        this.newsroom.unheardUntil = Math.min(world.now + harm.ms, BEGIN + STORY_MS);
        break;
      case 'wipe':
        this.eyes.forget(harm.engine);
        paper[harm.engine].wipe();
        break;
      case 'restore':
        this.restore(harm);
        break;
    }
  }

  private copyFor(harm: Harm & { is: 'restore' }): void {
    const { world, paper } = this;
    world.at(BEGIN + Math.max(0, harm.at - harm.ageMs), undefined, () => {
      this.copies.set(harm, paper[harm.engine].copy());
    });
  }

  private restore(harm: Harm & { is: 'restore' }): void {
    const { world, paper } = this;
    const { engine } = harm;
    if (engine === 'record') {
      for (const { process } of paper.of('content')) paper.die(process, 'stopped for a restore');
      world.restart('record');
    }
    this.copies.get(harm)?.();
    this.eyes.forget(engine);
  }

  /** Answers whether the process dies here. */
  private passes(process: Process, step: string, moment: Moment): boolean {
    const { app, machine } = process;
    const place = `${app}: ${step}.${moment}`;
    this.passed.add(place);
    const harm = this.armed.find((each) => each.app === app && each.step === step && each.moment === moment);
    if (!harm) return false;
    if (harm.nth > 0) {
      harm.nth--;
      return false;
    }
    this.armed.splice(this.armed.indexOf(harm), 1);
    if (harm.is === 'freeze') {
      this.say(`${machine.name} is stopped for ${harm.ms} ms at ${step}.${moment}`);
      machine.frozenUntil = this.world.now + harm.ms;
      return false;
    }
    this.died.add(place);
    this.paper.die(process, `at ${step}.${moment}`);
    return true;
  }
}

export function harmInWords(harm: Harm): string {
  switch (harm.is) {
    case 'crash':
      return `${harm.app} is to die at ${harm.step}.${harm.moment}, the ${harm.nth + 1}. time it is there`;
    case 'freeze':
      return `${harm.app} is to be stopped at ${harm.step}.${harm.moment}, the ${harm.nth + 1}. time it is there`;
    case 'cut':
      return `${harm.app} does not reach ${harm.of} for ${harm.ms} ms (${harm.how})`;
    case 'slow':
      return `from ${harm.app} to ${harm.of} it takes up to ${harm.by} ms, for ${harm.ms} ms`;
    case 'unheard':
      return `acknowledgements do not reach those who wait for them, for ${harm.ms} ms`;
    case 'wipe':
      return `the ${harm.engine} is emptied`;
    case 'restore':
      return `the ${harm.engine} is put back from a copy that is ${harm.ageMs} ms old`;
  }
}
