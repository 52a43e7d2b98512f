import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Fault, type Notice, type Problem, type ProblemCode, problems } from '#libs/contracts';

/** Who was told that somebody does not answer may come again after this long. */
const AGAIN_S = 2;

interface Details {
  detail?: string;
  errors?: Fault[];
  /** Seconds. */
  retryAfter?: number;
  cause?: unknown;
  notice?: Notice;
  headers?: Record<string, string>;
}

/** A failure the client is told about in full: its code decides status and title. */
export class ProblemError extends Error {
  readonly retriable: boolean;

  constructor(
    readonly code: ProblemCode,
    readonly details: Details = {},
  ) {
    super(details.detail ?? problems[code].title, { cause: details.cause });
    this.retriable = problems[code].status >= 500;
  }
}

/** A store, the log or another service does not answer, or has too much to do; it is worth trying again. */
export class DependencyUnavailable extends Error {
  readonly code = 'dependency_unavailable';
  readonly retriable = true;

  constructor(
    readonly dependency: string,
    cause?: unknown,
    /** Of one that has answered that it has too much to do: when it wants to be asked again, seconds. */
    readonly busyS?: number,
  ) {
    super(`${dependency} is not available`, { cause });
  }
}

/** JSON Pointer (RFC 6901) to a member: `pointerTo('data', 'a/b')` is `/data/a~1b`. */
export function pointerTo(...path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The body of an error answer. Nothing about the inside of the house: no stack, host name or query. */
export function problemOf(error: unknown, request: { id: string; url: string }): Problem {
  const { code, details } = known(error);
  const { status, title } = problems[code];
  return {
    type: `/docs/errors/${code}`,
    title,
    status,
    ...(details.detail === undefined ? {} : { detail: details.detail }),
    instance: request.url,
    code,
    requestId: request.id,
    ...(details.errors ? { errors: details.errors } : {}),
    ...(details.retryAfter === undefined ? {} : { retryAfter: details.retryAfter }),
    ...(details.notice ? { notice: details.notice } : {}),
  };
}

function known(error: unknown): { code: ProblemCode; details: Details } {
  if (error instanceof ProblemError) return error;
  if (error instanceof DependencyUnavailable) {
    const retryAfter = error.busyS ?? AGAIN_S;
    return { code: 'dependency_unavailable', details: { detail: error.message, retryAfter } };
  }
  const status = error instanceof HttpException ? error.getStatus() : statusCode(error);
  return { code: codeOfStatus[status] ?? 'internal', details: {} };
}

/**
 * Fastify marks its own errors (body too large, unknown content type …) with a status code. So do drivers of
 * stores, where it says what the store thinks of us: such an error is ours, not the client's.
 */
function statusCode(error: unknown): number {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return 500;
  const { code, statusCode } = error;
  return typeof statusCode === 'number' && String(code).startsWith('FST_') ? statusCode : 500;
}

const codeOfStatus: Partial<Record<number, ProblemCode>> = {
  400: 'invalid_parameter',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  413: 'payload_too_large',
  414: 'invalid_parameter',
  415: 'unsupported_media_type',
  422: 'invalid_event',
  429: 'rate_limited',
  503: 'overloaded',
};

/** Sends a problem; unexpected errors are logged with their stack, which never leaves the house. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const problem = problemOf(error, request);
  if (problem.status === 500) request.server.unexpected(error, request);
  if (error instanceof DependencyUnavailable && error.busyS !== undefined) request.server.load.turnAway();
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  const headers = error instanceof ProblemError ? error.details.headers : undefined;
  if (headers) reply.headers(headers);
  return (
    reply
      .status(problem.status)
      .header('cache-control', 'no-store')
      // Here too: errors before the routing (a broken address) skip the hook that sets it.
      .header('x-request-id', request.id)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem))
  );
}

/** Every error of every route leaves as application/problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    // On the log, error classes decide between retry and dead letter: Nest must not flatten them.
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    return sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
