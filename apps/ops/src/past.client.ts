import { Inject, Injectable } from '@nestjs/common';
import { PAST_LINK_MS, type PastHistoryAnswer, signPast } from '#libs/contracts';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { ContentClient } from './content.client.ts';
import type { opsSettings } from './settings.ts';

/** Signs links into the past, and asks content what an article has been; nothing can be signed without a secret. */
@Injectable()
export class PastClient {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(ContentClient) private readonly content: ContentClient,
  ) {}

  get ready(): boolean {
    return this.settings.PREVIEW_SECRET !== '';
  }

  /** Address of a page of the paper as it stood, for an hour; milliseconds since 1970. */
  address(at: number, path: string): string {
    return `${this.settings.PUBLIC_URL.replace(/\/$/, '')}/past/${this.token(at)}${path === '/' ? '' : path}`;
  }

  /** What an article has been to its readers, by uri or public id; nothing of one that they never saw. */
  async history(name: string): Promise<PastHistoryAnswer | undefined> {
    return this.content.history(this.token(this.runtime.now()), name);
  }

  private token(at: number): string {
    const issued = this.runtime.now();
    return signPast({ at, issued, expires: issued + PAST_LINK_MS }, this.settings.PREVIEW_SECRET);
  }
}
