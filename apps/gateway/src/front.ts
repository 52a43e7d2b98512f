import {
  type ArticleCard,
  type FrontAnswer,
  type FrontSlot,
  frontSlots,
  type PopularAnswer,
  type Section,
} from '#libs/contracts';
import { sameStory } from '#libs/text';

export interface Front {
  lead: ArticleCard | undefined;
  /** What else to know of the lead. */
  beside: ArticleCard[];
  stack: ArticleCard[];
  /** Longer pieces, where editors have named some. */
  features: ArticleCard[];
  latest: ArticleCard[];
  bands: { section: Section; articles: ArticleCard[] }[];
}

/** What a front goes by beside the lists of what is new. */
interface Chosen {
  /** What editors have placed. */
  slots?: FrontAnswer['slots'];
  /** Ids of what is read most. */
  read?: readonly string[];
}

/** What is asked for to make one; so many that what stands twice leaves no gap. */
export const candidates = { newest: 40, perSection: 20, read: 10 } as const;

const STACK = 4;
const LATEST = 8;
const BAND = 4;
const BESIDE = 3;
/** The upper part looks no further back than this many articles for another section. */
const BALANCED = 16;

const HOUR_MS = 3_600_000;
/**
 * What weighs more than being new, as hours: the most urgent article leads for half a day, unless one as urgent
 * follows; what readers choose stays up a little longer than they alone would find it.
 */
const URGENT_HOURS: Readonly<Record<number, number>> = { 1: 12, 2: 6 };
const READ_HOURS = 2;

/** What stands where on the page, by slot; absent: the page chooses. */
type Placed = ReadonlyMap<FrontSlot, ArticleCard>;

/** Sees to it that neither an article nor two versions of one story stand twice on a page. */
class Places {
  private readonly placed: ArticleCard[] = [];

  stands({ id, fingerprint }: ArticleCard): boolean {
    return this.placed.some((each) => each.id === id || sameStory(each.fingerprint, fingerprint));
  }

  /** The first of these, at most so many, that do not stand yet. */
  take(from: readonly ArticleCard[], count: number): ArticleCard[] {
    const taken: ArticleCard[] = [];
    for (const article of from) {
      if (taken.length === count) break;
      if (this.stands(article)) continue;
      this.placed.push(article);
      taken.push(article);
    }
    return taken;
  }
}

/** Lists that a front is made of: the newest articles of an edition, then those of each section. */
export function listsFor(
  language: 'en' | 'ko',
  sections: readonly Section[],
): { language: 'en' | 'ko'; section?: string; limit: number }[] {
  return [
    { language, limit: candidates.newest },
    ...sections.map(({ slug }) => ({ language, section: slug, limit: candidates.perSection })),
  ];
}

/** The front that the answers to these lists make, in their order. */
export function frontOf(
  sections: readonly Section[],
  [newest, ...bands]: readonly { articles: readonly ArticleCard[] }[],
  { slots, popular }: { slots: FrontAnswer['slots']; popular: PopularAnswer | undefined },
): Front {
  const bySection = sections.map((section, index) => ({ section, articles: bands[index]?.articles ?? [] }));
  const read = popular?.data.map(({ id }) => id) ?? [];
  return composeFront(newest?.articles ?? [], bySection, { slots, read });
}

/**
 * Composes a front. What editors have placed stands where they have placed it; a slot of theirs whose article is
 * not public, or stands already, is filled like the others: what is urgent before what is new, what is read before
 * what is not, and in the upper part one article of each section before a second one of any.
 */
export function composeFront(
  newest: readonly ArticleCard[],
  bySection: readonly { section: Section; articles: readonly ArticleCard[] }[],
  { slots = [], read = [] }: Chosen = {},
): Front {
  const places = new Places();
  const placed = placedBy(slots, places);
  const weighed = byWeight(newest, read);
  const lead = placed.get('lead') ?? places.take(weighed, 1)[0];
  const stackSlots = slotsOf('stack').slice(0, STACK);
  const upper = [lead, ...stackSlots.map((slot) => placed.get(slot))].flatMap((each) => each?.section ?? []);
  const stack = stackSlots.flatMap(
    (slot) => placed.get(slot) ?? places.take(balanced(weighed, { upper, places }), 1).map(noted(upper)),
  );
  const features = slotsOf('feature')
    .filter((slot) => slots.some((each) => each.slot === slot))
    .flatMap((slot) => placed.get(slot) ?? places.take(newest, 1));
  const latest = places.take(newest, LATEST);
  const opinions = slotsOf('opinion').flatMap((slot) => placed.get(slot) ?? []);
  const opinion = bySection.find(({ section }) => section.opinion)?.section;
  const bands = bySection
    .map(({ section, articles }) => {
      const first = section === opinion ? opinions : [];
      const others = places.take(articles, BAND - first.length);
      return { section, articles: [...first, ...(first.length > 0 ? others : picturedFirst(others))] };
    })
    .filter(({ articles }) => articles.length > 0);
  return { lead, beside: [], stack, features, latest, bands };
}

/** The same with what is akin to its lead under it, of what stands nowhere else. */
export function withBeside(front: Front, related: readonly ArticleCard[]): Front {
  const places = new Places();
  const { lead, stack, features, latest, bands } = front;
  const shown = [...stack, ...features, ...latest, ...bands.flatMap(({ articles }) => articles)];
  places.take([...(lead ? [lead] : []), ...shown], Number.POSITIVE_INFINITY);
  return { ...front, beside: places.take(related, BESIDE) };
}

/** The newest first, as if what is urgent or read much were newer than it is. */
function byWeight(articles: readonly ArticleCard[], read: readonly string[]): ArticleCard[] {
  const weight = ({ id, urgency = 5, firstPublished }: ArticleCard) => {
    const hours = (URGENT_HOURS[urgency] ?? 0) + (read.includes(id) ? READ_HOURS : 0);
    return Date.parse(firstPublished) + hours * HOUR_MS;
  };
  return articles.toSorted((a, b) => weight(b) - weight(a));
}

/** Of sections that do not stand in the upper part yet before the others, as far as they are new. */
function balanced(
  weighed: readonly ArticleCard[],
  { upper, places }: { upper: readonly string[]; places: Places },
): ArticleCard[] {
  const near = weighed.slice(0, BALANCED).filter((each) => !places.stands(each));
  return [...near.filter(({ section }) => !upper.includes(section)), ...weighed];
}

function noted(upper: string[]): (article: ArticleCard) => ArticleCard {
  return (article) => {
    upper.push(article.section);
    return article;
  };
}

/** The largest place of a band is for an article with a picture. */
function picturedFirst(articles: readonly ArticleCard[]): ArticleCard[] {
  const pictured = articles.find(({ lead }) => lead?.mediaId !== undefined && lead.width !== undefined);
  return pictured ? [pictured, ...articles.filter((each) => each !== pictured)] : [...articles];
}

/** In the order of the page, so that of two slots with one story the upper one has it. */
function placedBy(curated: FrontAnswer['slots'], places: Places): Placed {
  const bySlot = new Map(curated.map(({ slot, article }) => [slot, article]));
  const placed = new Map<FrontSlot, ArticleCard>();
  for (const slot of frontSlots) {
    const article = bySlot.get(slot);
    for (const taken of article ? places.take([article], 1) : []) placed.set(slot, taken);
  }
  return placed;
}

function slotsOf(area: string): FrontSlot[] {
  return frontSlots.filter((slot) => slot.startsWith(`${area}-`));
}
