import type { IncomingHttpHeaders } from 'node:http';
import { Body, Controller, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BatchReceipt, EventQuery, type Receipt } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { ProblemError, problemOf } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { type Accepted, EventProducer, type Manner } from './event.producer.ts';
import { KeyStore } from './key.store.ts';
import { type Ending, endingOf } from './status.ts';
import { signedOf } from './webhook.ts';

const EVENT_BYTES = 2 ** 20;
const BATCH_EVENTS = 100;

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/**
 * The gate: who says it, is it well formed, is it in the one form everything behind relies on. Accepted (202)
 * means that the intake log has it on all in-sync replicas; nothing is kept here. Log away: 503, and the
 * newsroom keeps its event.
 */
@Controller('v1')
export class EventController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(EventProducer) private readonly events: EventProducer,
    @Inject(Applied) private readonly applied: Applied,
    @Inject(ContentClient) private readonly content: ContentClient,
  ) {}

  @Post('events')
  @HttpCode(202)
  async receive(
    @Query({ schema: EventQuery }) query: EventQuery,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | BatchReceipt> {
    const { headers } = request;
    const key = this.keys.admit(request);
    const lane = query.lane === 'backfill' ? query.lane : undefined;
    const manner = { key, mode: key.mode, strict: query.strict, lane };
    const mode = modeOf(headers);
    if (mode === 'batch') {
      if (query.wait === undefined) return this.batch(body, manner, { request, reply });
      const fault = {
        parameter: 'wait',
        code: 'not_in_a_batch',
        message: 'is for one event, not for a batch',
      };
      throw new ProblemError('invalid_parameter', { errors: [fault] });
    }
    if (request.bodyBytes > EVENT_BYTES)
      throw new ProblemError('payload_too_large', { detail: 'an event has at most 1 MiB' });
    const event = mode === 'binary' ? fromHeaders(headers, body) : body;
    const accepted = await this.events.accept(event, manner, request.work);
    const ending = query.wait && (await this.follow(accepted, query, reply));
    if (!ending) return accepted.receipt;
    reply.status(200);
    return { ...accepted.receipt, ...ending };
  }

  /** What became of the event, or nothing if that is not known in time: it is accepted all the same. */
  private async follow(
    { id, source, token }: Accepted,
    { wait, timeout }: EventQuery,
    reply: FastifyReply,
  ): Promise<Ending | undefined> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const far = wait === 'stored' ? 'decided' : 'applied';
    const reached = await this.applied.reaches(token, far, { ms: timeout, signal: left.signal });
    const verdicts = reached && (await this.content.verdicts(id, source).catch(() => undefined));
    return verdicts ? endingOf(token, verdicts[0]) : undefined;
  }

  private async batch(body: unknown, manner: Manner, { request, reply }: Exchange): Promise<BatchReceipt> {
    if (!Array.isArray(body) || body.length === 0 || body.length > BATCH_EVENTS) {
      const message = `must be an array of 1 to ${BATCH_EVENTS} events`;
      throw new ProblemError('invalid_event', { errors: [{ pointer: '', code: 'invalid_batch', message }] });
    }
    const answers = await Promise.all(
      body.map(async (value: unknown, index): Promise<{ receipt: Receipt; error?: unknown }> => {
        try {
          const small =
            request.bodyBytes <= EVENT_BYTES || Buffer.byteLength(JSON.stringify(value)) <= EVENT_BYTES;
          if (!small) throw new ProblemError('payload_too_large', { detail: 'an event has at most 1 MiB' });
          return { receipt: { index, ...(await this.events.accept(value, manner, request.work)).receipt } };
        } catch (error) {
          const problem = problemOf(error, { id: request.id, url: request.url });
          return { receipt: { index, id: idOf(value), status: 'rejected', problem }, error };
        }
      }),
    );
    const receipts = answers.map(({ receipt }) => receipt);
    const accepted = receipts.filter(({ status }) => status === 'accepted').length;
    // The log is away, or too many came: the whole is answered so that the newsroom sends it again.
    const lost = answers.find(({ receipt: { problem } }) => problem && isPassing(problem.status));
    if (accepted === 0 && lost) throw lost.error;
    reply.status(accepted === receipts.length ? 202 : accepted === 0 ? 422 : 207);
    return { accepted, duplicates: 0, rejected: receipts.length - accepted, receipts };
  }
}

/** Whether the same event may be taken later. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

/** How the event came, by its content type (CloudEvents HTTP binding 1.0.2). */
function modeOf(headers: IncomingHttpHeaders): 'structured' | 'batch' | 'binary' {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/cloudevents+json') return 'structured';
  if (type === 'application/cloudevents-batch+json') return 'batch';
  if (headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined) return 'binary';
  // Senders of signed messages can rarely choose their content type.
  if (type === 'application/json' && signedOf(headers)) return 'structured';
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
