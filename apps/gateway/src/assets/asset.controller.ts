import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '#libs/service';
import { Door } from '../cache/door.controller.ts';
import { pressed, type Ready } from '../cache/pressed.ts';
import { type Asset, assetAt } from './shelf.store.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** Under an address that is not its own: the page that named it is about to be replaced too. */
const FOR_NOW = 'public, max-age=5';

/** Style sheets and fonts. A page that was kept somewhere over a new release still finds what it needs. */
@Controller()
export class AssetController {
  private readonly kept = new Map<string, Ready>();

  constructor(@Inject(Door) private readonly door: Door) {}

  @Get('/assets/:name')
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset = assetAt(name);
    if (!asset) throw new ProblemError('not_found');
    const ready = this.kept.get(asset.path) ?? this.keep(asset);
    const own = asset.path === `/assets/${name}`;
    this.door.hand(own ? ready : { ...ready, cacheControl: FOR_NOW }, request, reply);
  }

  private keep({ path, type, bytes }: Asset): Ready {
    // Only text has a body, by which the door knows what is worth compressing.
    const body = type.startsWith('text/') ? bytes.toString() : '';
    const answer = { status: 200, type, body, cacheControl: FOR_EVER, keys: [] };
    const ready = pressed(answer, 0, bytes);
    this.kept.set(path, ready);
    return ready;
  }
}
