import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Door } from '../cache/door.controller.ts';
import { pressed, type Ready } from '../cache/ready.store.ts';
import { siteScript } from './script.store.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
/** Under the hash of another release: the page that named it is about to be replaced too. */
const FOR_NOW = 'public, max-age=5';

/** The script of the pages. A page that was kept somewhere over a new release finds the one that serves it now. */
@Controller()
export class ScriptController {
  private readonly ready: Ready;

  constructor(@Inject(Door) private readonly door: Door) {
    const { type, bytes } = siteScript;
    const answer = { status: 200, type, body: bytes.toString(), cacheControl: FOR_EVER, keys: [] };
    this.ready = pressed(answer, 0, bytes);
  }

  @Get('/assets/site.:hash.js')
  script(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const own = request.url.split('?', 1)[0] === siteScript.path;
    this.door.hand(own ? this.ready : { ...this.ready, cacheControl: FOR_NOW }, request, reply);
  }
}
