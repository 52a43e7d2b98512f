import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope } from '#libs/client';
import type { Receipt } from '#libs/contracts';
import { pace } from './pace.ts';

const ANSWER_MS = 10_000;
const AGAIN_MS = 200;
/** What nobody takes for so long is given up, and told. */
const PATIENCE_MS = 120_000;

/** A newsroom in bad weather: what is not acknowledged is said again, with the same name, until it is. */
export class Writers {
  /** Of everything that was acknowledged. */
  readonly receipts: Receipt[] = [];
  /** Tries that were not acknowledged. */
  again = 0;
  readonly givenUp: string[] = [];

  /** @param gate address of a gate, at each try: it may be another one by then. */
  constructor(
    private readonly gate: () => string,
    private readonly key: string,
  ) {}

  /** So many a second until the signal aborts; resolves when all that was said is acknowledged, or given up. */
  async write(perSecond: number, signal: AbortSignal, events: Iterator<Envelope>): Promise<void> {
    await pace(perSecond, signal, () => this.say(events.next().value as Envelope));
  }

  async say(event: Envelope): Promise<void> {
    for (const deadline = performance.now() + PATIENCE_MS; ; await delay(AGAIN_MS)) {
      const receipt = await this.once(event).catch(() => undefined);
      if (receipt) {
        this.receipts.push(receipt);
        return;
      }
      this.again++;
      if (performance.now() > deadline) {
        this.givenUp.push(event.id);
        return;
      }
    }
  }

  private async once(event: Envelope): Promise<Receipt | undefined> {
    const response = await fetch(`${this.gate()}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${this.key}` },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body = (await response.json()) as Receipt;
    if (response.ok) return body;
    // Saying it once more would change nothing.
    if (response.status < 500 && response.status !== 429 && response.status !== 409)
      throw new Error(`the gate refuses ${event.id}: ${response.status} ${JSON.stringify(body)}`);
    return undefined;
  }
}
