import { describe, expect, test } from '@jest/globals';
import { internalTypes, newsroomTypes, topics } from '#libs/contracts';
import { agreed } from './agreed.ts';
import { type Contract, contractNow } from './contract.ts';
import { breaking, type Edit, harmless, type Mutable } from './edits.ts';
import { breaksIn, brokenPromises } from './evolution.ts';
import { digestsNow, digestsRecorded, type Release, releases } from './released.ts';
import { samples } from './samples.ts';
import { unread, unreadable, type Wire, wireNow } from './wire.ts';

const now = contractNow();
const all = releases();

/** Every promise of a release that is not kept. */
function broken(release: Release, contract: Contract, wire: Wire): string[] {
  return [
    ...brokenPromises(release.contract, contract),
    ...unread(release.records, wire),
    ...unreadable(release, wire),
  ];
}

function edited({ contract, wire }: Edit): [Contract, Wire] {
  const copy = structuredClone(now) as unknown as Mutable;
  contract?.(copy);
  return [contract ? (copy as unknown as Contract) : now, wire ? wire(wireNow) : wireNow];
}

describe('releases', () => {
  test('are written down, and nobody has touched what was', () => {
    expect(all.length).toBeGreaterThan(0);
    expect(digestsNow()).toEqual(digestsRecorded());
  });

  test.each(all.map((release) => ({ version: release.version, release })))(
    'keep their promises: what $version wrote is read as it was, and what is written now is read by it',
    ({ release }) => {
      const given = new Set(agreed.map((each) => each.broken));
      expect(broken(release, now, wireNow).filter((fault) => !given.has(fault))).toEqual([]);
    },
  );

  test('every promise that was given up is one that is broken, with a reason', () => {
    const faults = new Set(all.flatMap((release) => broken(release, now, wireNow)));
    expect(agreed.filter(({ broken: fault, reason }) => !faults.has(fault) || reason.length < 20)).toEqual(
      [],
    );
  });
});

describe('samples', () => {
  test('have one of every topic and every type of the sources', () => {
    expect(new Set(samples.map(({ topic }) => topic))).toEqual(
      new Set(Object.values(topics).map(({ name }) => name)),
    );
    const types = new Set(samples.map(({ record }) => record.headers['ce_type']));
    expect([...Object.keys(newsroomTypes), ...internalTypes].filter((type) => !types.has(type))).toEqual([]);
  });

  test('have names of their own, and are read as they were meant', () => {
    expect(new Set(samples.map(({ topic, name }) => `${topic} ${name}`)).size).toBe(samples.length);
    expect(samples.flatMap(({ topic, record }) => wireNow.read(topic, record)).length).toBe(samples.length);
  });
});

describe('an edit of the sources', () => {
  const newest = all.at(-1);
  const before = newest ? broken(newest, now, wireNow) : [];
  const faultsOf = (edit: Edit): string[] => {
    if (!newest) throw new Error('no release is written down');
    const [contract, wire] = edited(edit);
    const faults = [
      ...(edit.contract ? brokenPromises(newest.contract, contract) : []),
      ...(edit.wire ? [...unread(newest.records, wire), ...unreadable(newest, wire)] : []),
    ];
    return faults.filter((fault) => !before.includes(fault));
  };

  test('there are 20 and more that break something, and 10 and more that do not', () => {
    expect(breaking.length).toBeGreaterThanOrEqual(20);
    expect(harmless.length).toBeGreaterThanOrEqual(10);
  });

  test.each(breaking)('is caught: $name', (edit) => {
    expect(faultsOf(edit)).not.toEqual([]);
  });

  test.each(harmless)('passes: $name', (edit) => {
    expect(faultsOf(edit)).toEqual([]);
  });
});

describe('two schemas', () => {
  const breaks = (was: object, is: object, way: 'in' | 'out' | 'both') =>
    breaksIn(
      [
        { schema: was, named: {} },
        { schema: is, named: {} },
      ],
      { way },
      'x',
    );

  test('of which the second takes more are good where others write, and break where they read', () => {
    const [was, is] = [
      { type: 'string', maxLength: 3 },
      { type: 'string', maxLength: 5 },
    ];
    expect(breaks(was, is, 'in')).toEqual([]);
    expect(breaks(was, is, 'out')).toEqual([
      'x: maxLength 3 is 5, which may hold what those before do not read',
    ]);
    expect(breaks(is, was, 'out')).toEqual([]);
    expect(breaks(is, was, 'in')).toHaveLength(1);
    expect(breaks(is, was, 'both')).toHaveLength(1);
  });

  test('that hold themselves are compared to the end', () => {
    const tree = (word: string) => ({
      schema: { $ref: '#/named/Tree' },
      named: {
        Tree: {
          type: 'object',
          properties: { word: { const: word }, leaves: { type: 'array', items: { $ref: '#/named/Tree' } } },
        },
      },
    });
    expect(breaksIn([tree('잎'), tree('잎')], { way: 'both' }, 'x')).toEqual([]);
    expect(breaksIn([tree('잎'), tree('leaf')], { way: 'both' }, 'x').length).toBeGreaterThan(0);
  });

  test('of a choice: a member that is gone breaks what was written, a new one who reads', () => {
    const member = (type: string) => ({ type: 'object', properties: { type: { const: type } } });
    const [one, two] = [{ oneOf: [member('a')] }, { oneOf: [member('a'), member('b')] }];
    expect(breaks(two, one, 'in')).toHaveLength(1);
    expect(breaks(two, one, 'out')).toEqual([]);
    expect(breaks(one, two, 'in')).toEqual([]);
    expect(breaks(one, two, 'out')).toHaveLength(1);
  });
});
