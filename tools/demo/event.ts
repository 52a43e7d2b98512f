import type { Envelope } from '#libs/client';

/** A CloudEvent from the demo newsroom. */
export function cloudEvent<T extends { uri: string }>(type: string, id: string, data: T): Envelope {
  return {
    specversion: '1.0',
    id,
    source: '/newsroom/demo',
    type,
    subject: data.uri,
    time: new Date().toISOString(),
    data,
  };
}
