import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { readStories } from '../seed.ts';
import { draw, illustrate } from './illustration.ts';
import { type Commission, composition, motifs, motifsOf } from './motifs.ts';

const stories = readStories();
const aStory: Commission = {
  uri: 'hangang:a-story',
  section: 'culture',
  picture: { motif: 'lighthouse', alt: { en: 'A light over the sea, 바다 위의 불빛.' } },
};

test('the same article is drawn byte for byte alike, another one of its kind is not', () => {
  expect(draw(aStory).svg).toBe(draw(aStory).svg);
  expect(draw({ ...aStory, uri: 'hangang:another-story' }).svg).not.toBe(draw(aStory).svg);
});

test('a Korean uri is drawn as well, decomposed or not', () => {
  for (const form of ['NFC', 'NFD']) {
    const { svg } = draw({ ...aStory, uri: '한강:등대'.normalize(form) });
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test('an unknown motif is refused with the words that help', async () => {
  const unknown = { ...aStory, picture: { ...aStory.picture, motif: 'dragon' } };
  await expect(illustrate(unknown, '.')).rejects.toThrow(
    /no motif "dragon" \(hangang:a-story\); there are .*lighthouse/,
  );
});

test('it is printed once, as a JPEG of the size that is told, and lies there alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  try {
    const printed = await illustrate(aStory, folder);
    const bytes = await readFile(printed.file);
    const { format, width, height } = await sharp(bytes).metadata();
    expect({ format, width, height }).toEqual({
      format: 'jpeg',
      width: printed.width,
      height: printed.height,
    });
    expect(bytes.length).toBeLessThan(250_000);
    await writeFile(printed.file, 'as it was');
    expect(await illustrate(aStory, folder)).toEqual(printed);
    expect(await readFile(printed.file, 'utf8')).toBe('as it was');
    expect(await readdir(folder)).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('there are 25 motifs or more, each in four arrangements or more', () => {
  expect(Object.keys(motifs).length).toBeGreaterThanOrEqual(25);
  expect(Object.entries(motifs).filter(([, all]) => all.length < 4)).toEqual([]);
});

test('the motifs of a section are motifs', () => {
  expect(
    Object.values(motifsOf)
      .flat()
      .filter((motif) => !(motif in motifs)),
  ).toEqual([]);
});

const everyArrangement = Object.entries(motifs).flatMap(([motif, all]) =>
  all.map((each, index) => ({ name: `${motif} ${index + 1}`, motif, each })),
);

test.each(everyArrangement)('$name is whole, and the eye goes to a point inside it', ({ motif, each }) => {
  const alt = { en: each.shows.join(' ') };
  // Without words of its own an arrangement is reached by chance, so some uri must reach it.
  const uri = Array.from({ length: 400 }, (_, index) => `x:${index}`).find(
    (candidate) => composition({ uri: candidate, section: 'society', picture: { motif, alt } }) === each,
  );
  expect(uri).toBeDefined();
  const { svg, focal, dominant } = draw({ uri: uri ?? '', section: 'society', picture: { motif, alt } });
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  for (const part of focal) {
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(1);
  }
  expect(dominant).toMatch(/^#[0-9a-f]{6}$/i);
});

describe('the stories of the paper', () => {
  test('each gets the arrangement that shows what its description says', () => {
    const unshown = stories.filter((story) => composition(story).shows.length === 0);
    expect(unshown.map(({ uri }) => uri)).toEqual([]);
  });

  test('no two get the same arrangement', () => {
    expect(new Set(stories.map((story) => composition(story))).size).toBe(stories.length);
  });
});
