import type { JSX } from 'preact';
import type { SearchHit } from '#libs/contracts';
import { type Edition, pathOf, wholeNumber } from '../edition.ts';
import { searchFeedPath } from '../feeds/feed.ts';
import { langOf } from './layout.tsx';

const words = {
  en: {
    didYouMean: 'Did you mean',
    moreVersions: (count: string, one: boolean) => `${count} more ${one ? 'version' : 'versions'}`,
    follow: 'Follow this search (RSS)',
  },
  ko: {
    didYouMean: '이것을 찾으셨나요?',
    moreVersions: (count: string) => `같은 기사 ${count}건 더 보기`,
    follow: '이 검색 구독하기 (RSS)',
  },
} as const;

/** The question that finds more, where this one found next to nothing. */
export function DidYouMean({
  instead,
  edition,
}: {
  instead: string | undefined;
  edition: Edition;
}): JSX.Element | null {
  if (instead === undefined) return null;
  return (
    <p class="meant">
      {words[edition].didYouMean} <a href={searchPath(edition, { q: instead })}>{instead}</a>
    </p>
  );
}

/** The way to what stands behind a hit. */
export function MoreVersions({
  hit: { cluster, moreVersions, language },
  q,
  edition,
}: {
  hit: SearchHit;
  q: string;
  edition: Edition;
}): JSX.Element | null {
  if (cluster === undefined || moreVersions === undefined) return null;
  const text = words[edition].moreVersions(wholeNumber(edition, moreVersions), moreVersions === 1);
  const lang = langOf(language, edition).lang ? edition : undefined;
  return (
    <>
      {' · '}
      <a href={searchPath(edition, { q, cluster })} lang={lang}>
        {text}
      </a>
    </>
  );
}

/** New answers to this question, for programs that read feeds. */
export function FollowSearch({ q, edition }: { q: string; edition: Edition }): JSX.Element {
  return (
    <p>
      <a class="alone" href={pathOf(edition, searchFeedPath(q))}>
        {words[edition].follow}
      </a>
    </p>
  );
}

function searchPath(edition: Edition, query: Record<string, string>): string {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pathOf(edition, `/search?${parameters.join('&')}`);
}
