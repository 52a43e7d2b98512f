import { type Field, fieldsOf, type JsonSchema, typeInWords } from '#libs/contracts';

/** Where a page of the docs says who writes it. */
export const notice = '<!-- Made by `npm run docs`; changes go into the sources. -->';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return linked(text).replaceAll('|', '\\|').replaceAll('\n', ' ').trim();
}

/** Names of schemas in brackets lead to where they are described. */
export function linked(text: string): string {
  return text.replaceAll(/\[(\w+(?:\.\w+)*)\](?!\()/g, (_, name: string) => `[${name}](#${anchor(name)})`);
}

/** As the usual readers of Markdown name a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

export function fieldTable(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, required, meaning }) => [
    required ? `**\`${name}\`**` : `\`${name}\``,
    type,
    meaning,
  ]);
  return table(['field', 'type', 'meaning'], rows);
}

/** Every schema under a heading of its own. */
export function schemaSections(schemas: Readonly<Record<string, JsonSchema>>): string[] {
  return Object.entries(schemas).map(([name, schema]) =>
    [`### ${name}`, ...(schema.description ? [linked(schema.description)] : []), shape(schema)].join('\n\n'),
  );
}

function shape(schema: JsonSchema): string {
  const choices = (schema.oneOf ?? schema.anyOf ?? []).filter(({ properties }) => properties);
  if (choices.length > 0) return choices.map((choice) => fieldTable(fieldsOf(choice))).join('\n\nor\n\n');
  return schema.properties ? fieldTable(fieldsOf(schema)) : linked(typeInWords(schema));
}

/** Parts of a page, with a line between them and one at the end. */
export function pageOf(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
