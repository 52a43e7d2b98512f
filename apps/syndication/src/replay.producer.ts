import { Inject, Injectable } from '@nestjs/common';
import type { WebhookFacts, WebhookTest } from '#libs/contracts';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { LaneStore } from './lane.store.ts';
import { messageOf, passageOf } from './passage.ts';
import type { syndicationSettings } from './settings.ts';

/** Articles that content is asked about at the same time. */
const AT_ONCE = 10;
const TEST = 'webhook.test';
/** Nobody has to wait until readers see it. */
const SEEN = { passage: 'send', partition: 0, offset: 0 } as const;

/**
 * Sends again what was sent, or parked: always the newest state, as content has it now, under the name of that state.
 * Doing it twice does no more than once.
 */
@Injectable()
export class ReplayProducer {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof syndicationSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(ContentClient) private readonly content: ContentClient,
    @Inject(LaneStore) private readonly lanes: LaneStore,
  ) {}

  /** Answers how many are on their way. */
  async replay(webhook: WebhookFacts, uris: readonly string[]): Promise<number> {
    let replayed = 0;
    for (let from = 0; from < uris.length; from += AT_ONCE) {
      const some = uris.slice(from, from + AT_ONCE).map((uri) => this.replayOne(webhook, uri));
      replayed += (await Promise.all(some)).filter((is) => is).length;
    }
    return replayed;
  }

  /** A message about nothing, to see whether it arrives. */
  async test({ id: webhook }: WebhookFacts): Promise<WebhookTest> {
    const now = this.runtime.now();
    const time = new Date(now).toISOString();
    const source = this.settings.PUBLIC_URL;
    const event = {
      specversion: '1.0',
      id: `${webhook}@${now}`,
      source,
      type: TEST,
      time,
      data: { webhook },
    };
    const body = JSON.stringify(event);
    const about = { webhook, uri: TEST, seq: now, type: TEST, body };
    return { id: await this.lanes.put({ ...about, ...SEEN }, now) };
  }

  private async replayOne(webhook: WebhookFacts, uri: string): Promise<boolean> {
    const now = this.runtime.now();
    const lane = await this.lanes.find(webhook.id, uri);
    if (lane && (await this.lanes.again(lane, now))) return true;
    const change = await this.content.change(uri);
    const passage = change && passageOf(webhook, change, now);
    if (!passage || passage === 'drop' || (passage === 'follow' && !lane?.told)) return false;
    const { seq } = change.article;
    // It is on its way by itself: readers do not see it yet.
    if (lane && lane.seq < seq) return true;
    const body = messageOf(change, this.settings.PUBLIC_URL, now);
    await this.lanes.put({ webhook: webhook.id, uri, seq, type: change.type, body, ...SEEN }, now);
    return true;
  }
}
