import type { JSX } from 'preact';
import { type Edition, pathOf, words } from '../edition.ts';
import { type Frame, render } from '../pages/layout.tsx';
import { type FeedFormat, feedFormats, feedPath } from './feed.ts';

interface Words {
  about: string;
  everything: string;
  more: string;
  formats: (name: string) => string;
}

const say: Readonly<Record<Edition, Words>> = {
  en: {
    about:
      'Follow this paper with a program of your own, which then shows what is new without anybody being told what you read. Any of the three formats will do.',
    everything: 'All articles',
    more: 'Tags, authors and searches have feeds too: add /feed.xml, /feed.atom or /feed.json to the address of their page.',
    formats: (name) => `Feeds of ${name}`,
  },
  ko: {
    about:
      '피드 리더로 새 기사를 받아 보세요. 무엇을 읽는지 아무에게도 알려지지 않습니다. 세 가지 형식 가운데 어느 것이나 쓸 수 있습니다.',
    everything: '전체 기사',
    more: '태그, 필자, 검색 결과에도 피드가 있습니다. 페이지 주소 뒤에 /feed.xml, /feed.atom 또는 /feed.json을 붙이면 됩니다.',
    formats: (name) => `${name} 피드`,
  },
};

/** What can be followed without a browser, in every format. */
export function feedsPage(frame: Frame): string {
  const { edition, site } = frame;
  const { about, everything, more } = say[edition];
  const title = words[edition].feeds;
  const rows = [
    { name: everything, page: pathOf(edition, '/') },
    ...site.sections.map(({ slug, names }) => ({
      name: names[edition],
      page: encodeURI(pathOf(edition, `/${slug}`)),
    })),
  ];
  return render(
    { frame, title, path: pathOf(edition, '/feeds'), description: about },
    <>
      <h1>{title}</h1>
      <p class="standfirst">{about}</p>
      <h2>{words[edition].sections}</h2>
      <ul class="feeds">
        {rows.map(({ name, page }) => (
          <Row key={page} name={name} page={page} edition={edition} />
        ))}
      </ul>
      <p>{more}</p>
    </>,
  );
}

function Row({ name, page, edition }: { name: string; page: string; edition: Edition }): JSX.Element {
  const formats = Object.entries(feedFormats) as [FeedFormat, { name: string }][];
  return (
    <li>
      <a href={page}>{name}</a>
      <ul aria-label={say[edition].formats(name)}>
        {formats.map(([format, { name: called }]) => (
          <li key={format}>
            <a href={feedPath(page, format)}>{called}</a>
          </li>
        ))}
      </ul>
    </li>
  );
}
