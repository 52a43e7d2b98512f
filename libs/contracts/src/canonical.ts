/**
 * The value as JSON in its one form (RFC 8785): members in the order of their UTF-16 code units, nothing between
 * them, numbers and texts as ECMAScript writes them. What JSON has no word for is left out of an object, as JSON
 * does, and is `null` elsewhere.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
