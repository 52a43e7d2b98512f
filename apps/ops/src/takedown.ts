import {
  type SurfaceProbe,
  type TakedownHop,
  type TakedownQuestion,
  type TakedownReceipt,
} from '#libs/contracts';
import { publicId } from '#libs/text';
import { headlineHash } from './probe.ts';

/** What was seen of a withdrawal. */
export interface Sight {
  id: string;
  decided?: string | undefined;
  applied: TakedownHop[];
  surfaces: SurfaceProbe[];
  /** How long the intake log can keep a record; nothing: for ever. */
  keptMs?: number | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** The receipt, as it is to be signed. */
export function receiptOf(
  question: TakedownQuestion,
  sight: Sight,
): Omit<TakedownReceipt, 'key' | 'signature'> {
  const { uri, event, by, subject, unseen, asked, accepted } = question;
  const { id, decided, applied, surfaces, keptMs, now } = sight;
  const gone = verdictOf(applied, surfaces);
  const last = [...applied, ...surfaces].map(({ ms }) => ms).filter((ms) => ms !== undefined);
  return {
    id,
    uri,
    publicId: subject?.id ?? publicId(uri),
    event: event.id,
    source: event.source,
    token: event.token,
    by,
    wasPublic: subject ? true : unseen ? 'unknown' : false,
    ...(subject ? { headline: headlineHash(subject.headline) } : {}),
    asked,
    accepted,
    ...(decided === undefined ? {} : { decided }),
    applied,
    surfaces,
    gone,
    ms: gone === true ? Math.max(0, ...last) : Math.max(0, now - Date.parse(asked)),
    ...(keptMs === undefined
      ? {}
      : { logged: new Date(Date.parse(accepted) + keptMs).toISOString().slice(0, 10) }),
    made: new Date(now).toISOString(),
  };
}

/** Says that it is gone only when every reader has applied it and every kind of surface was seen without it. */
function verdictOf(
  applied: readonly TakedownHop[],
  surfaces: readonly SurfaceProbe[],
): TakedownReceipt['gone'] {
  if (surfaces.some((each) => each.gone === false)) return false;
  const proved = surfaces.every((each) => each.gone === true) && applied.every((each) => each.applied);
  return proved ? true : 'unknown';
}
