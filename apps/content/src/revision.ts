import { diffArrays } from 'diff';
import {
  type Block,
  type Mark,
  type Media,
  type PieceChange,
  type PublicArticle,
  plainText,
  type Revision,
} from '#libs/contracts';

/** Words of one piece, or blocks of a body, that differ by more are told as removed and added as a whole. */
const MOST_EDITS = 600;
/** So many pairs of blocks are held against each other within a stretch; beyond, none is taken for another. */
const MOST_PAIRS = 10_000;
/** Texts that share this part of their words are one that has changed; fewer would be told as a patchwork. */
const SAME_TEXT = 0.2;

/** Two texts of the same piece; nothing where the piece is not there. */
interface Pair {
  before: string | undefined;
  after: string | undefined;
}

/** Public states of an article, newest first, each with what it changed; `states` may hold one more to compare. */
export function revisionsOf(states: readonly PublicArticle[], most: number): Revision[] {
  return states.slice(0, most).map((article, index) => {
    const { version, revision, headline, changeType, changeNote } = article;
    const before = states[index + 1];
    return {
      version,
      revision,
      headline,
      ...(changeType ? { changeType } : {}),
      ...(changeNote === undefined ? {} : { changeNote }),
      at: article.versionCreated ?? article.modified,
      ...(before ? { changes: changesOf(before, article) } : {}),
    };
  });
}

/** What is not as it was, in reading order. Two spellings of one text (NFC and NFD) are no change. */
export function changesOf(before: PublicArticle, after: PublicArticle): PieceChange[] {
  const { language } = after;
  const lines = (['headline', 'standfirst'] as const).flatMap((piece) => {
    const pair = { before: before[piece], after: after[piece] };
    return nfc(pair.before) === nfc(pair.after) ? [] : [{ piece, ...told(pair, language) }];
  });
  const pictures = {
    before: before.lead && mediaWords(before.lead),
    after: after.lead && mediaWords(after.lead),
  };
  const same = keyOfMedia(before.lead) === keyOfMedia(after.lead);
  const lead = same ? [] : [{ piece: 'lead' as const, ...told(pictures, language) }];
  return [...lines, ...lead, ...bodyChanges(before.body, after.body, language)];
}

/** How a piece has changed, word by word. */
function told({ before, after }: Pair, language: string): Pick<PieceChange, 'change' | 'marks'> {
  if (before === undefined) return { change: 'added', marks: marked(after ?? '', 'added') };
  if (after === undefined) return { change: 'removed', marks: marked(before, 'removed') };
  return { change: 'changed', marks: wordMarks(before, after, language) };
}

function marked(text: string, change: 'added' | 'removed'): Mark[] {
  return text === '' ? [] : [{ text, change }];
}

/** Words end between graphemes in every script, so no mark begins inside a syllable or an emoji. */
function wordMarks(before: string, after: string, language: string): Mark[] {
  const [old, now] = [before, after].map(wordsIn(language)) as [string[], string[]];
  const whole = [...marked(before, 'removed'), ...marked(after, 'added')];
  if (!alike(spoken(old), spoken(now))) return whole;
  const runs = diffArrays(old, now, { maxEditLength: MOST_EDITS });
  return runs ? joined(runs) : whole;
}

/** Runs in reading order; words that changed side by side are one change, with the spaces between them. */
function joined(runs: readonly { value: string[]; added: boolean; removed: boolean }[]): Mark[] {
  const marks: Mark[] = [];
  let open = { removed: '', added: '' };
  const close = (): void => {
    marks.push(...marked(open.removed, 'removed'), ...marked(open.added, 'added'));
    open = { removed: '', added: '' };
  };
  for (const [index, { value, added, removed }] of runs.entries()) {
    const text = value.join('');
    const between = open.removed !== '' && open.added !== '' && index < runs.length - 1;
    if (removed) open.removed += text;
    else if (added) open.added += text;
    else if (between && text.trim() === '') open = { removed: open.removed + text, added: open.added + text };
    else {
      close();
      marks.push({ text });
    }
  }
  close();
  return marks;
}

