import { eventExamples } from '#libs/contracts';
import type { LiveRoute } from './routes.ts';

/** Who asks. A key is called by its one scope; `foreign` has all but admin, and speaks of other uris than those here. */
export const roles = [
  'nobody',
  'publish',
  'withdraw',
  'curate',
  'breaking',
  'read',
  'admin',
  'foreign',
  'revoked',
  'editor',
  'editor without the word of the form',
  'editor sent by another site',
  'page of another site',
] as const;
export type Role = (typeof roles)[number];

/** What becomes of it: it is let in, whatever is answered then, or turned away with a status. */
export type Verdict = 'in' | 401 | 403 | 404;
type Cells = Readonly<Record<Role, Verdict>>;

/** What of a route is asked for in the place of its parameters and body. */
export interface Row {
  readonly app: RegExp;
  /** `POST /v1/keys`, or all that begin so. */
  readonly line: RegExp;
  readonly cells: Cells;
  /** Address, with its question; the route with `x` for each parameter when absent. */
  readonly at?: string;
  readonly body?: unknown;
  readonly type?: string;
}

function cells(usual: Verdict, others: Partial<Record<Role, Verdict>> = {}): Cells {
  return { ...(Object.fromEntries(roles.map((role) => [role, usual])) as Record<Role, Verdict>), ...others };
}

const everybody = cells('in');
/** Services of the house ask each other, and nobody else reaches them; a page in a browser of the house does. */
const house = cells('in', { 'page of another site': 403 });

type Scope = 'publish' | 'withdraw' | 'curate' | 'breaking' | 'read' | 'admin';
const keys: readonly Scope[] = ['publish', 'withdraw', 'curate', 'breaking', 'read', 'admin'];

/** Keys alone open the newsroom API: a revoked one is none, and a session of the desk is nothing here. */
function keyOf(scope: Scope | 'any', foreign: Verdict = scope === 'admin' ? 403 : 'in'): Cells {
  const of = keys.map((each) => [each, scope === 'any' || scope === each ? 'in' : 403]);
  return cells(401, { ...Object.fromEntries(of), foreign });
}

/** The desk: a session opens it, what changes something needs the word of a form, and keys open nothing. */
const deskPage = cells(401, {
  editor: 'in',
  'editor without the word of the form': 'in',
  'editor sent by another site': 'in',
});
const deskForm = cells(401, {
  editor: 'in',
  'editor without the word of the form': 403,
  'editor sent by another site': 403,
});
/** A receipt is for whoever is signed in, and for keys that may read; what is not there is told them, and no others. */
const receipt = cells(401, {
  publish: 403,
  withdraw: 403,
  curate: 403,
  breaking: 403,
  read: 'in',
  admin: 403,
  foreign: 'in',
  editor: 'in',
  'editor without the word of the form': 'in',
  'editor sent by another site': 'in',
});

/** A uri that the foreign key may not speak of, and an article of that uri that stands there. */
export const OWN = 'mine:ferry';
const own = encodeURIComponent(OWN);
const STRUCTURED = 'application/cloudevents+json';

function event(type: string, data: object): Pick<Row, 'body' | 'type'> {
  return {
    type: STRUCTURED,
    body: { specversion: '1.0', id: `rights#${type}`, source: '/test', type, data },
  };
}

/** A whole article: that a key may not speak of it is said when nothing else is wrong. */
const article = { ...(eventExamples['article.published']?.[1]?.value.data as object), uri: OWN };
const PAYLOAD = '0'.repeat(64);
const RECEIPT = '00000000-0000-4000-8000-000000000000';

