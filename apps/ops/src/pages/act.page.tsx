import type { ComponentChildren } from 'preact';
import { type Frame, Guard, render } from './layout.tsx';

/** Something that can be done at the desk, as it is told before it is done. */
export interface Act {
  /** A question: "Make the search index anew?" */
  title: string;
  /** What it does, each in a sentence. */
  effects: readonly string[];
  /** What is known of what it is done to: name and value. */
  facts?: readonly (readonly [name: string, value: string])[];
  /** Where the form leads, and what it carries beside the word of the session. */
  action: string;
  fields: Readonly<Record<string, string>>;
  /** What is done, in words. */
  button: string;
  /** It can't be undone. */
  grave?: boolean;
  /** Path of the page in the head that it belongs to. */
  place: string;
  /** Where whoever does not want it goes; absent: to that page. */
  back?: string;
}

/** What an act does, before it is done. */
export function actPage(frame: Frame, act: Act, more?: ComponentChildren): string {
  const { title, effects, facts = [], action, fields, button, grave, place, back = place } = act;
  return render(
    { ...frame, title, place },
    <>
      <h1>{title}</h1>
      {facts.length > 0 && (
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div class="row" key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {more}
      <h2>What that does</h2>
      <ul>
        {effects.map((each) => (
          <li key={each}>{each}</li>
        ))}
        <li>It stands in the audit log under your name.</li>
      </ul>
      <form method="post" action={action}>
        <Guard form={frame.form} />
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p>
          <button type="submit" class={grave ? 'grave' : 'main'}>
            {button}
          </button>{' '}
          <a class="button" href={back}>
            Leave it as it is
          </a>
        </p>
      </form>
    </>,
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
