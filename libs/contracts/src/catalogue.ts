import type { z } from 'zod';
import { changeTypes } from './asyncapi.ts';
import { eventExamples } from './example.ts';
import { type JsonSchema, standalone } from './jsonschema.ts';
import { newsroomEvents, type SchemaList } from './newsroom.ts';

interface Entry {
  readonly type: string;
  readonly direction: 'in' | 'out';
  readonly data: z.ZodType;
}

/** The data of every type of event that is said to the platform, or told by it. */
const entries: readonly Entry[] = [
  ...newsroomEvents.map(({ type, data }) => ({ type, data, direction: 'in' as const })),
  ...changeTypes.map(({ type, data }) => ({ type, data, direction: 'out' as const })),
];

/** The types that have a schema. */
export const schemaTypes: readonly string[] = entries.map(({ type }) => type);

const identify = (type: string): string => `urn:sosik:schema:${type}`;
const titleOf = ({ type, direction }: Entry): string =>
  `Data of ${type}, ${direction === 'in' ? 'as a newsroom sends it' : 'as the change log tells it'}`;

/** Which schemas there are. */
export function schemaList(): SchemaList {
  return {
    data: entries.map((entry) => ({
      type: entry.type,
      direction: entry.direction,
      title: titleOf(entry),
      ...(entry.data.description === undefined ? {} : { description: entry.data.description }),
      $id: identify(entry.type),
      url: `/v1/schemas/${entry.type}`,
    })),
  };
}

/** JSON Schema 2020-12 of the data of a type, with examples; nothing if there is no such type. */
export function schemaOfType(type: string): JsonSchema | undefined {
  const entry = entries.find((each) => each.type === type);
  if (!entry) return undefined;
  const examples = (eventExamples[type] ?? []).map(({ value }) => value.data);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: identify(type),
    title: titleOf(entry),
    ...standalone(entry.data),
    ...(examples.length > 0 ? { examples } : {}),
  };
}
