import { createHmac, timingSafeEqual } from 'node:crypto';

/** Somebody at the desk, until a moment. */
export interface Session {
  id: string;
  /** As they call themselves; the audit log names them so. */
  name: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** A working day with its overtime. */
export const SESSION_MS = 12 * 3_600_000;

const FORM = /^([A-Za-z0-9_-]{1,600})\.([A-Za-z0-9_-]{43})$/;

/** The session as the value of a cookie, signed: whoever has no token can make none and change none. */
export function sessionText(session: Session, token: string): string {
  const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
  return `${payload}.${macOf('session', payload, token)}`;
}

/** The session, or nothing if it was not signed with this token or its time is over. */
export function readSession(text: string, token: string, now: number): Session | undefined {
  const [, payload = '', mac = ''] = FORM.exec(text) ?? [];
  if (token === '' || payload === '' || !sameText(mac, macOf('session', payload, token))) return undefined;
  const session = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Session;
  return now < session.until ? session : undefined;
}

/** What a form of this session carries, and a form of nobody else. */
export function formToken({ id }: Pick<Session, 'id'>, token: string): string {
  return macOf('form', id, token);
}

/** Compares in a time that says nothing of where they differ, nor of how long the right one is. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHmac('sha256', 'compare').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** Value of a cookie in the header of a request. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Where somebody goes after signing in: a path of the desk, whatever the form says. */
export function pathWithin(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[^\\\s]*$/.test(next) && next.length <= 500 ? next : '/';
}

function macOf(use: string, text: string, token: string): string {
  return createHmac('sha256', token).update(`${use}\n${text}`).digest('base64url');
}
