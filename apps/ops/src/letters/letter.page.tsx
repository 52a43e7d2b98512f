import type { ComponentChildren, JSX } from 'preact';
import type { LetterFound } from '#libs/kafka';
import { type Frame, Guard, Moment, render, Scroll } from '../pages/layout.tsx';
import { type Shown, shownOf } from './letters.ts';

/** What somebody has made of the record, and what is wrong with it. */
export interface Edited {
  text: string;
  fault: string;
  faults: LetterFound['faults'];
}

export function letterPage(frame: Frame, found: LetterFound, edited?: Edited): string {
  const { letter, decision, way, faults } = found;
  const shown = shownOf(letter);
  return render(
    { ...frame, title: 'A dead letter', place: '/letters' },
    <>
      <h1>
        Dead letter <code>{letter.place}</code>
      </h1>
      <dl class="facts">
        <Fact name="Reader">
          {letter.group} of {letter.topic}, partition {letter.partition}, offset {letter.offset}
        </Fact>
        <Fact name="Key">
          <code>{letter.record.key ?? '(none)'}</code>{' '}
          {letter.record.key !== undefined && (
            <a href={`/where?${new URLSearchParams({ name: letter.record.key })}`}>where is it?</a>
          )}
        </Fact>
        <Fact name="Set aside">
          {letter.at !== '' && <Moment at={letter.at} />} after {letter.attempts}{' '}
          {letter.attempts === 1 ? 'try' : 'tries'}
        </Fact>
        <Fact name="Why">
          <strong class="bad">{letter.reason}</strong>: {letter.error}
        </Fact>
        <Fact name="State">
          {decision ? (
            <>
              {decision.type === 'letter.replayed' ? 'replayed' : 'discarded'} by {decision.by},{' '}
              <Moment at={new Date(decision.at).toISOString()} />
              {decision.note !== undefined && `: ${decision.note}`}
            </>
          ) : (
            'open'
          )}
        </Fact>
      </dl>
      <Faults faults={faults} />
      <Record {...shown} />
      <History {...found} />
      {!decision && <Acts form={frame.form} place={letter.place} way={way} shown={shown} edited={edited} />}
    </>,
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Faults({ faults }: Pick<LetterFound, 'faults'>): JSX.Element {
  if (faults.length === 0)
    return (
      <p>
        <span class="good">The contract of its topic reads it</span>: what failed was behind that.
      </p>
    );
  return (
    <>
      <h2>Where it is not as the contract has it</h2>
      <ul>
        {faults.map(({ pointer, message }) => (
          <li key={pointer + message}>
            <code>{pointer === '' ? 'the record' : pointer}</code> {message}
          </li>
        ))}
      </ul>
    </>
  );
}

function Record({ headers, text, cut }: Shown): JSX.Element {
  return (
    <>
      <h2>The record</h2>
      <Scroll label="Headers">
        <table>
          <caption>Headers; secrets are masked</caption>
          <tbody>
            {headers.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <code title="">{value}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <details>
        <summary>Its words{cut ? ', as far as a page shows them' : ''}</summary>
        <pre class="whole">{text}</pre>
      </details>
    </>
  );
}

function History({ letter, history }: LetterFound): JSX.Element {
  if (history.length < 2) return <p class="soft">This record has died once.</p>;
  return (
    <>
      <h2>How often this record has died</h2>
      <ol>
        {history.map(({ place, at, error, decision }) => (
          <li key={place}>
            {at !== '' && <Moment at={at} />}{' '}
            {place === letter.place ? (
              'this letter'
            ) : (
              <a href={`/letters/one?${new URLSearchParams({ place })}`}>another letter</a>
            )}
            : {error.slice(0, 200)} (
            {decision
              ? `${decision.type === 'letter.replayed' ? 'replayed' : 'discarded'} by ${decision.by}`
              : 'open'}
            )
          </li>
        ))}
      </ol>
    </>
  );
}

interface ActProps {
  form?: string | undefined;
  place: string;
  way: LetterFound['way'];
  shown: Shown;
  edited: Edited | undefined;
}

function Acts({ form, place, way, shown, edited }: ActProps): JSX.Element {
  const isIntake = way.is === 'append' || (way.is === 'none' && way.mendable === true);
  return (
    <>
      <h2>What becomes of it</h2>
      {way.is === 'none' ? (
        <p>It can&rsquo;t be replayed as it is: {way.reason}.</p>
      ) : (
        <form method="post" action="/letters/replay/confirm">
          <Guard form={form} />
          <input type="hidden" name="place" value={place} />
          <button type="submit">
            {way.is === 'append' ? 'Say it again as it is…' : 'Have the article told again…'}
          </button>
        </form>
      )}
      {isIntake && shown.editable && (
        <form method="post" action="/letters/edit">
          <h2>Mend it by hand</h2>
          {edited && (
            <div class="fault" role="alert">
              <p>{edited.fault}</p>
              <ul>
                {edited.faults.map(({ pointer, message }) => (
                  <li key={pointer + message}>
                    <code>{pointer === '' ? 'the record' : pointer}</code> {message}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <Guard form={form} />
          <input type="hidden" name="place" value={place} />
          <p>
            <label for="value">The record as it should be said</label>
            <textarea id="value" name="value" class="payload" rows={16} spellcheck={false}>
              {edited?.text ?? shown.text}
            </textarea>
          </p>
          <p>
            <button type="submit">Check it against the contract</button>
          </p>
        </form>
      )}
      <form method="post" action="/letters/discard/confirm" class="sheet">
        <h2>Close it without any effect</h2>
        <Guard form={form} />
        <input type="hidden" name="place" value={place} />
        <p>
          <label for="note">Why</label>
          <input id="note" name="note" required maxLength={500} />
        </p>
        <p>
          <button type="submit">Look at what that does</button>
        </p>
      </form>
    </>
  );
}
