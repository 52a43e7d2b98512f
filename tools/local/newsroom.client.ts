import { setTimeout as delay } from 'node:timers/promises';
import type { BatchReceipt, EventStatus, MediaReceipt, Receipt } from '#libs/contracts';

const ANSWER_MS = 10_000;
/** A gate that takes nothing for so long is not busy, but broken. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 500;

/** The gate has not taken all of what was sent; the message has its own words. */
export class NotAccepted extends Error {
  readonly code = 'not_accepted';

  constructor(
    message: string,
    /** Whether the same may be accepted later: the gate asked to wait (409, 429, 503), or could not be reached. */
    readonly retriable: boolean,
    readonly retryAfterMs = AGAIN_MS,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface Answer {
  status: number;
  retryAfterMs: number;
  body: unknown;
}

/** A newsroom system as an integrator would write it: plain HTTP, one key. */
export class NewsroomClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Sends one event; throws `NotAccepted` when it is refused, or not answered. */
  async send(event: object): Promise<Receipt> {
    const answer = await this.ask('/v1/events', { type: 'application/cloudevents+json', body: event });
    if (answer.status !== 202) throw refusal(answer, [answer.body]);
    return answer.body as Receipt;
  }

  /** Sends one event, again if need be, until it is told what became of it and every service that reads knows. */
  async sendAndWait(event: object): Promise<Receipt> {
    for (const deadline = performance.now() + PATIENCE_MS; ; ) {
      const post = { type: 'application/cloudevents+json', body: event };
      const answer = await this.ask('/v1/events?wait=visible&timeout=8s', post).catch(unlessFinal);
      if (answer?.status === 200) return answer.body as Receipt;
      if (answer && ![202, 409, 503].includes(answer.status)) throw refusal(answer, [answer.body]);
      if (performance.now() > deadline) throw new NotAccepted('the event does not become visible', false);
      if (answer?.status === 409) await delay(answer.retryAfterMs);
    }
  }

  /** Sends up to 100 events; throws `NotAccepted` when any of them is refused. */
  async sendAll(events: readonly object[]): Promise<BatchReceipt> {
    const answer = await this.ask('/v1/events', {
      type: 'application/cloudevents-batch+json',
      body: events,
    });
    const receipt = answer.body as BatchReceipt;
    if (answer.status === 202) return receipt;
    throw refusal(answer, receipt.receipts?.map(({ problem }) => problem) ?? [answer.body]);
  }

  /**
   * The same, as often as it takes: waits as long as the gate asks to, and sends all again, since an event that is
   * known is a duplicate. Throws `NotAccepted` on what no waiting will cure, and when nothing is accepted for a minute.
   */
  async deliver(events: readonly object[], abort: AbortSignal): Promise<BatchReceipt> {
    return insist(abort, () => this.sendAll(events));
  }

  /** Sends a picture, as often as it takes; the same one again is the same one. */
  async upload(picture: Buffer, type: string, abort: AbortSignal): Promise<MediaReceipt> {
    return insist(abort, async () => {
      const answer = await this.ask('/v1/media', { type, body: picture });
      if (answer.status !== 201) throw refusal(answer, [answer.body]);
      return answer.body as MediaReceipt;
    });
  }

  /** Where an accepted event is; nothing when the gate can't say at the moment. */
  async statusOf({ statusUrl = '' }: Receipt): Promise<EventStatus | undefined> {
    const answer = await this.ask(statusUrl).catch(unlessFinal);
    if (answer === undefined || answer.status >= 500) return undefined;
    if (answer.status !== 200) throw refusal(answer, [answer.body]);
    return answer.body as EventStatus;
  }

  private async ask(path: string, post?: { type: string; body: object }): Promise<Answer> {
    const authorization = `Bearer ${this.key}`;
    try {
      const response = await fetch(this.url + path, {
        ...(post
          ? {
              method: 'POST',
              headers: { authorization, 'content-type': post.type },
              body: Buffer.isBuffer(post.body) ? new Uint8Array(post.body) : JSON.stringify(post.body),
            }
          : { headers: { authorization } }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : AGAIN_MS;
      return { status: response.status, retryAfterMs, body: await response.json() };
    } catch (cause) {
      throw new NotAccepted(`the gate does not answer at ${this.url}`, true, AGAIN_MS, { cause });
    }
  }
}

/** Tries until it is accepted, waiting as long as the gate asks to. */
async function insist<T>(abort: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ; ) {
    try {
      return await attempt();
    } catch (error) {
      const again = error instanceof NotAccepted && error.retriable && performance.now() < deadline;
      if (!again) throw error;
      await delay(error.retryAfterMs, undefined, { signal: abort });
    }
  }
}

/** No answer for what may be answered later. */
function unlessFinal(error: unknown): undefined {
  if (error instanceof NotAccepted && error.retriable) return undefined;
  throw error;
}

/** Of a batch some may be refused for good; then the rest need not be tried again. */
function refusal({ status, retryAfterMs }: Answer, problems: readonly unknown[]): NotAccepted {
  const refused = problems.filter((problem) => problem !== undefined);
  const waits = (problem: unknown): boolean => {
    const each = (problem as { status?: number } | null)?.status ?? status;
    // 409: the same is on its way, as after a sender who was cut off.
    return each === 409 || each === 429 || each >= 500;
  };
  return new NotAccepted(
    `the gate answered ${status}: ${JSON.stringify(refused.slice(0, 3))}`,
    refused.every(waits),
    retryAfterMs,
  );
}

/** A CloudEvent from the demo newsroom. */
export function cloudEvent<T extends { uri: string }>(type: string, id: string, data: T): object {
  return {
    specversion: '1.0',
    id,
    source: '/newsroom/demo',
    type,
    subject: data.uri,
    time: new Date().toISOString(),
    data,
  };
}
