import type { JSX } from 'preact';
import { type ProblemCode, problems } from '#libs/contracts';
import { type Frame, render } from './layout.tsx';

export const problemCodes = Object.keys(problems) as ProblemCode[];

/** What each code asks of whoever gets it. */
const advice: Readonly<Record<ProblemCode, string>> = {
  invalid_parameter: 'Correct the parameters named in `errors`; `allowed` lists what they may be.',
  unknown_parameter: 'Leave out the parameters named in `errors`: nobody reads them.',
  invalid_json: 'Send UTF-8 JSON, nested at most 64 levels, without halves of surrogate pairs.',
  unauthorized: 'Send `Authorization: Bearer` with a key of this paper.',
  forbidden: 'The key is known but may not do this.',
  not_found: 'Nothing public stands at this address.',
  method_not_allowed: 'Use a method that the `Allow` header names.',
  not_acceptable: 'Ask for a form of the answer that exists.',
  idempotency_in_progress: 'Wait for the first request, or ask again in a moment.',
  gone: 'The article was public and has been withdrawn; `notice` is what readers are told.',
  conflict_version: 'Read the current version, then decide again.',
  payload_too_large: 'An event has at most 1 MiB, a batch at most 16 MiB and 100 events.',
  unsupported_media_type: 'Send one of the content types that `detail` names.',
  invalid_event: 'Correct what `errors` points at; nothing of this event was kept.',
  idempotency_mismatch: 'Use a new idempotency key for another body.',
  rate_limited: 'Wait as long as `Retry-After` says.',
  internal: 'Tell the operators the `requestId`; it names the line in their log.',
  overloaded: 'Wait as long as `Retry-After` says, then send it again.',
  dependency_unavailable: 'Nothing was kept. Wait as long as `Retry-After` says, then send it again.',
  timeout: 'It is not known whether it was done: ask, or send it again under the same id.',
};

/** Of a sentence cut at its backticks, every second piece is a name to be typed as it stands. */
function literal(piece: string, index: number): JSX.Element | string {
  return index % 2 === 1 ? <code key={String(index)}>{piece}</code> : piece;
}

/** The page a problem's `type` leads to. */
export function problemPage(frame: Frame, code: ProblemCode): string {
  const { status, title } = problems[code];
  return render(
    { frame, title: code, path: `/docs/errors/${code}` },
    <>
      <h1>{title}</h1>
      <p>
        <code>{code}</code>, HTTP status {status}
      </p>
      <p>{advice[code].split('`').map(literal)}</p>
    </>,
  );
}
