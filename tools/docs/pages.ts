import {
  type Api,
  asyncApi,
  type Channel,
  curlOf,
  deskApi,
  fieldsOf,
  meaningOf,
  nameOf,
  newsroomApi,
  type OpenApi,
  type Operation,
  openApi,
  type ProblemCode,
  problemGuide,
  problems,
  problemsOf,
  publicApi,
  typeInWords,
} from '#libs/contracts';
import type { Declaration } from '#libs/service';
import { contentSettings } from '../../apps/content/src/settings.ts';
import { gatewaySettings } from '../../apps/gateway/src/settings.ts';
import { ingestSettings } from '../../apps/ingest/src/settings.ts';
import { opsSettings } from '../../apps/ops/src/settings.ts';
import { popularitySettings } from '../../apps/popularity/src/settings.ts';
import { searchSettings } from '../../apps/search/src/settings.ts';
import { syndicationSettings } from '../../apps/syndication/src/settings.ts';
import { formatsPage } from './formats.ts';
import { anchor, fence, fieldTable, linked, notice, pageOf, schemaSections, table } from './markdown.ts';
import { sourceSections } from './sources.ts';

/** What each app can be told, by its name. */
export const settings: Readonly<Record<string, Declaration>> = {
  gateway: gatewaySettings,
  ingest: ingestSettings,
  content: contentSettings,
  search: searchSettings,
  popularity: popularitySettings,
  syndication: syndicationSettings,
  ops: opsSettings,
};

/** The pages of docs/ that follow from the sources, by file name. */
export function generatedDocs(): Record<string, string> {
  return {
    'api.md': apiPage(),
    'events.md': eventsPage(),
    'configuration.md': configurationPage(),
    'errors.md': errorsPage(),
    'formats.md': formatsPage(),
  };
}

function apiPage(): string {
  const apis = [newsroomApi, publicApi, deskApi];
  const schemas = Object.assign({}, ...apis.map((api) => openApi(api).components.schemas)) as ReturnType<
    typeof openApi
  >['components']['schemas'];
  return pageOf(
    '# The APIs',
    notice,
    'The same, with an index, stands at `/docs` of the gateway. For programs: `/v1/openapi.json` of ingest and `/api/v1/openapi.json` of the gateway, both OpenAPI 3.1. A name in **bold** is required.',
    table(
      ['operation', ''],
      apis.flatMap(({ operations }) =>
        operations.map((each) => [`[${line(each)}](#${anchor(heading(each))})`, each.summary]),
      ),
    ),
    ...apis.flatMap((api) => apiSections(api)),
    '## Schemas',
    ...schemaSections(schemas),
  );
}

const line = ({ method, path }: Operation): string => `\`${method.toUpperCase()} ${path}\``;
const heading = (operation: Operation): string => `${line(operation)} ${operation.summary}`;

function apiSections(api: Api): string[] {
  const document = openApi(api);
  return [
    `## ${api.title}`,
    api.description,
    ...api.operations.map((operation) => operationSection(api, operation, document)),
  ];
}

function operationSection(api: Api, operation: Operation, { paths }: OpenApi): string {
  const described = paths[operation.path]?.[operation.method];
  const parameters = (described?.parameters ?? []).map(
    ({ name, in: place, required, schema, description }) => ({
      name,
      type: `${typeInWords(schema)} (${place})`,
      required,
      meaning: meaningOf({ ...schema, ...(description === undefined ? {} : { description }) }),
    }),
  );
  const bodies = Object.entries(described?.requestBody?.content ?? {}).map(
    ([type, { schema = {}, 'x-description': words }]) =>
      `- \`${type}\`: ${linked(typeInWords(schema))}${words ? `. ${words}.` : ''}`,
  );
  const answers = Object.entries(operation.answers).map(([status, { description }]) => {
    const content = Object.values(described?.responses[status]?.content ?? {})[0];
    const words =
      content?.schema && !content.schema.properties ? `: ${linked(typeInWords(content.schema))}` : '';
    return `- ${status} ${description}${words}`;
  });
  const [answer] = Object.values(operation.answers).filter(({ example }) => example !== undefined);
  const codes = problemsOf(operation).map((code) => `[\`${code}\`](errors.md#${anchor(code)})`);
  const [sample] = operation.samples ?? [];
  return [
    `### ${heading(operation)}`,
    ...(described?.description ? [described.description] : []),
    ...(parameters.length > 0 ? [fieldTable(parameters)] : []),
    ...(bodies.length > 0 ? [`Body:\n\n${bodies.join('\n')}`] : []),
    ...(sample ? [`${sample.name}:`, fence('sh', curlOf(api, operation, sample))] : []),
    `Answers:\n\n${answers.join('\n')}`,
    ...(answer ? [fence('json', JSON.stringify(answer.example, null, 2))] : []),
    `Can fail as ${codes.join(', ')}.`,
  ].join('\n\n');
}

