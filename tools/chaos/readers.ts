import { asReader } from '../local/reader.client.ts';
import { pace } from './pace.ts';

/** Longer than any reader waits. */
const ANSWER_MS = 10_000;

/** A page that was public before anything happened, and is what it was all the time. */
export interface Known {
  uri: string;
  path: string;
  headline: string;
}

/**
 * Readers of known pages, each from a network of its own, at two gateways as behind a balancer: whoever is not answered
 * at the first asks at the second. That one is never ended, and has to answer each of them.
 */
export class Readers {
  asked = 0;
  /** Not answered by the one that may be ended, and then by the other. */
  turned = 0;
  slowestMs = 0;
  /** Readers who did not get their page, a line each. */
  readonly failed: string[] = [];

  constructor(
    private readonly pages: readonly Known[],
    private readonly mayEnd: string,
    private readonly stays: string,
  ) {}

  async read(perSecond: number, signal: AbortSignal): Promise<void> {
    await pace(perSecond, signal, () => this.one());
  }

  /** Each page once at both, so that they know it. */
  async begin(): Promise<void> {
    for (const known of this.pages)
      for (const gateway of [this.mayEnd, this.stays]) {
        const fault = await this.fault(gateway, known);
        if (fault) throw new Error(`before anything happened: ${fault}`);
      }
  }

  private async one(): Promise<void> {
    const nth = this.asked++;
    const known = this.pages[nth % this.pages.length];
    if (!known) return;
    const begun = performance.now();
    if (nth % 2 === 0) {
      if (!(await this.fault(this.mayEnd, known))) return this.note(begun);
      this.turned++;
    }
    const fault = await this.fault(this.stays, known);
    if (fault) this.failed.push(`${new Date().toISOString()} ${fault}`);
    this.note(begun);
  }

  private note(begun: number): void {
    this.slowestMs = Math.max(this.slowestMs, performance.now() - begun);
  }

  /** Why a reader has not got the page, in words. */
  private async fault(gateway: string, { path, headline }: Known): Promise<string | undefined> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const headers = asReader(this.asked);
      const response = await fetch(gateway + path, { headers, signal, redirect: 'manual' });
      const body = await response.text();
      if (response.status === 200 && body.includes(headline)) return undefined;
      return `${path} answers ${response.status}`;
    } catch (error) {
      const { cause, message } = error as { cause?: { code?: string }; message: string };
      return `${path} is not answered: ${cause?.code ?? message}`;
    }
  }
}
