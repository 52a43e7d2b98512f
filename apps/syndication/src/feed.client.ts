import { Inject, Injectable } from '@nestjs/common';
import { DependencyUnavailable, SETTINGS, step, type Values } from '#libs/service';
import { feedPathOf, hubLink } from './hub.ts';
import type { syndicationSettings } from './settings.ts';

const ANSWER_MS = 5_000;

/** A feed as the gateway serves it. */
export interface ServedFeed {
  etag: string;
  type: string;
  body: Buffer;
}

/** Asks a gateway for feeds, as readers get them. */
@Injectable()
export class FeedClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof syndicationSettings>) {}

  /** Field `Link` of a feed that is handed out. */
  linkOf(topic: string): string {
    return hubLink(this.settings.GATEWAY_HUB_URL, topic);
  }

  /** The feed; nothing where there is none, or where it is as `etag` names it. Rejects with `DependencyUnavailable`. */
  async get(topic: string, etag?: string): Promise<ServedFeed | 'same' | undefined> {
    const path = feedPathOf(topic, this.settings.PUBLIC_URL);
    if (path === undefined) return undefined;
    return step('syndication.feed', async () => {
      try {
        const response = await fetch(this.settings.GATEWAY_URL + path, {
          headers: {
            'accept-encoding': 'identity',
            ...(etag === undefined ? {} : { 'if-none-match': etag }),
          },
          redirect: 'manual',
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        if (response.status === 304) return 'same';
        if (response.status >= 500) throw new Error(`answered ${response.status}`);
        if (response.status !== 200) return undefined;
        return {
          etag: response.headers.get('etag') ?? '',
          type: response.headers.get('content-type') ?? 'application/xml',
          body: Buffer.from(await response.arrayBuffer()),
        };
      } catch (error) {
        throw new DependencyUnavailable('gateway', error);
      }
    });
  }
}
