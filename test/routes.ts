import { deliveries, surfaces } from '#libs/contracts';
import type { Source } from './rules.ts';

/** A route as the sources of an app declare it. */
export interface Route {
  app: string;
  /** With its parameters: `/media/:id/:rendition`. */
  route: string;
}

/** Every route that an app's sources declare. What is not told by a word in quotes can not be read, and is told. */
export function routesOf(sources: readonly Source[]): Route[] {
  return sources.flatMap(({ path, text }) => {
    const [, app] = /^apps\/([\w-]+)\/src\/.*\.controller\.ts$/.exec(path) ?? [];
    if (app === undefined) return [];
    const prefix = /@Controller\('([^']*)'\)/.exec(text)?.[1] ?? '';
    const declared = [...text.matchAll(/@(?:Get|Post|Put|Patch|Delete|Head|All|Sse|Search)\(([^)]*)\)/g)];
    return declared.flatMap(([, list = '']) => {
      const words = [...list.matchAll(/'([^']*)'/g)].map(([, word = '']) => word);
      const routes = list.trim() === '' ? [''] : words.length === 0 ? [`unreadable: ${list}`] : words;
      return routes.map((word) => ({ app, route: joined(prefix, word) }));
    });
  });
}

function joined(prefix: string, word: string): string {
  if (word === '*') return word;
  return `/${[prefix, word]
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}

interface Exemption {
  app: RegExp;
  route: RegExp;
  reason: string;
}

/** Routes that show no reader an article, or the fact that there is one. */
export const elsewhere: readonly Exemption[] = [
  {
    app: /^(content|search|popularity|syndication|ingest)$/,
    route: /^\/internal\//,
    reason: 'answers apps only',
  },
  { app: /^ingest$/, route: /^\/v1\//, reason: 'answers a newsroom, by its key, about what it has said' },
  { app: /^ops$/, route: /^/, reason: 'answers editors who have signed in' },
  { app: /^syndication$/, route: /^\/websub$/, reason: 'takes a wish; what is told then is a delivery' },
  { app: /^gateway$/, route: /^\/docs(\/|$)/, reason: 'is about the interfaces, with examples' },
  { app: /^gateway$/, route: /^\/api\/v1\/openapi\.json$/, reason: 'is about the interfaces, with examples' },
  {
    app: /^gateway$/,
    route: /^(\/ko)?(\/lite)?\/(assets\/|feeds$|robots\.txt|opensearch\.xml|manifest\.webmanifest)/,
    reason: 'is the same whatever is published',
  },
  { app: /^gateway$/, route: /^(\/ko)?(\/lite)?\/archive$/, reason: 'leads to the month that it is' },
  { app: /^gateway$/, route: /^\/internal\/drift\//, reason: 'answers the desk, of no article but its id' },
  { app: /^gateway$/, route: /^\/internal\/cache(\/|$)/, reason: 'answers the desk how much is ready' },
  { app: /^gateway$/, route: /^\/api\/v1\/sections$/, reason: 'says what the settings say' },
  { app: /^gateway$/, route: /^\/api\/v1\/status$/, reason: 'says how this process fares' },
];

/** Whoever reaches addresses outside, by file: what it carries there, or why that is no article. */
export const waysOut: Readonly<Record<string, (typeof deliveries)[number]['name'][] | string>> = {
  'apps/syndication/src/delivery.client.ts': deliveries.map(({ name }) => name),
  'apps/syndication/src/hub.producer.ts': 'asks a follower whether it meant it',
  'apps/ingest/src/picture.client.ts': 'asks for pictures that newsrooms name by their address',
  'apps/ingest/src/sources/feed.client.ts': 'asks for what others publish',
};

/** Routes that are neither a surface nor known to show no article. */
export function unregistered(routes: readonly Route[]): Route[] {
  const known = new Set(surfaces.map(({ app, route }) => `${app} ${route}`));
  return routes.filter(
    ({ app, route }) =>
      !known.has(`${app} ${route}`) &&
      !elsewhere.some((each) => each.app.test(app) && each.route.test(route)),
  );
}
