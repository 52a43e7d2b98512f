import { type JsonSchema, nameOf } from './jsonschema.ts';

/** A member of an object as a row of a table. */
export interface Field {
  readonly name: string;
  /** In words; names of other schemas stand in square brackets: `[Tag]`. */
  readonly type: string;
  readonly required: boolean;
  readonly meaning: string;
}

/** The members of an object, in their order; of something else, nothing. */
export function fieldsOf({ properties = {}, required = [] }: JsonSchema): Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeInWords(schema),
    required: required.includes(name),
    meaning: meaningOf(schema),
  }));
}

/** What is said of a value, with what it is when absent. */
export function meaningOf({ description = '', default: usual }: JsonSchema): string {
  if (usual === undefined) return description;
  const sentence = `${JSON.stringify(usual).replaceAll('"', '`')} when absent`;
  return description ? `${description}; ${sentence}` : sentence;
}

/** The type of a value with its limits, for people. */
export function typeInWords(schema: JsonSchema): string {
  const { $ref, enum: allowed, anyOf, oneOf, allOf, items, prefixItems } = schema;
  if ($ref !== undefined) return `[${nameOf($ref)}]`;
  if ('const' in schema) return `\`${String(schema.const)}\``;
  if (allowed) return allowed.map((each) => `\`${String(each)}\``).join(', ');
  const choice = anyOf ?? oneOf;
  if (choice) return [...new Set(choice.map(typeInWords))].join(' or ');
  if (allOf?.[0]) return typeInWords(allOf[0]);
  if (prefixItems) return `list of ${prefixItems.length}: ${prefixItems.map(typeInWords).join(', ')}`;
  if (schema.type === 'array') {
    return `list of ${items ? typeInWords(items) : 'values'}${range(schema.minItems, schema.maxItems)}`;
  }
  if (schema.type === 'string') return textInWords(schema);
  if (schema.type === 'integer' || schema.type === 'number') {
    return `${schema.type}${range(schema.minimum, schema.maximum)}`;
  }
  return schema.type === undefined ? 'any value' : String(schema.type);
}

const formats: Readonly<Record<string, string>> = {
  'date-time': 'time, RFC 3339 with zone',
  uri: 'address',
  binary: 'bytes',
};

function textInWords({ format = '', minLength, maxLength }: JsonSchema): string {
  return formats[format] ?? `text${range(minLength, maxLength)}`;
}

function range(least: number | undefined, most: number | undefined): string {
  const shown = (limit: number) => limit.toLocaleString('en-US');
  if (least !== undefined && most !== undefined) return `, ${shown(least)} to ${shown(most)}`;
  if (most !== undefined) return `, at most ${shown(most)}`;
  return least === undefined || least === 0 ? '' : `, at least ${shown(least)}`;
}
