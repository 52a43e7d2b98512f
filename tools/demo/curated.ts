import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Envelope } from '#libs/client';
import { AlertInput, FrontCuration } from '#libs/contracts';

/** What editors have decided about the demo newspaper: who stands where on both fronts, and one alert. */
const Curated = z.strictObject({ fronts: z.array(FrontCuration), breaking: z.array(AlertInput) });

export function readCurated(): z.infer<typeof Curated> {
  return Curated.parse(JSON.parse(readFileSync(new URL('./curated.json', import.meta.url), 'utf8')));
}

/** The same as events of the newsroom, in the order in which they are said. */
export function curatedEvents(): Envelope[] {
  const { fronts, breaking } = readCurated();
  const common = { specversion: '1.0' as const, source: '/newsroom/demo' };
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
