// Everything that could bring a withdrawn article back, tried on a paper that runs while readers look.
import { setTimeout as delay } from 'node:timers/promises';
import type { Sosik } from '#libs/client';
import { deadTopic, type LogRecord, REPLAY_OF, topics } from '#libs/contracts';
import { DeadLetters, type Found, kafkaSettings, LogScan, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { publicId } from '#libs/text';
import { cloudEvent } from '../demo/event.ts';
import { Chance } from '../local/chance.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { canaryArticle, type Edition, type Words, wordsOf } from './canary.ts';
import type { Eye } from './eye.ts';
import { type Copy, Harm } from './harm.store.ts';
import { crowd, readIn, Secrecy } from './secrecy.ts';

/** A paper that runs, in whatever processes. */
export interface Paper {
  url(app: 'ingest' | 'content' | 'search' | 'popularity' | 'gateway'): string;
  /** Of the newsroom API. */
  key: string;
  /** Of its engines, topics, indices and keys. */
  settings: Readonly<Record<string, string>>;
  eye: Eye;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
  /** Does it while content does not run, as an operator puts a database back. Absent: it can't be stopped here. */
  withoutContent?(work: () => Promise<void>): Promise<void>;
}

interface Buried {
  uri: string;
  id: string;
  edition: Edition;
  words: Words;
  url: string;
}

/** What befalls the whole paper in a round, after its articles were withdrawn. */
const blows = [
  'the intake log is decided on again from its beginning',
  'the database is put back to a copy from before the withdrawals',
  'the index is lost: the change log is read again from its beginning',
  'the counts are lost: the change log is read again from its beginning',
  'the index is made anew beside the one that serves',
  'the counts are made anew',
  'dead letters are replayed',
  'nothing',
] as const;
type Blow = (typeof blows)[number];

/** What is said of one article after its withdrawal. */
const lates = ['lower', 'same', 'higher', 'again', 'under another name', 'retell'] as const;

export interface Tries {
  tries: number;
  /** Of the articles that somebody has read again, and how. */
  resurrections: string[];
  looks: number;
}

interface Plan {
  /** In each round. */
  articles: number;
  rounds: number;
  seed: number;
  /** No round is begun after so long. */
  mostMs?: number;
  say?: (line: string) => void;
}

/** So long readers look after a blow: a record that was put back notices it within a second. */
const LOOKING_MS = 1_500;
/** So many of them at a time: the readers go round all. */
const SOME = 20;
const AGAIN_MS = 50;
const GONE_MS = 60_000;
/** Of these words none has been taken by another part of a run. */
const FIRST = 4_000;

export class Resurrection {
  readonly secrecy = new Secrecy();
  private readonly harm: Harm;
  private readonly sender: Sender;
  private readonly scan: LogScan;
  private readonly letters: DeadLetters;
  private readonly eye: Eye;
  private readonly newsroom: Sosik;
  private count = 0;

  constructor(private readonly paper: Paper) {
    const settings = readSettings(kafkaSettings, paper.settings);
    const runtime = Runtime.silent('trust');
    this.harm = new Harm(paper.settings);
    this.sender = new Sender(settings, runtime);
    this.scan = new LogScan(settings, runtime);
    this.letters = new DeadLetters(settings, runtime, this.sender);
    this.eye = this.secrecy.over(paper.eye);
    this.newsroom = newsroomAt(paper.url('ingest'), paper.key);
  }

  async tries({ articles, rounds, seed, mostMs = Infinity, say = () => undefined }: Plan): Promise<Tries> {
    const chance = new Chance(seed);
    const end = Date.now() + mostMs;
    let done = 0;
    for (; done < rounds && Date.now() < end; done++) {
      const blow = blows[done % blows.length] ?? 'nothing';
      await this.round(blow, articles, chance);
      say(`${(done + 1) * articles} tries, ${this.secrecy.leaks.length} seen again: ${blow}`);
    }
    const resurrections = this.secrecy.leaks.map(
      ({ method, path, status, words }) => `${method} ${path} (${status}): ${words.join(' ')}`,
    );
    return { tries: articles * done, resurrections, looks: this.secrecy.looks };
  }

  async close(): Promise<void> {
    await Promise.all([this.harm.close(), this.sender.onApplicationShutdown()]);
  }

  /** Publishes, reads, withdraws, and does what it can to bring the articles back. */
  private async round(blow: Blow, articles: number, chance: Chance): Promise<void> {
    const buried = Array.from({ length: articles }, () => this.next());
    await each(buried, (article) => this.publish(article, 2));
    await this.paper.settled();
    const copy = await this.harm.copy();
    const said = await this.saidOf(buried);
    const pages = [
      ...buried.map(({ url }) => url),
      ...buried.map(({ id }) => `/api/v1/articles/${id}`),
      ...lists,
    ];
    const readers = crowd(this.eye, 3, () => pages);
    try {
      await each(buried, (article) => this.withdraw(article));
      await this.gone(buried);
      // Whoever asks from now on must not read them.
      const from = Date.now();
      const named = new Set(buried.flatMap(({ words }) => [words.tag, words.author]));
      const words = buried.flatMap(wordsLeft);
      // A record that is exchanged while it answers can tell of names for a moment: it has not noticed yet.
      const exchanged = blow === blows[1] && this.paper.withoutContent === undefined;
      this.secrecy.keep(exchanged ? words.filter((word) => !named.has(word)) : words, { from });
      const late = each(buried, (article) => this.late(article, said.get(article.uri) ?? [], chance));
      await Promise.all([late, this.strike(blow, { copy, buried, said })]);
      for (const end = Date.now() + LOOKING_MS; Date.now() < end; )
        await this.look(chance.shuffled(buried).slice(0, SOME));
    } finally {
      await readers.leave();
    }
    await this.paper.settled();
    this.secrecy.keep(buried.flatMap(wordsLeft), { from: Date.now() });
    await this.look(buried);
  }

  private next(): Buried {
    const n = FIRST + this.count++;
    const edition = n % 2 === 0 ? 'en' : 'ko';
    const uri = `trust:${process.pid}:${n}`;
    return { uri, id: publicId(uri), edition, words: wordsOf(n, edition), url: '' };
  }

  private async publish(article: Buried, version: number, type = 'article.published'): Promise<void> {
    const { words, edition, uri } = article;
    const { url } = await this.say(type, { ...canaryArticle(words, edition, { uri, version }) });
    article.url ||= url;
  }

  private async withdraw({ uri, words }: Buried): Promise<void> {
    await this.say('article.withdrawn', { uri, reason: words.reason });
  }

  /** Each time as another event. */
  private async say(type: string, data: { uri: string; [field: string]: unknown }): Promise<{ url: string }> {
    const id = `${data.uri}#${type}#${this.count}#${performance.now()}`;
    const { url = '' } = await this.newsroom.publish(cloudEvent(type, id, data));
    return { url };
  }

  /** Resolves when none of them is read any more, by whichever way. */
  private async gone(buried: readonly Buried[]): Promise<void> {
    const words = buried.flatMap(wordsLeft);
    const left = new Set(placesOf(buried));
    for (const deadline = Date.now() + GONE_MS; left.size > 0; await delay(AGAIN_MS)) {
      await each([...left], async (path) => {
        const look = await this.paper.eye(path);
        if (look.status < 500 && readIn(look, words).length === 0) left.delete(path);
      });
      if (Date.now() > deadline) throw new Error(`not gone: ${[...left].slice(0, 5).join(' ')}`);
    }
  }

  private async look(buried: readonly Buried[]): Promise<void> {
    await each(placesOf(buried), (path) => this.eye(path));
  }

  /** What the log holds of them. */
  private async saidOf(buried: readonly Buried[]): Promise<Map<string, LogRecord[]>> {
    const uris = new Set(buried.map(({ uri }) => uri));
    const found: Found[] = [];
    await this.scan.read(await this.scan.stretches([topics.intake.name]), (some) => {
      found.push(...some.filter(({ record }) => uris.has(record.key ?? '')));
    });
    return Map.groupBy(
      found.map(({ record }) => record),
      ({ key }) => key ?? '',
    );
  }

  /** Says something of a withdrawn article that must have no effect. */
  private async late(article: Buried, said: readonly LogRecord[], chance: Chance): Promise<void> {
    const late = chance.pick(lates);
    const [record] = said;
    const append = (headers: Record<string, string>) =>
      record &&
      this.sender.send(topics.intake.name, { ...record, headers: { ...record.headers, ...headers } });
    if (late === 'lower') await this.publish(article, 1);
    else if (late === 'same') await this.publish(article, 2, 'article.updated');
    // Only a reinstatement leads back.
    else if (late === 'higher') await this.publish(article, chance.between(3, 9), 'article.corrected');
    else if (late === 'again') await append({});
    else if (late === 'under another name') await append({ ce_id: `late ${article.uri} ${chance.next()}` });
    // Content may be away just then.
    else await this.retell(article.uri).catch(() => undefined);
  }

  private async retell(uri: string): Promise<string | undefined> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify({ uri }) };
    const { status } = await fetch(`${this.paper.url('content')}/internal/retell`, init);
    return status === 202 ? undefined : `answered ${status}`;
  }

  private async strike(
    blow: Blow,
    { copy, buried, said }: { copy: Copy; buried: readonly Buried[]; said: Map<string, LogRecord[]> },
  ): Promise<void> {
    const [log, database, index, counts, newIndex, newCounts, letters] = blows;
    if (blow === log) await this.harm.forgetPositions();
    else if (blow === database) await this.withoutContent(() => this.harm.putBack(copy));
    else if (blow === index) await this.harm.loseIndex();
    else if (blow === counts) await this.harm.loseCounts();
    else if (blow === newIndex) await this.rebuilt('search');
    else if (blow === newCounts) await this.rebuilt('popularity');
    else if (blow === letters) await this.replayLetters(buried, said);
  }

  private async withoutContent(work: () => Promise<void>): Promise<void> {
    await (this.paper.withoutContent?.(work) ?? work());
  }

  private async rebuilt(app: 'search' | 'popularity'): Promise<void> {
    const url = `${this.paper.url(app)}/internal/rebuild`;
    await fetch(url, { method: 'POST' });
    for (const deadline = Date.now() + GONE_MS; Date.now() < deadline; await delay(AGAIN_MS)) {
      const { state } = (await (await fetch(url)).json()) as { state: string };
      if (state !== 'running') return;
    }
  }

  /** As if content had set the first word on each article aside, for a fault of its own that is mended since. */
  private async replayLetters(buried: readonly Buried[], said: Map<string, LogRecord[]>): Promise<void> {
    const topic = deadTopic(topics.intake.name, 'content');
    const places: string[] = [];
    for (const { uri } of buried) {
      const [record] = said.get(uri) ?? [];
      if (!record) continue;
      const { [REPLAY_OF]: _, ...headers } = record.headers;
      const dead = { 'dead.topic': topics.intake.name, 'dead.partition': '0', 'dead.offset': '0' };
      const why = { 'dead.group': 'content', 'dead.reason': 'TypeError', 'dead.attempts': '3' };
      const at = { 'dead.at': new Date().toISOString(), ce_id: `letter ${uri}` };
      const { offset } = await this.sender.send(
        topic,
        { ...record, headers: { ...headers, ...dead, ...why, ...at } },
        0,
      );
      places.push(`${topic}/0/${offset}`);
    }
    const order = { by: 'trust', dryRun: false, retell: (uri: string) => this.retell(uri) };
    const results = await this.letters.replay(places, order);
    const replayed = results.filter(({ is }) => is === 'replayed');
    if (replayed.length !== places.length) throw new Error(`not replayed: ${JSON.stringify(results)}`);
  }
}

