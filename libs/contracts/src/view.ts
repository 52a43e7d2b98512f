import { z } from 'zod';

/**
 * Views in one batch at most. A counter takes each batch in one step of its store, so this bounds how long that
 * store serves nobody else.
 */
export const VIEWS_PER_BATCH = 500;

/** 64 bits in hexadecimal. */
const Hash = z.string().regex(/^[0-9a-f]{16}$/);

const View = z.object({
  id: z.string().describe('Public id of the article'),
  at: z.int().describe('When the page was sent, milliseconds since 1970'),
  visitor: Hash.optional().describe('Hash of who reads, with a salt of the day; absent: not told'),
  net: Hash.optional().describe('Hash of the network that the reader came from; absent: not told'),
  app: z.literal(true).optional().describe('Told by an app that does not load our pages'),
});
export type View = z.infer<typeof View>;

/**
 * Views that one gateway saw within a few milliseconds, for one partition of the views log.
 * `(gateway, n)` names the batch for ever, so that a repeated one can be told.
 */
const batch = {
  gateway: z.string().min(1).max(64).describe('A random name of the gateway process'),
  n: z.int().min(0).describe('Counts the batches of this gateway and partition'),
};

/** View by view: how gateways wrote before visitors were told apart, and how the batch is handed to a counter. */
export const ViewBatch = z
  .object({ ...batch, views: z.array(View).min(1).max(2_000) })
  .meta({ id: 'ViewBatch', description: 'The older form, view by view; it is read, and no longer written' });
export type ViewBatch = z.infer<typeof ViewBatch>;

const hashes = (of: string) =>
  z
    .string()
    .regex(/^([0-9a-f]{16})*$/)
    .describe(`${of}, 16 hexadecimal digits for each view, one after the other; zeros: not told`);

/** A batch as it lies in the log: column by column, which is half as long and read in a fifth of the time. */
export const PackedViews = z
  .object({
    ...batch,
    at: z.int().describe('When the first page was sent, milliseconds since 1970'),
    ids: z.array(z.string()).min(1).max(VIEWS_PER_BATCH).describe('Public id of the article of each view'),
    after: z.array(z.int()).max(VIEWS_PER_BATCH).describe('Milliseconds from `at` to each view'),
    visitors: hashes('Hashes of who reads, with a salt of the day'),
    nets: hashes('Hashes of the networks that the readers came from'),
    apps: z.array(z.int().min(0)).optional().describe('Places of the views that an app has told'),
  })
  .refine(
    ({ ids, after, visitors, nets }) =>
      [after.length, visitors.length / 16, nets.length / 16].every((length) => length === ids.length),
    'the columns are of different lengths',
  )
  .meta({ id: 'PackedViews', description: 'Views that one gateway saw within a few milliseconds' });
export type PackedViews = z.infer<typeof PackedViews>;

const UNKNOWN = '0'.repeat(16);

export function packViews({ gateway, n, views }: ViewBatch): PackedViews {
  const at = views[0]?.at ?? 0;
  const apps = views.flatMap(({ app }, place) => (app ? [place] : []));
  return {
    gateway,
    n,
    at,
    ids: views.map(({ id }) => id),
    after: views.map((view) => view.at - at),
    visitors: views.map(({ visitor }) => visitor ?? UNKNOWN).join(''),
    nets: views.map(({ net }) => net ?? UNKNOWN).join(''),
    ...(apps.length > 0 ? { apps } : {}),
  };
}

export function unpackViews({ gateway, n, at, ids, after, visitors, nets, apps }: PackedViews): ViewBatch {
  const views = ids.map((id, place): View => {
    const view: View = { id, at: at + (after[place] ?? 0) };
    const visitor = visitors.slice(16 * place, 16 * place + 16);
    if (visitor !== UNKNOWN) view.visitor = visitor;
    const net = nets.slice(16 * place, 16 * place + 16);
    if (net !== UNKNOWN) view.net = net;
    return view;
  });
  for (const place of apps ?? []) {
    const view = views[place];
    if (view) view.app = true;
  }
  return { gateway, n, views };
}

/** Salts of the visitors' hashes, for gateways: one for each day by UTC, at most of today and yesterday. */
export interface SaltsAnswer {
  salts: { day: string; salt: string }[];
}

/** How long a salt may be kept anywhere, counted from the begin of its day. */
export const SALT_KEPT_MS = 48 * 3_600_000;
