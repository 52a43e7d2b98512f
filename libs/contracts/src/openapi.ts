import type { z } from 'zod';
import { type JsonSchema, Shelf, standalone } from './jsonschema.ts';
import { type Answer, type Api, type Operation, problemsOf, type Sample } from './operation.ts';
import { Problem, type ProblemCode, problems } from './problem.ts';

interface Example {
  summary?: string;
  value: unknown;
}

export interface MediaType {
  'x-description'?: string;
  schema?: JsonSchema;
  examples?: Record<string, Example>;
}

export interface ApiParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  examples?: Record<string, Example>;
}

export interface ApiResponse {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, MediaType>;
}

export interface ApiOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: ApiParameter[];
  requestBody?: { required: boolean; content: Record<string, MediaType> };
  responses: Record<string, ApiResponse>;
  security: Record<string, string[]>[];
}

/** An OpenAPI 3.1 document, as far as it is written and read here. */
export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; summary: string; description: string };
  servers: { url: string; description: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, ApiOperation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    headers: Record<string, { description: string; schema: JsonSchema }>;
    securitySchemes: Record<string, object>;
  };
}

const text: JsonSchema = { type: 'string' };

const headers = {
  'X-Request-Id': { description: 'Names the request in the log of the operators', schema: text },
  ETag: { description: 'Send it as If-None-Match: 304 if nothing has changed', schema: text },
  'Cache-Control': { description: 'How long the answer may be kept', schema: text },
  Link: { description: 'The next page of a list: `rel="next"`', schema: text },
  'Last-Modified': { description: 'When the article last changed', schema: text },
  'Retry-After': { description: 'Seconds to wait before the next try', schema: { type: 'integer' } },
} satisfies OpenApi['components']['headers'];

const header = (name: string) => ({ type: 'apiKey', in: 'header', name });
const keySchemes = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key of the paper, `live_…` or `test_…`: test keys are warned of what live keys are refused for',
  },
};
const signatureSchemes = {
  webhookId: { ...header('webhook-id'), description: 'Standard Webhooks: names the message' },
  webhookTimestamp: { ...header('webhook-timestamp'), description: 'Seconds since 1970, within 5 minutes' },
  webhookSignature: { ...header('webhook-signature'), description: '`v1,` and the HMAC-SHA256 in base64' },
};

/** The document of an app, made of its operations and their schemas; equal input gives equal bytes. */
export function openApi(api: Api): OpenApi {
  const shelf = new Shelf('#/components/schemas/');
  const paths: OpenApi['paths'] = {};
  for (const operation of api.operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, { [operation.method]: described(operation, shelf) });
  }
  shelf.of(Problem);
  const secured = api.operations.some(({ scope }) => scope !== undefined);
  const signed = api.operations.some((operation) => operation.signed);
  return {
    openapi: '3.1.0',
    info: { title: api.title, version: '1.0.0', summary: api.summary, description: api.description },
    servers: [
      { url: '/', description: 'Where this document came from' },
      { url: api.origin, description: 'On this machine, as `npm start` runs it' },
    ],
    tags: [...new Set(api.operations.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: sorted(shelf.named),
      headers,
      securitySchemes: { ...(secured ? keySchemes : {}), ...(signed ? signatureSchemes : {}) },
    },
  };
}

function described(operation: Operation, shelf: Shelf): ApiOperation {
  const { id, group, summary, description, scope, signed, bodies, samples = [] } = operation;
  const parameters = [
    ...parametersIn('path', operation.parameters, samples),
    ...parametersIn('query', operation.query, samples),
    ...parametersIn('header', operation.headers, samples),
  ];
  const needs = scope === undefined ? '' : `Scope of the key: \`${scope}\`.`;
  const words = [description, needs].filter(Boolean).join(' ');
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(words ? { description: words } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(bodies ? { requestBody: { required: true, content: contentOf(bodies, samples, shelf) } } : {}),
    responses: responsesOf(operation, shelf),
    security: [
      ...(scope === undefined ? [] : [{ key: [] }]),
      ...(signed ? [{ webhookId: [], webhookTimestamp: [], webhookSignature: [] }] : []),
    ],
  };
}

