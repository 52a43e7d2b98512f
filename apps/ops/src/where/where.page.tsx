import type { JSX } from 'preact';
import { type WhereAnswer, type WhereHop, whereHops } from '#libs/contracts';
import { type Frame, Guard, Moment, render, Scroll } from '../pages/layout.tsx';

/** What is asked for, what was found, or what is wrong with the question. */
export interface Asked {
  name?: string;
  source?: string | undefined;
  found?: WhereAnswer;
  fault?: string;
}

export function wherePage(frame: Frame, asked: Asked): string {
  const { found } = asked;
  return render(
    { ...frame, title: 'Where is my story?', place: '/where' },
    <>
      <h1>Where is my story?</h1>
      {found && <Answer form={frame.form} site={frame.site} found={found} />}
      <Question {...asked} />
    </>,
  );
}

function Question({ name, source, fault }: Asked): JSX.Element {
  return (
    <form method="get" action="/where" class="sheet">
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <p>
        <label for="name">Article or event</label>
        <input
          id="name"
          name="name"
          required
          maxLength={2000}
          value={name}
          aria-describedby="name-use"
          autoComplete="off"
        />
        <span class="hint" id="name-use">
          The address of its page, its uri or public id, the id of the event, or the idempotency key it was
          sent with.
        </span>
      </p>
      <p>
        <label for="source">Whose event, if several systems use the same ids</label>
        <input id="source" name="source" maxLength={500} value={source} />
      </p>
      <p>
        <button type="submit">Look for it</button>
      </p>
    </form>
  );
}

interface AnswerProps {
  form?: string | undefined;
  site?: string | undefined;
  found: WhereAnswer;
}

function Answer({ form, site, found }: AnswerProps): JSX.Element {
  const { sentence, article, event, hops, actions, missing, asked } = found;
  const fine = missing.length === 0;
  return (
    <>
      <p class={`verdict ${fine ? 'fine' : 'open'}`} id="sentence">
        {sentence}
      </p>
      {article?.headline !== undefined && (
        <p class="headline" lang={article.language}>
          {article.headline}
        </p>
      )}
      <dl class="facts">
        {article && (
          <div class="row">
            <dt>Article</dt>
            <dd>
              <code>{article.uri}</code> {article.state}
              {article.version !== undefined && `, version ${article.version}`}
              {article.url !== undefined && (
                <>
                  {' '}
                  <a href={`${site}${article.url}`} rel="noreferrer">
                    its page
                  </a>
                </>
              )}
            </dd>
          </div>
        )}
        {event && (
          <div class="row">
            <dt>Event</dt>
            <dd>
              <code>{event.id}</code>
              {event.source !== undefined && ` from ${event.source}`}
              {event.others && `; others with this id: ${event.others.join(', ')}`}
            </dd>
          </div>
        )}
      </dl>
      <Scroll label="Hops">
        <table>
          <caption>
            As seen at <Moment at={asked} />
          </caption>
          <thead>
            <tr>
              <th scope="col">Hop</th>
              <th scope="col">State</th>
              <th scope="col">What is known</th>
              <th scope="col">When</th>
              <th scope="col" class="number">
                After
              </th>
              <th scope="col" class="number">
                Version
              </th>
            </tr>
          </thead>
          <tbody>
            {hops.map((hop) => (
              <Row key={hop.hop} {...hop} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {missing.some(({ reason }) => reason === 'picture') && (
        <ul>
          {missing
            .filter(({ reason }) => reason === 'picture')
            .map(({ words }) => (
              <li key={words}>{words}</li>
            ))}
        </ul>
      )}
      {actions.length > 0 && <Actions form={form} actions={actions} />}
    </>
  );
}

const marks = {
  passed: 'good',
  waiting: 'unsure',
  ended: '',
  missing: 'bad',
  unneeded: 'soft',
  unknown: 'unsure',
} as const;

function Row({ hop, state, reason, words, at, ms, version, seq, next }: WhereHop): JSX.Element {
  return (
    <tr>
      <th scope="row" title={whereHops[hop]}>
        {hop}
      </th>
      <td>
        <span class={marks[state]}>{state === 'passed' ? 'yes' : (reason ?? state)}</span>
      </td>
      <td>
        {words}
        {next !== undefined && (
          <>
            {' '}
            (next: <Moment at={next} />)
          </>
        )}
      </td>
      <td>{at !== undefined && <Moment at={at} />}</td>
      <td class="number">{ms !== undefined && after(ms)}</td>
      <td class="number" title={seq === undefined ? '' : `state ${seq}`}>
        {version}
      </td>
    </tr>
  );
}

/** Milliseconds as people read them. */
function after(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1_000)} s`;
}

function Actions({
  form,
  actions,
}: {
  form?: string | undefined;
  actions: WhereAnswer['actions'];
}): JSX.Element {
  return (
    <>
      <h2>What can be done</h2>
      {actions.map((action) =>
        action.act === 'retell' ? (
          <form method="post" action="/where/retell/confirm" key="retell">
            <Guard form={form} />
            <input type="hidden" name="uri" value={action.uri} />
            <button type="submit">Tell it again to every service…</button>
          </form>
        ) : (
          <form method="post" action="/letters/replay/confirm" key={action.place}>
            <Guard form={form} />
            <input type="hidden" name="place" value={action.place} />
            <button type="submit">Replay its dead letter…</button>{' '}
            <a href={`/letters/one?${new URLSearchParams({ place: action.place })}`}>look at it</a>
          </form>
        ),
      )}
    </>
  );
}
