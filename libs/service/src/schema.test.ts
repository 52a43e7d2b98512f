import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultsOf } from './schema.ts';

const Body = z.object({
  uri: z.string(),
  'a/b': z.object({ 'c~d': z.int() }).optional(),
  tags: z.array(z.object({ name: z.string().min(1) })).optional(),
  kind: z.enum(['live', 'test']).optional(),
  body: z
    .union([
      z.string().max(10),
      z.array(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('p'), text: z.string() }),
          z.object({ type: z.literal('rule') }),
        ]),
      ),
    ])
    .optional(),
});

const faults = (value: unknown, schema: z.ZodType = Body) =>
  faultsOf(schema.safeParse(value).error?.issues ?? [], '/data');
const places = (value: unknown, schema?: z.ZodType) =>
  faults(value, schema).map(({ pointer, code }) => `${pointer} ${code}`);

describe('the faults of a body', () => {
  test.each([
    ['a member that is missing', {}, ['/data/uri required']],
    ['a member of another type', { uri: 1 }, ['/data/uri invalid_type']],
    ['a null', { uri: null }, ['/data/uri invalid_type']],
    [
      'a member deep inside',
      { uri: 'a', tags: [{ name: '서울' }, { name: '' }] },
      ['/data/tags/1/name too_small'],
    ],
    ['names with a slash and a tilde', { uri: 'a', 'a/b': { 'c~d': '1' } }, ['/data/a~1b/c~0d invalid_type']],
    ['the body itself', 'text', ['/data invalid_type']],
    [
      'several at once',
      { 'a/b': 1, kind: 'x' },
      ['/data/uri required', '/data/a~1b invalid_type', '/data/kind invalid_value'],
    ],
  ])('name the place of %s', (_, value, expected) => {
    expect(places(value)).toEqual(expected);
  });

  test.each([
    [
      'blocks were meant, and one has an unknown type',
      [{ type: 'script' }],
      ['/data/body/0/type invalid_union'],
    ],
    [
      'blocks were meant, and one lacks its text',
      [{ type: 'rule' }, { type: 'p' }],
      ['/data/body/1/text required'],
    ],
    ['blocks were meant, and one is a word', ['words'], ['/data/body/0 invalid_type']],
    ['a text was meant, and is too long', 'word '.repeat(9), ['/data/body too_big']],
    ['neither', 5, ['/data/body invalid_union']],
  ])('of a choice of forms are those of the form that was meant: %s', (_, body, expected) => {
    expect(places({ uri: 'a', body })).toEqual(expected);
  });

  test('a choice that is missing is missing', () => {
    expect(places({}, z.object({ body: z.union([z.string(), z.array(z.string())]) }))).toEqual([
      '/data/body required',
    ]);
  });

  test.each([
    ['plain', { extra: 1 }, ['/data/extra']],
    ['with a slash and a tilde', { 'a/b~c': 1, 나라: 1 }, ['/data/a~1b~0c', '/data/나라']],
  ])('name each unknown member of a closed body: %s', (_, value, expected) => {
    const found = faults(value, z.strictObject({}));
    expect(found.map(({ pointer }) => pointer)).toEqual(expected);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['unknown_member']));
  });

  test('say what would be allowed', () => {
    expect(faults({ uri: 'a', kind: 'life' })).toMatchObject([
      { pointer: '/data/kind', allowed: ['live', 'test'] },
    ]);
    expect(faults({ uri: 1 })[0]).not.toHaveProperty('allowed');
  });

  test('read issues of any Standard Schema library, whose paths may hold objects', () => {
    const issue = { message: 'is wrong', path: [{ key: 'a/b' }, 0, Symbol.for('s')] };
    expect(faultsOf([issue])).toEqual([
      { pointer: '/a~1b/0/Symbol(s)', code: 'invalid', message: 'is wrong' },
    ]);
    expect(faultsOf([])).toEqual([]);
  });
});
