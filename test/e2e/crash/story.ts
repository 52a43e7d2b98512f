// What a newsroom says in a storm: the same for the same seed, but for the moments that lie ahead of its clock.
import type { NewsroomType } from '#libs/contracts';
import { anArticle, anEvent } from '#libs/testing';
import { publicId } from '#libs/text';
import { type Chance, swap } from '../../../tools/local/chance.ts';

export type StoryEvent = ReturnType<typeof anEvent>;

/** One event of the story; a copy of it is the same object, told again. */
class Line {
  private told: StoryEvent | undefined;

  constructor(
    readonly id: string,
    readonly uri: string,
    readonly type: NewsroomType,
    private readonly make: (now: number) => object,
  ) {}

  /** Its words when it is told first, which fixes its times; a copy repeats them to the letter. */
  at(now: number): StoryEvent {
    this.told ??= anEvent(this.type, { uri: this.uri, ...this.make(now) }, { id: this.id });
    return this.told;
  }
}

export interface Plot {
  articles: number;
  events: number;
  /** Exact copies, withdrawals, versions with a time ahead, and reinstatements, as parts of all events. */
  copies: number;
  withdrawals: number;
  held: number;
  reinstatements: number;
}

/** How far ahead a time may lie, milliseconds. */
const AHEAD = { least: 500, most: 4_000 };

/** Writes a story: versions of many articles in random order. The name makes its uris its own. */
export function story(plot: Plot, chance: Chance, name: string): Line[] {
  const uris = Array.from({ length: plot.articles }, (_, index) => `${name}:${index}`);
  const versions = new Map<string, number>();
  const count = (part: number) => Math.round(part * plot.events);
  const nextVersion = (uri: string): number => {
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    return version;
  };
  const many = (part: number, make: (index: number) => Line): Line[] =>
    Array.from({ length: count(part) }, (_, index) => make(index));
  const rest = 1 - plot.copies - plot.withdrawals - plot.reinstatements;
  const ahead = new Set(
    chance.shuffled(Array.from({ length: count(rest) }, (_, i) => i)).slice(0, count(plot.held)),
  );
  const articles = many(rest, (index) => {
    // Each article is told of at least once.
    const uri = uris[index] ?? chance.pick(uris);
    return anEdition({ uri, version: nextVersion(uri), chance, ahead: ahead.has(index) });
  });
  const withdrawals = many(plot.withdrawals, (index) => {
    const uri = chance.pick(uris);
    const upTo = chance.next() < 0.5 ? {} : { version: chance.between(1, versions.get(uri) ?? 1) };
    return new Line(`${uri}#out${index}`, uri, 'article.withdrawn', () => ({ reason: '오보', ...upTo }));
  });
  const reinstatements = many(plot.reinstatements, () => {
    const { uri } = chance.pick(withdrawals);
    const type = 'article.reinstated';
    return anEdition({ uri, version: nextVersion(uri), chance, ahead: chance.next() < 0.1, type });
  });
  const said = [...articles, ...withdrawals, ...reinstatements];
  const copies = many(plot.copies, () => chance.pick(said));
  return backAfterward(chance.shuffled([...said, ...copies]));
}

interface Edition {
  uri: string;
  version: number;
  chance: Chance;
  /** Whether it must wait for a time. */
  ahead: boolean;
  type?: NewsroomType;
}

function anEdition({ uri, version, chance, ahead, type }: Edition): Line {
  const number = Number(uri.split(':').at(-1));
  const language = number % 2 === 0 ? 'en' : 'ko';
  const headline =
    language === 'en' ? `Ferry ${number} reports, no. ${version}` : `${number}호 여객선 ${version}번째 소식`;
  const time = chance.next() < 0.5 ? 'publishAt' : 'embargoedUntil';
  const ms = chance.between(AHEAD.least, AHEAD.most);
  const slug = `${language === 'en' ? 'ferry' : '여객선'}-${number}-${version}`;
  const article = {
    ...anArticle({ uri, version, language, headline, section: 'society' }),
    slug,
    contentCreated: '2026-01-02T03:04:05Z',
  };
  return new Line(
    `${uri}#${version}`,
    uri,
    type ?? (version === 1 ? 'article.published' : 'article.updated'),
    (now) => (ahead ? { ...article, [time]: new Date(now + ms).toISOString() } : article),
  );
}

/** One of each kind of news, in the order in which it is said: what was told in one round leaves in the next. */
export function aRound(name: string, round: number, now: number): { events: StoryEvent[]; ids: string[] } {
  const uriOf = (kind: string, of = round) => `${name}:${of}:${kind}`;
  const edition = (kind: string, version: number, more: object = {}) => {
    const common = { section: 'society', slug: `배-${version}`, contentCreated: '2026-01-02T03:04:05Z' };
    const type = version === 1 ? 'article.published' : 'article.updated';
    return anEvent(type, anArticle({ uri: uriOf(kind), version, ...common, ...more }));
  };
  const withdrawal = { uri: uriOf('short', round - 1), reason: '오보' };
  const events = [
    ...(round === 0 ? [] : [anEvent('article.withdrawn', withdrawal)]),
    edition('short', 1),
    edition('held', 1, { publishAt: new Date(now + 300).toISOString() }),
    edition('long', 2),
    edition('long', 3),
  ];
  return { events, ids: [publicId(uriOf('short')), publicId(uriOf('long'))] };
}

/** A reinstatement that comes before any withdrawal of its article changes places with the first one. */
function backAfterward(lines: Line[]): Line[] {
  const order = [...lines];
  for (const [index, { uri, type }] of order.entries()) {
    if (type !== 'article.reinstated') continue;
    const withdrawal = order.findIndex((each) => each.uri === uri && each.type === 'article.withdrawn');
    if (withdrawal > index) swap(order, index, withdrawal);
  }
  return order;
}