/** Where each of them would stand, alone and with others. */
function placesOf(buried: readonly Buried[]): string[] {
  const own = buried.flatMap(({ id, url, words }) => [
    url,
    `/api/v1/articles/${id}`,
    `/api/v1/search?q=${encodeURIComponent(words.headline)}`,
    `/tag/${encodeURIComponent(words.tag.toLowerCase())}`,
  ]);
  return [...own, ...lists];
}

/** Its notice is what may be left of an article. */
function wordsLeft({ words: { notice: _, ...rest } }: Pick<Buried, 'words'>): string[] {
  return Object.values(rest);
}

/** Where they would stand together with others. */
const lists = [
  ...['/', '/ko', '/society', '/ko/society', '/popular', '/ko/popular', '/sitemap-news.xml'],
  ...[
    '/feed.xml',
    '/ko/feed.json',
    '/api/v1/front',
    '/api/v1/articles',
    '/api/v1/articles?lang=ko&limit=100',
  ],
  ...['/api/v1/popular', '/api/v1/tags', '/lite', '/ko/lite/society'],
];

const AT_ONCE = 8;

async function each<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const waiting = all.values();
  const hands = Array.from({ length: AT_ONCE }, async () => {
    for (const one of waiting) await work(one);
  });
  await Promise.all(hands);
}
