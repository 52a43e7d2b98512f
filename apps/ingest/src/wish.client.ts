import { Inject, Injectable } from '@nestjs/common';
import { type Granted, type Wish, WishAnswer, type WishFailure, type WishQuestion } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { askContent, posted } from './answer.client.ts';
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
    const answer = await this.ask('', posted(question));
    return WishAnswer.parse(answer).wishes;
  }

  /** False where nobody waits for the picture any more. */
  async grant(id: Wish['id'], { type, bytes, facts }: Picture): Promise<boolean> {
    const granted: Granted = { ...facts, mediaId: mediaIdOf(bytes) };
    const query = new URLSearchParams({ facts: JSON.stringify(granted) });
    const headers = { 'content-type': type };
    const init = { method: 'PUT', headers, body: new Uint8Array(bytes) };
    return (await this.ask(`/${id}/picture?${query}`, init)) !== undefined;
  }

  async fail(id: Wish['id'], failure: WishFailure): Promise<void> {
    await this.ask(`/${id}/failure`, posted(failure));
  }

  /** What content says, `true` where it has no words for it; nothing where nobody waits for the picture. */
  private ask(path: string, init: RequestInit): Promise<unknown> {
    const url = `${this.settings.CONTENT_URL}/internal/wishes${path}`;
    return askContent({ name: 'ingest.wishes', url, ms: ANSWER_MS, init }, async (response) =>
      response.status === 204 ? true : response.json(),
    );
  }
}
