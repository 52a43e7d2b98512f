import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type BatchReceipt, encodeIntake, encodeToken, type Receipt, topics } from '#libs/contracts';
import { type KafkaSettings, Sender } from '#libs/kafka';
import { bodyBytes, metrics, ProblemError, problemOf, Runtime, SETTINGS, type Values } from '#libs/service';
import { judge, type Terms } from './event.ts';
import { findKey, type Key, keyOf } from './key.ts';
import type { ingestSettings } from './settings.ts';

const EventQuery = z.strictObject({ strict: z.stringbool().default(false) });
type EventQuery = z.infer<typeof EventQuery>;

const EVENT_BYTES = 2 ** 20;
const BATCH_EVENTS = 100;

const received = metrics.counter({
  name: 'sosik_ingest_events_total',
  help: 'Events at the gate by what became of them',
  labels: ['status'],
});

/**
 * The gate: who says it, is it well formed, is it in the one form everything behind relies on. Accepted (202)
 * means that the intake log has it on all in-sync replicas; nothing is kept here. Log away: 503, and the
 * newsroom keeps its event.
 */
@Controller('v1')
export class EventController {
  private readonly keys: readonly Key[];

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
  ) {
    this.keys = [keyOf(settings.INGEST_ADMIN_KEY)];
  }

  @Post('events')
  @HttpCode(202)
  async events(
    @Query({ schema: EventQuery }) { strict }: EventQuery,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | BatchReceipt> {
    const { headers } = request;
    const key = findKey(this.keys, headers.authorization);
    if (!key)
      throw new ProblemError('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="newsroom"' } });
    const terms = {
      site: this.settings.SITE_FILE,
      mode: key.mode,
      strict,
      acceptedAt: new Date(this.runtime.now()).toISOString(),
    };
    const mode = modeOf(headers);
    if (mode === 'batch') return this.batch(body, terms, { request, reply });
    if (bodyBytes(request) > EVENT_BYTES)
      throw new ProblemError('payload_too_large', { detail: 'an event has at most 1 MiB' });
    try {
      return await this.accept(mode === 'binary' ? fromHeaders(headers, body) : body, terms);
    } catch (error) {
      received.inc({ status: 'rejected' });
      throw error;
    }
  }

  private async batch(
    body: unknown,
    terms: Terms,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ): Promise<BatchReceipt> {
    if (!Array.isArray(body) || body.length === 0 || body.length > BATCH_EVENTS) {
      const message = `must be an array of 1 to ${BATCH_EVENTS} events`;
      throw new ProblemError('invalid_event', { errors: [{ pointer: '', code: 'invalid_batch', message }] });
    }
    const answers = await Promise.all(
      body.map(async (value: unknown, index): Promise<{ receipt: Receipt; error?: unknown }> => {
        try {
          const small =
            bodyBytes(request) <= EVENT_BYTES || Buffer.byteLength(JSON.stringify(value)) <= EVENT_BYTES;
          if (!small) throw new ProblemError('payload_too_large', { detail: 'an event has at most 1 MiB' });
          return { receipt: { index, ...(await this.accept(value, terms)) } };
        } catch (error) {
          received.inc({ status: 'rejected' });
          const problem = problemOf(error, { id: request.id, url: request.url });
          return { receipt: { index, id: idOf(value), status: 'rejected', problem }, error };
        }
      }),
    );
    const receipts = answers.map(({ receipt }) => receipt);
    const accepted = receipts.filter(({ status }) => status === 'accepted').length;
    // The log is away for all of them: 503 for the whole, so that the newsroom sends it again.
    const lost = answers.find(({ receipt }) => (receipt.problem?.status ?? 0) >= 500);
    if (accepted === 0 && lost) throw lost.error;
    reply.status(accepted === receipts.length ? 202 : accepted === 0 ? 422 : 207);
    return { accepted, duplicates: 0, rejected: receipts.length - accepted, receipts };
  }

  private async accept(value: unknown, terms: Terms): Promise<Receipt> {
    const { extensions, warnings, url, version, ...event } = judge(value, terms);
    const place = await this.sender.send(topics.intake.name, encodeIntake(event, extensions));
    received.inc({ status: 'accepted' });
    this.runtime.log.info(
      { eventId: event.id, articleUri: event.uri, type: event.type, ...place },
      'accepted',
    );
    return {
      id: event.id,
      status: 'accepted',
      uri: event.uri,
      ...(version === undefined ? {} : { version }),
      token: encodeToken({ epoch: this.settings.INTAKE_EPOCH, ...place }),
      ...(url === undefined ? {} : { url }),
      warnings,
    };
  }
}

/** How the event came, by its content type (CloudEvents HTTP binding 1.0.2). */
function modeOf(headers: IncomingHttpHeaders): 'structured' | 'batch' | 'binary' {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/cloudevents+json') return 'structured';
  if (type === 'application/cloudevents-batch+json') return 'batch';
  if (headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined) return 'binary';
  throw new ProblemError('unsupported_media_type', {
    detail: 'send application/cloudevents+json, application/cloudevents-batch+json, or JSON with ce- headers',
  });
}

function fromHeaders(headers: IncomingHttpHeaders, data: unknown): object {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice(3), decoded(name, String(value))]);
  return { ...Object.fromEntries(attributes), data };
}

/** Header values are percent-encoded UTF-8, decoded once; raw UTF-8 would arrive here as Latin-1. */
function decoded(name: string, value: string): string {
  try {
    if (/[^ -~]/.test(value)) throw new URIError('not ASCII');
    return decodeURIComponent(value);
  } catch {
    const fault = { parameter: name, code: 'invalid_encoding', message: 'is not percent-encoded UTF-8' };
    throw new ProblemError('invalid_event', { errors: [fault] });
  }
}

function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? id.slice(0, 200) : '';
}
