import type { ArticleInput, Tag } from '#libs/contracts';
import { slug } from '#libs/text';
import { Chance } from '../local/chance.ts';
import { type Particle, withParticle } from './particles.ts';
import type { Language } from './story.ts';
import { type Family, families, names, type Pair } from './words.ts';

export interface Making {
  seed: number;
  /** "Now" of the paper, milliseconds since 1970. */
  moment: number;
}

/** One in so many stories appears in both languages. */
const PAIRED = 0.3;
const DAY = 86_400_000;
/** Not newer, so that the front stays with the stories that were written for it. */
const NEWEST = 3 * DAY;
const SPAN = 727 * DAY;
const AUTHORS = 40;
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days: readonly Pair[] = [
  ['Monday', '월요일'],
  ['Tuesday', '화요일'],
  ['Wednesday', '수요일'],
  ['Thursday', '목요일'],
  ['Friday', '금요일'],
];

export function generatedUri(seed: number, index: number): string {
  return `generated:${seed}:${index}`;
}

/**
 * The article of a number: the same seed and number always make the same words. Even numbers are English, odd
 * ones Korean; of some neighbours the Korean one says what the English one says.
 */
export function generatedArticle(index: number, { seed, moment }: Making): ArticleInput {
  const language: Language = index % 2 === 0 ? 'en' : 'ko';
  const couple = Math.floor(index / 2);
  const paired = Chance.of(seed, couple).next() < PAIRED;
  const story = new Invention(paired ? Chance.of(seed, couple, 1) : Chance.of(seed, index, 2));
  const first = generatedUri(seed, couple * 2);
  return {
    uri: generatedUri(seed, index),
    version: 1,
    ...story.edition(language),
    contentCreated: new Date(moment - story.age + (language === 'ko' ? 45 * 60_000 : 0)).toISOString(),
    ...(paired && language === 'ko' ? { translationOf: first } : {}),
  };
}

/** What is said in both languages: who, where, and which sentences. */
class Invention {
  /** Milliseconds before now. */
  readonly age: number;
  private readonly family: Family;
  private readonly section: string;
  private readonly urgency: number;
  private readonly cast: Record<string, Pair>;
  private readonly headline: Line;
  private readonly lines: Line[];
  private readonly authors: Pair[];
  private readonly shape: { kicker: Pair; subhead?: Pair | undefined; subheadAt: number; table?: Pair[][] };

  constructor(chance: Chance) {
    this.age = NEWEST + Math.floor(chance.next() * SPAN);
    this.family = chance.pick(families);
    this.section = chance.pick(this.family.sections);
    this.urgency = chance.between(4, 8);
    this.cast = castOf(chance, this.family);
    this.headline = { words: chance.pick(this.family.headlines), figures: figuresOf(chance) };
    this.lines = chance
      .shuffled(this.family.sentences)
      .slice(0, chance.between(7, 15))
      .map((words) => ({ words, figures: figuresOf(chance) }));
    this.authors = Array.from({ length: chance.between(1, 2) }, () => author(chance.between(0, AUTHORS - 1)));
    this.shape = {
      kicker: chance.pick(names.kickers),
      subhead: chance.next() < 0.4 ? chance.pick(names.subheads) : undefined,
      subheadAt: chance.between(2, 4),
      ...(chance.next() < 0.15 ? { table: tableOf(chance) } : {}),
    };
  }

  edition(language: Language): Omit<ArticleInput, 'uri' | 'version'> {
    const say = (line: Line) => said(line, this.cast, language);
    const [standfirst, ...body] = this.lines.map(say);
    return {
      language,
      section: this.section,
      urgency: this.urgency,
      headline: say(this.headline),
      standfirst: standfirst ?? '',
      kicker: inLanguage(this.shape.kicker, language),
      located: inLanguage(this.cast['place'] as Pair, language),
      tags: this.tags(language),
      by: this.authors.map((each) => ({ slug: slug(each[0]), name: inLanguage(each, language) })),
      body: this.html(body, language),
    };
  }

  private tags(language: Language): Tag[] {
    const types = { place: 'place', org: 'organisation', thing: 'topic' } as const;
    return Object.entries(types).map(([name, type]) => {
      const each = this.cast[name] as Pair;
      return { slug: slug(each[0]), name: inLanguage(each, language), type };
    });
  }

