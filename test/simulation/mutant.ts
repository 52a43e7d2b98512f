// A fault that is planted, as a small change of how an app is wired: the simulation has to find each.
import type { Sender } from '#libs/kafka';
import type { ContentParts } from './content.ts';
import type { GatewayParts } from './gateway.ts';
import type { Event } from './plot.ts';
import type { Process } from './process.ts';
import type { PopularityParts, SearchParts } from './views.ts';

export interface Mutant {
  /** What is wrong, in words. */
  name: string;
  /** What must be found of it; absent: whatever is wrong. */
  finds?: RegExp;
  /** A story that finds it: that of this seed, or these events in its world. */
  seed: number;
  events?: readonly Event[];
  gate?(sender: Sender): void;
  content?(parts: ContentParts, process: Process): void;
  search?(parts: SearchParts, process: Process): void;
  popularity?(parts: PopularityParts, process: Process): void;
  gateway?(parts: GatewayParts, process: Process): void;
}

/** Nothing is wrong. */
export const sound: Mutant = { name: 'none', seed: 0 };
