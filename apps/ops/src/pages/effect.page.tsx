import type { ComponentChildren, JSX } from 'preact';
import { type Frame, Guard, render } from './layout.tsx';

/** An act of the desk, before it is done: what it is about, what it does, and the form that does it. */
export interface Effect {
  title: string;
  /** Path of the page in the head that it belongs to. */
  place: string;
  facts: readonly (readonly [name: string, value: string])[];
  /** Sentences. */
  does: readonly string[];
  /** Where the form goes, what it carries, and what its button says. */
  action: string;
  fields: Readonly<Record<string, string>>;
  yes: string;
  /** It can not be taken back. */
  grave?: boolean;
  back: string;
}

export function effectPage(frame: Frame, effect: Effect, more?: ComponentChildren): string {
  const { title, place, facts, does, back } = effect;
  return render(
    { ...frame, title, place },
    <>
      <h1>{title}</h1>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div class="row" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {more}
      <h2>What that does</h2>
      <ul>
        {does.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <Yes form={frame.form} {...effect} />
      <p>
        <a class="button" href={back}>
          Leave it as it is
        </a>
      </p>
    </>,
  );
}

function Yes({
  form,
  action,
  fields,
  yes,
  grave,
}: Pick<Effect, 'action' | 'fields' | 'yes' | 'grave'> & { form?: string | undefined }): JSX.Element {
  return (
    <form method="post" action={action}>
      <Guard form={form} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      <button type="submit" class={grave ? 'grave' : ''}>
        {yes}
      </button>
    </form>
  );
}

/** A page that says what an act came to. */
export function resultPage(
  frame: Frame,
  { title, place, words, back }: { title: string; place: string; words: readonly string[]; back: string },
): string {
  return render(
    { ...frame, title, place },
    <>
      <h1>{title}</h1>
      {words.map((each) => (
        <p key={each}>{each}</p>
      ))}
      <p>
        <a class="button" href={back}>
          Back
        </a>
      </p>
    </>,
  );
}
