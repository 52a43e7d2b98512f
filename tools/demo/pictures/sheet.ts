// node tools/with.mjs tools/demo/pictures/sheet.ts FOLDER [MOTIF …]
//
// Draws contact sheets to look at: every story's picture, and every arrangement of every motif (or of those named).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { readStories } from '../seed.ts';
import { Canvas } from './canvas.ts';
import { illustrate } from './illustration.ts';
import { motifs } from './motifs.ts';

const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new RangeError('name a folder for the sheets');
await mkdir(folder, { recursive: true });
const [WIDE, HIGH, ACROSS, PER_SHEET] = [480, 320, 4, 20];

async function sheet(name: string, pictures: readonly (string | Buffer)[]): Promise<void> {
  for (let from = 0; from < pictures.length; from += PER_SHEET) {
    const part = pictures.slice(from, from + PER_SHEET);
    const thumbs = await Promise.all(
      part.map((picture) => sharp(picture).resize(WIDE, HIGH).png().toBuffer()),
    );
    const file = join(folder ?? '.', `${name}-${from / PER_SHEET + 1}.jpg`);
    await sharp({
      create: {
        width: ACROSS * (WIDE + 12) + 12,
        height: Math.ceil(part.length / ACROSS) * (HIGH + 12) + 12,
        channels: 3,
        background: '#F5F8F5',
      },
    })
      .composite(
        thumbs.map((input, index) => ({
          input,
          left: 12 + (index % ACROSS) * (WIDE + 12),
          top: 12 + Math.floor(index / ACROSS) * (HIGH + 12),
        })),
      )
      .jpeg({ quality: 85 })
      .toFile(file);
    process.stdout.write(`${file}\n`);
  }
}

const sections = ['politics', 'north-korea', 'k-pop', 'business', 'society', 'culture', 'opinion'];
const arrangements = Object.entries(motifs)
  .filter(([motif]) => only.length === 0 || only.includes(motif))
  .flatMap(([motif, all], at) =>
    all.map(({ hour, draw }, index) => {
      const canvas = new Canvas(
        `${motif} ${index}`,
        sections[(at + index * 3) % sections.length] ?? '',
        hour,
      );
      draw(canvas);
      return Buffer.from(canvas.svg);
    }),
  );
await sheet('motifs', arrangements);

// Two at a time: each picture keeps a core busy by itself.
const begun = performance.now();
const printed: string[] = [];
const waiting = only.length === 0 ? readStories() : [];
const print = async (): Promise<void> => {
  for (let story = waiting.shift(); story; story = waiting.shift())
    printed.push((await illustrate(story, folder)).file);
};
await Promise.all([print(), print()]);
if (printed.length > 0) {
  process.stdout.write(
    `${printed.length} pictures in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`,
  );
  await sheet(
    'stories',
    printed.sort((one, other) => one.localeCompare(other, 'en')),
  );
}
