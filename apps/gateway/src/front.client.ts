import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Values } from '#libs/service';
import { BackendClient } from './backend.client.ts';
import type { Edition } from './edition.ts';
import { candidates, type Front, frontOf, listsFor, withBeside } from './front.ts';
import { PopularClient } from './popular.client.ts';
import type { gatewaySettings } from './settings.ts';

/** Candidates for what stands under the lead. */
const AKIN = 6;

/** Asks for what a front is made of, and has it composed: for its page and for programs alike. */
@Injectable()
export class FrontClient {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(PopularClient) private readonly rankings: PopularClient,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  async front(edition: Edition): Promise<Front> {
    const { sections } = this.settings.SITE_FILE;
    const [lists, { slots }, popular] = await Promise.all([
      this.backend.lists(listsFor(edition, sections)),
      this.backend.front(edition),
      this.rankings.block(edition, candidates.read),
    ]);
    return frontOf(sections, lists, { slots, popular });
  }

  /** The same as its page shows it: with what is akin to the lead, if search can say so. */
  async whole(edition: Edition): Promise<Front> {
    const front = await this.front(edition);
    if (!front.lead) return front;
    const answer = await this.backend.article(front.lead.id, AKIN).catch(() => undefined);
    const related = answer?.state === 'public' ? (answer.related ?? []) : [];
    return withBeside(front, related);
  }
}
