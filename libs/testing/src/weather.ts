import type { Socket } from 'node:net';

/**
 * How it is on the way to an engine. `refused`: nobody listens. `black hole`: connections are taken, and nothing ever
 * comes through; one that has lost something so is dead for good, as after a router has forgotten it. `slow`: each
 * piece of an answer comes two seconds late. `reset`: whoever says something is cut off. `trickle`: answers come by the
 * byte, one in a second.
 */
export const weathers = ['refused', 'black hole', 'slow', 'reset', 'trickle'] as const;
export type Weather = (typeof weathers)[number] | 'clear';

const LATE_MS = 2_000;
const BYTE_MS = 1_000;

/** The way back to one client: what is put in comes out as the weather is, in its order. */
export class WayBack {
  private readonly waiting: { bytes: Buffer; at: number }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private lost = false;

  constructor(
    private readonly client: Socket,
    private readonly weather: () => Weather,
  ) {
    client.once('close', () => clearTimeout(this.timer));
  }

  /** Whether what is said on it still reaches the engine. */
  get leads(): boolean {
    if (this.weather() === 'black hole') this.lost = true;
    return !this.lost;
  }

  put(bytes: Buffer): void {
    if (!this.leads) return;
    const late = this.weather() === 'slow' ? LATE_MS : 0;
    this.waiting.push({ bytes, at: performance.now() + late });
    this.go();
  }

  /** The weather has changed. */
  turn(): void {
    if (this.weather() === 'clear') for (const each of this.waiting) each.at = 0;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.go();
  }

  private go(): void {
    while (this.timer === undefined) {
      const [next] = this.waiting;
      if (!next || !this.leads || this.client.destroyed) return;
      const wait = next.at - performance.now();
      if (wait > 0) this.after(wait);
      else if (this.weather() === 'trickle') {
        this.client.write(next.bytes.subarray(0, 1));
        next.bytes = next.bytes.subarray(1);
        if (next.bytes.length === 0) this.waiting.shift();
        this.after(BYTE_MS);
      } else {
        this.waiting.shift();
        this.client.write(next.bytes);
      }
    }
  }

  private after(ms: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.go();
    }, ms);
  }
}
