import { describe, expect, test } from '@jest/globals';
import type { Pause } from '#libs/contracts';
import { Pausing } from './pausing.ts';

const pause: Pause = {
  type: 'consumer.paused',
  group: 'search',
  by: '한서윤',
  at: '2026-03-01T00:00:00.000Z',
  until: '2026-03-01T01:00:00.000Z',
  note: '색인을 새로 만드는 동안',
};

/** What was handed back, and what of it goes on again. */
function hands(pausing: Pausing) {
  const out: string[] = [];
  const come = (name: string) =>
    pausing.keeps(() => {
      out.push(`${name} waits`);
      return () => out.push(`${name} goes on`);
    });
  return { out, come };
}

describe('whoever reads for a group', () => {
  test('takes all that comes while nobody has said anything', () => {
    const pausing = new Pausing();
    const { out, come } = hands(pausing);
    expect({ kept: come('0'), out, holds: pausing.holds }).toEqual({ kept: false, out: [], holds: false });
    expect(pausing.standing(true)).toEqual({ state: 'reading' });
    expect(pausing.standing(false)).toEqual({ state: 'joining' });
    expect(pausing.words(0)).toBeUndefined();
  });

  test('hands back what comes while a pause holds, and gets each of it once when that is over', () => {
    const pausing = new Pausing();
    const { out, come } = hands(pausing);
    pausing.hear(pause);
    expect([come('0'), come('1')]).toEqual([true, true]);
    pausing.hear(pause);
    expect(out).toEqual(['0 waits', '1 waits']);
    pausing.hear(undefined);
    pausing.hear(undefined);
    expect(out).toEqual(['0 waits', '1 waits', '0 goes on', '1 goes on']);
    expect(come('0')).toBe(false);
  });

  test('takes nothing before it is known whether a pause holds', () => {
    const pausing = new Pausing();
    const { out, come } = hands(pausing);
    pausing.waits();
    expect(come('0')).toBe(true);
    expect(pausing.standing(false)).toEqual({ state: 'joining' });
    pausing.hear(undefined);
    expect(out).toEqual(['0 waits', '0 goes on']);
  });

  test('says who has paused it, how long ago, until when and why', () => {
    const pausing = new Pausing();
    pausing.hear(pause);
    expect(pausing.words(Date.parse(pause.at) + 90_000)).toBe(
      'paused by 한서윤 90 s ago, until 2026-03-01T01:00:00.000Z: 색인을 새로 만드는 동안',
    );
    const { by, at, until, note } = pause;
    expect(pausing.standing(true)).toEqual({ state: 'paused', pause: { by, at, until, note } });
  });
});
