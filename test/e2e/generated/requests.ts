import fc from 'fast-check';
import type { ApiOperation, JsonSchema, OpenApi } from '#libs/contracts';
import { allowedBy, brokenOnce, hostile } from './values.ts';

export interface Request {
  readonly method: string;
  /** As it is written on the line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Of the document; the address may have been broken so that it leads elsewhere. */
  readonly template: string;
}

interface Call {
  document: OpenApi;
  template: string;
  method: string;
  operation: ApiOperation;
  /** Headers that say who speaks. */
  key: Readonly<Record<string, string>>;
  /** Ids of what is there, for an operation on one of them. */
  ids?: Readonly<Record<string, readonly string[]>>;
}

/** One pixel: the smallest picture there is. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** Mostly what is no picture: to look at a real one takes longer than all the rest of a request. */
const pictures = fc.oneof(
  { weight: 1, arbitrary: fc.constant(PIXEL) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      Buffer.alloc(0),
      Buffer.from('GIF89a'),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      Buffer.from('사진이 아니다'),
      PIXEL.subarray(0, 40),
    ),
  },
);
const BOUNDARY = 'generated7';
const form = (name: string, bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="가.png"\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);

/** Everything that is sent to one operation: alone, or several one after the other. */
export function requestsTo(call: Call): fc.Arbitrary<Request[]> {
  const one = fc.oneof(
    { weight: 4, arbitrary: valid(call) },
    { weight: 4, arbitrary: valid(call).chain((request) => broken(request)) },
    { weight: 2, arbitrary: junk(call) },
  );
  const story = storyOf(call);
  const single = one.map((request) => [request]);
  return story ? fc.oneof({ weight: 7, arbitrary: single }, { weight: 1, arbitrary: story }) : single;
}

function valid({ document, template, method, operation, key, ids = {} }: Call): fc.Arbitrary<Request> {
  const named = document.components.schemas;
  const given = (operation.parameters ?? []).map(({ name, in: place, required, schema, examples }) => {
    const shown = name === 'timeout' ? [] : Object.values(examples ?? {}).map(({ value }) => value);
    const samples = ids[name] ?? shown;
    const values = allowedBy(schema, named, name);
    const either = samples.length > 0 ? fc.oneof(values, fc.constantFrom(...samples)) : values;
    return {
      name,
      place,
      value: required || name === 'timeout' ? either : fc.option(either, { nil: undefined, freq: 2 }),
    };
  });
  const parameters = fc
    .tuple(...given.map(({ value }) => value))
    .map((values) => given.map(({ name, place }, index) => ({ name, place, value: values[index] })));
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  const body =
    bodies.length > 0
      ? fc.oneof(...bodies.map(([type, { schema = {} }]) => bodyOf(type, schema, named)))
      : fc.constant(undefined);
  return fc.tuple(parameters, body).map(([all, sent]) => {
    const at = (place: string) => all.filter((each) => each.place === place && each.value !== undefined);
    const path = at('path').reduce(
      (text, { name, value }) => text.replace(`{${name}}`, encoded(String(value))),
      template,
    );
    const query = at('query').map(({ name, value }) => `${name}=${encoded(String(value))}`);
    const headers = at('header').map(({ name, value }) => [name, encoded(String(value))]);
    // Attributes of an event in headers would make every other form of it a binary one.
    const own = sent?.type === 'application/json' ? Object.fromEntries(headers) : {};
    return {
      method: method.toUpperCase(),
      path: query.length > 0 ? `${path}?${query.join('&')}` : path,
      headers: { ...key, ...own, ...(sent ? { 'content-type': sent.type } : {}) },
      ...(sent ? { body: sent.bytes } : {}),
      template,
    };
  });
}

