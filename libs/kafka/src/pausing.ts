import type { ConsumerStanding, Pause } from '#libs/contracts';

/**
 * Whether this process reads for its group now, as it knows by itself. A partition that comes while it must not is
 * handed back and paused; all of them go on when it may. Nothing is lost meanwhile: what was handed back comes again.
 */
export class Pausing {
  /** The pause that holds. */
  pause: Pause | undefined;
  /** It is to be known first whether a pause holds: somebody finds that out. */
  private asks = false;
  private readonly held: (() => void)[] = [];

  /** Nothing is read before `hear` is called. */
  waits(): void {
    this.asks = true;
  }

  /** What holds now; whoever handed something back gets it again if nothing does. */
  hear(pause: Pause | undefined): void {
    this.asks = false;
    this.pause = pause;
    if (!this.holds) for (const resume of this.held.splice(0)) resume();
  }

  /** Whether nothing may be read. */
  get holds(): boolean {
    return this.asks || this.pause !== undefined;
  }

  /** True if a partition that has come was handed back; `shut` has it wait, and answers what ends that. */
  keeps(shut: () => () => void): boolean {
    if (this.holds) this.held.push(shut());
    return this.holds;
  }

  /** Why nothing is read, for whoever asks how this process is. */
  words(now: number): string | undefined {
    if (!this.pause) return undefined;
    const { by, at, until, note } = this.pause;
    const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1_000));
    return `paused by ${by} ${seconds} s ago, until ${until}: ${note}`;
  }

  /** The same for programs, of whoever reads if it may. */
  standing(reads: boolean): Pick<ConsumerStanding, 'state' | 'pause'> {
    if (!this.pause) return { state: reads ? 'reading' : 'joining' };
    const { by, at, until, note } = this.pause;
    return { state: 'paused', pause: { by, at, until, note } };
  }
}
