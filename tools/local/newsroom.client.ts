import type { BatchReceipt, Receipt } from '#libs/contracts';

/** A newsroom system as an integrator would write it: plain HTTP, one key. */
export class NewsroomClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Sends one event; throws with the gate's own words when it is refused. */
  async send(event: object): Promise<Receipt> {
    const { status, body } = await this.post('application/cloudevents+json', event);
    if (status !== 202) throw new Error(`the gate answered ${status}: ${JSON.stringify(body)}`);
    return body as Receipt;
  }

  /** Sends up to 100 events; throws when any of them is refused. */
  async sendAll(events: readonly object[]): Promise<BatchReceipt> {
    const { status, body } = await this.post('application/cloudevents-batch+json', events);
    const receipt = body as BatchReceipt;
    if (status !== 202) {
      const refused = receipt.receipts?.filter(({ problem }) => problem) ?? [body];
      throw new Error(`the gate answered ${status}: ${JSON.stringify(refused.slice(0, 3))}`);
    }
    return receipt;
  }

  private async post(type: string, body: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${this.key}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.json() };
  }
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
