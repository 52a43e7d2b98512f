import type { Envelope } from '#libs/client';
import { cloudEvent } from '../demo/event.ts';
import type { Chance } from '../local/chance.ts';

/** Few enough that each is told of again and again, and all can be held against the log in seconds. */
const ARTICLES = 400;
/** How far ahead a time may lie, milliseconds: it comes while others are told of. */
const AHEAD = { least: 500, most: 4_000 };
/** A copy repeats one of so many that were said last. */
const COPIED = 200;

/** Of a hundred events: copies to the letter, withdrawals, reinstatements, versions that wait for their time. */
const shares = { copies: 8, withdrawals: 3, reinstatements: 3, held: 3 };

/**
 * What a newsroom says without an end: versions of some hundred articles in both languages, in random order. The same
 * seed says the same, but for the moments that lie ahead of its clock.
 */
export function* news(run: string, chance: Chance, now: () => number): Generator<Envelope> {
  const versions = new Map<number, number>();
  const said: Envelope[] = [];
  for (let nth = 0; ; nth++) {
    const drawn = chance.between(0, 99);
    const index = chance.between(0, ARTICLES - 1);
    const uri = `${run}:${index}`;
    if (drawn < shares.copies && said.length > 0) {
      yield chance.pick(said);
      continue;
    }
    const event =
      drawn < shares.copies + shares.withdrawals
        ? cloudEvent('article.withdrawn', `${uri}#out${nth}`, { uri, reason: '오보' })
        : edition({ uri, index, version: (versions.get(index) ?? 0) + 1, drawn, chance, now });
    const { version } = event.data as { version?: number };
    if (version !== undefined) versions.set(index, version);
    said.push(event);
    if (said.length > COPIED) said.shift();
    yield event;
  }
}

interface Edition {
  uri: string;
  index: number;
  version: number;
  drawn: number;
  chance: Chance;
  now: () => number;
}

function edition({ uri, index, version, drawn, chance, now }: Edition): Envelope {
  const back = drawn >= 100 - shares.reinstatements;
  const held = !back && drawn >= 100 - shares.reinstatements - shares.held;
  const moment = { [chance.pick(['publishAt', 'embargoedUntil'])]: ahead(chance, now()) };
  const type = back ? 'article.reinstated' : version === 1 ? 'article.published' : 'article.updated';
  const article = { ...anArticle(uri, index, version), ...(held ? moment : {}) };
  return cloudEvent(type, `${uri}#${version}`, article);
}

function ahead(chance: Chance, now: number): string {
  return new Date(now + chance.between(AHEAD.least, AHEAD.most)).toISOString();
}

/** An article of the drill; even ones are English, the others Korean. */
export function anArticle(uri: string, index: number, version: number) {
  const language = index % 2 === 0 ? 'en' : 'ko';
  const words =
    language === 'en'
      ? { headline: `Ferry ${index} reports, no. ${version}`, slug: `ferry-${index}-${version}` }
      : { headline: `${index}호 여객선 ${version}번째 소식`, slug: `여객선-${index}-${version}` };
  const body = language === 'en' ? '<p>The sea decides the rest.</p>' : '<p>나머지는 바다에 달렸다.</p>';
  const contentCreated = '2026-01-02T03:04:05Z';
  return { uri, version, language, ...words, section: 'society', body, contentCreated };
}
