import { Sosik } from '#libs/client';

/** A gate that takes nothing for so long is not busy, but broken. */
const PATIENCE_MS = 60_000;

/** The newsroom of the demo newspaper: asks again as often as it takes, as long as that can help. */
export function newsroomAt(ingest: string, key: string): Sosik {
  return new Sosik({
    url: ingest,
    key,
    retries: Number.POSITIVE_INFINITY,
    patienceMs: PATIENCE_MS,
    backOffMs: 500,
  });
}
