import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KeptPayload, PayloadList, type PayloadListQuery, type Provenance } from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { askContent, posted } from './answer.client.ts';
import type { ingestSettings } from './settings.ts';

/** Ten megabytes on the way to the record. */
const KEEP_MS = 15_000;

/**
 * Has payloads kept by content, byte for byte, and gets them back. Bytes are no facts, so they go over HTTP; what
 * is kept again changes nothing but the time until which it is. Every call rejects with `DependencyUnavailable`.
 */
@Injectable()
export class PayloadClient {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** Keeps the bytes under their hash, and answers that. */
  async keep(bytes: Buffer, known: Omit<Provenance, 'receivedAt'>): Promise<string> {
    const provenance = { ...known, receivedAt: new Date(this.runtime.now()).toISOString() };
    const id = createHash('sha256').update(bytes).digest('hex');
    const query = new URLSearchParams({ provenance: JSON.stringify(provenance) });
    const headers = { 'content-type': 'application/octet-stream' };
    await this.ask(`${id}?${query}`, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    return id;
  }

  /** Says which articles came out of a payload, before any of them is said to the log. */
  async relate(id: string, uris: readonly string[]): Promise<void> {
    await this.ask(`${id}/uris`, posted({ uris }));
  }

  /** Throws `not_found` for what was never kept, is over, or went with an article. */
  async find(id: string): Promise<{ payload: KeptPayload; bytes: Buffer }> {
    const [facts, bytes] = [await this.ask(`${id}/facts`), await this.ask(id)];
    if (!facts || !bytes) throw new ProblemError('not_found', { detail: 'no payload is kept under this id' });
    const payload = KeptPayload.parse(await facts.json());
    return { payload, bytes: Buffer.from(await bytes.arrayBuffer()) };
  }

  async list(query: PayloadListQuery): Promise<PayloadList> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const words = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return PayloadList.parse(await (await this.ask(`?${words}`))?.json());
  }

  private async ask(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const slash = path.startsWith('?') ? '' : '/';
    const url = `${this.settings.CONTENT_URL}/internal/payloads${slash}${path}`;
    return askContent({ name: 'ingest.payload', url, ms: KEEP_MS, init }, async (response) => response);
  }
}