function parametersIn(
  place: ApiParameter['in'],
  schema: z.ZodObject | undefined,
  samples: readonly Sample[],
): ApiParameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = standalone(schema);
  return Object.entries(properties).map(([name, { description, ...each }]) => {
    const given = samples.flatMap((sample) => {
      const from = { path: sample.parameters, query: sample.query, header: sample.headers }[place];
      const value = from?.[name];
      return value === undefined ? [] : [[keyOf(sample.name), { summary: sample.name, value }] as const];
    });
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: each,
      ...(given.length > 0 ? { examples: Object.fromEntries(given) } : {}),
    };
  });
}

function contentOf(
  bodies: NonNullable<Operation['bodies']>,
  samples: readonly Sample[],
  shelf: Shelf,
): Record<string, MediaType> {
  return Object.fromEntries(
    bodies.map(({ type, schema, description }) => {
      const given = samples.flatMap(({ name, body }) =>
        body?.type === type ? [[keyOf(name), { summary: name, value: body.value }] as const] : [],
      );
      return [
        type,
        {
          schema: shelf.of(schema),
          ...(given.length > 0 ? { examples: Object.fromEntries(given) } : {}),
          ...(description === undefined ? {} : { 'x-description': description }),
        },
      ];
    }),
  );
}

function responsesOf(operation: Operation, shelf: Shelf): Record<string, ApiResponse> {
  const responses: Record<string, ApiResponse> = {};
  const kept = [
    ...(operation.cached ? ['ETag', 'Cache-Control', 'Last-Modified'] : []),
    ...(operation.query && 'cursor' in operation.query.shape ? ['Link'] : []),
  ];
  for (const [status, answer] of Object.entries(operation.answers)) {
    responses[status] = answered(answer, [...kept, 'X-Request-Id'], shelf);
  }
  if (operation.cached) {
    responses['304'] = { description: 'Nothing has changed', headers: headersOf(['ETag', 'X-Request-Id']) };
  }
  const byStatus = Map.groupBy(problemsOf(operation), (code) => problems[code].status);
  for (const [status, codes] of byStatus) {
    const other = responses[String(status)];
    const problem = problemResponse(status, codes);
    responses[String(status)] = other
      ? {
          ...other,
          description: `${other.description}; or a problem`,
          content: { ...other.content, ...problem.content },
        }
      : problem;
  }
  return sorted(responses);
}

function answered(
  { description, schema, type = 'application/json', example, others = {} }: Answer,
  names: string[],
  shelf: Shelf,
) {
  const response: ApiResponse = { description, headers: headersOf(names) };
  if (!schema) return response;
  const examples = example === undefined ? {} : { examples: { example: { value: example } } };
  const other = Object.entries(others).map(([name, each]) => [name, { schema: shelf.of(each) }] as const);
  return {
    ...response,
    content: { [type]: { schema: shelf.of(schema), ...examples }, ...Object.fromEntries(other) },
  };
}

function headersOf(names: readonly string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function problemResponse(status: number, codes: readonly ProblemCode[]): ApiResponse {
  const again = status === 429 || status === 503;
  return {
    description: codes.map((code) => problems[code].title).join('; '),
    headers: headersOf([...(again ? ['Retry-After'] : []), 'X-Request-Id']),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { properties: { status: { const: status }, code: { enum: [...codes] } } },
          ],
        },
        examples: Object.fromEntries(
          codes.map((code) => [
            code,
            { value: { type: `/docs/errors/${code}`, title: problems[code].title, status, code } },
          ]),
        ),
      },
    },
  };
}

/** Names of examples are letters, digits, dots and hyphens. */
function keyOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').toLowerCase();
}

function sorted<T>(of: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
