import { cloudEvent } from '../demo/event.ts';
import { generatedArticle } from '../demo/generate.ts';
import { names } from '../demo/words.ts';
import { Chance } from '../local/chance.ts';
import type { Kind } from './arrivals.ts';

/** One thing to do. */
export type Wish =
  | { does: 'say'; uri: string /** Absent: it is withdrawn. */; version?: number; event: object }
  | { does: 'read' /** Which of the articles there are, from 0 up to 1: see `zipf`. */; share: number }
  | { does: 'search'; path: string };

/** New articles are changed most. */
const RECENT = 50;
const notes = {
  update: { type: 'article.updated', changeType: 'material', en: 'Figures added.', ko: '수치를 더했습니다.' },
  correct: {
    type: 'article.corrected',
    changeType: 'correction',
    en: 'A name was spelled wrongly.',
    ko: '이름 표기를 바로잡습니다.',
  },
} as const;

/**
 * What a newsroom says and its readers want, one after the other: the same seed, the same words in the same order.
 * It does not wait to be acknowledged: an update may overtake what it updates, as between two systems of a newsroom.
 */
export class Plan {
  private readonly chance: Chance;
  private readonly live: { index: number; version: number }[] = [];
  private published = 0;

  /**
   * @param run sets the articles of this run apart from those of others.
   * @param moment "now" of the run, milliseconds since 1970.
   */
  constructor(
    private readonly seed: number,
    private readonly run: string,
    private readonly moment: number,
  ) {
    this.chance = Chance.of(seed, 99);
  }

  /** Nothing where there is no article that could be changed. */
  next(kind: Kind): Wish | undefined {
    switch (kind) {
      case 'publish':
        this.live.push({ index: this.published, version: 1 });
        return this.said({ index: this.published++, version: 1 }, 'article.published', {});
      case 'update':
      case 'correct':
        return this.changed(notes[kind]);
      case 'withdraw':
        return this.withdrawn();
      case 'read':
        return { does: 'read', share: this.chance.next() };
      case 'search':
        return this.searched();
    }
  }

  private changed(note: (typeof notes)[keyof typeof notes]): Wish | undefined {
    const article = this.recent();
    if (!article) return undefined;
    article.version++;
    const language = article.index % 2 === 0 ? 'en' : 'ko';
    return this.said(article, note.type, { changeType: note.changeType, changeNote: note[language] });
  }

  private withdrawn(): Wish | undefined {
    const article = this.recent();
    if (!article) return undefined;
    this.live.splice(this.live.indexOf(article), 1);
    const uri = this.uriOf(article.index);
    const data = { uri, reason: 'withdrawn by the simulated newsroom' };
    return { does: 'say', uri, event: cloudEvent('article.withdrawn', `${uri}#withdrawn`, data) };
  }

  private said({ index, version }: { index: number; version: number }, type: string, changes: object): Wish {
    const uri = this.uriOf(index);
    const { translationOf: _, ...article } = generatedArticle(index, {
      seed: this.seed,
      moment: this.moment,
    });
    const contentCreated = new Date(this.moment).toISOString();
    const data = { ...article, uri, version, contentCreated, ...changes };
    return { does: 'say', uri, version, event: cloudEvent(type, `${uri}#${version}`, data) };
  }

  private searched(): Wish {
    const words = this.chance.pick([names.places, names.houses, names.given]);
    const q = this.chance.pick(words)[this.chance.between(0, 1)] ?? '';
    return { does: 'search', path: `/api/v1/search?q=${encodeURIComponent(q)}` };
  }

  private recent(): { index: number; version: number } | undefined {
    const { length } = this.live;
    return length === 0
      ? undefined
      : this.live[this.chance.between(Math.max(0, length - RECENT), length - 1)];
  }

  private uriOf(index: number): string {
    return `simulated:${this.run}:${index}`;
  }
}

/** Which of `count` things, 0 the most wanted: the nth is wanted about 1/n as often as the first (Zipf). */
export function zipf(share: number, count: number): number {
  return Math.min(count - 1, Math.floor((count + 1) ** share) - 1);
}
