import type { Api, Operation, Sample } from './operation.ts';

/** A sample as a command of the shell, for whoever wants to try it. */
export function curlOf({ origin }: Api, { method, path, scope }: Operation, sample: Sample): string {
  const { parameters = {}, query = {}, headers = {}, body } = sample;
  const full = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const asked = Object.entries(query);
  const inAddress = asked.length > 0 && body ? `?${new URLSearchParams(query)}` : '';
  const lines = [
    `curl ${method === 'get' || (method === 'post' && body) ? '' : `-X ${method.toUpperCase()} `}${quoted(`${origin}${full}${inAddress}`)}`,
    ...(scope === undefined ? [] : ['-H "Authorization: Bearer $SOSIK_KEY"']),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body
      ? [`-H ${quoted(`Content-Type: ${body.type}`)}`, `--data-binary ${quoted(textOf(body.value))}`]
      : []),
    ...(asked.length > 0 && !body
      ? ['-G', ...asked.map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`)]
      : []),
  ];
  return lines.join(' \\\n  ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** In single quotes, where only they have a meaning. */
function quoted(text: string): string {
  return /^[\w:/.%?=&+-]+$/.test(text) && !/[?&]/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