function bodyOf(
  type: string,
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<{ type: string; bytes: Buffer }> {
  if (type === 'image/*') return pictures.map((bytes) => ({ type: 'image/png', bytes }));
  if (type.startsWith('multipart/')) {
    return pictures.map((bytes) => ({
      type: `${type}; boundary=${BOUNDARY}`,
      bytes: form('file', bytes),
    }));
  }
  return allowedBy(schema, named).map((value) => ({ type, bytes: json(value) }));
}

/** One thing about it is wrong: a place in the body, the method, the type, the key, the address. */
function broken(request: Request): fc.Arbitrary<Request> {
  const { headers, body, path } = request;
  const ways: fc.Arbitrary<Request>[] = [
    fc
      .constantFrom('PATCH', 'PUT', 'DELETE', 'POST', 'GET', 'HEAD', 'OPTIONS')
      .map((method) => ({ ...request, method })),
    fc
      .constantFrom('', 'Bearer', 'Bearer live_wrongKeyOfNobodyAtAll2026', 'Basic YTpi', 'x'.repeat(2_000))
      .map((authorization) => ({ ...request, headers: { ...headers, authorization } })),
    fc
      .constantFrom(
        '?',
        '?x=1',
        '?wait=gone&wait=stored',
        '?timeout=1e9s',
        '?limit=-1',
        '?token=%00',
        '?strict=maybe',
      )
      .map((query) => ({ ...request, path: path.split('?', 1)[0] + query })),
    fc
      .constantFrom(
        '%',
        '%E0%A4%A',
        '%ff',
        '%00',
        '..%2f..',
        'a'.repeat(700),
        '%F0%9F%9A%A2',
        encoded('울릉'.normalize('NFD')),
      )
      .map((tail) => ({ ...request, path: path.split('?', 1)[0] + tail })),
  ];
  if (body) {
    const types = [
      'text/plain',
      'application/json',
      'application/xml',
      'application/cloudevents+json; charset=euc-kr',
      'multipart/form-data',
      'image/png',
      'nonsense',
      '',
    ];
    ways.push(
      fc
        .constantFrom(...types)
        .map((type) => ({ ...request, headers: { ...headers, 'content-type': type } })),
      fc
        .nat({ max: Math.max(0, body.length - 1) })
        .map((end) => ({ ...request, body: body.subarray(0, end) })),
    );
    const value = parsed(body);
    if (value !== undefined) {
      const inBody = brokenOnce(value).map((each) => ({ ...request, body: json(each) }));
      ways.push(inBody, inBody, inBody, inBody);
    }
  }
  return fc.oneof(...ways);
}

/** Nothing about it is right, but that it comes by HTTP. */
function junk({ template, method, operation, key }: Call): fc.Arbitrary<Request> {
  const types = [...Object.keys(operation.requestBody?.content ?? {}), 'application/json', 'text/plain'];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)),
    fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
    fc.constantFrom(...hostile).map((text) => json({ data: text, [text]: text })),
    fc
      .constantFrom('['.repeat(70), '{"a":'.repeat(500), '[1,', 'null', '\ufeff{}', '"\\ud800"')
      .map((text) => Buffer.from(text)),
  );
  const sends = operation.requestBody !== undefined;
  return fc
    .tuple(bytes, fc.constantFrom(...types), fc.constantFrom(...hostile))
    .map(([body, type, text]) => ({
      method: method.toUpperCase(),
      path:
        template.replaceAll(/\{\w+\}/g, encoded(text) || '-') +
        (sends ? '' : `?${encoded(text)}=${encoded(text)}`),
      headers: { ...key, ...(sends ? { 'content-type': type.replace('*', 'png') } : {}) },
      ...(sends ? { body } : {}),
      template,
    }));
}

const STRUCTURED = 'application/cloudevents+json';
const chapters = [
  'article.published',
  'article.updated',
  'article.withdrawn',
  'article.updated',
  'article.reinstated',
  'article.corrected',
];

/** The life of an article, in order, told by an operation that takes events. */
function storyOf({ document, template, operation, key }: Call): fc.Arbitrary<Request[]> | undefined {
  const schema = operation.requestBody?.content[STRUCTURED]?.schema;
  if (!schema) return undefined;
  const data = document.components.schemas['ArticleInput'] ?? {};
  const article = allowedBy(data, document.components.schemas);
  return fc.tuple(article, fc.nat({ max: 10_000 })).map(([first, life]) =>
    chapters.map((type, index): Request => {
      const { uri, version, ...rest } = first as { uri: string; version: number };
      const state =
        type === 'article.withdrawn' ? { uri, reason: '오보' } : { ...rest, uri, version: version + index };
      const event = {
        specversion: '1.0',
        id: `life-${life}-${index}`,
        source: '/generated',
        type,
        data: state,
      };
      return {
        method: 'POST',
        path: template,
        template,
        headers: { ...key, 'content-type': STRUCTURED },
        body: json(event),
      };
    }),
  );
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? 'null');
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Percent-encoded; halves of pairs can't be, and are left as three bytes that are no UTF-8. */
function encoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%BD';
}
