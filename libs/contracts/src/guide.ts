import type { ProblemCode } from './problem.ts';

interface Guide {
  /** What it means. */
  readonly meaning: string;
  /** When it happens. */
  readonly when: string;
  /** What whoever gets it should do. */
  readonly remedy: string;
}

/** What stands on the page that the `type` of a problem leads to. Names to be typed stand in backticks. */
export const problemGuide: Readonly<Record<ProblemCode, Guide>> = {
  invalid_parameter: {
    meaning: 'A part of the address, a query parameter, a header or a form field can’t be read.',
    when: 'A number is out of its range, a word is none of those allowed, or the address is not percent-encoded UTF-8.',
    remedy:
      'Correct what `errors` names by `parameter`; `allowed` lists what it may be. Sending it again unchanged fails again.',
  },
  unknown_parameter: {
    meaning: 'A query parameter is named that nobody reads here.',
    when: 'Mostly a slip of the pen: `limits` for `limit`. It is refused so that no filter is thought to work that does not.',
    remedy: 'Leave out the parameters that `errors` names, or correct their names.',
  },
  invalid_json: {
    meaning: 'The body is no JSON that can be kept and printed.',
    when: 'The syntax is broken, the text is not UTF-8, it is nested deeper than 64 levels, or it holds half of a surrogate pair.',
    remedy:
      'Send UTF-8. `detail` says what was found; for a text that can’t be printed, `errors` points at it.',
  },
  unauthorized: {
    meaning: 'It is not known who is speaking.',
    when: 'There is no key, the key is not one of this paper, it was revoked, or the signature does not fit the body.',
    remedy:
      'Send `Authorization: Bearer` with a key of this paper, or sign the request again with the present time.',
  },
  forbidden: {
    meaning: 'The key is known, but it may not do this.',
    when: 'It lacks the scope, or it is bound to other uris than the one of the article.',
    remedy: 'Use a key that has the scope. `GET /v1/whoami` tells what a key may do.',
  },
  not_found: {
    meaning: 'Nothing public stands at this address.',
    when: 'It never did, or it is under embargo: the two are told apart by nothing. An event is not found until it is decided on, unless its `token` is sent.',
    remedy: 'Check the address. For an event, use the `statusUrl` of its receipt.',
  },
  method_not_allowed: {
    meaning: 'The address exists, but not for this method.',
    when: 'A `PUT` is sent where only `POST` is taken, for example.',
    remedy: 'Use one of the methods that the `Allow` header names.',
  },
  not_acceptable: {
    meaning: 'The answer does not exist in the form that was asked for.',
    when: '`Accept`, or a parameter such as `format`, names a form that nobody makes.',
    remedy: 'Ask for a form that the reference names, or for none.',
  },
  request_timeout: {
    meaning: 'The request did not come to its end in time.',
    when: 'Its head or its body arrived too slowly, or a connection was opened and nothing was asked.',
    remedy: 'Send it again, at once and whole. Nothing of it was read.',
  },
  idempotency_in_progress: {
    meaning: 'The same request is being worked on at this moment.',
    when: 'Two requests with the same `Idempotency-Key` overlap.',
    remedy: 'Wait a moment and send it again: you get the answer of the first one.',
  },
  gone: {
    meaning: 'The article was public and has left the public.',
    when: 'It was withdrawn, it has expired, or it was put under embargo again.',
    remedy: 'Take it out of whatever you keep. `notice` is what readers are told in its place.',
  },
  conflict_version: {
    meaning: 'The article is not at the version that the writer believed it to be at.',
    when: 'Somebody else has written in between, and `If-Match` names an older version.',
    remedy: 'Read the article as it is now, decide again, and send that.',
  },
  payload_too_large: {
    meaning: 'The body is larger than what is taken here.',
    when: 'An event has more than 1 MiB, a batch more than 16 MiB, or a picture more than the paper has set.',
    remedy: 'Send less: split the batch, or make the picture smaller.',
  },
  unsupported_media_type: {
    meaning: 'The content type is not read here.',
    when: 'The header is missing, names a type that nobody reads, or a picture is none by its first bytes.',
    remedy: 'Send one of the content types that `detail` or the reference names.',
  },
  invalid_event: {
    meaning: 'The event is well-formed JSON, but no event that can be accepted.',
    when: 'A member is missing or out of its range, the section is not one of the paper, or a picture lacks what must be said beside it.',
    remedy:
      'Correct what `errors` points at by `pointer`. Nothing of this event was kept; of a batch, its other events were.',
  },
  idempotency_mismatch: {
    meaning: 'This idempotency key has already come with another body.',
    when: 'A key is used twice for different requests within 24 hours.',
    remedy: 'Use a new `Idempotency-Key` for another body. `errors` names what differs.',
  },
  rate_limited: {
    meaning: 'More requests came than this key or address may send.',
    when: 'The quota that the `RateLimit` header tells of is used up.',
    remedy: 'Wait as many seconds as `Retry-After` says, then go on more slowly.',
  },
  internal: {
    meaning: 'Something went wrong here that nobody foresaw.',
    when: 'It is a fault of ours.',
    remedy: 'Try it again later. Tell the operators the `requestId`: it names the line in their log.',
  },
  overloaded: {
    meaning: 'There is too much to do at the moment.',
    when: 'More work waits than can be done soon, or the service is about to stop.',
    remedy: 'Wait as many seconds as `Retry-After` says, then send it again. Nothing was kept.',
  },
  dependency_unavailable: {
    meaning: 'A part of the platform that this needs does not answer.',
    when: 'A store, the log or another service is away or restarting.',
    remedy:
      'Wait as many seconds as `Retry-After` says, then send it again, under the same `id`. Nothing that was accepted is lost.',
  },
  timeout: {
    meaning: 'There was no answer in time.',
    when: 'A part of the platform took longer than a request may last.',
    remedy:
      'It is not known whether it was done. Send it again under the same `id`, or ask where the event is.',
  },
};
