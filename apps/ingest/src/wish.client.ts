import { Inject, Injectable } from '@nestjs/common';
import { type Granted, type Wish, WishAnswer, type WishFailure, type WishQuestion } from '#libs/contracts';
import { DependencyUnavailable, SETTINGS, step, type Values } from '#libs/service';
import { mediaIdOf } from './content.client.ts';
import type { Picture } from './picture.ts';
import type { ingestSettings } from './settings.ts';

const ANSWER_MS = 10_000;

/**
 * Gets from content which pictures are to be fetched, and brings it what came of it. What content does not hear is
 * done once more by somebody else. Every call rejects with `DependencyUnavailable`.
 */
@Injectable()
export class WishClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>) {}

  async take(question: WishQuestion): Promise<Wish[]> {
    const answer = await this.ask('', json(question));
    return WishAnswer.parse(await answer.json()).wishes;
  }

  /** False where nobody waits for the picture any more. */
  async grant(id: Wish['id'], { type, bytes, facts }: Picture): Promise<boolean> {
    const granted: Granted = { ...facts, mediaId: mediaIdOf(bytes) };
    const query = new URLSearchParams({ facts: JSON.stringify(granted) });
    const headers = { 'content-type': type };
    const answer = await this.ask(`/${id}/picture?${query}`, {
      method: 'PUT',
      headers,
      body: new Uint8Array(bytes),
    });
    return answer.status !== 404;
  }

  async fail(id: Wish['id'], failure: WishFailure): Promise<void> {
    await this.ask(`/${id}/failure`, json(failure));
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    return step('ingest.wishes', async () => {
      try {
        const signal = AbortSignal.timeout(ANSWER_MS);
        const response = await fetch(`${this.settings.CONTENT_URL}/internal/wishes${path}`, {
          ...init,
          signal,
        });
        if (!response.ok && response.status !== 404) throw new Error(`answered ${response.status}`);
        return response;
      } catch (error) {
        throw new DependencyUnavailable('content', error);
      }
    });
  }
}

function json(value: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
