import type { JSX } from 'preact';
import { type PopularAnswer, type PopularQuery, popularWindows } from '#libs/contracts';
import { dateTime, type Edition, pathOf, words } from '../edition.ts';
import { type Frame, render } from './layout.tsx';
import { Ranking, RankingState } from './ranking.tsx';

/** Which list the page shows. */
export type Chosen = Pick<PopularQuery, 'kind' | 'window' | 'section'>;

const say = {
  en: {
    within: 'Read within',
    windows: { '10m': '10 minutes', '1h': '1 hour', '24h': '24 hours', '7d': '7 days' },
    trending: 'Trending',
    trendingMeans: 'More people read these in the last ten minutes than usual.',
    all: 'All',
  },
  ko: {
    within: '기간',
    windows: { '10m': '10분', '1h': '1시간', '24h': '24시간', '7d': '7일' },
    trending: '급상승',
    trendingMeans: '최근 10분 동안 평소보다 많이 읽힌 기사입니다.',
    all: '전체',
  },
} as const;

/** The address of a list; what it is without being told is left out. */
function addressOf(edition: Edition, { kind, window, section }: Chosen): string {
  const query = new URLSearchParams({
    ...(kind === 'trending' ? { kind } : window === '1h' ? {} : { window }),
    ...(section === undefined ? {} : { section }),
  });
  return pathOf(edition, query.size > 0 ? `/popular?${query}` : '/popular');
}

/** What is read most; says so when it can't be ranked or is not up to date. */
export function popularPage(frame: Frame, popular: PopularAnswer, chosen: Chosen): string {
  const { edition, site } = frame;
  const trending = chosen.kind === 'trending';
  const section = site.sections.find(({ slug }) => slug === chosen.section);
  const span = trending ? say[edition].trending : say[edition].windows[chosen.window];
  const title = [words[edition].popular, section?.names[edition], span].filter(Boolean).join(' · ');
  return render(
    { frame, title, path: addressOf(edition, chosen), place: 'popular' },
    <>
      <div class="head">
        {section && <p class={`kicker ${section.colour}`}>{section.names[edition]}</p>}
        <h1>{[words[edition].popular, span].join(' · ')}</h1>
        {trending && popular.data.length > 0 && <p>{say[edition].trendingMeans}</p>}
        <Choices frame={frame} chosen={chosen} />
      </div>
      <RankingState popular={popular} edition={edition} trending={trending} />
      {popular.data.length > 0 && <Ranking popular={popular} edition={edition} whole />}
      <p class="meta">
        {words[edition].asOf} <time dateTime={popular.meta.asOf}>{dateTime(edition, popular.meta.asOf)}</time>
      </p>
    </>,
  );
}

function Choices({ frame: { edition, site, past }, chosen }: { frame: Frame; chosen: Chosen }): JSX.Element {
  const { section } = chosen;
  const within = section === undefined ? {} : { section };
  const spans: (Chosen & { name: string })[] = [
    ...popularWindows.map((window) => {
      return { kind: 'most-viewed' as const, window, ...within, name: say[edition].windows[window] };
    }),
    { kind: 'trending', window: '1h', ...within, name: say[edition].trending },
  ];
  const sections: (Chosen & { name: string })[] = [
    { kind: chosen.kind, window: chosen.window, name: say[edition].all },
    ...site.sections.map(({ slug, names }) => ({ ...chosen, section: slug, name: names[edition] })),
  ];
  return (
    <>
      <Links label={say[edition].within} links={spans} chosen={chosen} edition={edition} />
      {!past && <Links label={words[edition].sections} links={sections} chosen={chosen} edition={edition} />}
    </>
  );
}

interface LinksProps {
  label: string;
  links: readonly (Chosen & { name: string })[];
  chosen: Chosen;
  edition: Edition;
}

function Links({ label, links, chosen, edition }: LinksProps): JSX.Element {
  const here = addressOf(edition, chosen);
  return (
    <nav class="choices" aria-label={label}>
      <p class="meta">{label}</p>
      <ul>
        {links.map((link) => {
          const href = addressOf(edition, link);
          return (
            <li key={href}>
              <a href={href} {...(href === here ? { 'aria-current': 'page' as const } : {})}>
                {link.name}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
