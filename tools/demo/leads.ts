import { mkdir, readFile } from 'node:fs/promises';
import type { Sosik } from '#libs/client';
import type { ArticleInput } from '#libs/contracts';
import { publicId } from '#libs/text';
import { Progress } from '../local/progress.ts';
import type { ReaderClient } from '../local/reader.client.ts';
import { illustrate } from './pictures/illustration.ts';
import type { Language, Story } from './story.ts';

/** The lead image of a story's edition. */
export type LeadOf = (story: Story, language: Language) => NonNullable<ArticleInput['lead']>;

/** Pictures are the same in every paper, so they are drawn once for all of them. */
const folder = '.data/pictures';
/** Drawing takes a core; while one is sent, another is drawn. */
const AT_ONCE = 2;
const credits = { en: 'Illustration: Hangang Daily', ko: '일러스트=한강일보' };

interface Kept {
  mediaId: string;
  focal: [number, number];
}

/** Where a seed comes in, and where it looks. */
export interface Doors {
  newsroom: Sosik;
  reader: ReaderClient;
}

/** Gives the gate the picture of each story that does not show one yet, drawn first where it is not drawn. */
export async function bringPictures(
  stories: readonly Story[],
  { newsroom, reader }: Doors,
  abort: AbortSignal,
): Promise<LeadOf> {
  await mkdir(folder, { recursive: true });
  const progress = new Progress('pictures', stories.length);
  const kept = new Map<string, Kept>();
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let story = stories[next++]; story && !abort.aborted; story = stories[next++]) {
      kept.set(story.uri, (await shown(story, reader)) ?? (await bring(story, newsroom, abort)));
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

/** The picture that the paper shows with a story already. */
async function shown({ uri }: Story, reader: ReaderClient): Promise<Kept | undefined> {
  const { body } = await reader.json<{ data?: { lead?: Partial<Kept> } }>(
    `/api/v1/articles/${publicId(uri)}`,
  );
  const { mediaId, focal } = body.data?.lead ?? {};
  return mediaId && focal ? { mediaId, focal } : undefined;
}

async function bring({ uri, section, picture }: Story, newsroom: Sosik, abort: AbortSignal): Promise<Kept> {
  const { file, focal } = await illustrate({ uri, section, picture }, folder);
  const { mediaId } = await newsroom.upload(await readFile(file), { type: 'image/jpeg', signal: abort });
  return { mediaId, focal };
}
