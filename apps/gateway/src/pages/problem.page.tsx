import { type ProblemCode, problemGuide, problems } from '#libs/contracts';
import type { Frame } from './layout.tsx';
import { referencePage, Words } from './reference.tsx';

export const problemCodes = Object.keys(problems) as ProblemCode[];

/** The page a problem's `type` leads to. */
export function problemPage(frame: Frame, code: ProblemCode): string {
  const { status, title } = problems[code];
  const { meaning, when, remedy } = problemGuide[code];
  return referencePage(
    { frame, title: code, path: `/docs/errors/${code}` },
    <>
      <h1>{title}</h1>
      <p>
        <code>{code}</code>, HTTP status {status}
      </p>
      <h2>What it means</h2>
      <p>
        <Words text={meaning} />
      </p>
      <h2>When it happens</h2>
      <p>
        <Words text={when} />
      </p>
      <h2>What to do</h2>
      <p>
        <Words text={remedy} />
      </p>
    </>,
  );
}

/** All of them, by status. */
export function problemsPage(frame: Frame): string {
  return referencePage(
    { frame, title: 'Errors', path: '/docs/errors' },
    <>
      <h1>Errors</h1>
      <p class="standfirst">
        Every answer that is no success is a problem: RFC 9457, application/problem+json.
      </p>
      <p>
        <Words text="Decide by `code`, never by the words. The list is closed. `errors` says what is wrong by `pointer` into the body or by `parameter`, `requestId` names the request in the log of the operators, and `retryAfter` is in seconds." />
      </p>
      <dl>
        {problemCodes.map((code) => (
          <div key={code}>
            <dt>
              <a href={`/docs/errors/${code}`}>
                <code>{code}</code>
              </a>{' '}
              {problems[code].status}
            </dt>
            <dd>
              <Words text={problemGuide[code].meaning} />
            </dd>
          </div>
        ))}
      </dl>
    </>,
  );
}
