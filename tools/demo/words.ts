import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The same in English and in Korean. */
const Pair = z.tuple([z.string().min(1), z.string().min(1)]);
export type Pair = z.infer<typeof Pair>;
const pairs = z.array(Pair).min(1);

const Names = z.strictObject({
  /** Real places, without county or city behind them. */
  places: pairs,
  families: pairs,
  given: pairs,
  /** First words of invented organisations; the second comes from the family of sections. */
  houses: pairs,
  subheads: pairs,
  columns: z.tuple([Pair, Pair, Pair]),
  kickers: pairs,
});

const Family = z.strictObject({
  sections: z.array(z.string()).min(1),
  bodies: pairs,
  things: pairs,
  headlines: pairs,
  sentences: pairs,
});
export type Family = z.infer<typeof Family>;

function read<T>(schema: z.ZodType<T>, name: string): T {
  return schema.parse(JSON.parse(readFileSync(new URL(`./words/${name}.json`, import.meta.url), 'utf8')));
}

/**
 * Words of generated articles. No family for North Korea and opinion: news of a real state, and opinions, are not
 * made up by the thousand.
 */
export const names = read(Names, 'names');
export const families = ['politics', 'business', 'society', 'culture'].map((name) => read(Family, name));
