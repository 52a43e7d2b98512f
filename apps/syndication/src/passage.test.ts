import { describe, expect, test } from '@jest/globals';
import { type Change, type EditorialChange, HIDDEN_SECTION, type WebhookFacts } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { deliveryId, messageOf, type Passage, passageOf } from './passage.ts';

const MADE = '2026-03-01T09:00:00.000Z';
const NOW = Date.parse(MADE);
const everything: WebhookFacts = {
  id: 'wh_1',
  url: 'https://partner.example/news',
  types: ['article.public', 'article.gone', 'front.public', 'breaking.public'],
  state: 'active',
  createdAt: MADE,
  changedAt: MADE,
};
const published = (changes = {}): Change => ({ type: 'article.public', article: aPublicArticle(changes) });
const gone = (changes = {}): Change => {
  const { uri, id, seq, section, language } = aPublicArticle(changes);
  return { type: 'article.gone', article: { uri, id, seq, kind: 'withdrawn', section, language } };
};
const front: EditorialChange = {
  type: 'front.public',
  front: { uri: 'front:ko', edition: 'ko', version: 1, seq: 9 },
};
const breaking: EditorialChange = {
  type: 'breaking.public',
  breaking: { uri: 'breaking', seq: 9, alerts: [] },
};

test.each<[string, Partial<WebhookFacts>, Change | EditorialChange, Passage | undefined]>([
  ['an article', {}, published(), 'send'],
  ['one that is gone', {}, gone(), 'send'],
  ['a front', {}, front, 'send'],
  ['alerts', {}, breaking, 'send'],
  ['an article of its sections', { sections: ['society'] }, published({ section: 'society' }), 'send'],
  ['an article of another section', { sections: ['culture'] }, published({ section: 'society' }), 'follow'],
  ['one of another section that is gone', { sections: ['culture'] }, gone({ section: 'society' }), 'follow'],
  ['what is hidden', {}, published({ section: HIDDEN_SECTION }), 'follow'],
  [
    'what is hidden, asked for by name',
    { sections: [HIDDEN_SECTION] },
    gone({ section: HIDDEN_SECTION }),
    'follow',
  ],
  ['an article of its languages', { languages: ['ko'] }, published({ language: 'ko-KR' }), 'send'],
  ['an article of another language', { languages: ['ko'] }, published({ language: 'en' }), 'follow'],
  ['the front of its edition', { languages: ['ko'] }, front, 'send'],
  ['the front of another edition', { languages: ['en'] }, front, undefined],
  ['alerts, which are of both editions', { languages: ['en'] }, breaking, 'send'],
  ['gone, told to one that keeps no count of it', { types: ['article.public'] }, gone(), 'drop'],
  ['published, told to one that waits for what is gone', { types: ['article.gone'] }, published(), 'drop'],
  ['an article, told to one that wants fronts', { types: ['front.public'] }, published(), undefined],
  ['a front, told to one that wants articles', { types: ['article.public'] }, front, undefined],
  ['an article, while it is paused', { state: 'paused' }, published(), 'send'],
  ['an article, once it is disabled', { state: 'disabled' }, published(), 'drop'],
])('a subscription is told what it asked for: %s', (_, changes, change, expected) => {
  expect(passageOf({ ...everything, ...changes }, change, NOW)).toBe(expected);
});

test.each([
  [-3_600_000, undefined],
  [-59_000, 'send'],
  [0, 'send'],
])('what became public %d ms after it was made: %s', (ms, expected) => {
  expect(passageOf(everything, published(), NOW + ms)).toBe(expected);
});

describe('a message', () => {
  test('is a CloudEvent of the change, the same to the byte each time', () => {
    const change = published({ headline: '울릉도 여객선', seq: 7 });
    const body = messageOf(change, 'https://hangang.example', NOW);
    expect(JSON.parse(body)).toEqual({
      specversion: '1.0',
      id: `${change.article.uri}@7`,
      source: 'https://hangang.example',
      type: 'article.public',
      subject: change.article.uri,
      time: MADE,
      datacontenttype: 'application/json',
      data: change.article,
    });
    expect(messageOf(change, 'https://hangang.example', NOW)).toBe(body);
  });

  test('has a name of its own for each subscription, subject and state', () => {
    const id = deliveryId('wh_1', 'a:1', 7);
    expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(deliveryId('wh_1', 'a:1', 7)).toBe(id);
    const others = [deliveryId('wh_2', 'a:1', 7), deliveryId('wh_1', 'a:2', 7), deliveryId('wh_1', 'a:1', 8)];
    expect(new Set([id, ...others]).size).toBe(4);
  });
});
