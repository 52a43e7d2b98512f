import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import type { FastifyInstance } from 'fastify';
import type { AboutAnswer } from '#libs/contracts';
import { type Declaration, shownSettings, type Values } from './settings.ts';

/** When this process began, milliseconds since 1970. */
const STARTED = performance.timeOrigin;

/** Of the whole house: services of one checkout have one version. */
const version = (() => {
  const place = findPackageJSON('..', import.meta.url);
  if (place === undefined) return 'unknown';
  return (JSON.parse(readFileSync(place, 'utf8')) as { version?: string }).version ?? 'unknown';
})();

/** Answers the desk which version runs here, since when and with which settings; secrets are masked. */
export function tellAbout<D extends Declaration>(
  fastify: FastifyInstance,
  { name, settings }: { name: string; settings: D },
  values: Values<D>,
): void {
  const answer: AboutAnswer = {
    service: name,
    version,
    node: process.versions.node,
    startedAt: new Date(STARTED).toISOString(),
    settings: shownSettings(settings, values).map(({ kind: _, ...shown }) => shown),
  };
  fastify.get('/internal/about', async () => answer);
}
