import { z } from 'zod';

/** What answers of the public API have in common. */

export const meta = z.object({ asOf: z.iso.datetime().describe('When the answer was made') });
const pages = z.object({
  next: z.string().optional().describe('The cursor of what follows; absent at the end'),
  limit: z.int(),
});
export const listOf = (each: z.ZodType) => z.object({ data: z.array(each), page: pages, meta });
export const oneOf = (each: z.ZodType) => z.object({ data: each });

export const common = { method: 'get', cached: true, problems: ['dependency_unavailable'] } as const;

/** In examples. */
export const asOf = '2026-03-01T00:00:07.000Z';
