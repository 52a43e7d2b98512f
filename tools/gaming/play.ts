// node tools/with.mjs tools/gaming/play.ts [--seed 1] [--views 150000] [--days 7]
//   [--in 200] [--floor 2] [--excess 3] [--hours 24]
//
// A week of honest readers of a paper with so many views a day, and attacks on its lists, each a tenth of all views,
// played through the rules by which popularity counts, with the cap of a network as it is or as it is given.
// Prints what an attack reached in each window, and what the rule costs honest readers. No engine is needed.
import { parseArgs } from 'node:util';
import { type CapRule, capRule } from '../../apps/popularity/src/cap.ts';
import { windowNames } from '../../apps/popularity/src/view.ts';
import { type AttackName, attacks } from './attack.ts';
import { honestWeek } from './traffic.ts';
import { played } from './trial.ts';
import { costOf, type Reached, SUPPORT, verdictOf } from './verdict.ts';

const usual = {
  ...{ seed: '1', views: '150000', days: '7' },
  ...{ in: String(capRule.oneIn), floor: String(capRule.floor), excess: String(capRule.excess), hours: '24' },
};

function wanted(): { seed: number; perDay: number; days: number; rule: CapRule } {
  const { values } = parseArgs({
    options: Object.fromEntries(
      Object.entries(usual).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
    ),
  });
  const given = (name: keyof typeof usual) => Number(values[name]);
  const rule = { ...capRule, oneIn: given('in'), floor: given('floor'), excess: given('excess') };
  return {
    ...{ seed: given('seed'), perDay: given('views'), days: given('days') },
    rule: { ...rule, periodMs: given('hours') * 3_600_000 },
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const say = (line: string) => process.stdout.write(`${line}\n`);

function cell({ rank, supported, kept }: Reached): string {
  return `${supported ?? '–'} (${rank ?? '–'}), ${kept}`;
}

const { seed, perDay, days, rule } = wanted();
const week = honestWeek({ seed, perDay, days });
const base = played(week.readings, rule);
const cost = costOf(week, base);
say(`${week.readings.length} honest views of ${week.articles.length} articles in ${days} days`);
say(
  `held back of them: ${percent(cost.all)}; of articles read twice as much over carriers: ${percent(cost.mobile)}`,
);
say('');
say(
  `Best rank where the tenth has ${SUPPORT} views (anywhere), and how many of the honest ten stay, at least:`,
);
say(`| attack | counted of its views | ${windowNames.join(' | ')} |`);
say(`|---|---|${windowNames.map(() => '---').join('|')}|`);
for (const name of Object.keys(attacks) as AttackName[]) {
  const { views, counted, reached } = verdictOf(week, name, { seed, days, base, rule });
  say(`| ${name} | ${counted} of ${views} | ${windowNames.map((each) => cell(reached[each])).join(' | ')} |`);
}
