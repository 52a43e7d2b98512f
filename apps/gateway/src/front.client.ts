import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Values } from '#libs/service';
import { BackendClient } from './backend.client.ts';
import type { Edition } from './edition.ts';
import { composeFront, type Front } from './front.ts';
import type { gatewaySettings } from './settings.ts';

/** Candidates for a front; so many that what stands twice leaves no gap. */
const NEWEST = 40;
const PER_SECTION = 20;

/** Asks for what a front is made of, and has it composed: for its page and for programs alike. */
@Injectable()
export class FrontClient {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  async front(edition: Edition): Promise<Front> {
    const { sections } = this.settings.SITE_FILE;
    const [[newest, ...bands], { slots }] = await Promise.all([
      this.backend.lists([
        { language: edition, limit: NEWEST },
        ...sections.map(({ slug }) => ({ language: edition, section: slug, limit: PER_SECTION })),
      ]),
      this.backend.front(edition),
    ]);
    const bySection = sections.map((section, index) => ({ section, articles: bands[index]?.articles ?? [] }));
    return composeFront(newest?.articles ?? [], bySection, slots);
  }
}
