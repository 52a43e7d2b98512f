// Where a specification is run: on an engine, in real time, or on what stands for it in the world, in the world's.

import { bringLog } from '#libs/kafka';
import type { Runtime } from '#libs/service';
import { Broker } from './broker.ts';
import { clientOf } from './driver.ts';
import { SESSION_MS } from './installed.ts';
import { Process } from './process.ts';
import { World } from './world.ts';

export interface Bench {
  /** Waits for something that has been begun. */
  of<T>(work: Promise<T>): Promise<T>;
  /** Waits until it holds; fails if it does not. */
  until(holds: () => boolean): Promise<void>;
}

/** In good weather. */
export class WorldBench implements Bench {
  readonly world = new World(1);
  readonly broker = new Broker(this.world, SESSION_MS, 0);
  private count = 0;

  process(app = 'app'): Process {
    const as = { app, name: `${app}-${++this.count}`, skewMs: 0 };
    const process = new Process(this.world, as, () => false);
    bringLog(process.runtime, clientOf(process.machine, this.broker));
    return process;
  }

  async of<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    for (let turns = 0; !ended && turns < 10_000; turns++) await this.world.until(this.world.now + 10);
    if (!ended) throw new Error('it does not end');
    return work;
  }

  async until(holds: () => boolean): Promise<void> {
    for (let turns = 0; !holds(); turns++) {
      if (turns === 2_000) throw new Error('it does not come to hold');
      await this.world.until(this.world.now + 10);
    }
  }
}

/** What an engine under test is reached by. */
export type RuntimeOf = (name: string) => Runtime;
