import sharp from 'sharp';

/** A photograph of a page as it was, in pixels as wide as its window. */
export interface Shot {
  file: string;
  width: number;
}

/** A wide page is half as large on the sheet as it is, a phone's a little larger beside it. */
const SCALE = { wide: 0.5, narrow: 0.72 } as const;
const HIGHEST = 2_400;
const GAP = 16;

/** Lays photographs side by side, each cut off where it is longer than the sheet. */
export async function contactSheet(shots: readonly Shot[], file: string): Promise<void> {
  const prints = await Promise.all(
    shots.map(async ({ file: shot, width }) => {
      const wide = Math.round(width * (width > 600 ? SCALE.wide : SCALE.narrow));
      const whole = await sharp(shot).resize({ width: wide }).toBuffer({ resolveWithObject: true });
      const height = Math.min(whole.info.height, HIGHEST);
      const input = await sharp(whole.data).extract({ left: 0, top: 0, width: wide, height }).toBuffer();
      return { input, width: wide, height };
    }),
  );
  let left = GAP;
  const placed = prints.map(({ input, width }) => {
    const print = { input, left, top: GAP };
    left += width + GAP;
    return print;
  });
  const height = Math.max(...prints.map((each) => each.height)) + 2 * GAP;
  await sharp({ create: { width: left, height, channels: 3, background: '#888' } })
    .composite(placed)
    .png({ palette: true })
    .toFile(file);
}
