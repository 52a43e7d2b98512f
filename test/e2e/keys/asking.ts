// How a newsroom's systems ask a gate: with a key, on a connection that stays open, or by a signed message.
import { type Agent, request } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type {
  BatchReceipt,
  KeyList,
  KeyMade,
  Problem,
  Receipt,
  WebhookSecret,
  WhoAmI,
} from '#libs/contracts';

type Body = Partial<KeyMade & WhoAmI & KeyList & WebhookSecret & Problem> &
  Omit<Partial<Receipt & BatchReceipt>, 'status'>;

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Call {
  /** Empty: no word of a key. */
  key?: string | undefined;
  type?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Asks the gate at an address; `line` is method and path. */
export async function ask(
  at: string,
  line: string,
  { key = '', type, headers, body }: Call,
): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(at + path, {
    method,
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** An event as a signed message, of now or so long ago; it may be sent with another body than was signed. */
export function signedCall(
  secret: string,
  event: { id: string },
  { ageMs = 0, sent = event, key = '' }: { ageMs?: number; sent?: object; key?: string } = {},
): Call {
  const when = new Date(Date.now() - ageMs);
  const headers = {
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(when.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(event.id, when, JSON.stringify(event)),
  };
  return { key, headers, body: JSON.stringify(sent) };
}

/** Status of an answer on a connection that stays open. */
export function onOpenConnection(agent: Agent, url: string, secret: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { authorization: `Bearer ${secret}` } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}
