import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { OpenApi } from '#libs/contracts';

export interface Answered {
  readonly status: number;
  /** Without its parameters. */
  readonly type: string;
  readonly text: string;
}

interface Asked {
  readonly method: string;
  readonly template: string;
}

const PROBLEM = 'application/problem+json';
/** What a broken request line is answered with, whatever the operation it was meant for. */
const anywhere = [400, 404, 405, 414];

/** Holds answers against a document: the status must be in it, and the body must be as its schema says, no more. */
export class AnswerJudge {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly good = new Set<string>();
  private readonly schemas: AnySchemaObject;

  constructor(private readonly document: OpenApi) {
    this.schemas = closed(document.components.schemas) as AnySchemaObject;
  }

  /** What is wrong with the answer, or nothing. */
  fault({ method, template }: Asked, answer: Answered): string | undefined {
    const operation = this.document.paths[template]?.[method.toLowerCase()];
    if (answer.status >= 500) return `answered ${answer.status}: ${answer.text}`;
    if (method === 'HEAD' || answer.status === 304) return undefined;
    const response = operation?.responses[String(answer.status)];
    const content = response?.content?.[answer.type];
    if (response && !response.content && answer.text === '') return undefined;
    if (content)
      return this.misfit(
        `${method} ${template} ${answer.status} ${answer.type}`,
        content.schema ?? {},
        answer,
      );
    if (answer.type !== PROBLEM || !(anywhere.includes(answer.status) || !operation)) {
      return `${answer.status} ${answer.type} is not in the document: ${answer.text.slice(0, 300)}`;
    }
    return this.misfit(PROBLEM, { $ref: '#/components/schemas/Problem' }, answer);
  }

  private misfit(name: string, schema: object, { text }: Answered): string | undefined {
    // A document of hundreds of kilobytes is the same each time.
    if (this.good.has(`${name} ${text}`)) return undefined;
    const known = this.compiled.get(name);
    const validate =
      known ?? this.ajv.compile({ ...(closed(schema) as object), components: { schemas: this.schemas } });
    this.compiled.set(name, validate);
    if (validate(JSON.parse(text))) {
      this.good.add(`${name} ${text}`);
      return undefined;
    }
    return `${name} is off its schema: ${this.ajv.errorsText(validate.errors)}: ${text.slice(0, 500)}`;
  }
}

/** The same schema, in which an object has no other members than those that are named. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, each]) => [name, closed(each)]));
  const open = inner['type'] === 'object' && 'properties' in inner && !('additionalProperties' in inner);
  return open ? { ...inner, additionalProperties: false } : inner;
}
