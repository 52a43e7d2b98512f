/** A font of the paper, and what stands in for it until it is there. */
interface Face {
  family: string;
  /** As it lies in the folder, without its ending. */
  file: 'schibsted-grotesk' | 'newsreader';
  /** A font that nearly everybody has, made as wide and as high: text does not move when the real one comes. */
  instead: { local: string; bold: string; ascent: number; descent: number; size: number; sizeBold: number };
}

/** Latin-1, punctuation, ₩ and €: Korean is left to the reader's own fonts. */
const RANGE = 'U+20-7E,U+A0-FF,U+2010-2027,U+2030-203A,U+20A9,U+20AC,U+2122,U+2190-2193,U+2212';

/**
 * Widths are those of running English text, from the widths of the letters; heights are those of the fonts,
 * divided by that.
 */
const faces: readonly Face[] = [
  {
    family: 'Schibsted',
    file: 'schibsted-grotesk',
    instead: {
      local: 'Arial',
      bold: 'Arial Bold',
      ascent: 97.66,
      descent: 25.78,
      size: 105.53,
      sizeBold: 111.37,
    },
  },
  {
    family: 'Newsreader',
    file: 'newsreader',
    instead: {
      ...{ local: 'Times New Roman', bold: 'Times New Roman Bold' },
      ...{ ascent: 73.5, descent: 26.5, size: 104.8, sizeBold: 112.95 },
    },
  },
];

/** The rules that name the fonts, by the address each file has; one that comes late moves nothing (decision 37). */
export function fontFaces(pathOf: (file: Face['file']) => string): string {
  return faces
    .map(({ family, file, instead }) => {
      const { local, bold, ascent, descent, size, sizeBold } = instead;
      const fallback = (name: string, weight: string, scale: number) =>
        `@font-face{font-family:"${family} fallback";src:local("${name}");font-weight:${weight};size-adjust:${scale}%;ascent-override:${share(ascent, scale)};descent-override:${share(descent, scale)};line-gap-override:0%}`;
      return `@font-face{font-family:${family};src:url(${pathOf(file)}) format("woff2");font-weight:400 700;font-display:optional;unicode-range:${RANGE}}${fallback(local, '400', size)}${fallback(bold, '600 700', sizeBold)}`;
    })
    .join('');
}

function share(height: number, scale: number): string {
  return `${((100 * height) / scale).toFixed(2)}%`;
}

/** Without comments, and without the room between its parts; strings of the sheets hold none of these signs. */
export function minified(css: string): string {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();
}