/** What of a text is words, not space or punctuation; of a text that has none, all. */
function spoken(segments: readonly string[]): ReadonlySet<string> {
  const words = segments.filter((segment) => /[\p{L}\p{N}]/u.test(segment));
  return new Set(words.length > 0 ? words : segments);
}

function wordsIn(language: string): (text: string) => string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  return (text) => Array.from(segmenter.segment(nfc(text) ?? ''), ({ segment }) => segment);
}

type Side = readonly Block[];

function bodyChanges(before: Side, after: Side, language: string): PieceChange[] {
  const options = { maxEditLength: MOST_EDITS };
  const [old, now] = [before.map(keyOf), after.map(keyOf)];
  const runs = diffArrays(old, now, options) ?? [
    { value: old, removed: true, added: false },
    { value: now, removed: false, added: true },
  ];
  const changes: PieceChange[] = [];
  const place = { before: 0, after: 0 };
  let left: Block[] = [];
  for (const { value, added, removed } of runs) {
    if (removed) left = before.slice(place.before, place.before + value.length);
    if (!added) place.before += value.length;
    if (added || !removed) {
      const came = added ? after.slice(place.after, place.after + value.length) : [];
      changes.push(...stretch(left, came, language));
      left = [];
      place.after += value.length;
    }
  }
  return [...changes, ...stretch(left, [], language)];
}

/** Blocks that went and blocks that came at the same place: what is alike has changed, the rest is gone or new. */
function stretch(left: Side, came: Side, language: string): PieceChange[] {
  const cut = wordsIn(language);
  const bag = (block: Block) => spoken(cut(wordsOf(block)));
  const few = left.length * came.length <= MOST_PAIRS;
  const bags = few ? left.map(bag) : [];
  const changes: PieceChange[] = [];
  let next = 0;
  for (const block of came) {
    const words = few ? bag(block) : new Set<string>();
    const like = (old: Block, index: number) =>
      index >= next && old.type === block.type && alike(bags[index] ?? new Set(), words);
    const found = few ? left.findIndex(like) : -1;
    if (found < 0) changes.push(blockChange(undefined, block, language));
    else {
      for (const old of left.slice(next, found)) changes.push(blockChange(old, undefined, language));
      changes.push(blockChange(left[found], block, language));
      next = found + 1;
    }
  }
  return [...changes, ...left.slice(next).map((old) => blockChange(old, undefined, language))];
}

/** Whether enough of all words are common ones; two blocks without any (rules) are alike. */
function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 || common / all >= SAME_TEXT;
}

function blockChange(before: Block | undefined, after: Block | undefined, language: string): PieceChange {
  const pair = { before: before && wordsOf(before), after: after && wordsOf(after) };
  const block = (after ?? before)?.type;
  return { piece: 'body', ...(block ? { block } : {}), ...told(pair, language) };
}

/** Everything of a block that a reader sees; not what is only known of its pictures. */
function keyOf(block: Block): string {
  if (block.type === 'image') return `image ${keyOfMedia(block.media)}`;
  if (block.type === 'gallery') return `gallery ${block.images.map(keyOfMedia).join(' ')}`;
  return nfc(JSON.stringify(block)) ?? '';
}

function keyOfMedia(media: Media | undefined): string {
  return JSON.stringify(media && [media.mediaId ?? media.href, nfc(mediaWords(media))]);
}

function wordsOf(block: Block): string {
  if (block.type === 'image') return mediaWords(block.media);
  return block.type === 'gallery' ? block.images.map(mediaWords).join('\n') : plainText([block]);
}

function mediaWords({ caption, credit, alt }: Media): string {
  return [caption ?? alt, credit].filter((words) => words !== undefined).join(' · ');
}

function nfc(text: string | undefined): string | undefined {
  return text?.normalize('NFC');
}
