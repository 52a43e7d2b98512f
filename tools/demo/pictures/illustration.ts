// The picture of an article: drawn as SVG, printed as a JPEG of 1600 × 1067 on grained paper. The same article
// always gets the same picture; one that lies in the folder already is not printed again.
import { createHash, randomUUID } from 'node:crypto';
import { access, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Canvas, HEIGHT, WIDTH } from './canvas.ts';
import { type Commission, composition } from './motifs.ts';

/** Part of a file's name: raise it when the printing changes, since the drawing speaks for itself by its checksum. */
const PRINTING = 1;

export interface Illustration {
  /** Full path of the JPEG. */
  file: string;
  width: number;
  height: number;
  /** The point the eye goes to, in parts of width and height. */
  focal: [x: number, y: number];
  /** Colour of the ground, #rrggbb. */
  dominant: string;
}

export interface Drawing {
  svg: string;
  focal: [x: number, y: number];
  dominant: string;
}

/** Draws without printing. Throws a RangeError for a motif that does not exist. */
export function draw(commission: Commission): Drawing {
  const { hour, draw } = composition(commission);
  const canvas = new Canvas(commission.uri, commission.section, hour);
  const [x, y] = draw(canvas);
  return { svg: canvas.svg, focal: [x / WIDTH, y / HEIGHT], dominant: canvas.ground };
}

/** Draws and prints into an existing folder. */
export async function illustrate(commission: Commission, folder: string): Promise<Illustration> {
  const { svg, focal, dominant } = draw(commission);
  const name = commission.uri.replace(/[^\p{L}\p{N}]+/gu, '-');
  const sum = createHash('sha256').update(`${PRINTING} ${svg}`).digest('hex').slice(0, 16);
  const file = join(folder, `${name}-${sum}.jpg`);
  if (!(await exists(file))) {
    const unfinished = `${file}.${randomUUID()}`;
    await writeFile(unfinished, await print(svg));
    await rename(unfinished, file);
  }
  return { file, width: WIDTH, height: HEIGHT, focal, dominant };
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const GREY = { width: WIDTH, height: HEIGHT, channels: 1 } as const;

/** The tooth of the paper: even noise, a little softened so that it does not weigh in the file. */
let paper: Promise<Buffer> | undefined;

function tooth(): Promise<Buffer> {
  const chance = new Canvas('paper', 'society', 'day');
  const noise = Buffer.alloc(WIDTH * HEIGHT);
  for (let at = 0; at < noise.length; at++)
    noise[at] = 128 + chance.between(-26, 26) + chance.between(-26, 26);
  return sharp(noise, { raw: GREY }).blur(0.8).toColourspace('b-w').raw().toBuffer();
}

async function print(svg: string): Promise<Buffer> {
  paper ??= tooth();
  return (
    sharp(Buffer.from(svg))
      .composite([{ input: await paper, raw: GREY, blend: 'soft-light' }])
      .flatten()
      // At this quality the grain stays paper and does not become blocks; no picture weighs 250 KB.
      .jpeg({ quality: 78 })
      .toBuffer()
  );
}
