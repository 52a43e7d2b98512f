// How soon readers meet an article on each kind of surface, and how soon they do not any more.
import { setTimeout as delay } from 'node:timers/promises';
import type { Sosik } from '#libs/client';
import type { SurfaceClass, Whereabouts } from '#libs/contracts';
import { pathOn, type Surface, surfaces } from '#libs/contracts';
import { publicId } from '#libs/text';
import { cloudEvent } from '../demo/event.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { canaryArticle, type Edition, type Words, wordsOf } from './canary.ts';
import type { Outside } from './outside.ts';
import type { Paper } from './resurrection.ts';
import { readIn, Secrecy } from './secrecy.ts';

/** Milliseconds from what a newsroom said to the first answer that showed it, or did not any more. */
export interface Times {
  visible: number[];
  gone: number[];
}
export type Measured = Map<SurfaceClass, Times>;

interface Plan {
  articles: number;
  /** Nothing new is begun after so long. */
  mostMs: number;
  say?: (line: string) => void;
}

/** Between two looks at one surface: a shorter pause would be most of the load. */
const LOOK_MS = 120;
/** What has not come by then does not come. */
const PATIENCE_MS = 30_000;
/** So long before its time an article is sent whose time is to come. */
const AHEAD_MS = 1_500;
/** Each so-manieth is held until its time. */
const HELD = 5;
/** One of each edition has the alerts of that edition; as many more have none. */
const LANES = 4;
/** Words of these numbers no other part of a run has. */
const FIRST = 1_000;
/** An article may name so many others. */
const NAMED = 25;

/** One surface of each class is watched, by its name in the registry. */
const watched: Partial<Record<SurfaceClass, [en: string, ko: string]>> = {
  'article page': ['article page', 'Korean article page'],
  'article API': ['article as ninjs API', 'article API'],
  front: ['front', 'Korean text-only front'],
  breaking: ['breaking page', 'Korean breaking page'],
  section: ['section', 'article list API'],
  tag: ['tag page', 'Korean tag page'],
  author: ['author page', 'Korean author page'],
  related: ['related articles API', 'related articles API'],
  popular: ['popular in 10m API', 'popular in 10m API'],
  search: ['search page', 'search API'],
  suggest: ['suggest API', 'suggest API'],
  feed: ['feed (xml)', 'Korean feed (json)'],
  sitemap: ['news sitemap', 'part of the sitemap'],
  archive: ['archive day', 'Korean archive day'],
  revisions: ['revisions', 'revisions API'],
  corrections: ['corrections', 'Korean corrections'],
  picture: ['picture', 'picture'],
  'error page': ['address with nothing behind it', 'Korean address with nothing behind it'],
};
/** What a correction puts there, and what readers do. */
const later: readonly SurfaceClass[] = ['corrections', 'popular'];

interface Story {
  edition: Edition;
  uri: string;
  words: Words;
  where: Whereabouts;
  /** Of the article that names it, for what stands beside that. */
  host: string;
  alert: boolean;
}

export class Measurement {
  readonly secrecy = new Secrecy();
  readonly measured: Measured = new Map();
  private readonly hosts = new Map<string, string>();
  private readonly byName = new Map(surfaces.map((surface) => [surface.name, surface]));
  private readonly eye: Paper['eye'];
  private readonly newsroom: Sosik;
  private said = 0;

  constructor(
    private readonly paper: Paper,
    private readonly outside: Outside,
    /** Brings a picture that nobody has; answers its id. */
    private readonly bring: (n: number) => Promise<string>,
  ) {
    this.eye = this.secrecy.over(paper.eye);
    this.newsroom = newsroomAt(paper.url('ingest'), paper.key);
  }

