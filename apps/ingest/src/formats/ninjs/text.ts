import type { Draft } from '../draft.ts';
import type { Members } from '../json.ts';
import { paragraphs } from '../markup.ts';
import { nitf } from '../nitf/nitf.ts';
import { withoutHeadline, wordsOfHtml } from '../page/text.ts';

/** Texts of ninjs, which are members of their own in ninjs 1 and entries of lists from ninjs 2 on. */

interface Text {
  value: string;
  at: string;
  role: string;
  type: string;
}

/** The person who has written a caption is no caption. */
const NO_DESCRIPTION = /writer|^alt/i;
const KICKER = /kicker|overline|eyebrow/i;
const ALT = /^alt/i;
const STANDFIRST = /summary|lead|standfirst|abstract|drop|text|caption|main/i;

/** All of one kind: `headlines`, or `headline` with what ninjs 1 hangs on that name. */
function textsOf(item: Members, list: string, single: string): Text[] {
  const listed = item.objects(list).flatMap((each): Text[] => {
    const value = each.text('value');
    const [role, type] = [each.text('role') ?? '', each.text('contentType') ?? ''];
    return value === undefined ? [] : [{ value, at: each.at('value'), role, type }];
  });
  const named = Object.keys(item.value)
    .filter((name) => name === single || name.toLowerCase().startsWith(`${single}_`))
    .flatMap((name): Text[] => {
      const value = item.text(name);
      const role = name.slice(single.length + 1).toLowerCase();
      const type = /html/.test(role) ? 'text/html' : '';
      return value === undefined ? [] : [{ value, at: item.at(name), role, type }];
    });
  return [...listed, ...named];
}

function plain({ value, type }: Text): string {
  return isHtml({ value, type }) ? wordsOfHtml(value) : value;
}

function isHtml({ value, type }: Pick<Text, 'value' | 'type'>): boolean {
  return type === '' ? /^\s*<[a-z!][^>]*>/i.test(value) : /html/i.test(type);
}

export function headlineOf(item: Members): string | undefined {
  const all = textsOf(item, 'headlines', 'headline');
  const main = all.find(({ role }) => role === '' || role === 'main') ?? all[0];
  return main ? plain(main) : undefined;
}

/** The word or two above the headline. */
export function kickerOf(item: Members): string | undefined {
  const kicker = textsOf(item, 'headlines', 'headline').find(({ role }) => KICKER.test(role));
  return kicker && plain(kicker);
}

/** What a picture shows, for those who do not see it. */
export function altOf(item: Members): string | undefined {
  const alt = textsOf(item, 'descriptions', 'description').find(({ role }) => ALT.test(role));
  return alt && plain(alt);
}

/** One or two sentences: of a text its standfirst, of a picture its caption. */
export function descriptionOf(item: Members): string | undefined {
  const all = textsOf(item, 'descriptions', 'description').filter(({ role }) => !NO_DESCRIPTION.test(role));
  const ordered = all.toSorted((a, b) => Number(isHtml(a)) - Number(isHtml(b)));
  const best = ordered.find(({ role }) => STANDFIRST.test(role)) ?? ordered[0];
  return best ? plain(best) : undefined;
}

/** The body as HTML: of several forms of one text the richest. */
export function bodyOf(item: Members, draft: Draft): string | undefined {
  const all = textsOf(item, 'bodies', 'body');
  const html = all.filter(isHtml);
  const xml = all.filter(({ type }) => /nitf|xml/i.test(type) && !/html/i.test(type));
  const rest = all.filter((each) => !html.includes(each) && !xml.includes(each));
  const [main] = html;
  for (const each of [...html.slice(1), ...(html.length > 0 ? [] : rest.slice(1))]) {
    draft.note('dropped', 'a further body of the same form', each.at);
  }
  if (main) return withoutHeadline(main.value, headlineOf(item));
  const [text] = rest;
  const marked = xml.map(inNitf).find((body) => body !== undefined);
  if (marked === undefined)
    for (const each of xml) draft.note('dropped', 'a body in a form that is not read', each.at);
  return marked ?? (text ? paragraphs(text.value) : undefined);
}

function inNitf({ value }: Text): string | undefined {
  try {
    const [item] = nitf.read(Buffer.from(value), { type: 'application/nitf+xml', charset: 'utf-8' });
    return typeof item?.data.body === 'string' ? item.data.body : undefined;
  } catch {
    return undefined;
  }
}
