import type { JSX } from 'preact';
import type { PopularAnswer } from '#libs/contracts';
import { seoulDate } from '#libs/text';
import { type Edition, pathOf, wholeNumber, words } from '../edition.ts';
import { langOf } from './layout.tsx';
import { BandHead } from './links.tsx';

type Item = PopularAnswer['data'][number];

const places = (count: number): string => (count === 1 ? '1 place' : `${count} places`);

const say = {
  en: {
    up: (count: number) => `up ${places(count)}`,
    down: (count: number) => `down ${places(count)}`,
    same: 'no change',
    new: 'new in the list',
    fresh: 'New',
    readers: (count: string) => `about ${count} ${count === '1' ? 'reader' : 'readers'}`,
    from: (year: string) => `from ${year}`,
    pinned: 'placed by our editors',
    few: (views: string) =>
      `Only ${views} ${views === '1' ? 'view' : 'views'} in this time: too few to speak of a ranking.`,
    calm: 'Nothing is read more than usual right now.',
  },
  ko: {
    up: (count: number) => `${count}계단 상승`,
    down: (count: number) => `${count}계단 하락`,
    same: '변동 없음',
    new: '새로 진입',
    fresh: '신규',
    readers: (count: string) => `독자 약 ${count}명`,
    from: (year: string) => `${year}년 기사`,
    pinned: '편집자 고정',
    few: (views: string) => `이 시간의 조회가 ${views}회뿐이어서 순위로 보기 어렵습니다.`,
    calm: '지금 평소보다 많이 읽히는 기사가 없습니다.',
  },
} as const;

interface RankingProps {
  popular: PopularAnswer;
  edition: Edition;
  /** On its own page a list says more of each article. */
  whole?: boolean;
}

/** The ranking; nothing at all where there is none to show. */
export function MostPopular({
  popular,
  edition,
  side = false,
}: {
  popular: PopularAnswer | undefined;
  edition: Edition;
  /** Whether it stands beside a text or a list. */
  side?: boolean;
}): JSX.Element | null {
  if (!popular || popular.data.length === 0) return null;
  return (
    <section class={side ? 'band side' : 'band hong'} aria-labelledby="most-popular">
      <BandHead
        id="most-popular"
        title={words[edition].popular}
        {...(side ? {} : { all: { name: words[edition].allLists, href: pathOf(edition, '/popular') } })}
      />
      <RankingState popular={popular} edition={edition} />
      <Ranking popular={popular} edition={edition} />
    </section>
  );
}

/** What a reader should know of the list before reading it; nothing of one that is as it should be. */
export function RankingState({
  popular: { data, meta },
  edition,
  trending = false,
}: {
  popular: PopularAnswer;
  edition: Edition;
  trending?: boolean;
}): JSX.Element | null {
  if (meta.state === 'live') return null;
  if (meta.state === 'stale') return <p class="meta">{words[edition].stale}</p>;
  if (data.length > 0) return <p class="meta">{say[edition].few(wholeNumber(edition, meta.sample))}</p>;
  return <p>{trending ? say[edition].calm : words[edition].noViews}</p>;
}

export function Ranking({ popular, edition, whole = false }: RankingProps): JSX.Element {
  return (
    <ol class={whole ? 'ranking whole' : 'ranking'}>
      {popular.data.map((item) => (
        <li key={item.id}>
          <span class="rank">{item.rank}</span>
          <a href={item.url} {...langOf(item.language, edition)}>
            {item.headline}
          </a>{' '}
          <span class="meta">
            <Movement item={item} edition={edition} whole={whole} />
            {factsOf(item, edition, whole).join(' · ')}
          </span>
        </li>
      ))}
    </ol>
  );
}

interface MovementProps {
  item: Item;
  edition: Edition;
  /** Beside something else, only what has moved is worth saying. */
  whole: boolean;
}

/** A mark for the eye and words for whoever can't see it. */
function Movement({ item, edition, whole }: MovementProps): JSX.Element | null {
  const { movement, before = item.rank, rank, pinned } = item;
  if (movement === undefined || pinned || (movement === 'same' && !whole)) return null;
  const far = Math.abs(before - rank);
  const [mark, told] = {
    up: [`▲${far}`, say[edition].up(far)],
    down: [`▼${far}`, say[edition].down(far)],
    same: ['–', say[edition].same],
    new: [say[edition].fresh, say[edition].new],
  }[movement];
  return (
    <>
      <span class={`moved ${movement}`}>
        <span aria-hidden="true">{mark}</span>
        <span class="visually-hidden">{told}</span>
      </span>
      {' · '}
    </>
  );
}

function factsOf({ views, distinct, age, pinned }: Item, edition: Edition, whole: boolean): string[] {
  return [
    ...(pinned ? [say[edition].pinned] : []),
    ...(age ? [say[edition].from(seoulDate(age.published).year)] : []),
    words[edition].views(wholeNumber(edition, views)),
    ...(whole && distinct !== undefined ? [say[edition].readers(wholeNumber(edition, distinct))] : []),
  ];
}
