import { describe, expect, test } from '@jest/globals';
import type { Finding } from './part.ts';
import { faultsIn, figuresOf, type Run, reportOf, type Told, withFigures } from './report.ts';

const kept: Finding = {
  done: 'kafka was ended by SIGKILL',
  times: 1_200,
  lost: 0,
  recovered: [4_000, 9_000, 5_000],
  bound: 'it comes back',
  kept: true,
};
const broken: Finding = { ...kept, done: 'an event | was said', lost: 2, recovered: [], kept: false };
const part = (changes: Partial<Told>): Told => ({
  ...{ name: 'storm', about: 'kills what there is', minutes: 2.5, findings: [kept] },
  ...changes,
});
const runOf = (...parts: Told[]): Run => ({ day: '2026-11-30', seed: 7, cores: 2, parts });

describe('the report', () => {
  test('says what was done, how often, what was lost, how soon all was well, the seed and the machine', () => {
    const text = reportOf(runOf(part({ findings: [{ ...kept, note: '울릉도' }] })));
    expect(text).toContain('2026-11-30, seed 7, 2 cores, 3 minutes: `npm run chaos -- --seed 7`');
    expect(text).toContain('Everything that is promised was kept.');
    expect(text).toContain('## storm\n\nKills what there is (2.5 minutes).');
    expect(text).toContain(
      '| kafka was ended by SIGKILL | 1,200 | 0 | 5.0, 9.0 | it comes back | yes | 울릉도 |',
    );
  });

  test('names what was not kept, in front', () => {
    const text = reportOf(runOf(part({ findings: [kept, broken] })));
    expect(text).not.toContain('Everything');
    expect(text.indexOf('- storm: an event | was said, but not: it comes back')).toBeGreaterThan(0);
    expect(text).toContain('| an event \\| was said | 1,200 | 2 | – | it comes back | **no** |  |');
  });
});

test.each<[string, Told, string[]]>([
  ['kept', part({}), []],
  ['not kept', part({ findings: [broken] }), ['storm: an event | was said, but not: it comes back']],
  ['cut short', part({ cut: 'kafka has ended' }), ['storm was cut short: kafka has ended']],
  ['empty', part({ findings: [] }), ['storm has found nothing out']],
  [
    'cut short before anything was found',
    part({ findings: [], cut: 'no port' }),
    ['storm was cut short: no port'],
  ],
])('a part that was %s is told from one that kept its word', (_, told, faults) => {
  expect(faultsIn(runOf(part({ name: 'weather' }), told))).toEqual(faults);
});

describe('the figures', () => {
  const order = ['simulation', 'storm', 'weather'];
  const text = '# 약속\n\nbefore\n<!-- chaos -->\nNo run yet.\n<!-- /chaos -->\nafter\n';
  const figures = figuresOf(runOf(part({}), part({ name: 'weather', findings: [kept, broken] })));

  test('are a table for each part, with how it was made and what was not kept', () => {
    expect([...figures.keys()]).toEqual(['storm', 'weather']);
    expect(figures.get('storm')).toContain(
      '2026-11-30, seed 7, 2 cores, 3 minutes: `npm run chaos -- --only storm --seed 7`',
    );
    expect(figures.get('weather')?.match(/^\| .* \|$/gm)).toHaveLength(3);
    expect(figures.get('weather')).toContain('**no**');
    const soon = figuresOf(runOf(part({ minutes: 0.5 })));
    expect(soon.get('storm')).toContain('2 cores, 30 seconds: ');
    const asked = figuresOf({ ...runOf(part({})), asked: 2 });
    expect(asked.get('storm')).toContain('--seed 7 --minutes 2`');
  });

  test('are none of a part that did not come to its end', () => {
    const short = runOf(part({ cut: 'kafka has ended' }), part({ name: 'weather', findings: [] }));
    expect(figuresOf(short).size).toBe(0);
  });

  test('take the place of the last ones of their part, in the order of the parts, and of nothing else', () => {
    const [storm = '', weather = ''] = figures.values();
    const written = withFigures(text, figures, order);
    expect(written).toBe(`# 약속\n\nbefore\n<!-- chaos -->\n${storm}\n${weather}<!-- /chaos -->\nafter\n`);
    expect(withFigures(written, figures, order)).toBe(written);
    const again = figuresOf({ ...runOf(part({}), part({ name: 'simulation' })), seed: 8 });
    const [newer = '', simulation = ''] = again.values();
    expect(withFigures(written, again, order)).toBe(
      `# 약속\n\nbefore\n<!-- chaos -->\n${simulation}\n${newer}\n${weather}<!-- /chaos -->\nafter\n`,
    );
  });

  test.each(['nothing', '<!-- /chaos --> <!-- chaos -->', '<!-- chaos -->'])(
    'are written nowhere else: %j',
    (elsewhere) => {
      expect(() => withFigures(elsewhere, figures, order)).toThrow('<!-- chaos -->');
    },
  );
});
