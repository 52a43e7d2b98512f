import { Controller, Get, Header, Inject, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Runtime } from '#libs/service';
import { instantOf, presets, wordFor, zones } from './instant.ts';
import { type Looked, timePage } from './pages/time.page.tsx';
import { PastClient } from './past.client.ts';
import { SessionStore } from './session.store.ts';

const zoneNames = Object.keys(zones) as (keyof typeof zones)[];
/** What can't be read is as if it were not there: the page says what it makes of the rest. */
const TimeQuery = z.object({
  at: z.string().max(60).default('').catch(''),
  zone: z.enum(zoneNames).default('seoul').catch('seoul'),
  article: z.string().max(2_000).default('').catch(''),
});
type TimeQuery = z.infer<typeof TimeQuery>;

/**
 * The time machine: leads editors to the paper as it stood at a moment, and tells what an article has been. The desk
 * only signs the links; what may be seen of the past is said by content, with each look.
 */
@Controller('time')
export class TimeController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(PastClient) private readonly past: PastClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async look(
    @Req() request: FastifyRequest,
    @Query({ schema: TimeQuery }) { at: text, zone, article }: TimeQuery,
  ): Promise<string> {
    const now = this.runtime.now();
    const at = instantOf(text, zone);
    const fault = faultOf(text, at, now);
    const found: Looked | undefined =
      at === undefined || fault !== undefined || !this.past.ready ? undefined : { at, ...this.leads(at) };
    const name = wordFor(article);
    const history = found && name !== '' ? ((await this.past.history(name)) ?? null) : undefined;
    return timePage(this.sessions.frameOf(request), {
      ...{ text, zone, article, presets: presets(now), ready: this.past.ready },
      ...(fault === undefined ? {} : { fault }),
      ...(found ? { found } : {}),
      ...(history === undefined ? {} : { history }),
      addressAt: (moment, path) => this.past.address(moment, path),
    });
  }

  private leads(at: number): Pick<Looked, 'pages'> {
    const pages = [
      { name: 'Front (English)', path: '/' },
      { name: 'Front (Korean)', path: '/ko' },
      { name: 'Read most (English)', path: '/popular' },
      { name: 'Read most (Korean)', path: '/ko/popular' },
    ];
    return { pages: pages.map(({ name, path }) => ({ name, address: this.past.address(at, path) })) };
  }
}

function faultOf(text: string, at: number | undefined, now: number): string | undefined {
  if (text === '') return undefined;
  if (at === undefined)
    return 'This is no moment: write it as 2026-11-24T09:00 or 2026-11-24T09:00:00+09:00.';
  return at > now ? 'This moment has not come yet.' : undefined;
}
