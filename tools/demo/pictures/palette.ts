// The colours of the illustrations: one ramp per section after the paper's striped sleeve, laid out anew for
// each time of day, so that a picture is of its section first and of its hour second.

export type Section = 'politics' | 'north-korea' | 'k-pop' | 'business' | 'society' | 'culture' | 'opinion';
export type Hour = 'dawn' | 'day' | 'dusk' | 'night' | 'snow';

const ramps = {
  politics: ['#0D2038', '#1B4373', '#2F69A6', '#86A9CE', '#C9D9E6', '#F1F3EC', '#E59B34', '#5C8FB8'],
  'north-korea': ['#12191A', '#2A3637', '#566664', '#98A7A1', '#CDD6CE', '#F2F3EA', '#CC4431', '#8DA8AA'],
  'k-pop': ['#2F0A20', '#6E1435', '#BE2740', '#E88C82', '#F6CFBE', '#FBF1E6', '#F5BE3F', '#5A6AA6'],
  business: ['#2C2010', '#66470F', '#B37F22', '#DFB868', '#F0DFB4', '#FAF4E2', '#1E5B93', '#4A86A8'],
  society: ['#0B2823', '#15503F', '#2D8064', '#85BC9F', '#C9E1D1', '#F2F5EA', '#E5653A', '#4B94A4'],
  culture: ['#28102E', '#562553', '#8D4784', '#C795B6', '#E9D2DF', '#F9F2F0', '#E7A63C', '#6C86B6'],
  opinion: ['#1F1A33', '#43346B', '#6E5B9C', '#A99CC9', '#D8D1E4', '#F4F1EC', '#DB563C', '#8089B9'],
} as const;

/** Colours of things themselves, where a story names them. */
const things = {
  white: '#F7F3E7',
  blue: '#2F6FA9',
  red: '#C63A2E',
  orange: '#E57C2E',
  yellow: '#F4C552',
  green: '#5E9C5E',
  gold: '#D9AE45',
  grey: '#8D9896',
  wood: '#8C5C3C',
  brick: '#A5543D',
  skin: '#DBA983',
  cloth: '#3B4A5A',
};

/** A colour on the way from one to another; both as #rrggbb, `part` from 0 to 1. */
export function mix(from: string, to: string, part: number): string {
  const channel = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(channel(from, at) * (1 - part) + channel(to, at) * part)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}

const warm = '#F7D9A0';

/** What belongs to a section at any hour. */
function ownColours(section: Section) {
  const [ink, dark, mid, soft, pale, paper, accent, sea] = ramps[section];
  const land = mix(mid, '#7FA05C', 0.72);
  // A low sun is warm, even over a section whose accent is not.
  const blaze = Number.parseInt(accent.slice(1, 3), 16) > 0xd0 ? accent : '#E8853F';
  return { ink, dark, mid, soft, pale, paper, accent, sea, land, blaze, warm };
}

type Own = ReturnType<typeof ownColours>;

/** From the sky to what stands nearest. */
function layers({ ink, dark, mid, soft, pale, paper, sea, blaze }: Own, hour: Hour) {
  switch (hour) {
    case 'day':
      return {
        top: mix(soft, pale, 0.25),
        low: paper,
        sun: '#FFF8E4',
        far: mix(soft, pale, 0.45),
        mid: mix(mid, soft, 0.55),
        near: mix(mid, dark, 0.3),
        front: mix(dark, ink, 0.3),
        water: mix(sea, pale, 0.4),
      };
    case 'dawn':
      return {
        top: mix(pale, sea, 0.3),
        low: mix(warm, paper, 0.25),
        sun: mix(blaze, '#FFF3D8', 0.2),
        far: mix(soft, warm, 0.35),
        mid: mix(mid, soft, 0.4),
        near: mix(dark, mid, 0.35),
        front: mix(dark, ink, 0.6),
        water: mix(sea, warm, 0.45),
      };
    case 'dusk':
      return {
        top: mix(dark, mid, 0.55),
        low: mix(warm, blaze, 0.4),
        sun: '#FFE9BC',
        far: mix(mid, warm, 0.35),
        mid: mix(mid, dark, 0.4),
        near: mix(dark, ink, 0.35),
        front: mix(ink, dark, 0.15),
        water: mix(mix(mid, sea, 0.5), warm, 0.25),
      };
    case 'night':
      return {
        top: ink,
        low: mix(mix(ink, dark, 0.35), sea, 0.45),
        sun: '#FFF1CC',
        far: mix(mix(ink, dark, 0.5), sea, 0.36),
        mid: mix(mix(dark, ink, 0.35), sea, 0.12),
        near: mix(ink, dark, 0.45),
        front: mix(ink, '#000000', 0.25),
        water: mix(mix(dark, sea, 0.3), ink, 0.3),
      };
    case 'snow':
      return {
        top: mix(soft, pale, 0.4),
        low: mix(pale, '#FFFFFF', 0.5),
        sun: '#FFFFFF',
        far: mix(soft, pale, 0.5),
        mid: mix(mid, soft, 0.5),
        near: mix(dark, mid, 0.4),
        front: mix(dark, ink, 0.4),
        water: mix(sea, pale, 0.55),
      };
  }
}

function layOut(section: Section, hour: Hour) {
  const own = ownColours(section);
  const { soft, mid, ink, paper, pale } = own;
  const veil = { dawn: mix(soft, warm, 0.5), day: paper, dusk: mid, night: ink, snow: pale }[hour];
  const depth = { dawn: 0.1, day: 0, dusk: 0.22, night: 0.26, snow: 0.12 }[hour];
  const veiled = Object.fromEntries(
    Object.entries(things).map(([name, colour]) => [name, mix(colour, veil, depth)]),
  ) as typeof things;
  // Yellow is light behind a window, which no evening veils.
  return { ...own, ...veiled, land: mix(own.land, veil, depth), yellow: things.yellow, ...layers(own, hour) };
}

export type Tones = ReturnType<typeof layOut>;

const fallback: Section = 'society';

/** The colours of a section at an hour; a section that has no stripe of its own borrows that of society. */
export function tones(section: string, hour: Hour): Tones {
  return layOut(section in ramps ? (section as Section) : fallback, hour);
}
