import type { ServerResponse } from 'node:http';
import {
  Controller,
  Get,
  Inject,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StreamQuery } from '#libs/contracts';
import { Runner } from '#libs/kafka';
import { metrics, ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { forData } from '../cache/security.ts';
import type { gatewaySettings } from '../settings.ts';
import { Journal } from './journal.store.ts';
import { Listener } from './listener.ts';

/** Shorter than what proxies take for a dead line. */
const BEAT_MS = 15_000;
/** Whoever lost the connection comes again after this, not all at once. */
const AGAIN_MS = { least: 2_000, spread: 3_000 };
/** A line that takes its last bytes for longer does not hold a stop. */
const LAST_WORDS_MS = 500;

const open = metrics.gauge({ name: 'sosik_gateway_streams', help: 'Readers of the stream of what happens' });
const ended = metrics.counter({
  name: 'sosik_gateway_streams_ended_total',
  help: 'Streams by why they ended: the reader left, did not read, or this process stops; or were refused',
  labels: ['reason'],
});

/**
 * Tells readers what happens, in the order in which this gateway hears of it; see `Journal` for what is told and
 * `Listener` for how. Nothing is lost between two connections as long as the journal reaches back. A reader that
 * does not read costs no more than a socket, and that not for long.
 */
@Controller('api/v1')
export class StreamController implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly lines = new Map<ServerResponse, Listener>();
  private stop: (() => Promise<void>) | undefined;
  private stopping = false;

  constructor(
    @Inject(Journal) private readonly journal: Journal,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.journal.listen(() => this.each((listener) => listener.tell()));
    this.stop = this.runtime.repeat(
      BEAT_MS,
      async () => this.each((listener) => listener.beat()),
      'a line can not be kept',
    );
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.stop?.();
    for (const line of this.lines.keys()) {
      ended.inc({ reason: 'stopped' });
      line.end();
      setTimeout(() => line.destroy(), LAST_WORDS_MS).unref();
    }
  }

  @Get('stream')
  stream(
    @Query({ schema: StreamQuery }) query: StreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    if (this.stopping || this.lines.size >= this.settings.GATEWAY_STREAMS) {
      ended.inc({ reason: 'refused' });
      throw new ProblemError('overloaded', { retryAfter: Math.ceil(BEAT_MS / 1_000) });
    }
    request.waits();
    const line = reply.hijack().raw;
    line.writeHead(200, {
      ...forData,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
      // Proxies that gather bytes before they hand them on would hold the news back.
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    });
    if (request.method === 'HEAD') {
      line.end();
      return;
    }
    line.write(`retry: ${AGAIN_MS.least + Math.floor(Math.random() * AGAIN_MS.spread)}\n\n`);
    const lastId = request.headers['last-event-id'] ?? query.after;
    const wish = { query, lastId: lastId === undefined ? undefined : String(lastId) };
    this.begin(line, new Listener(this.journal, this.runner.epoch, wish, line));
  }

  private begin(line: ServerResponse, listener: Listener): void {
    this.lines.set(line, listener);
    open.inc();
    line.on('drain', () => this.keep(line, listener.drained()));
    line.on('error', () => undefined);
    line.on('close', () => {
      if (!this.lines.delete(line)) return;
      open.dec();
      if (!this.stopping) ended.inc({ reason: 'left' });
    });
    this.keep(line, listener.tell());
  }

  private each(say: (listener: Listener) => boolean): void {
    for (const [line, listener] of this.lines) this.keep(line, say(listener));
  }

  private keep(line: ServerResponse, goesOn: boolean): void {
    if (goesOn || line.destroyed) return;
    this.lines.delete(line);
    open.dec();
    ended.inc({ reason: 'slow' });
    line.destroy();
  }
}
