import { DomUtils, parseDocument } from 'htmlparser2';

/** What a page leads to, and what it is made of. */
interface Reference {
  from: string;
  to: string;
}

/** Attributes that hold an address; `srcset` holds several. */
const attributes = ['href', 'src', 'srcset', 'action', 'poster', 'content'];

/** Searches lead to searches without end: so many of them are enough. */
const MOST_SEARCHES = 60;

/** Addresses of this site in a page, without fragments. */
export function referencesOf(html: string, from: string, origin: string): string[] {
  const base = new URL(from, origin);
  const found = DomUtils.findAll(() => true, parseDocument(html).children).flatMap(({ attribs }) =>
    attributes.flatMap((name) => {
      const value = attribs[name];
      if (value === undefined) return [];
      if (name === 'content' && !/^https?:\/\//.test(value)) return [];
      return name === 'srcset' ? value.split(',').map((each) => each.trim().split(/\s+/)[0] ?? '') : [value];
    }),
  );
  const addresses = found.flatMap((each) => (URL.canParse(each, base) ? [new URL(each, base)] : []));
  return addresses.filter((each) => each.origin === base.origin).map((each) => each.pathname + each.search);
}

/** Follows all that pages of a site lead to; answers what each address answers, and who leads to it. */
export async function crawl(
  get: (path: string) => Promise<{ status: number; headers: Headers; body: string }>,
  origin: string,
  begin: readonly string[],
): Promise<{ path: string; status: number; from: string }[]> {
  const known = new Set(begin);
  const waiting: Reference[] = begin.map((to) => ({ from: 'the beginning', to }));
  const answers: { path: string; status: number; from: string }[] = [];
  let searches = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { from, to } = next;
      const { status, headers, body } = await get(to);
      answers.push({ path: to, status, from });
      const moved = headers.get('location');
      const led = moved === null ? [] : [moved];
      if (headers.get('content-type')?.startsWith('text/html')) led.push(...referencesOf(body, to, origin));
      for (const each of led) {
        const path = URL.canParse(each, origin) ? new URL(each, origin) : undefined;
        if (!path || path.origin !== origin || known.has(path.pathname + path.search)) continue;
        if (path.pathname.includes('/search') && searches++ > MOST_SEARCHES) continue;
        known.add(path.pathname + path.search);
        waiting.push({ from: to, to: path.pathname + path.search });
      }
    }
  };
  // Whoever finds nothing to do ends; the first one goes on to the end.
  await work();
  return answers;
}
