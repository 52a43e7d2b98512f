import type { ComponentChildren, JSX } from 'preact';
import { type Field, fieldsOf, type JsonSchema, typeInWords } from '#libs/contracts';
import { type Frame, render } from './layout.tsx';

/** What the pages of the reference have in common: their index, words with links in them, tables of members. */

const contents = [
  ['/docs', 'Start'],
  ['/docs/newsroom', 'Newsroom API'],
  ['/docs/public', 'Public API'],
  ['/docs/events', 'Events'],
  ['/docs/errors', 'Errors'],
] as const;

/** A page of the reference, which is in English. */
export function referencePage(
  { frame, title, path }: { frame: Frame; title: string; path: string },
  content: ComponentChildren,
): string {
  return render(
    { frame, title, path },
    <div class="docs">
      <nav aria-label="Reference">
        <ul>
          {contents.map(([to, name]) => (
            <li key={to}>
              <a href={to} {...(to === path ? { 'aria-current': 'page' as const } : {})}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {content}
    </div>,
  );
}

/** Text in which `names` to be typed stand in backticks, and [Names] of schemas in brackets. */
export function Words({ text }: { text: string }): JSX.Element {
  const pieces = text.split(/(`[^`]+`|\[\w+(?:\.\w+)*\])/);
  return (
    <>
      {pieces.map((piece, index) => {
        const name = piece.slice(1, -1);
        if (index % 2 === 0) return piece;
        if (piece.startsWith('`')) return <code key={String(index)}>{name}</code>;
        return (
          <a key={String(index)} href={`#${name}`}>
            {name}
          </a>
        );
      })}
    </>
  );
}

/** Code as it is typed; lines are longer than a phone is wide, so that the block scrolls. */
export function Code({ text, label }: { text: string; label: string }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section class="wide" tabIndex={0} aria-label={label}>
      <pre>
        <code>{text}</code>
      </pre>
    </section>
  );
}

export function Fields({ fields }: { fields: readonly Field[] }): JSX.Element | null {
  if (fields.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section class="wide" tabIndex={0} aria-label="Members">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, type, required, meaning }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
                {required && <small> required</small>}
              </th>
              <td>
                <Words text={type} />
              </td>
              <td>
                <Words text={meaning} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Each schema under its name, which the others link to. */
export function Schemas({ schemas }: { schemas: Readonly<Record<string, JsonSchema>> }): JSX.Element {
  return (
    <section>
      <h2 class="band" id="schemas">
        Schemas
      </h2>
      {Object.entries(schemas).map(([name, schema]) => (
        <section key={name} id={name}>
          <h3>{name}</h3>
          {schema.description && (
            <p>
              <Words text={schema.description} />
            </p>
          )}
          <Shape schema={schema} />
        </section>
      ))}
    </section>
  );
}

/** The members of an object; of a choice of objects, those of each. */
function Shape({ schema }: { schema: JsonSchema }): JSX.Element {
  const choices = (schema.oneOf ?? schema.anyOf ?? []).filter(({ properties }) => properties);
  if (choices.length > 0) {
    return (
      <>
        {choices.map((choice, index) => (
          <Fields key={String(index)} fields={fieldsOf(choice)} />
        ))}
      </>
    );
  }
  if (schema.properties) return <Fields fields={fieldsOf(schema)} />;
  return (
    <p>
      <Words text={typeInWords(schema)} />
    </p>
  );
}
