/** One number that an app tells of itself. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;
/** One behind the other, from where the last one ended. */
const LABEL = /,?([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/gy;
/** More of one app than this is no answer of ours. */
const MOST = 50_000;

/**
 * The samples of a text in Prometheus' format, of the names that are wanted. What can't be read is left out: a number
 * that is missing is a gap, and no reason to show nothing.
 */
export function samplesIn(text: string, wanted: ReadonlySet<string>): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const name = line.slice(0, endOfName(line));
    if (!wanted.has(name)) continue;
    const [, , labels = '', number = ''] = LINE.exec(line) ?? [];
    const value = Number(number);
    if (number === '' || !Number.isFinite(value)) continue;
    samples.push({ name, labels: labelsIn(labels), value });
    if (samples.length === MOST) break;
  }
  return samples;
}

function endOfName(line: string): number {
  const [brace, space] = [line.indexOf('{'), line.indexOf(' ')];
  return brace === -1 || (space !== -1 && space < brace) ? space : brace;
}

function labelsIn(text: string): Record<string, string> {
  const pairs = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, unescaped(value)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function unescaped(value: string): string {
  return value.includes('\\')
    ? value.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
    : value;
}
