// What each app of the world is given: how it reaches the log, and the engines it shares with the others.
import type { Runner, Sender } from '#libs/kafka';
import type { Broker } from './broker.ts';
import type { ContentParts } from './content.ts';
import type { CounterState } from './counter.store.ts';
import type { IndexState } from './index.store.ts';
import type { Mutant } from './mutant.ts';
import type { Process } from './process.ts';
import type { RecordState } from './record.store.ts';
import type { World } from './world.ts';

export type AppName = 'gate' | 'content' | 'search' | 'popularity' | 'gateway';

/** How far clocks are wrong, milliseconds. */
export interface Skew {
  content: number;
  broker: number;
}

export interface Paper {
  world: World;
  broker: Broker;
  record: RecordState;
  index: IndexState;
  counter: CounterState;
  mutant: Mutant;
  /** A question to a service over HTTP: to one of its processes, which may be dead, or die over it. */
  question<T>(
    from: Process,
    app: 'content',
    work: (parts: ContentParts) => Promise<T>,
  ): Promise<T | undefined>;
}

/** How an app reaches the log. */
export interface Line {
  sender: Sender;
  runner: Runner;
}
