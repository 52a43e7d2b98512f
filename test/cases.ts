import { readFileSync } from 'node:fs';
import type { GoneArticle, NewsroomType } from '#libs/contracts';
import { anArticle, anEvent } from '#libs/testing';

type Language = 'en' | 'ko';
type Both = Record<Language, string>;

/** One event of a case; texts are given in both languages, and every case runs in both. */
interface CaseEvent {
  type: NewsroomType;
  version?: number;
  headline?: Both;
  notice?: { headline: Both; text: Both };
  embargoedUntil?: string;
  publishAt?: string;
  /** Index of an earlier event that this one is a copy of, id and all. */
  repeats?: number;
  /** Read again out of a kept payload, which only the gate can say: such a case is not run through its door. */
  reread?: true;
}

/** Behaviour as data: events in, what is public in the end. Run by the pure rule and by the whole system. */
export interface Case {
  name: string;
  events: CaseEvent[];
  outcomes: string[];
  expect: { public?: number; gone?: GoneArticle['kind']; never?: true };
}

export const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./cases/life.json', import.meta.url), 'utf8'),
);

/** Those that a newsroom can say. */
export const sayable = cases.filter(({ events }) => events.every(({ reread }) => reread === undefined));

/** The CloudEvents of a case for one article, in one language. */
export function eventsOf({ events }: Case, uri: string, language: Language): ReturnType<typeof anEvent>[] {
  const made = events.map(({ type, version, headline, notice, repeats: _, reread: __, ...times }, index) => {
    const id = `${uri}#${index}`;
    if (type === 'article.withdrawn') {
      const told = notice && { headline: notice.headline[language], text: notice.text[language] };
      return anEvent(type, { uri, version, reason: 'a test', ...(told ? { notice: told } : {}) }, { id });
    }
    const data = anArticle({
      uri,
      version: version ?? 1,
      language,
      headline: headline?.[language] ?? '',
      ...times,
    });
    return anEvent(type, { ...data, section: 'society' }, { id });
  });
  return made.map((event, index) => made[events[index]?.repeats ?? index] ?? event);
}
