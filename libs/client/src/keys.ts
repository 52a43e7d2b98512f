import type { Transport } from './transport.ts';
import { aName } from './webcrypto.ts';
import type { KeyInput, KeyMade, KeyRow, WebhookSecret } from './wire.ts';

const JSON_TYPE = 'application/json';

/** Keys of the newsroom API; needs one with the scope `admin`. */
export class Keys {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Makes a key; its secret is told in this answer and never again. */
  async create(key: KeyInput): Promise<KeyMade> {
    // One name for all tries, so that there is one key.
    const headers = { 'content-type': JSON_TYPE, 'idempotency-key': await aName() };
    const request = { path: '/v1/keys', method: 'POST', headers, body: JSON.stringify(key) };
    return (await this.transport.ask<KeyMade>(request)).body;
  }

  async list(): Promise<KeyRow[]> {
    return (await this.transport.ask<{ data: KeyRow[] }>({ path: '/v1/keys' })).body.data;
  }

  /** From then on nobody gets in by it. */
  async revoke(id: string): Promise<void> {
    await this.transport.ask({ path: pathOf(id), method: 'DELETE' });
  }

  /** A new secret to sign with; the one before it stays good for a while. */
  async webhookSecret(id: string): Promise<WebhookSecret> {
    const headers = { 'idempotency-key': await aName() };
    const request = { path: `${pathOf(id)}/webhook-secret`, method: 'POST', headers };
    return (await this.transport.ask<WebhookSecret>(request)).body;
  }
}

function pathOf(id: string): string {
  return `/v1/keys/${encodeURIComponent(id)}`;
}
