import { clean } from '#libs/text';

/** One of those a line names as authors. */
export interface Named {
  name: string;
  role?: string;
}

/** Who writes for a Korean paper stands before what they are. */
const KOREAN_ROLE =
  /^(.{2,40}?)\s+((?:선임|수석|객원|인턴|전문|사진)?기자|특파원|논설위원|편집위원|편집장|앵커|통신원)$/;
/** `mina@daily.example (Mina Harlow)`, `Mina Harlow <mina@daily.example>`. */
const BEFORE = /^\S+@\S+\s+\(([^()]{1,100})\)$/;
const BEHIND = /^([^<>]{1,100})\s+<[^<>]*@[^<>]*>$/;

/** Longer than any line of names. */
const MOST = 2_000;

/** The people that a byline names: `By Mina Harlow and Jun Seo`, `서하람 기자`, an address of mail with a name. */
export function bylineOf(line: string): Named[] {
  const text = clean(line.slice(0, MOST)).replace(/^by:?\s+/i, '');
  const mail = BEFORE.exec(text)?.[1] ?? BEHIND.exec(text)?.[1];
  if (mail !== undefined) return bylineOf(mail);
  return text
    .split(/\s+and\s+|\s*[;·]\s*|\s+&\s+|,\s+/i)
    .map((each) => each.replace(/^[\s,=]+|[\s,=.]+$/g, '').replace(/\s*\S+@\S+$/, ''))
    .filter((each) => each !== '' && !each.includes('@'))
    .map((each) => {
      const [, name, role] = KOREAN_ROLE.exec(each) ?? [];
      return name !== undefined && role !== undefined ? { name, role } : { name: each };
    });
}