function eventsPage(): string {
  const document = asyncApi();
  const channels = Object.values(document.channels);
  return pageOf(
    '# Events',
    notice,
    `${document.info.description} For programs: \`GET /v1/asyncapi.json\` (AsyncAPI 3.0) and \`GET /v1/schemas\` (JSON Schema) of ingest.`,
    table(
      ['where', 'what', 'messages'],
      channels.map(({ address, title, messages }) => [
        `\`${address}\``,
        title,
        Object.values(messages)
          .map(({ $ref }) => `\`${document.components.messages[nameOf($ref)]?.name}\``)
          .join(', '),
      ]),
    ),
    ...channels.flatMap((channel) => channelSections(channel, document.components.messages)),
    '## Schemas',
    ...schemaSections(document.components.schemas),
  );
}

function channelSections(
  { title, address, description, messages, bindings }: Channel,
  known: ReturnType<typeof asyncApi>['components']['messages'],
): string[] {
  const kafka = bindings?.kafka;
  const config = Object.entries(kafka?.topicConfiguration ?? {}).map(([key, value]) => `\`${key}\` ${value}`);
  return [
    `## ${title}`,
    `\`${address}\`. ${description}${kafka ? ` Partitions: ${kafka.partitions}; ${config.join(', ')}.` : ''}`,
    ...Object.values(messages).flatMap(({ $ref }) => {
      const message = known[nameOf($ref)];
      if (!message) return [];
      const fields = fieldsOf(message.payload);
      return [
        `### ${title}: ${message.name}`,
        `${message.summary}. Data: ${linked(typeInWords(message.payload))}.`,
        ...(fields.length > 0 ? [fieldTable(fields)] : []),
        ...(message.examples ?? []).flatMap(({ name, payload }) => [
          `${name}:`,
          fence('json', JSON.stringify(payload, null, 2)),
        ]),
      ];
    }),
  ];
}

function configurationPage(): string {
  const common = Object.keys(gatewaySettings).filter((name) =>
    Object.values(settings).every((declared) => name in declared && name !== 'PORT'),
  );
  const rows = (declared: Declaration, names: readonly string[]) =>
    names.flatMap((name) => {
      const setting = declared[name];
      return setting
        ? [
            [
              `\`${name}\``,
              setting.kind.replace(`–${Number.MAX_SAFE_INTEGER}`, ' or more'),
              usual(setting),
              setting.meaning,
            ],
          ]
        : [];
    });
  const head = ['setting', 'type', 'default', 'meaning'];
  return pageOf(
    '# Settings',
    notice,
    'Environment variables, read once at the start; all faults are told at once. `node main.js --print-config` of an app prints what it would use, without secrets.',
    '## Every app',
    table(head, rows(gatewaySettings, common)),
    ...Object.entries(settings).flatMap(([name, declared]) => [
      `## ${name}`,
      table(
        head,
        rows(
          declared,
          Object.keys(declared).filter((each) => !common.includes(each)),
        ),
      ),
    ]),
    ...sourceSections(),
  );
}

function usual({ default: value, secret }: Declaration[string]): string {
  if (value === undefined) return secret ? 'none: must be set; secret' : 'none: must be set';
  if (typeof value === 'object') return 'built in';
  return value === '' ? 'empty' : `\`${String(value)}\``;
}

function errorsPage(): string {
  const codes = Object.keys(problems) as ProblemCode[];
  return pageOf(
    '# Errors',
    notice,
    'Every answer that is no success is a problem (RFC 9457, `application/problem+json`). Decide by `code`, never by the words; the list is closed. `type` leads to the page of the code at the gateway.',
    table(
      ['code', 'status', 'title'],
      codes.map((code) => [`[\`${code}\`](#${code})`, String(problems[code].status), problems[code].title]),
    ),
    ...codes.map((code) => {
      const { meaning, when, remedy } = problemGuide[code];
      return `## ${code}\n\n${meaning}\n\n- **When:** ${when}\n- **What to do:** ${remedy}`;
    }),
  );
}
