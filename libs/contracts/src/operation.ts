import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';

/** What may be sent, by content type. */
export interface RequestBody {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly description?: string;
}

/** What comes back with a status, unless it is a problem. */
export interface Answer {
  readonly description: string;
  /** Absent: the answer has no body. */
  readonly schema?: z.ZodType;
  /** `application/json` when absent. */
  readonly type?: string;
  readonly example?: unknown;
  /** Schemas of the other forms it may have, by content type. */
  readonly others?: Readonly<Record<string, z.ZodType>>;
}

/** A request that works on a newsroom that was sent the examples; shown in the reference, run by a test. */
export interface Sample {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Header lines beside the key and the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Content type and value; text is sent as it stands, everything else as JSON. */
  readonly body?: { readonly type: string; readonly value: unknown };
}

/** One route that others may call. The route itself reads its parameters by the very schemas named here. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With its parameters in braces: `/v1/events/{id}`. */
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  readonly description?: string;
  /** What the key must be for; absent: no key is needed. */
  readonly scope?: string;
  /** A signature stands for the key. */
  readonly signed?: boolean;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly bodies?: readonly RequestBody[];
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beside those that follow from the above: see `problemsOf`. */
  readonly problems?: readonly ProblemCode[];
  /** The answer carries an ETag, and is 304 for whoever has it already. */
  readonly cached?: boolean;
  readonly samples?: readonly Sample[];
}

/** All that one app answers to others. */
export interface Api {
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  /** Where the app answers when nothing else is set. */
  readonly origin: string;
  readonly operations: readonly Operation[];
}

/** Every way the operation can fail that a client should be ready for. */
export function problemsOf(operation: Operation): ProblemCode[] {
  const { parameters, query, headers, bodies, scope, problems = [] } = operation;
  const reads = parameters ?? query ?? headers;
  return [
    ...new Set<ProblemCode>([
      ...(reads ? (['invalid_parameter'] as const) : []),
      ...(query ? (['unknown_parameter'] as const) : []),
      ...(scope === undefined ? [] : (['unauthorized', 'forbidden'] as const)),
      ...(parameters ? (['not_found'] as const) : []),
      ...(bodies ? (['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const) : []),
      ...problems,
      'rate_limited',
      'internal',
      'overloaded',
    ]),
  ];
}
