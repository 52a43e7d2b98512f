import { expect, test } from '@jest/globals';
import { type Fate, Ledger, type Shown } from './ledger.ts';

const gone: Shown = { state: 'gone' };
const unknown: Shown = { state: 'unknown' };
const at = (version: number): Shown => ({ state: 'public', version });
type Said = [version: number | undefined, fate: Fate][];

function ledgerOf(said: Said): Ledger {
  const ledger = new Ledger();
  for (const [version, fate] of said) ledger.note('a', version, fate);
  return ledger;
}

const one: Said = [[1, 'acknowledged']];
const two: Said = [...one, [2, 'unknown']];
const refused: Said = [...one, [2, 'refused']];
const withdrawn: Said = [...one, [undefined, 'acknowledged']];
const perhaps: Said = [...one, [undefined, 'unknown']];

test.each<[string, Said, Shown]>([
  ['what was acknowledged is public', one, at(1)],
  ['what was not answered may have come through', two, at(2)],
  ['or not', two, at(1)],
  ['what was never answered may be unknown', [[1, 'unknown']], unknown],
  ['what was withdrawn is gone', withdrawn, gone],
  ['or was never public, if the withdrawal came first', withdrawn, unknown],
  ['a withdrawal that was not answered may have come through', perhaps, gone],
  ['or not', perhaps, at(1)],
  [
    'an acknowledgement stays, whatever becomes of a repetition',
    [...one, [1, 'unknown'], [1, 'refused']],
    at(1),
  ],
])('all is well: %s', (_, said, shown) => expect(ledgerOf(said).fault('a', shown)).toBeUndefined());

test.each<[string, Said, Shown, string]>([
  ['an acknowledged version is lost', one, unknown, 'a is unknown, although version 1 was acknowledged'],
  [
    'an article is gone that nobody has withdrawn',
    one,
    gone,
    'a is gone, although version 1 was acknowledged',
  ],
  ['an older version is public', [...one, [2, 'acknowledged']], at(1), 'although version 2 was acknowledged'],
  ['a refused version is public', refused, at(2), 'a is at version 2, which was refused'],
  ['a version is public that was never sent', one, at(7), 'a is at version 7, which was never sent'],
  ['a withdrawn article is public', withdrawn, at(1), 'although its withdrawal was acknowledged'],
])('a fault is told: %s', (_, said, shown, words) => {
  expect(ledgerOf(said).fault('a', shown)).toContain(words);
});

test('fates are counted over all articles', () => {
  const ledger = ledgerOf([...two, [undefined, 'refused']]);
  ledger.note('b', 1, 'acknowledged');
  expect((['acknowledged', 'unknown', 'refused'] as const).map((fate) => ledger.count(fate))).toEqual([
    2, 1, 1,
  ]);
});
