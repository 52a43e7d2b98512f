import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** A route as the server of a running app knows it. */
export interface LiveRoute {
  app: string;
  method: string;
  /** With its parameters: `/v1/events/:id`. */
  route: string;
}

/** Every route of an app, from the server that answers it, whoever has put it there. */
export function liveRoutes(name: string, app: NestFastifyApplication): LiveRoute[] {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  return routesOf(fastify.printRoutes({ commonPrefix: false })).map((route) => ({ app: name, ...route }));
}

/** The routes of Fastify's tree: a line holds what its address adds to that of the line it hangs on. */
export function routesOf(tree: string): Omit<LiveRoute, 'app'>[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] =
      /^((?:│ {3}| {4})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    above.length = indent.length / 4;
    above.push(part);
    const route = above.join('');
    return methods === '' ? [] : methods.split(', ').map((method) => ({ method, route }));
  });
}
