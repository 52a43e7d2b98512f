import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { describe, expect, test } from '@jest/globals';
import { type Type } from '@nestjs/common';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { z } from 'zod';
import {
  type Api,
  articleExample,
  asyncApi,
  curlOf,
  eventExamples,
  newsroomApi,
  newsroomTypes,
  openApi,
  problemGuide,
  problems,
  problemsOf,
  publicApi,
  schemaList,
  schemaOfType,
} from '#libs/contracts';
import { articlePath, publicId } from '#libs/text';
import { gateway } from '../apps/gateway/src/gateway.module.ts';
import { ingest } from '../apps/ingest/src/ingest.module.ts';
import { generatedDocs } from '../tools/docs/pages.ts';

const apis: [name: string, api: Api, file: string, module: Type][] = [
  ['ingest', newsroomApi, 'libs/contracts/src/newsroom.ts', ingest.module],
  ['gateway', publicApi, 'libs/contracts/src/reading.ts', gateway.module],
];

interface Route {
  name: string;
  query: unknown;
  parameters: unknown;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
/** How Nest names what a handler takes: the kind of an argument, a colon, its place. */
const [QUERY, PARAM] = ['4:', '5:'];

/** The routes of an app that others may call, as its controllers declare them. */
function routesOf(module: Type): Route[] {
  const controllers = Reflect.getMetadata('controllers', module) as Type[];
  return controllers.flatMap((controller) => {
    const prefix = (Reflect.getMetadata('path', controller) as string | undefined) ?? '';
    const handlers = Object.getOwnPropertyNames(controller.prototype);
    return handlers.flatMap((handler) => {
      const own = (controller.prototype as Record<string, object>)[handler] ?? {};
      const method = Reflect.getMetadata('method', own) as number | undefined;
      if (method === undefined) return [];
      const args = (Reflect.getMetadata('__routeArguments__', controller, handler) ?? {}) as Record<
        string,
        { schema?: unknown }
      >;
      const taken = (kind: string) =>
        Object.entries(args).find(([name]) => name.startsWith(kind))?.[1].schema;
      return [Reflect.getMetadata('path', own) as string | string[]].flat().map((path) => ({
        name: `${METHODS[method]} ${`/${prefix}/${path}`.replaceAll(/\/+/g, '/').replaceAll(/:(\w+)/g, '{$1}')}`,
        query: taken(QUERY),
        parameters: taken(PARAM),
      }));
    });
  });
}

/** Pages, feeds and pictures are for readers; the rest of an app is an API. */
const isApi = ({ name }: Route): boolean => / \/(api\/)?v1\//.test(name);

describe.each(apis)('the API of %s', (name, api, file, module) => {
  const routes = routesOf(module).filter(isApi);
  const declared = api.operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

  test('describes every route it has', () => {
    const missing = routes.filter((route) => !declared.includes(route.name));
    expect(
      missing.map((route) => `${route.name} of ${name} has no operation: declare it in ${file}`),
    ).toEqual([]);
  });

  test('has every route it describes', () => {
    const known = routes.map((route) => route.name);
    const missing = declared.filter((each) => !known.includes(each));
    expect(missing.map((each) => `${each} in ${file} is no route of ${name}`)).toEqual([]);
  });

  test('reads parameters by the schemas that it shows', () => {
    const faults = api.operations.flatMap(({ method, path, query, parameters }) => {
      const route = routes.find((each) => each.name === `${method.toUpperCase()} ${path}`);
      return [
        ...(route && route.query !== query ? [`${route.name}: another schema for its query`] : []),
        ...(route && route.parameters !== parameters ? [`${route.name}: another schema for its path`] : []),
      ];
    });
    expect(faults).toEqual([]);
  });

  test('is told in OpenAPI 3.1, as an independent judge reads it', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(openApi(api))));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe('3.1');
  });

  test('refers to nothing that is not there, and names each operation once', () => {
    const document = openApi(api);
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
    const missing = [...new Set([...references].map(([, path = '']) => path))].filter((path) => {
      const steps = path.split('/');
      return (
        steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document) === undefined
      );
    });
    expect(missing).toEqual([]);
    const ids = api.operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows examples that its own schemas allow', () => {
    const faults = api.operations.flatMap((operation) => [
      ...Object.values(operation.answers).flatMap(({ schema, example }) =>
        schema && example !== undefined ? misfit(schema, example, operation.id) : [],
      ),
      ...(operation.samples ?? []).flatMap(({ name: sample, query, parameters, body }) => [
        ...(query && operation.query ? misfit(operation.query, query, `${operation.id}: ${sample}`) : []),
        ...(parameters && operation.parameters ? misfit(operation.parameters, parameters, sample) : []),
        ...(operation.bodies ?? []).flatMap(({ type, schema }) =>
          body?.type === type ? misfit(schema, body.value, `${operation.id}: ${sample}`) : [],
        ),
      ]),
    ]);
    expect(faults).toEqual([]);
  });

  test('shows a problem for each way to fail, under its status', () => {
    const { paths } = openApi(api);
    for (const operation of api.operations) {
      const responses = paths[operation.path]?.[operation.method]?.responses ?? {};
      for (const code of problemsOf(operation)) {
        const content = responses[String(problems[code].status)]?.content ?? {};
        expect(content['application/problem+json']?.examples).toHaveProperty(code);
      }
    }
  });
});

