import { z } from 'zod';

/** A JSON Schema as far as it is looked at here; other keywords stand in it as well. */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: readonly unknown[];
  default?: unknown;
  examples?: readonly unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  prefixItems?: readonly JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  $defs?: Record<string, JsonSchema>;
}

type Target = 'draft-2020-12' | 'draft-7';

/** Schemas of one document: those that have an id stand once, under it, and are referred to. */
export class Shelf {
  readonly named: Record<string, JsonSchema> = {};

  /** @param place where the document keeps them, as the beginning of a reference */
  constructor(
    private readonly place: string,
    private readonly target: Target = 'draft-2020-12',
  ) {}

  /** The schema, or the reference to it if it has an id. */
  of(schema: z.ZodType): JsonSchema {
    const { $schema: _, $defs, definitions, ...root } = converted(schema, this.target);
    for (const [name, each] of Object.entries({ ...$defs, ...definitions }))
      this.named[name] = this.moved(each);
    return this.moved(root);
  }

  private moved(schema: JsonSchema): JsonSchema {
    const text = JSON.stringify(schema).replaceAll(/"#\/(\$defs|definitions)\//g, `"${this.place}`);
    return JSON.parse(text) as JsonSchema;
  }
}

interface Converted extends JsonSchema {
  definitions?: Record<string, JsonSchema>;
}

/** What may be sent: of what comes back, more may be told one day than the schema names. */
function converted(schema: z.ZodType, target: Target): Converted {
  return z.toJSONSchema(schema, {
    io: 'input',
    target,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The format says it; the pattern beside it counts the days of February.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // The largest integer of JSON that every reader gets right: no limit of ours.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as Converted;
}

/** A schema that stands alone, with everything it refers to inside. */
export function standalone(schema: z.ZodType): JsonSchema {
  const { $schema: _, $ref, $defs = {}, ...root } = converted(schema, 'draft-2020-12');
  if ($ref === undefined) return { ...root, ...(Object.keys($defs).length > 0 ? { $defs } : {}) };
  const name = nameOf($ref);
  const { [name]: own, ...others } = $defs;
  // A schema that refers to itself keeps its place among the others.
  const again = JSON.stringify($defs).includes(`"#/$defs/${name}"`);
  const defs = again ? $defs : others;
  return { ...root, ...own, ...(Object.keys(defs).length > 0 ? { $defs: defs } : {}) };
}

/** The last part of a reference: the name it refers to. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
