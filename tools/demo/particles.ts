/** Pairs of particles; which one follows a word depends on the word's last sound. */
const pairs = {
  '은/는': ['은', '는'],
  '이/가': ['이', '가'],
  '을/를': ['을', '를'],
  '과/와': ['과', '와'],
  '으로/로': ['으로', '로'],
} as const;
export type Particle = keyof typeof pairs;
export const particles = Object.keys(pairs) as Particle[];

const HANGUL = 0xac00;
const FINALS = 28;
const RIEUL = 8;

/**
 * Last sounds of what is not written in Hangul, as it is read aloud: digits in Sino-Korean (a 0 behind others
 * is ten, hundred or ten thousand: all closed), units, and letters of the Latin alphabet by their Korean names.
 */
const DIGITS = [
  'closed',
  'rieul',
  'open',
  'closed',
  'open',
  'open',
  'closed',
  'rieul',
  'rieul',
  'open',
] as const;
const CLOSED_LETTERS = 'mn';
const RIEUL_LETTERS = 'lr';

type Sound = 'open' | 'closed' | 'rieul';

/** The word with the particle that fits it: 배는, 섬은; 서울로, 부산으로; 3을, 2를; “섬”은. */
export function withParticle(word: string, particle: Particle): string {
  const [closed, open] = pairs[particle];
  const sound = lastSound(word);
  const isOpen = sound === 'open' || (sound === 'rieul' && particle === '으로/로');
  return word + (isOpen ? open : closed);
}

/** Quotes, brackets with what is in them, and full stops are not read. */
function lastSound(word: string): Sound {
  const spoken = word.normalize('NFC').replace(/(\([^)]*\)|[^\p{L}\p{N}%㎝㎞㎡])+$/u, '');
  const last = spoken.at(-1) ?? '';
  const code = last.charCodeAt(0);
  if (code >= HANGUL && code <= 0xd7a3) return finalOf((code - HANGUL) % FINALS);
  if (/\d/.test(last)) return DIGITS[Number(last)] ?? 'open';
  if (RIEUL_LETTERS.includes(last.toLowerCase())) return 'rieul';
  return CLOSED_LETTERS.includes(last.toLowerCase()) ? 'closed' : 'open';
}

function finalOf(final: number): Sound {
  if (final === 0) return 'open';
  return final === RIEUL ? 'rieul' : 'closed';
}
