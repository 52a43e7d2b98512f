/** What stands in the place of a secret. */
export const MASK = '••••••';

/** Members that hold secrets by their name. */
const NAMED =
  /(^|[-_.])(authorization|cookie|passwd|password|secret|token|credential|signature|(api|signing|private|access)[-_]?key)s?$/i;
/** `clientSecret` and `client_secret` are the same. */
function isSecret(name: string): boolean {
  return NAMED.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2'));
}
/** What is one wherever it stands: keys of newsrooms, secrets of webhooks, whatever is carried as a bearer, private keys. */
const WRITTEN =
  /\b(?:live|test)_[A-Za-z0-9]{16,200}|\bwhsec_[A-Za-z0-9+/=_-]{16,200}|\bBearer [A-Za-z0-9._~+/=-]{12,2000}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,8000}|\bey[A-Za-z0-9_-]{10,2000}\.ey[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000}/g;

/** A text without the secrets in it; `name` is that of the member or header whose it is. */
export function maskedText(text: string, name = ''): string {
  return text !== '' && isSecret(name) ? MASK : text.replaceAll(WRITTEN, MASK);
}

/** A value of JSON in which every secret is masked. */
export function masked(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return maskedText(value, name);
  if (Array.isArray(value)) return value.map((each) => masked(each, name));
  if (typeof value !== 'object' || value === null)
    return isSecret(name) && value !== null && value !== undefined ? MASK : value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, key)]));
}

/**
 * What somebody has made of a masked value, with the secrets put back that stand where they stood. Nothing if a mask is
 * left: it was moved, or its place is gone, and nobody may say a mask in the name of a newsroom.
 */
export function unmasked(edited: unknown, original: unknown): unknown {
  const restored = restore(edited, original, '');
  return JSON.stringify(restored)?.includes(MASK) && !JSON.stringify(original)?.includes(MASK)
    ? undefined
    : restored;
}

function restore(edited: unknown, original: unknown, name: string): unknown {
  if (typeof edited === 'string') {
    const was = masked(original, name);
    return edited.includes(MASK) && edited === was ? original : edited;
  }
  if (Array.isArray(edited)) {
    const list = Array.isArray(original) ? (original as unknown[]) : [];
    return edited.map((each, at) => restore(each, list[at], name));
  }
  if (typeof edited !== 'object' || edited === null) return edited;
  const members =
    typeof original === 'object' && original !== null ? (original as Record<string, unknown>) : {};
  return Object.fromEntries(
    Object.entries(edited).map(([key, each]) => [
      key,
      restore(each, Object.hasOwn(members, key) ? members[key] : undefined, key),
    ]),
  );
}

/** Where two values of JSON differ, by JSON Pointer; the smallest parts of them that do. */
export function differences(one: unknown, other: unknown, at = ''): string[] {
  if (Object.is(one, other)) return [];
  const isTree = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return [at];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) => {
    const pointer = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (Object.hasOwn(one, name) !== Object.hasOwn(other, name)) return [pointer];
    return differences(one[name], other[name], pointer);
  });
}
