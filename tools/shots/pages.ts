/** A page to be looked at: what it is called, and where it is. */
export interface Shown {
  name: string;
  path: string;
}

interface Card {
  id: string;
  url: string;
  section: string;
  tags: { slug: string }[];
  by: { slug: string }[];
  lead?: object;
  revision: number;
}

/** Every kind of page in one edition, on the articles that the paper has now. */
export async function pagesOf(url: string, lang: 'en' | 'ko'): Promise<Shown[]> {
  const cards = await articles(url, lang);
  const edition = lang === 'ko' ? '/ko' : '';
  const pictured = cards.find(({ lead }) => lead !== undefined) ?? cards[0];
  if (!pictured) throw new Error(`${url} has no articles: is it the paper of \`npm start\`?`);
  const changed = cards.find(({ revision }) => revision > 1) ?? pictured;
  const plain = cards.find(({ lead }) => lead === undefined);
  const [word, missing] = lang === 'ko' ? ['서울', '거문고숲'] : ['Seoul', 'zyxwv'];
  const lost = pictured.url.replace(/-[a-z2-7]{10}$/, '-aaaaaaaaaa');
  return [
    { name: 'front', path: edition || '/' },
    { name: 'section', path: `${edition}/${pictured.section}` },
    { name: 'article', path: pictured.url },
    ...(plain ? [{ name: 'article-plain', path: plain.url }] : []),
    { name: 'tag', path: `${edition}/tag/${encodeURIComponent(pictured.tags[0]?.slug ?? '')}` },
    { name: 'author', path: `${edition}/author/${encodeURIComponent(pictured.by[0]?.slug ?? '')}` },
    { name: 'popular', path: `${edition}/popular?window=24h` },
    { name: 'search', path: `${edition}/search?q=${encodeURIComponent(word)}` },
    { name: 'search-empty', path: `${edition}/search?q=${encodeURIComponent(missing)}` },
    { name: 'revisions', path: `${edition}/a/${changed.id}/revisions` },
    { name: 'breaking', path: `${edition}/breaking` },
    { name: 'archive', path: `${edition}/archive/${monthOf(pictured.url)}` },
    { name: 'archive-day', path: `${edition}/archive/${dayOf(pictured.url)}` },
    { name: 'corrections', path: `${edition}/corrections` },
    { name: 'feeds', path: `${edition}/feeds` },
    { name: 'not-found', path: lost },
    { name: 'lite-front', path: `${edition}/lite` },
    { name: 'lite-article', path: pictured.url.replace(edition, `${edition}/lite`) },
    ...(lang === 'en' ? [{ name: 'docs', path: '/docs' }] : []),
  ];
}

/** As the address of an article says it. */
function dayOf(address: string): string {
  return /\d{4}\/\d{2}\/\d{2}/.exec(address)?.[0] ?? '';
}

function monthOf(address: string): string {
  return dayOf(address).slice(0, 7);
}

async function articles(url: string, lang: string): Promise<Card[]> {
  const response = await fetch(`${url}/api/v1/articles?lang=${lang}&limit=50`);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const { data } = (await response.json()) as { data: Card[] };
  return data;
}
