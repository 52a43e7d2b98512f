// Newsrooms and readers of the world. What is not acknowledged is said again; what is read is remembered.
import { type Article, encodeIntake, encodeViews, type LogRecord, topics } from '#libs/contracts';
import type { Place, Sender } from '#libs/kafka';
import { articlePath, publicId } from '#libs/text';
import { PARTITIONS } from './broker.ts';
import type { Installation } from './paper.ts';
import type { Noise, Said, Viewed } from './plot.ts';
import { BEGIN } from './world.ts';

/** A newsroom that has no answer by then says it again. */
const PATIENCE_MS = 4_000;
const AGAIN_MS = 300;
/** The day on which all articles of a story first came out, so that they keep their addresses. */
const DAY = '2026-03-02T00:00:00Z';

export const uriOf = (article: number): string => `sim:${article}`;
const ids = new Map<number, string>();

export function idOf(article: number): string {
  const id = ids.get(article) ?? publicId(uriOf(article));
  ids.set(article, id);
  return id;
}

/** Even ones are English, odd ones Korean. */
function articleOf({ article: number, version, held }: Said): Article {
  const korean = number % 2 === 1;
  return {
    ...{ uri: uriOf(number), version, language: korean ? 'ko' : 'en', section: 'society' },
    headline: korean ? `${number}호 여객선 ${version}번째 소식` : `Ferry ${number} reports, no. ${version}`,
    ...{ slug: korean ? '여객선' : 'ferry', tags: [], by: [], contentCreated: DAY },
    body: [{ type: 'p', spans: [{ text: korean ? '내일 아침 돌아온다.' : 'It returns tomorrow.' }] }],
    ...(held ? { [held.as]: new Date(BEGIN + held.until).toISOString() } : {}),
  } as Article;
}

export function pathOf(article: number): string {
  const { section, slug, language } = articleOf({ article, version: 1 } as Said);
  return articlePath({ section, slug, language, id: idOf(article), firstPublished: DAY });
}

export function recordOf(said: Said): LogRecord {
  const { id, type, version } = said;
  const uri = uriOf(said.article);
  const withdrawal = { uri, reason: '오보', ...(version > 0 ? { version } : {}) };
  const data = type === 'article.withdrawn' ? withdrawal : articleOf(said);
  return encodeIntake({ id, source: '/newsroom', uri, type, data });
}

/** What was acknowledged: under which name, and where it must be. */
export interface Receipt extends Place {
  topic: string;
  name: string;
}

export class Newsroom {
  readonly receipts: Receipt[] = [];
  /** Until then answers do not reach those who have asked. */
  unheardUntil = 0;
  /** What was said and is not acknowledged yet. */
  waiting = 0;

  constructor(
    private readonly paper: Installation,
    private readonly say: (line: string) => void,
  ) {}

  publish(said: Said): void {
    const name = `/newsroom|${said.id}`;
    this.insist(
      { topic: topics.intake.name, name, record: recordOf(said) },
      () => this.paper.of('gate')[0]?.sender,
    );
  }

  view({ n, articles }: Viewed): void {
    const at = this.paper.world.now;
    // Each reader is another one.
    const visitor = (place: number) => (n * 100 + place + 1).toString(16).padStart(16, '0');
    const views = articles.map((article, place) => ({ id: idOf(article), at, visitor: visitor(place) }));
    const record = encodeViews({ gateway: 'g', n, views });
    const partition = n % PARTITIONS;
    this.insist(
      { topic: topics.views.name, name: `views ${n}`, record, partition },
      () => this.paper.of('gateway')[0]?.sender,
    );
  }

  /** An intruder writes past the gate. */
  noise({ article, at }: Noise): void {
    const record = {
      key: uriOf(article),
      value: Buffer.from('{'),
      headers: { ce_type: 'article.published' },
    };
    this.paper.broker.append(`noise ${at}`, [
      { topic: topics.intake.name, partition: article % PARTITIONS, record },
    ]);
  }

  private insist(
    what: { topic: string; name: string; record: LogRecord; partition?: number },
    to: () => Sender | undefined,
  ): void {
    const { world } = this.paper;
    const { topic, name, record, partition } = what;
    this.waiting++;
    const attempt = (): void => {
      let over = false;
      const again = (why: string): void => {
        if (over) return;
        over = true;
        this.say(`${name} is said again: ${why}`);
        world.at(world.now + AGAIN_MS, undefined, attempt);
      };
      world.at(world.now + PATIENCE_MS, undefined, () => again('no answer'));
      to()
        ?.send(topic, record, partition)
        .then(
          (place) => {
            // Acknowledged, whoever hears it: it must not be lost.
            this.receipts.push({ ...place, topic, name });
            if (world.now < this.unheardUntil) return again('the answer was lost');
            if (over) return;
            over = true;
            this.waiting--;
            this.say(`${name} is acknowledged at ${topic}/${place.partition}/${place.offset}`);
          },
          () => again('the log did not answer'),
        );
    };
    attempt();
  }
}