function misfit(schema: z.ZodType, value: unknown, where: string): string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : [`${where}: ${result.error.message}`];
}

describe('events', () => {
  test('are told in AsyncAPI 3.0, as its own schema has it', () => {
    const ajv = new Ajv({ meta: false, strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(specs.schemas['3.0.0'] as object);
    validate(JSON.parse(JSON.stringify(asyncApi())));
    expect(validate.errors).toBeNull();
  });

  test.each(Object.keys(newsroomTypes))(
    '%s has examples, in this order after a first publication',
    (type) => {
      const missing = eventExamples[type]?.length
        ? []
        : [`${type}: write one in libs/contracts/src/example.ts`];
      expect(missing).toEqual([]);
    },
  );

  test('have examples in both languages, and in no other form than NFC', () => {
    const text = JSON.stringify(eventExamples);
    expect(text).toMatch(/"language":"ko".*"language":"en"|"language":"en".*"language":"ko"/s);
    expect(text).toBe(text.normalize('NFC'));
  });

  test.each(schemaList().data)('the schema of $type compiles, and allows its examples', ({ type }) => {
    const schema = schemaOfType(type);
    expect(schema).toMatchObject({ $id: `urn:sosik:schema:${type}`, title: expect.stringContaining(type) });
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema ?? {});
    for (const example of schema?.examples ?? []) {
      validate(example);
      expect(validate.errors).toBeNull();
    }
    expect(validate({ uri: 7 })).toBe(false);
  });

  test('of an unknown type have no schema', () => {
    expect(schemaOfType('article.due')).toBeUndefined();
    expect(schemaOfType('constructor')).toBeUndefined();
  });
});

test('the article of the examples has the id and the address of its uri', () => {
  const { uri, id, url } = articleExample;
  expect({ id, url }).toEqual({ id: publicId(uri), url: articlePath(articleExample) });
});

test('each way to fail has a guide: what it means, when, and what to do', () => {
  expect(new Set(Object.keys(problemGuide))).toEqual(new Set(Object.keys(problems)));
  for (const guide of Object.values(problemGuide)) {
    for (const text of Object.values(guide)) {
      expect(text).toMatch(/\.$/);
      expect(text.split('`').length % 2).toBe(1);
    }
  }
});

test('a sample for the shell keeps quotes, Hangul and signs of the shell as they are', () => {
  const [operation] = newsroomApi.operations;
  if (!operation) throw new Error('the newsroom API has operations');
  const body = { type: 'application/json', value: "it's 여객선 $HOME" };
  expect(curlOf(newsroomApi, operation, { name: '', query: { wait: 'stored' }, body })).toBe(
    [
      "curl 'http://127.0.0.1:4001/v1/events?wait=stored' \\",
      '  -H "Authorization: Bearer $SOSIK_KEY" \\',
      "  -H 'Content-Type: application/json' \\",
      "  --data-binary 'it'\\''s 여객선 $HOME'",
    ].join('\n'),
  );
});

test.each(Object.entries(generatedDocs()))('docs/%s is what `npm run docs` writes', (name, text) => {
  expect(readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
});
