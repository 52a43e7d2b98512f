import { expect, test } from '@jest/globals';
import { withoutLeft } from './left.ts';

const card = (id: string, seq?: number) => ({ id, url: `/${id}`, ...(seq === undefined ? {} : { seq }) });
const hasLeft = (id: string, seq = 0) => id === 'killed' && seq <= 7;

test.each([
  ['a list', { articles: [card('killed', 7), card('여기', 3)] }, { articles: [card('여기', 3)] }],
  ['a newer state', { articles: [card('killed', 8)] }, { articles: [card('killed', 8)] }],
  ['a line without a number', [card('killed')], []],
  ['what stands beside', { related: [], translation: card('killed', 2) }, { related: [] }],
  ['a slot', { slots: [{ slot: 'lead', article: card('killed', 2) }] }, { slots: [{ slot: 'lead' }] }],
  ['what is no article', { gone: [{ id: 'killed', seq: 2 }] }, { gone: [{ id: 'killed', seq: 2 }] }],
  ['words', { body: [card('killed')], q: null }, { body: [card('killed')], q: null }],
])('articles that have left are taken out of %s, and nothing else', (_, answer, left) => {
  expect(withoutLeft<unknown>(answer, hasLeft)).toEqual(left);
});
