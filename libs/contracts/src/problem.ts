import { z } from 'zod';
import { Notice } from './article.ts';

/** Every way a request can fail, with its status and its sentence. Closed: clients may rely on it. */
export const problems = {
  invalid_parameter: { status: 400, title: 'A parameter is not valid' },
  unknown_parameter: { status: 400, title: 'A parameter is not known here' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  forbidden: { status: 403, title: 'The key does not allow this' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  not_acceptable: { status: 406, title: 'No acceptable form of the answer' },
  request_timeout: { status: 408, title: 'The request did not come in time' },
  idempotency_in_progress: { status: 409, title: 'The same request is still being worked on' },
  gone: { status: 410, title: 'This article is gone' },
  conflict_version: { status: 412, title: 'The article is at another version' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This content type is not read here' },
  invalid_event: { status: 422, title: 'The event is not valid' },
  idempotency_mismatch: { status: 422, title: 'The same idempotency key came with another body' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  overloaded: { status: 503, title: 'Too much to do at the moment' },
  dependency_unavailable: { status: 503, title: 'A part this needs is not available' },
  timeout: { status: 504, title: 'No answer in time' },
} as const;
export type ProblemCode = keyof typeof problems;

export const Fault = z
  .object({
    pointer: z.string().optional().describe('JSON Pointer (RFC 6901) into the body'),
    parameter: z.string().optional().describe('Name of a query or path parameter, or of a header'),
    code: z.string(),
    message: z.string(),
    allowed: z.array(z.union([z.string(), z.number()])).optional(),
  })
  .meta({ id: 'Fault', description: 'One thing that is wrong, and where' });
export type Fault = z.infer<typeof Fault>;

export const Problem = z
  .object({
    type: z.string().describe('Page that explains the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    requestId: z.string().optional(),
    errors: z.array(Fault).optional(),
    retryAfter: z.int().optional().describe('Seconds'),
    notice: Notice.optional().describe('What readers are told in place of a withdrawn article'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 application/problem+json' });
export type Problem = z.infer<typeof Problem>;
