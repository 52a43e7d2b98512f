// What stands in rooms.
import { type Box, type Canvas, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { mix } from './palette.ts';

/** A wall and a floor that meet at `y`. */
export function room(c: Canvas, y: number, wall: string, floor: string): void {
  c.fill(wall);
  c.dots([0, 0, WIDTH, y], mix(wall, c.t.ink, 0.45), 'up', 1500);
  c.rect([0, y, WIDTH, HEIGHT - y], floor);
  c.dots([0, y, WIDTH, HEIGHT - y], mix(floor, c.t.ink, 0.5), 'down', 1300);
  c.rect([0, y - 22, WIDTH, 22], mix(wall, c.t.ink, 0.18));
}

/** A window with a sky of its own; what lies outside is drawn by the caller, in sheet coordinates. */
export function pane(c: Canvas, box: Box, outside: () => void, bars = 2): void {
  const [x, y, width, height] = box;
  c.rect([x - 16, y - 16, width + 32, height + 32], c.t.white);
  c.inside(`M${x} ${y}h${width}v${height}h${-width}z`, () => {
    c.fade(box, c.t.top, c.t.low);
    outside();
  });
  for (let bar = 1; bar < bars; bar++) c.rect([x + (width * bar) / bars - 6, y, 12, height], c.t.white);
  c.rect([x - 30, y + height + 16, width + 60, 20], mix(c.t.white, c.t.ink, 0.2));
}

/** Light that falls from a window across a floor. */
export function shaft(c: Canvas, corners: readonly number[], strength = 0.25): void {
  c.poly(corners, c.t.sun, `opacity="${strength}"`);
}

/** A pupil's desk with its chair seen from behind, 200 wide; the place is the middle of its foot. */
export function desk(c: Canvas, at: Place, wood = mix(c.t.wood, c.t.yellow, 0.35)): void {
  const steel = mix(c.t.front, c.t.grey, 0.3);
  c.at(at, () => {
    c.oval([0, 4, 110, 14], c.t.ink, 'opacity=".18"');
    c.line([-84, 0, -78, -120], steel, 9);
    c.line([84, 0, 78, -120], steel, 9);
    c.rect([-90, -112, 180, 34], mix(wood, c.t.ink, 0.4));
    c.poly([-100, -116, -82, -156, 82, -156, 100, -116], wood);
    c.rect([-100, -118, 200, 12], mix(wood, c.t.ink, 0.25));
  });
}

export function chair(c: Canvas, at: Place, wood = c.t.wood): void {
  const shade = mix(wood, c.t.ink, 0.35);
  c.at(at, () => {
    c.line([-50, 0, -46, -100, -50, -210], wood, 12);
    c.line([50, 0, 46, -100, 50, -210], wood, 12);
    c.rect([-56, -216, 112, 44], wood, 'rx="8"');
    c.rect([-52, -150, 104, 16], shade);
    c.poly([-60, -92, -46, -116, 46, -116, 60, -92], shade);
  });
}

/** A hanging lamp, its shade's foot at the place. */
export function pendant(
  c: Canvas,
  [x, y, size]: readonly [number, number, number],
  colour = c.t.accent,
): void {
  c.line([x, 0, x, y - size * 0.6], c.t.ink, 5);
  c.glow([x, y + size * 0.4, size * 5], c.t.yellow, 0.5);
  c.poly(
    [x - size * 0.5, y, x - size * 3.2, HEIGHT, x + size * 3.2, HEIGHT, x + size * 0.5, y],
    c.t.sun,
    'opacity=".12"',
  );
  c.path(
    `M${x - size} ${y}Q${x - size * 0.8} ${y - size * 0.7} ${x} ${y - size * 0.75}Q${x + size * 0.8} ${y - size * 0.7} ${x + size} ${y}z`,
    colour,
  );
  c.oval([x, y, size * 0.98, size * 0.14], c.t.sun);
}

/** A shelf of books that fills the box; gives the left edge and width of each spine. */
export function books(
  c: Canvas,
  [x, y, width, height]: Box,
  colours: readonly [string, ...string[]],
): [number, number, number][] {
  const spines: [number, number, number][] = [];
  c.rect([x - 10, y + height, width + 20, 26], mix(c.t.wood, c.t.ink, 0.35));
  for (let at = x; at < x + width - 30; ) {
    const wide = Math.min(c.between(34, 78), x + width - at);
    const tall = height * c.between(0.72, 0.96);
    const colour = mix(c.pick(colours), c.t.ink, c.between(0, 0.2));
    c.rect([at, y + height - tall, wide - 4, tall], colour, 'rx="4"');
    c.rect([at + wide - 14, y + height - tall, 10, tall], c.t.ink, 'opacity=".16"');
    spines.push([at, wide, tall]);
    at += wide;
  }
  c.dots([x, y, width, height], c.t.ink, 'up', 420);
  return spines;
}

/** A desk lamp, 260 high, that shines down to the right. */
export function deskLamp(c: Canvas, at: Place, colour = c.t.accent): void {
  c.at(at, () => {
    c.poly([86, -224, 0, 20, 330, 20, 140, -196], c.t.sun, 'opacity=".3"');
    c.oval([0, -4, 62, 14], c.t.ink);
    c.line([0, -6, -36, -130, 70, -236], mix(colour, c.t.ink, 0.4), 12);
    c.path('M52 -262L150 -190L70 -192Q40 -220 52 -262z', colour);
    c.glow([104, -184, 130], c.t.yellow, 0.7);
  });
}

/** A bowl seen from the side, 160 wide, with what is heaped in it. */
export function bowl(c: Canvas, at: Place, fill: string, glaze = c.t.white): void {
  c.at(at, () => {
    c.oval([0, 4, 78, 12], c.t.ink, 'opacity=".22"');
    c.path('M-66 -84Q0 -136 66 -84z', fill);
    c.path('M-84 -86H84Q76 -12 34 0H-34Q-76 -12 -84 -86z', glaze);
    c.path('M30 -86H84Q76 -12 34 0H10Q40 -30 30 -86z', c.t.ink, 'opacity=".14"');
    c.path('M-80 -66H80L76 -52H-76z', c.t.accent, 'opacity=".85"');
  });
}

/** A kettle, 200 wide. */
export function kettle(c: Canvas, at: Place, colour = c.t.front): void {
  c.at(at, () => {
    c.path('M-70 0Q-94 -96 -30 -116H30Q94 -96 70 0z', colour);
    c.path('M66 -40Q112 -60 118 -112L100 -112Q92 -76 58 -70z', colour);
    c.curve('M-50 -106Q0 -212 50 -106', mix(colour, c.t.ink, 0.5), 11);
    c.oval([0, -118, 16, 11], c.t.accent);
    c.dots([-70, -110, 70, 110], mix(colour, c.t.sun, 0.6), 'left', 80);
  });
}

export function steam(c: Canvas, [x, y, size]: readonly [number, number, number], lines = 3): void {
  for (let index = 0; index < lines; index++) {
    const at = x + (index - (lines - 1) / 2) * size * 0.6;
    c.curve(
      `M${at} ${y}c${-size * 0.5} ${-size * 0.6} ${size * 0.5} ${-size} 0 ${-size * 1.7}s${size * 0.4} ${-size * 0.8} 0 ${-size * 1.4}`,
      c.t.white,
      size * 0.13,
      'opacity=".8"',
    );
  }
}
