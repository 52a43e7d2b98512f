import { mkdir, readFile } from 'node:fs/promises';
import type { Sosik } from '#libs/client';
import type { ArticleInput } from '#libs/contracts';
import { Progress } from '../local/progress.ts';
import { illustrate } from './pictures/illustration.ts';
import type { Language, Story } from './story.ts';

/** The lead image of a story's edition. */
export type LeadOf = (story: Story, language: Language) => NonNullable<ArticleInput['lead']>;

/** Pictures are the same in every paper, so they are drawn once for all of them. */
const folder = '.data/pictures';
/** Drawing takes a core; while one is sent, another is drawn. */
const AT_ONCE = 2;
const credits = { en: 'Illustration: Hangang Daily', ko: '일러스트=한강일보' };

/** Draws what is not drawn yet and gives all of it to the gate, which keeps the same picture once. */
export async function bringPictures(
  stories: readonly Story[],
  newsroom: Sosik,
  abort: AbortSignal,
): Promise<LeadOf> {
  await mkdir(folder, { recursive: true });
  const progress = new Progress('pictures', stories.length);
  const kept = new Map<string, { mediaId: string; focal: [number, number] }>();
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let story = stories[next++]; story && !abort.aborted; story = stories[next++]) {
      const { uri, section, picture } = story;
      const { file, focal } = await illustrate({ uri, section, picture }, folder);
      const { mediaId } = await newsroom.upload(await readFile(file), { type: 'image/jpeg', signal: abort });
      kept.set(uri, { mediaId, focal });
      progress.show(kept.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  progress.end();
  abort.throwIfAborted();
  return ({ uri, picture: { alt, caption } }, language) => {
    const picture = kept.get(uri);
    if (!picture) throw new Error(`${uri} has no picture`);
    return { ...picture, alt: alt[language], caption: caption[language], credit: credits[language] };
  };
}