  async run({ articles, mostMs, say = () => undefined }: Plan): Promise<number> {
    const end = Date.now() + mostMs;
    const numbers = Array.from({ length: articles }, (_, n) => n).values();
    let done = 0;
    await this.publishHosts(articles);
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      for (const n of numbers) {
        if (Date.now() > end) return;
        await this.life(await this.story(n, lane));
        if (++done % 20 === 0) say(`${done} articles published and withdrawn`);
      }
    });
    await Promise.all(lanes);
    return done;
  }

  /** Articles that stand all the time, and name those that are to come. */
  private async publishHosts(articles: number): Promise<void> {
    for (const edition of ['en', 'ko'] as const) {
      for (let first = 0; first < articles; first += NAMED) {
        const uri = `trust:host:${process.pid}:${edition}:${first}`;
        const related = Array.from({ length: NAMED }, (_, n) => uriOf(first + n));
        const headline = edition === 'ko' ? `항구 일지 ${first}` : `Harbour diary ${first}`;
        const text = edition === 'ko' ? '<p>물때를 적는다.</p>' : '<p>The tides are written down.</p>';
        const facts = {
          uri,
          version: 1,
          language: edition,
          headline,
          section: 'culture',
          related,
          body: text,
        };
        await this.tell('article.published', facts);
        this.hosts.set(`${edition} ${first}`, publicId(uri));
      }
    }
    await this.paper.settled();
  }

  private async story(n: number, lane: number): Promise<Story> {
    const edition = lane % 2 === 0 ? 'en' : 'ko';
    const [uri, words] = [uriOf(n), wordsOf(FIRST + n, edition)];
    const host = this.hosts.get(`${edition} ${n - (n % NAMED)}`) ?? '';
    const names = { tag: words.tag.toLowerCase(), author: words.author.toLowerCase() };
    const where = {
      ...names,
      id: publicId(uri),
      uri,
      url: '',
      words: words.headline,
      media: await this.bring(n),
    };
    return { edition, uri, words, where, host, alert: lane < 2 };
  }

  /** From its publication, early or late, over a correction to its withdrawal. */
  private async life(story: Story): Promise<void> {
    const { uri, words } = story;
    const number = Number(uri.split(':').at(-1));
    const held = number % HELD === 0;
    if (story.alert) await this.raise(story);
    const secret = this.secrecy.keep(Object.values(words));
    const at = Date.now() + (held ? AHEAD_MS : 0);
    if (!held) this.secrecy.end(secret);
    else this.secrecy.end(secret, at);
    const begun = held ? at : performance.timeOrigin + performance.now();
    const first = classesOf(story).filter((kind) => !later.includes(kind));
    const changes = held ? { embargoedUntil: new Date(at).toISOString() } : {};
    const seen = this.appear(first, story, held ? undefined : begun);
    await this.publish(story, 'article.published', { version: 1, ...changes });
    await seen;
    const corrected = performance.timeOrigin + performance.now();
    const after = this.appear(['corrections'], story, corrected);
    await this.publish(story, 'article.corrected', { version: 2, changeType: 'correction' });
    await after;
    await this.read(story);
    const withdrawn = performance.timeOrigin + performance.now();
    await this.tell('article.withdrawn', { uri, reason: words.reason });
    await this.vanish(classesOf(story), story, withdrawn);
    // Whoever asks from now on must not read them.
    const { notice: _, ...rest } = words;
    this.secrecy.keep(Object.values(rest), { from: Date.now() });
  }

  private async raise({ uri, edition }: Story): Promise<void> {
    const facts = { id: `trust-${edition}`, headline: 'Harbour 항구', language: edition, uri };
    await this.tell('breaking.raised', facts);
  }

  private async publish({ words, edition, uri, where }: Story, type: string, changes: object): Promise<void> {
    const lead = { mediaId: where.media ?? '', alt: '', credit: '' };
    const article = canaryArticle(words, edition, { uri, lead, urgency: 1, ...changes });
    const { url = '' } = await this.tell(type, { ...article });
    Object.assign(where, { url });
  }

  /** Reads it as some do, until it is among what is read most. */
  private async read(story: Story): Promise<void> {
    for (let reader = 0; reader < 3; reader++) await this.eye(story.where.url);
    await this.appear(['popular'], story, performance.timeOrigin + performance.now());
  }

  private async tell(
    type: string,
    data: { uri?: string; [field: string]: unknown },
  ): Promise<{ url?: string | undefined }> {
    const { uri = 'breaking', ...rest } = data;
    const event = cloudEvent(type, `${uri}#${type}#${this.said++}`, { uri, ...rest });
    const sent = type === 'breaking.raised' ? { ...event, subject: 'breaking', data } : event;
    return this.newsroom.publish(sent);
  }

  /** Resolves when each of these shows it; the times count unless there is nothing to count from. */
  private async appear(
    kinds: readonly SurfaceClass[],
    story: Story,
    from: number | undefined,
  ): Promise<void> {
    await Promise.all([
      ...kinds.map(async (kind) => this.note(kind, 'visible', await this.until(kind, story, true), from)),
      ...(kinds.includes('front') ? this.told(story, 'visible', from) : []),
    ]);
  }

  private async vanish(kinds: readonly SurfaceClass[], story: Story, from: number): Promise<void> {
    await Promise.all([
      ...kinds.map(async (kind) => this.note(kind, 'gone', await this.until(kind, story, false), from)),
      ...this.told(story, 'gone', from),
    ]);
  }

  private told({ where, uri }: Story, what: keyof Times, from: number | undefined): Promise<void>[] {
    const stream = what === 'gone' ? 'withdrawn' : 'published';
    const type = what === 'gone' ? 'article.gone' : 'article.public';
    return [
      this.outside.hears('stream', [stream, where.id]).then((at) => this.note('stream', what, at, from)),
      this.outside.hears('message', [type, uri]).then((at) => this.note('deliveries', what, at, from)),
    ];
  }

  private note(kind: SurfaceClass, what: keyof Times, at: number, from: number | undefined): void {
    const times = this.measured.get(kind) ?? { visible: [], gone: [] };
    this.measured.set(kind, times);
    if (from !== undefined) times[what].push(Math.max(0, at - from));
  }

  /** When the first answer came that shows it, or does not. */
  private async until(kind: SurfaceClass, story: Story, wanted: boolean): Promise<number> {
    for (
      const deadline = performance.now() + PATIENCE_MS;
      performance.now() < deadline;
      await delay(LOOK_MS)
    ) {
      if ((await this.shows(kind, story)) === wanted) return performance.timeOrigin + performance.now();
    }
    throw new Error(
      `${story.uri} is ${wanted ? 'not shown' : 'still shown'} on ${kind} after ${PATIENCE_MS} ms`,
    );
  }

  private async shows(kind: SurfaceClass, { edition, words, where, host }: Story): Promise<boolean> {
    const surface = this.byName.get(watched[kind]?.[edition === 'en' ? 0 : 1] ?? '') as Surface;
    const { notice: _, ...rest } = words;
    // Before the gate has answered nobody knows its page.
    if (where.url === '' && /:(slug|yyyy|part)/.test(surface.route)) return false;
    const place = kind === 'related' ? { ...where, id: host } : where;
    const look = await this.eye(pathOn(surface, place));
    if (kind === 'picture') return look.status === 200;
    return (
      readIn(look, [...Object.values(rest), ...(kind === 'breaking' ? [where.id] : [])]).length > 0 ||
      isLinked(look.body, kind, where.id)
    );
  }
}

const uriOf = (n: number): string => `trust:time:${process.pid}:${n}`;

/** Where a link may be all that there is of it. */
function isLinked(body: string, kind: SurfaceClass, id: string): boolean {
  return ['sitemap', 'search', 'suggest', 'error page'].includes(kind) && body.includes(`-${id}`);
}

function classesOf({ alert }: Story): SurfaceClass[] {
  return (Object.keys(watched) as SurfaceClass[]).filter((kind) => alert || kind !== 'breaking');
}
