import { expect } from '@jest/globals';
import type { WhereAnswer } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { type Editor, TOKEN } from './editor.ts';

export type Said = NonNullable<Parameters<typeof anArticle>[0]>;

export const article = (uri: string, changes: Said = {}) =>
  anArticle({ uri, language: 'ko', section: 'society', ...changes });
export const hopOf = ({ hops }: WhereAnswer, name: string) => hops.find(({ hop }) => hop === name);
export const firstOf = ({ missing: [first] }: WhereAnswer) => first && `${first.hop}: ${first.reason}`;

/** A paper with a desk, and what is done to it. */
export class Paper {
  constructor(
    private readonly newsroom: () => Newsroom,
    private readonly editor: Editor,
  ) {}

  async where(name: string): Promise<WhereAnswer> {
    const query = new URLSearchParams({ name });
    const response = await fetch(`${this.newsroom().url('ops')}/v1/where?${query}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as WhereAnswer;
  }

  /** Sends an event about an article; answers its id. */
  async say(
    uri: string,
    changes: Said = {},
    more: { status?: number; attributes?: object } = {},
  ): Promise<string> {
    const { status = 202, attributes = {} } = more;
    const type = changes.version ? 'article.updated' : 'article.published';
    const event = anEvent(type, article(uri, changes), attributes);
    expect((await this.newsroom().send(event)).status).toBe(status);
    return event.id;
  }

  async publish(uri: string, changes: Said = {}): Promise<string> {
    const id = await this.say(uri, changes);
    await this.newsroom().settled();
    return id;
  }

  async withdraw(uri: string): Promise<void> {
    const event = anEvent('article.withdrawn', { uri, reason: '오보' });
    expect((await this.newsroom().send(event)).status).toBe(202);
    await this.newsroom().settled();
  }

  /** Has an app forget an article, as a hand in its store would. */
  async lose(app: 'search' | 'popularity', uri: string): Promise<void> {
    const response = await fetch(`${this.newsroom().url(app)}/internal/drift/drop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [publicId(uri)] }),
    });
    expect(response.ok).toBe(true);
  }

  /** While `work` runs, a service does not read, by an order of the desk. */
  async paused<T>(service: string, work: () => Promise<T>): Promise<T> {
    const order = { service, minutes: '5', note: '시험 중' };
    expect(await this.editor.confirm('/consumers/pause/confirm', order)).toMatchObject({ status: 303 });
    try {
      return await work();
    } finally {
      expect(await this.editor.confirm('/consumers/resume/confirm', { service })).toMatchObject({
        status: 303,
      });
      await this.newsroom().settled();
    }
  }
}
