/** Pictures as others show our articles: cut to their shapes, never without the point that no crop may lose. */

/** Shapes that search engines and social networks ask for (16:9, 4:3, 1:1), in the size they recommend. */
export const cropSizes = [
  { width: 1200, height: 675 },
  { width: 1200, height: 900 },
  { width: 1200, height: 1200 },
] as const;

export interface Crop {
  width: number;
  height: number;
  /** The point that stays, in tenths of the whole picture: so many crops of one picture there can be, and no more. */
  x: number;
  y: number;
}

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

const ADDRESS = /^(\d+)x(\d+)-x(10|\d)y(10|\d)$/;

/** Which crop a word of an address means: `1200x675-x5y3`. */
export function cropAt(word: string): Crop | undefined {
  const [, width, height, x, y] = ADDRESS.exec(word) ?? [];
  const size = cropSizes.find((each) => String(each.width) === width && String(each.height) === height);
  return size && { ...size, x: Number(x), y: Number(y) };
}

export function cropName({ width, height, x, y }: Crop): string {
  return `${width}x${height}-x${x}y${y}`;
}

/** All shapes of a picture, around its focal point. */
export function cropsOf([x, y]: readonly [number, number] = [0.5, 0.5]): Crop[] {
  return cropSizes.map((size) => ({ ...size, x: Math.round(x * 10), y: Math.round(y * 10) }));
}

/** The largest part of a picture that has the shape, its middle as near to the point as the edges allow. */
export function areaOf({ width, height }: { width: number; height: number }, crop: Crop): Area {
  const scale = Math.min(width / crop.width, height / crop.height);
  const part = {
    width: Math.max(1, Math.round(crop.width * scale)),
    height: Math.max(1, Math.round(crop.height * scale)),
  };
  const from = (whole: number, length: number, tenths: number) =>
    Math.round(Math.min(Math.max((whole * tenths) / 10 - length / 2, 0), whole - length));
  return { ...part, left: from(width, part.width, crop.x), top: from(height, part.height, crop.y) };
}

/** How large it is shown: never larger than it is. */
export function shownSize(
  whole: { width: number; height: number },
  crop: Crop,
): { width: number; height: number } {
  const { width } = areaOf(whole, crop);
  const shown = Math.min(width, crop.width);
  return { width: shown, height: Math.max(1, Math.round((shown * crop.height) / crop.width)) };
}
