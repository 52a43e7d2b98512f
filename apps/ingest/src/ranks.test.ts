import { describe, expect, test } from '@jest/globals';
import { mayCancel, maySayWithdrawn } from './ranks.ts';

const said = (text: string, headers: Record<string, string> = {}) =>
  maySayWithdrawn({ headers }, Buffer.from(text));
const wired = (text: string | Buffer, headers: Record<string, string> = {}) =>
  mayCancel({ headers }, Buffer.from(text));

describe('a withdrawal is seen among events', () => {
  test.each([
    ['by its type', '{"type":"article.withdrawn"}', {}],
    ['in a batch, behind others', '[{"type":"article.published"},{"type":"article.withdrawn"}]', {}],
    ['with letters as escapes', '{"type":"article.\\u0077ithdrawn"}', {}],
    ['with all of it as escapes, in capitals', '{"type":"article\\u002Ewithdraw\\u006E"}', {}],
    ['by its field', '{"uri":"a:1"}', { 'ce-type': 'article.withdrawn' }],
  ])('%s', (_, text, headers) => {
    expect(said(text, headers)).toBe(true);
  });

  test.each([
    ['an article', '{"type":"article.published","data":{"headline":"Funds withdrawn"}}'],
    [
      'Korean as escapes, as some senders write it',
      '{"type":"article.updated","headline":"\\uc6b8\\ub989\\ub3c4"}',
    ],
    ['markup and accents as escapes', '{"body":"\\u003cp\\u003eCaf\\u00e9 \\u0026 bar\\u003c/p\\u003e"}'],
    ['nothing', ''],
  ])('and %s is none', (_, text) => {
    expect(said(text)).toBe(false);
  });
});

describe('what a wire takes back is seen', () => {
  test.each([
    ['in ninjs', '{"pubStatus":"canceled"}', {}],
    ['in NewsML-G2', '<pubStatus qcode="stat:canceled"/>', {}],
    ['in NITF, as the British write it', '<doc-id status="Cancelled"/>', {}],
    ['in two bytes a letter', Buffer.from('<pubStatus qcode="stat:canceled"/>', 'utf16le'), {}],
    ['behind entities', '<pubStatus qcode="stat:&#99;anceled"/>', {}],
    ['behind escapes', '{"pubStatus":"\\u0063anceled"}', {}],
    ['packed: that can’t be looked at', 'x', { 'content-encoding': 'gzip' }],
  ])('%s', (_, text, headers) => {
    expect(wired(text, headers as Record<string, string>)).toBe(true);
  });

  test('and an article that is to be used is none', () => {
    expect(
      wired('{"pubStatus":"usable","headline":"울릉도 여객선"}', { 'content-encoding': 'identity' }),
    ).toBe(false);
  });
});
