import { describe, expect, test } from '@jest/globals';
import type { Block, IntakeEvent, Media } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { unknownArticle } from './article.ts';
import { mediaNamedIn, pictured, usesIn } from './media.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];
const facts = { width: 1600, height: 1067, focal: [0.3, 0.7] as [number, number], dominant: '#1b4f91' };
const known = new Map([A, B].map((id) => [id, facts]));

function saying(lead: Media | undefined, body: Block[] = []): IntakeEvent {
  const data = { ...aPublicArticle({ uri: 'test:1', body }), ...(lead ? { lead } : {}) };
  return { id: '1', source: '/test', uri: 'test:1', type: 'article.published', data };
}
const leadOf = (event: IntakeEvent) => ('lead' in event.data ? event.data.lead : undefined);

describe('a picture that is named has the facts of what is kept', () => {
  test.each<[string, Media, Media]>([
    ['all of them', { mediaId: A, alt: '배' }, { mediaId: A, alt: '배', ...facts }],
    [
      'its own focal point, but not another width',
      { mediaId: A, focal: [1, 0], width: 9, height: 9, dominant: '#000000' },
      { mediaId: A, ...facts, focal: [1, 0] },
    ],
    [
      'no width, where none is kept',
      { mediaId: C, alt: '배', width: 9, height: 9 },
      { mediaId: C, alt: '배' },
    ],
    [
      'nothing, where it is elsewhere',
      { href: 'https://a.example/1.jpg', width: 9 },
      { href: 'https://a.example/1.jpg', width: 9 },
    ],
  ])('%s', (_, said, expected) => {
    expect(leadOf(pictured(saying(said), known))).toEqual(expected);
  });

  test('also inside the body', () => {
    const body: Block[] = [
      { type: 'image', media: { mediaId: A } },
      { type: 'gallery', images: [{ mediaId: B }, { mediaId: C }] },
      { type: 'p', spans: [{ text: '배가 뜬다.' }] },
    ];
    const event = saying(undefined, body);
    expect(mediaNamedIn([event, event])).toEqual([A, B, C]);
    expect(pictured(event, known).data).toMatchObject({
      body: [
        { media: { mediaId: A, ...facts } },
        { images: [{ mediaId: B, ...facts }, { mediaId: C }] },
        body[2],
      ],
    });
  });

  test('and what names none is left as it was', () => {
    const events: IntakeEvent[] = [
      saying(undefined),
      {
        id: '2',
        source: '/test',
        uri: 'test:1',
        type: 'article.withdrawn',
        data: { uri: 'test:1', reason: 'x' },
      },
    ];
    for (const event of events) expect(pictured(event, known)).toBe(event);
    expect(mediaNamedIn(events)).toEqual([]);
  });
});

test('every version that is public or held uses its pictures', () => {
  const article = (uri: string, mediaId: string) => aPublicArticle({ uri, lead: { mediaId } });
  const held = {
    ...unknownArticle('a:2', 'x'),
    held: { article: article('a:2', B), at: '2999-01-01T00:00:00Z' },
  };
  const uses = usesIn({
    revisions: [article('a:1', A), article('a:1', B), aPublicArticle({ uri: 'a:3' })],
    states: [held],
  });
  expect(uses).toEqual(
    new Map([
      [A, ['a:1']],
      [B, ['a:1', 'a:2']],
    ]),
  );
});