const ingest: Omit<Row, 'app'>[] = [
  ...[
    [event('article.published', article), keyOf('publish', 403)] as const,
    [event('article.withdrawn', { uri: 'mine:nothing', reason: '오보' }), keyOf('withdraw', 403)] as const,
    [event('front.curated', { edition: 'ko', version: 1, slots: [] }), keyOf('curate', 403)] as const,
    [event('breaking.cleared', { id: '속보' }), keyOf('breaking', 403)] as const,
    [event('tag.renamed', { slug: '울릉도', name: '울릉' }), keyOf('curate', 403)] as const,
    // What only Sosik writes is nobody's to say: a newsroom hears that there is no such type.
    [event('article.due', { uri: OWN, at: '2026-03-01T00:00:00Z' }), keyOf('any', 'in')] as const,
  ].map(([sent, each]) => ({ line: /^POST \/v1\/events$/, ...sent, cells: each })),
  { line: /^GET \/v1\/events\/:id$/, cells: keyOf('read') },
  { line: /^GET \/v1\/articles\/:uri$/, at: `/v1/articles/${own}`, cells: keyOf('read', 404) },
  {
    line: /^PUT \/v1\/articles\/:uri$/,
    at: `/v1/articles/${own}`,
    body: article,
    cells: keyOf('publish', 403),
  },
  {
    line: /^POST \/v1\/articles\/:uri\/withdraw$/,
    at: '/v1/articles/mine%3Anothing/withdraw?dryRun=true',
    body: { reason: '오보' },
    cells: keyOf('withdraw', 403),
  },
  {
    line: /^POST \/v1\/articles\/:uri\/previews$/,
    at: `/v1/articles/${own}/previews`,
    cells: keyOf('publish', 403),
  },
  { line: /^POST \/v1\/(import|media)$/, body: {}, cells: keyOf('publish') },
  { line: /^GET \/v1\/payloads$/, cells: keyOf('admin') },
  {
    line: /^POST \/v1\/payloads\/:id\/reimport$/,
    at: `/v1/payloads/${PAYLOAD}/reimport`,
    cells: keyOf('admin'),
  },
  { line: /^GET \/v1\/sources$/, cells: keyOf('read') },
  // A list is of all articles: a key that is bound to some decides on none.
  { line: /^(POST|GET|DELETE) \/v1\/decisions(\/:id)?$/, body: {}, cells: keyOf('curate', 403) },
  { line: /^GET \/v1\/whoami$/, cells: keyOf('any') },
  { line: /^(POST|GET|DELETE) \/v1\/keys(\/:id)?$/, body: {}, cells: keyOf('admin') },
  { line: /^POST \/v1\/keys\/:id\/webhook-secret$/, cells: keyOf('admin') },
  {
    line: /^POST \/v1\/webhooks\/:id\/replay$/,
    at: '/v1/webhooks/x/replay?since=2026-03-01T00:00:00Z',
    cells: keyOf('admin'),
  },
  {
    line: /^(POST|GET|PATCH|DELETE) \/v1\/webhooks(\/:id(\/(secret|test|deliveries(\/:delivery\/replay)?))?)?$/,
    body: {},
    cells: keyOf('admin'),
  },
  { line: /^GET \/v1\/(schemas(\/:type)?|openapi\.json|asyncapi\.json)$/, cells: everybody },
];

const ops: Omit<Row, 'app'>[] = [
  { line: /^GET \/(login|assets\/desk\.(css|js)|receipts\/key)$/, cells: everybody },
  { line: /^GET \/v1\/receipts\/:id$/, at: `/v1/receipts/${RECEIPT}`, cells: receipt },
  // Open to whoever knows the token, and to no form of another site.
  {
    line: /^POST \/login$/,
    cells: cells(401, { 'editor sent by another site': 403, 'page of another site': 403 }),
  },
  {
    line: /^GET \/(audit|time|search|popularity|cache|system|takedowns(\/:id(\/receipt\.json)?)?)?$/,
    cells: deskPage,
  },
  { line: /^GET \/(where|letters(\/one)?|consumers)$/, cells: deskPage },
  // A program brings the token of the desk instead of a session; no key of a newsroom is one.
  { line: /^GET \/v1\/where$/, at: '/v1/where?name=mine%3Aferry', cells: deskPage },
  { line: /^POST \/(logout|(takedowns|search|popularity|cache)(\/confirm)?)$/, cells: deskForm },
  {
    line: /^POST \/(where\/retell|letters\/(replay|discard|bulk)|consumers\/(pause|resume))(\/confirm)?$/,
    cells: deskForm,
  },
  { line: /^POST \/letters\/edit$/, cells: deskForm },
];

/**
 * Every role × every route. The first row that fits says what becomes of whom; where several name the same route
 * exactly, each is asked. Whatever no row fits is a fault: a new route is shut, or said to be open, by a line here.
 */
export const table: readonly Row[] = [
  ...ingest.map((row) => ({ app: /^ingest$/, ...row })),
  ...ops.map((row) => ({ app: /^ops$/, ...row })),
  { app: /^syndication$/, line: /^POST \/websub$/, cells: everybody },
  // A reader may know what is on the pages; the gateway owns nothing and asks for what is public.
  { app: /^gateway$/, line: /^GET (\*|\/(?!internal\/).*)$/, cells: everybody },
  { app: /^gateway$/, line: /^(POST|OPTIONS) \/api\/v1\/articles\/:id\/views$/, cells: everybody },
  { app: /^(content|search|popularity|syndication|ops|ingest)$/, line: /^[A-Z]+ \/internal\//, cells: house },
  { app: /./, line: /^GET \/internal\/(idle|about)$/, cells: house },
  { app: /^gateway$/, line: /^[A-Z]+ \/internal\/(drift|consumer|cache)/, cells: house },
  { app: /./, line: /^GET \/(livez|readyz|metrics)$/, cells: everybody },
];

/** The rows that speak of a route: all of those with the very same words as the first. */
export function rowsOf({ app, method, route }: LiveRoute): Row[] {
  // Whoever may look may ask whether there is something to look at.
  const line = `${method === 'HEAD' ? 'GET' : method} ${route}`;
  const fitting = table.filter((row) => row.app.test(app) && row.line.test(line));
  return fitting.filter((row) => row.line.source === fitting[0]?.line.source);
}
