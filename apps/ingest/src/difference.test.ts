import { expect, test } from '@jest/globals';
import { differences } from './difference.ts';

const p = (text: string) => ({ type: 'p', spans: [{ text }] });

test.each<[string, unknown, unknown, object[]]>([
  ['nothing', { a: [1, { b: '소식' }] }, { a: [1, { b: '소식' }] }, []],
  [
    'a text',
    { headline: '소식' },
    { headline: '속보' },
    [{ pointer: '/headline', from: '소식', to: '속보' }],
  ],
  ['a member that is new', {}, { slug: 'a' }, [{ pointer: '/slug', to: 'a' }]],
  ['a member that is left out', { kicker: '기상' }, {}, [{ pointer: '/kicker', from: '기상' }]],
  [
    'a member of a member',
    { lead: { alt: '배', credit: '한강' } },
    { lead: { alt: '여객선', credit: '한강' } },
    [{ pointer: '/lead/alt', from: '배', to: '여객선' }],
  ],
  [
    'a paragraph put in between',
    { body: [p('하나'), p('셋')] },
    { body: [p('하나'), p('둘'), p('셋')] },
    [{ pointer: '/body/1', to: p('둘') }],
  ],
  [
    'a paragraph taken out',
    { body: [p('하나'), p('둘'), p('셋')] },
    { body: [p('하나'), p('셋')] },
    [{ pointer: '/body/1', from: p('둘') }],
  ],
  [
    'a word in a paragraph',
    { body: [p('one'), p('two'), p('three')] },
    { body: [p('one'), p('둘'), p('three')] },
    [{ pointer: '/body/1/spans/0/text', from: 'two', to: '둘' }],
  ],
  ['one of a thing twice', { tags: ['a', 'a'] }, { tags: ['a'] }, [{ pointer: '/tags/1', from: 'a' }]],
  [
    'a list for a text',
    { body: '글' },
    { body: [p('글')] },
    [{ pointer: '/body', from: '글', to: [p('글')] }],
  ],
])('between two articles is %s', (_, from, to, expected) => {
  expect(differences(from, to)).toEqual(expected);
});
