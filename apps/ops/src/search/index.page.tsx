import type { JSX } from 'preact';
import type { IndexAnswer, RebuildAnswer } from '#libs/contracts';
import { answerIn, type Known } from '../known.ts';
import { type Frame, Guard, Live, Missing, Moment, render, Scroll } from '../pages/layout.tsx';
import { bytesOf, figure, lasting, percent } from '../pulse/sight.ts';
import type { Wait } from '../pulse/tide.ts';
import type { Way } from './ways.ts';

interface Facts {
  standing: Known<IndexAnswer>;
  progress: Known<RebuildAnswer>;
  /** Articles that the record says are public. */
  published: Known<number>;
  wait: Wait | undefined;
}

export function indexPage(frame: Frame, facts: Facts): string {
  const { standing } = facts;
  return render(
    { ...frame, title: 'Search index', place: '/search', live: true },
    <>
      <h1>Search index</h1>
      <Live name="verdict">
        <Verdict {...facts} />
      </Live>
      <h2>Indices</h2>
      <Live name="indices">
        {'missing' in standing ? (
          <Missing what="search" why={standing.missing} />
        ) : (
          <Indices {...standing.is} />
        )}
      </Live>
      <h2>Made anew</h2>
      <Live name="progress">
        <Progress {...facts} />
      </Live>
      <Live name="acts">
        <Forms form={frame.form} {...facts} />
      </Live>
      <h2>Asked in vain</h2>
      <Live name="vain">
        {'is' in standing ? (
          <Vain {...standing.is.questions} />
        ) : (
          <Missing what="search" why={standing.missing} />
        )}
      </Live>
    </>,
  );
}

/** Documents against the record, as a sentence. */
function Verdict({ standing, published, wait }: Facts): JSX.Element {
  const [found, there] = [answerIn(standing)?.public, answerIn(published)];
  if (!('is' in standing))
    return <p class="headline unsure">Search does not answer: what it holds is not known.</p>;
  if (found === undefined)
    return <p class="headline bad">No index can be read: readers who search are told to try later.</p>;
  if (there === undefined)
    return (
      <p class="headline unsure">
        {figure(found)} articles can be found; the record does not answer, so nobody knows how many there are.
      </p>
    );
  if (found === there) return <p class="headline good">All {figure(there)} public articles can be found.</p>;
  const [n, much] = [Math.abs(there - found), there > found ? 'fewer' : 'more'];
  const waiting = wait && wait.records > 0;
  return (
    <>
      <p class={`headline ${waiting ? 'unsure' : 'bad'}`}>
        {figure(found)} articles can be found, {figure(n)} {much} than the {figure(there)} that are public.
      </p>
      <p>
        {waiting ? (
          <>
            {figure(wait.records)} changes are on their way, the oldest for {lasting(wait.seconds)}: that may
            be all.
          </>
        ) : (
          <>
            Nothing is on its way. <code>sosik audit</code> names the articles, and{' '}
            <code>sosik audit --heal</code> has them told again.
          </>
        )}
      </p>
    </>
  );
}

const roles = {
  read: 'readers',
  write: 'changes',
  ripe: 'about to serve',
  next: 'in the making',
  previous: 'served before, kept current',
} as const;

function Indices({ indices, rollbackUntil }: IndexAnswer): JSX.Element {
  if (indices.length === 0)
    return <p>There is none. Search makes one by itself and fills it from the log.</p>;
  return (
    <>
      <Scroll label="Indices">
        <table>
          <thead>
            <tr>
              <th scope="col">Index</th>
              <th scope="col">Serves</th>
              <th scope="col" class="number">
                Documents
              </th>
              <th scope="col" class="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {indices.map(({ index, aliases, documents, bytes }) => (
              <tr key={index}>
                <th scope="row">
                  <code>{index}</code>
                </th>
                <td>
                  {aliases.length === 0 ? (
                    <span class="soft">nobody</span>
                  ) : (
                    aliases.map((alias) => roles[alias]).join(', ')
                  )}
                </td>
                <td class="number">{figure(documents)}</td>
                <td class="number">{bytesOf(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="soft">
        Documents are also those of articles that are gone, without their words, and the positions.
      </p>
      {rollbackUntil !== undefined && (
        <p>
          Until <Moment at={rollbackUntil} /> one click goes back to the index that served before.
        </p>
      )}
    </>
  );
}

function Progress({ progress }: Facts): JSX.Element {
  if ('missing' in progress) return <Missing what="search" why={progress.missing} />;
  const { state, applied, total, ms = 0, reason, pace } = progress.is;
  if (state === 'idle') return <p>Not since this process of search began.</p>;
  if (state === 'running')
    return (
      <p>
        <label>
          {figure(applied)} of {figure(total)} records, for {lasting(ms / 1_000)}
          {pace && pace.pausedMs > 0 && <>; it gave way to readers for {lasting(pace.pausedMs / 1_000)}</>}
          <progress value={applied} max={Math.max(1, total)} />
        </label>
      </p>
    );
  const words = reason === undefined ? '' : `: ${reason}`;
  return state === 'failed' ? (
    <p class="bad">It was not made anew{words}. Search serves as it did.</p>
  ) : (
    <p class="good">
      Done in {lasting(ms / 1_000)}
      {words}.
    </p>
  );
}

function Forms({ form, standing, progress }: Facts & { form?: string | undefined }): JSX.Element {
  const kept = answerIn(standing)?.indices.some(({ aliases }) => aliases.includes('previous'));
  const runs = answerIn(progress)?.state === 'running';
  return (
    <div class="acts">
      {!runs && <Form form={form} act="remake" words="Make it anew…" />}
      {kept && !runs && <Form form={form} act="rollback" words="Go back to the one before…" />}
      {kept && !runs && <Form form={form} act="commit" words="Remove the one before…" />}
    </div>
  );
}

function Form({ form, act, words }: { form?: string | undefined; act: Way; words: string }): JSX.Element {
  return (
    <form method="post" action="/search/confirm">
      <Guard form={form} />
      <input type="hidden" name="act" value={act} />
      <button type="submit">{words}</button>
    </form>
  );
}

function Vain({ since, asked, empty, rows }: IndexAnswer['questions']): JSX.Element {
  return (
    <>
      <p>
        {asked === 0 ? 'Nobody has asked' : `${figure(empty)} of ${figure(asked)} questions found nothing`}
        {asked > 0 && ` (${percent(empty / asked)})`} since <Moment at={since} />.
      </p>
      {rows.length > 0 && (
        <Scroll label="Questions that found nothing">
          <table>
            <caption>
              Asked more than once in a day, the most frequent first; one who asked alone is not shown
            </caption>
            <thead>
              <tr>
                <th scope="col">Question</th>
                <th scope="col" class="number">
                  Times
                </th>
                <th scope="col">Last</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ question, times, last }) => (
                <tr key={question}>
                  <td lang={/\p{Script=Hangul}/u.test(question) ? 'ko' : undefined}>{question}</td>
                  <td class="number">{figure(times)}</td>
                  <td>
                    <Moment at={last} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}
