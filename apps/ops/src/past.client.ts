import { Inject, Injectable } from '@nestjs/common';
import { PAST_LINK_MS, PastHistoryAnswer, signPast } from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import type { opsSettings } from './settings.ts';

const ANSWER_MS = 2_000;

/** Signs links into the past, and asks content what an article has been; nothing can be signed without a secret. */
@Injectable()
export class PastClient {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
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
    const token = this.token(this.runtime.now());
    const url = `${this.settings.CONTENT_URL}/internal/past/${token}/histories/${encodeURIComponent(name)}`;
    return step('ops.past', async () => {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
        if (response.status === 404 || response.status === 400) return undefined;
        if (!response.ok) throw new Error(`answered ${response.status}`);
        return PastHistoryAnswer.parse(await response.json());
      } catch (error) {
        throw new DependencyUnavailable('content', error);
      }
    });
  }

  private token(at: number): string {
    const issued = this.runtime.now();
    return signPast({ at, issued, expires: issued + PAST_LINK_MS }, this.settings.PREVIEW_SECRET);
  }
}
