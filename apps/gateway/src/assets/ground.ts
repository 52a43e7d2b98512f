/** Steps of each of the three colours a ground is made of: 125 grounds are near enough to any picture. */
const steps = ['0', '4', '8', 'b', 'f'] as const;
const WHOLE = 255;

/**
 * The class of the ground that a picture stands on until it is there, by the colour that most of it has. A class,
 * since pages may hold no style of their own.
 */
export function groundOf(colour: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `g${parts.map((part) => steps[Math.round((part / WHOLE) * (steps.length - 1))] ?? '8').join('')}`;
}

/** The rules of these classes. */
export const grounds = steps
  .flatMap((red) => steps.flatMap((green) => steps.map((blue) => red + green + blue)))
  .map((colour) => `.g${colour}{background:#${colour}}`)
  .join('');

/** The rules of the classes that keep a picture's focal point in its crop, in tenths of its width and height. */
export const focalPoints = Array.from(
  { length: 11 },
  (_, tenth) => `.x${tenth}{--x:${tenth * 10}%}.y${tenth}{--y:${tenth * 10}%}`,
).join('');