  private html(sentences: readonly string[], language: Language): string {
    const { subhead, subheadAt, table } = this.shape;
    const paragraphs = paragraphsOf(sentences).map((text) => `<p>${text}</p>`);
    if (subhead && paragraphs.length > subheadAt)
      paragraphs.splice(subheadAt, 0, `<h2>${inLanguage(subhead, language)}</h2>`);
    if (table) {
      const rows = table.map((row) => row.map((cell) => `<td>${inLanguage(cell, language)}</td>`).join(''));
      paragraphs.push(`<table>${rows.map((row) => `<tr>${row}</tr>`).join('')}</table>`);
    }
    return paragraphs.join('');
  }
}

/** A sentence with its own figures; names are those of the whole article. */
interface Line {
  words: Pair;
  figures: Record<string, Pair>;
}

/** One, two and three sentences in turns, so that a quotation may stand alone. */
function paragraphsOf(sentences: readonly string[]): string[] {
  const made: string[] = [];
  for (let at = 0, size = 1; at < sentences.length; at += size, size = (size % 3) + 1)
    made.push(sentences.slice(at, at + size).join(' '));
  return made;
}

/** A template with its slots filled: `{place}`, in Korean also `{place:은/는}`. Throws on a slot that is not known. */
function said({ words, figures }: Line, cast: Record<string, Pair>, language: Language): string {
  const filled = inLanguage(words, language).replace(
    /\{(\w+)(?::([^}]+))?\}/g,
    (_, name: string, particle?: string) => {
      const value = cast[name] ?? figures[name];
      if (!value) throw new Error(`no slot is called ${name}: ${words[0]}`);
      const word = inLanguage(value, language);
      return particle ? withParticle(word, particle as Particle) : word;
    },
  );
  return language === 'en' ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
}

function inLanguage(pair: Pair, language: Language): string {
  return pair[language === 'en' ? 0 : 1];
}

function castOf(chance: Chance, { bodies, things }: Family): Record<string, Pair> {
  const [place, place2] = two(chance, names.places);
  const [house, house2] = two(chance, names.houses);
  return {
    place,
    place2,
    person: person(chance),
    person2: person(chance),
    org: joined(house, chance.pick(bodies)),
    org2: joined(house2, chance.pick(bodies)),
    thing: chance.pick(things),
  };
}

function two(chance: Chance, from: readonly Pair[]): [Pair, Pair] {
  const first = chance.between(0, from.length - 1);
  const second = (first + chance.between(1, from.length - 1)) % from.length;
  return [from[first] as Pair, from[second] as Pair];
}

function joined(house: Pair, body: Pair): Pair {
  return [`${house[0]} ${body[0]}`, `${house[1]}${body[1]}`];
}

function person(chance: Chance): Pair {
  return called(chance.pick(names.families), chance.pick(names.given));
}

function author(number: number): Pair {
  const { families: all, given } = names;
  return called(all[number % all.length] as Pair, given[(number * 7) % given.length] as Pair);
}

function called(family: Pair, given: Pair): Pair {
  return [`${given[0]} ${family[0]}`, `${family[1]}${given[1]}`];
}

function figuresOf(chance: Chance): Record<string, Pair> {
  const n = chance.between(11, 980) * (chance.next() < 0.5 ? 1 : 10);
  const hundredMillions = chance.between(3, 980);
  const month = chance.between(1, 12);
  const same = (value: number): Pair => [String(value), String(value)];
  const percent = chance.between(6, 48);
  return {
    n: [n.toLocaleString('en-GB'), String(n)],
    m: same(chance.between(3, 29)),
    years: same(chance.between(4, 38)),
    age: same(chance.between(31, 84)),
    percent: [`${percent} per cent`, `${percent}%`],
    won: [won(hundredMillions), `${hundredMillions}억 원`],
    month: [months[month - 1] ?? '', `${month}월`],
    day: chance.pick(days),
  };
}

/** Korean counts money in hundreds of millions, English in billions. */
function won(hundredMillions: number): string {
  if (hundredMillions < 10) return `${hundredMillions * 100} million won`;
  return `${hundredMillions / 10} billion won`;
}

function tableOf(chance: Chance): Pair[][] {
  const rows = chance.shuffled(names.places).slice(0, 4);
  const figure = (): Pair => figuresOf(chance)['n'] as Pair;
  return [[...names.columns], ...rows.map((place) => [place, figure(), figure()])];
}
