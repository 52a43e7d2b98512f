import type { NameAnswer } from '#libs/contracts';
import type { Bearer } from '../naming.ts';

/** Who knows how tags and authors are called now. */
interface Names {
  name(bearer: Bearer, slug: string): Promise<NameAnswer | undefined>;
}

/** The same list under the names of today, if one of those that were asked for is another now. */
export async function movedNames(
  names: Names,
  url: string,
  { tag = [], author }: { tag?: string[] | undefined; author?: string | undefined },
): Promise<string | undefined> {
  const asked = [
    ...tag.map((slug) => ({ bearer: 'tag' as const, slug })),
    ...(author === undefined ? [] : [{ bearer: 'author' as const, slug: author }]),
  ];
  const known = await Promise.all(
    asked.map(async ({ bearer, slug }) => {
      const name = await names.name(bearer, slug.normalize('NFC'));
      return [`${bearer} ${slug}`, name?.slug ?? slug] as const;
    }),
  );
  const now = new Map<string, string>(known);
  if (asked.every(({ bearer, slug }) => now.get(`${bearer} ${slug}`) === slug)) return undefined;
  const [path = '', query = ''] = url.split('?');
  const parameters = [...new URLSearchParams(query)];
  return `${path}?${new URLSearchParams(
    parameters.map(([name, value]) => [name, now.get(`${name} ${value}`) ?? value]),
  )}`;
}
