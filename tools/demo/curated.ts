import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { newsroomTypes, Uri } from '#libs/contracts';

const language = z.enum(['en', 'ko']);

/** What editors have decided about the demo newspaper: who stands where on both fronts, and one alert. */
const Curated = z.strictObject({
  fronts: z.array(
    z.strictObject({
      edition: language,
      version: z.int().min(1),
      slots: z.array(z.strictObject({ slot: z.string().regex(/^[a-z]+(-\d)?$/), uri: Uri })).min(1),
    }),
  ),
  breaking: z.array(
    z.strictObject({ id: z.string(), language, headline: z.string().min(1).max(120), uri: Uri }),
  ),
});

export function readCurated(): z.infer<typeof Curated> {
  return Curated.parse(JSON.parse(readFileSync(new URL('./curated.json', import.meta.url), 'utf8')));
}

/** The same as events of the newsroom, in the order in which they are said. */
export function curatedEvents(): { id: string; type: string; [attribute: string]: unknown }[] {
  const { fronts, breaking } = readCurated();
  const common = { specversion: '1.0', source: '/newsroom/demo' };
  return [
    ...fronts.map((data) => ({
      ...common,
      id: `front:${data.edition}#${data.version}`,
      type: 'front.curated',
      data,
    })),
    ...breaking.map((data) => ({
      ...common,
      id: `breaking:${data.id}:${data.language}`,
      type: 'breaking.raised',
      data,
    })),
  ];
}

/** Those of them that the gate takes: a type that is not in the contract is refused, and a seed must not fail by it. */
export function acceptedCuration(): object[] {
  return curatedEvents().filter(({ type }) => Object.hasOwn(newsroomTypes, type));
}
