import { Inject, Injectable } from '@nestjs/common';
import { Outbound, Refused, TooLarge, Unreachable } from '#libs/outbound';
import { SETTINGS, type Values } from '#libs/service';
import { failureOf, type NotFetched } from './fetching.ts';
import type { ingestSettings } from './settings.ts';

const FETCH_MS = 20_000;
const REDIRECTS = 3;
const HEADERS = { accept: 'image/avif,image/webp,image/png,image/jpeg', 'user-agent': 'Sosik/1.0' };

/**
 * Fetches pictures from addresses that others name, in the bounds of `libs/outbound`: nothing inside is reached, at
 * most `INGEST_MEDIA_BYTES`, at most 20 s. What the bytes are is not asked here; what they are called says nothing.
 */
@Injectable()
export class PictureClient {
  /** Bytes of a picture that are taken, however it comes. */
  readonly most: number;

  constructor(
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(SETTINGS) settings: Values<typeof ingestSettings>,
  ) {
    this.most = settings.INGEST_MEDIA_BYTES;
  }

  /** The bytes, or what was heard in their place. */
  async fetch(href: string): Promise<Buffer | NotFetched> {
    const { host } = new URL(href);
    try {
      const { most } = this;
      const asking = { headers: HEADERS, most, timeoutMs: FETCH_MS, redirects: REDIRECTS };
      const { status, headers, bytes } = await this.outbound.fetch(href, asking);
      const failed = failureOf(status, headers);
      return failed ? { ...failed, host } : bytes;
    } catch (error) {
      if (error instanceof Refused) return { failure: 'address_refused', host };
      if (error instanceof TooLarge) return { failure: 'too_large', host };
      if (error instanceof Unreachable) return { failure: 'unreachable', host };
      throw error;
    }
  }
}
