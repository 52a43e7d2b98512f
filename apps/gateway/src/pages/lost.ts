import { wholePath } from '../lite.ts';

/** More words than a headline has help nobody. */
const MOST_WORDS = 8;

/** The words of an address that leads nowhere, as a search may ask for them; nothing where it has none. */
export function wordsOf(url: string): string | undefined {
  const path = (wholePath(url) ?? url).split(/[?#]/, 1)[0] ?? '';
  const last = decoded(path).split('/').filter(Boolean).at(-1) ?? '';
  const words = last
    .normalize('NFC')
    .replace(/-[a-z2-7]{10,12}$/i, '')
    .replace(/\.\w{1,5}$/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => /\p{L}/u.test(word) && word !== 'ko');
  const text = words.slice(0, MOST_WORDS).join(' ');
  // One Latin letter or two are no word that anybody looks for.
  return /\p{Script=Hangul}|\p{L}{3}/u.test(text) ? text : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
