import {
  type ArticleCard,
  type FrontAnswer,
  type FrontSlot,
  frontSlots,
  type Section,
} from '#libs/contracts';
import { sameStory } from '#libs/text';

export interface Front {
  lead: ArticleCard | undefined;
  stack: ArticleCard[];
  /** Longer pieces, where editors have named some. */
  features: ArticleCard[];
  latest: ArticleCard[];
  bands: { section: Section; articles: ArticleCard[] }[];
}

const STACK = 4;
const LATEST = 8;
const BAND = 4;

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

/**
 * Composes a front. What editors have placed stands where they have placed it; a slot of theirs whose article is
 * not public, or stands already, is filled like the others: the most urgent newest article leads, the newest follow.
 */
export function composeFront(
  newest: readonly ArticleCard[],
  bySection: readonly { section: Section; articles: readonly ArticleCard[] }[],
  curated: FrontAnswer['slots'] = [],
): Front {
  const places = new Places();
  const placed = placedBy(curated, places);
  const urgent = newest.filter(({ urgency = 5 }) => urgency <= 2);
  const lead = placed.get('lead') ?? places.take([...urgent, ...newest], 1)[0];
  const fill = (slots: readonly FrontSlot[]): ArticleCard[] =>
    slots.flatMap((slot) => placed.get(slot) ?? places.take(newest, 1));
  const stack = fill(slotsOf('stack').slice(0, STACK));
  const features = fill(slotsOf('feature').filter((slot) => curated.some((each) => each.slot === slot)));
  const latest = places.take(newest, LATEST);
  const opinions = slotsOf('opinion').flatMap((slot) => placed.get(slot) ?? []);
  const opinion = bySection.find(({ section }) => section.opinion)?.section;
  const bands = bySection
    .map(({ section, articles }) => {
      const first = section === opinion ? opinions : [];
      return { section, articles: [...first, ...places.take(articles, BAND - first.length)] };
    })
    .filter(({ articles }) => articles.length > 0);
  return { lead, stack, features, latest, bands };
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
