// What people build to live and work in.
import type { Box, Canvas, Place } from './canvas.ts';
import { mix } from './palette.ts';

interface Tower {
  wall: string;
  /** Share of windows with light in them. */
  lit?: number;
  floors?: number;
  bays?: number;
}

/** A block with windows in rows, its far side in shade. */
export function tower(c: Canvas, [x, y, width, height]: Box, { wall, lit = 0.2, floors, bays }: Tower): void {
  c.rect([x, y, width, height], wall);
  c.rect([x + width * 0.74, y, width * 0.26, height], mix(wall, c.t.ink, 0.22));
  c.rect([x - 4, y - 8, width + 8, 12], mix(wall, c.t.ink, 0.3));
  const rows = floors ?? Math.max(2, Math.floor(height / 48));
  const columns = bays ?? Math.max(2, Math.floor(width / 46));
  const dark = mix(wall, c.t.ink, c.hour === 'night' ? 0.5 : 0.38);
  const [dx, dy] = [width / columns, height / (rows + 0.6)];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      c.rect(
        [x + dx * (column + 0.2), y + dy * (row + 0.45), dx * 0.6, dy * 0.52],
        c.chance(lit) ? c.t.yellow : dark,
      );
  c.dots(
    [x, y + height * 0.3, width, height * 0.7],
    mix(wall, c.t.ink, 0.5),
    'down',
    Math.round(width * 1.4),
  );
}

/** A row of towers of chance heights that stand on `y`. */
export function row(c: Canvas, [x, y, width, height]: Box, { wall, lit = 0.15 }: Tower): void {
  for (let at = x; at < x + width; ) {
    const wide = c.between(70, 150);
    const tall = height * c.between(0.35, 1);
    tower(c, [at, y - tall, wide, tall], { wall: mix(wall, c.t.low, c.between(0, 0.14)), lit });
    if (c.chance(0.3)) c.line([at + wide / 2, y - tall, at + wide / 2, y - tall - 50], wall, 5);
    at += wide + c.between(-6, 22);
  }
}

interface House {
  /** Half of its width, eaves included. */
  half?: number;
  wall?: string;
  roof?: string;
  /** Is there light behind the paper windows? */
  lit?: boolean;
  /** Open to the yard in the middle. */
  open?: boolean;
}

/** A low tiled house (한옥), about 300 high, its stone footing at the place. */
export function hanok(
  c: Canvas,
  at: Place,
  {
    half = 360,
    wall = c.t.white,
    roof = mix(c.t.front, c.t.grey, 0.25),
    lit = false,
    open = false,
  }: House = {},
): void {
  const { wood, ink } = c.t;
  const post = mix(wood, ink, 0.3);
  const body = half - 80;
  c.at(at, () => {
    c.rect([-body - 30, -28, body * 2 + 60, 28], mix(c.t.grey, ink, 0.25));
    c.rect([-body, -170, body * 2, 146], wall);
    c.dots([-body, -172, body * 2, 70], mix(wall, ink, 0.6), 'up', 380);
    const bays = Math.max(3, Math.round(body / 90));
    const wide = (body * 2) / bays;
    for (let bay = 0; bay < bays; bay++) {
      const x = -body + bay * wide;
      if (open && bay === Math.floor(bays / 2)) {
        c.rect([x, -166, wide, 142], mix(ink, wood, 0.35));
        c.rect([x - 24, -46, wide + 48, 20], mix(wood, c.t.yellow, 0.25));
      } else paperDoor(c, [x + wide * 0.16, -142, wide * 0.68, 112], lit && bay % 2 === 0);
      c.rect([x - 8, -172, 16, 150], post);
    }
    c.rect([body - 8, -172, 16, 150], post);
    tiles(c, [-half, -300, half * 2, 140], roof);
  });
}

function paperDoor(c: Canvas, [x, y, width, height]: Box, lit: boolean): void {
  if (lit) c.glow([x + width / 2, y + height / 2, width * 2.2], c.t.yellow, 0.6);
  c.rect([x, y, width, height], lit ? c.t.yellow : mix(c.t.white, c.t.grey, 0.3));
  const lattice = mix(c.t.wood, c.t.ink, 0.3);
  for (let part = 0; part <= 4; part++)
    c.line([x + (width * part) / 4, y, x + (width * part) / 4, y + height], lattice, 3.5);
  for (const part of [0, 0.3, 0.6, 1])
    c.line([x, y + height * part, x + width, y + height * part], lattice, 3.5);
}

/** A tiled roof with lifted eaves in the box. */
export function tiles(c: Canvas, [x, y, width, height]: Box, roof: string): void {
  const [left, right, low, top] = [x, x + width, y + height, y];
  const inset = width * 0.14;
  const outline = `M${left} ${low - height * 0.3}Q${left + inset} ${low - height * 0.25} ${left + inset * 1.1} ${top}H${right - inset * 1.1}Q${right - inset} ${low - height * 0.25} ${right} ${low - height * 0.3}L${right - 16} ${low - height * 0.1}Q${x + width / 2} ${low + height * 0.16} ${left + 16} ${low - height * 0.1}z`;
  c.path(outline, roof);
  c.inside(outline, () => {
    const lines = Math.round(width / 26);
    for (let index = 0; index <= lines; index++) {
      const part = index / lines;
      c.line(
        [left + inset + (width - inset * 2) * part, top, left + width * part, low],
        mix(roof, c.t.ink, 0.4),
        5,
      );
    }
    c.dots([left, top, width, height], mix(roof, c.t.low, 0.7), 'up', 500);
  });
  c.rect([left + inset * 0.95, top - 10, width - inset * 1.9, 20], mix(roof, c.t.ink, 0.35), 'rx="6"');
  c.curve(
    `M${left} ${low - height * 0.26}Q${x + width / 2} ${low + height * 0.22} ${right} ${low - height * 0.26}`,
    mix(roof, c.t.ink, 0.5),
    8,
  );
}

/** A cottage with a pitched roof, about 220 high. */
export function cottage(
  c: Canvas,
  at: Place,
  { wall = c.t.white, roof = c.t.accent, lit = false }: House = {},
): void {
  c.at(at, () => {
    c.rect([-120, -130, 240, 130], wall);
    c.rect([40, -130, 80, 130], mix(wall, c.t.ink, 0.18));
    c.poly([-150, -120, -96, -214, 96, -214, 150, -120], roof);
    c.poly([40, -120, 60, -214, 96, -214, 150, -120], mix(roof, c.t.ink, 0.25));
    c.rect([-30, -92, 46, 92], mix(roof, c.t.ink, 0.5));
    for (const x of [-96, 64]) {
      c.rect([x, -92, 38, 40], lit ? c.t.yellow : mix(wall, c.t.ink, 0.6));
      if (lit) c.glow([x + 19, -72, 110], c.t.yellow, 0.5);
    }
  });
}

/** Factory halls with a saw-tooth roof over the box; its teeth rise to the left. */
export function halls(c: Canvas, [x, y, width, height]: Box, wall: string, teeth = 5): void {
  const wide = width / teeth;
  for (let index = 0; index < teeth; index++) {
    const left = x + index * wide;
    c.poly([left, y, left, y - wide * 0.46, left + wide, y], mix(wall, c.t.ink, 0.35));
    c.poly(
      [left + 8, y - 8, left + 8, y - wide * 0.36, left + 24, y - wide * 0.3, left + 24, y - 8],
      mix(wall, c.t.paper, 0.6),
    );
  }
  c.rect([x, y, width, height], wall);
  c.dots([x, y, width, height], mix(wall, c.t.ink, 0.5), 'down', 700);
  c.rect([x, y, width, 12], mix(wall, c.t.ink, 0.4));
}

/** Smoke that leans with the wind. */
export function smoke(
  c: Canvas,
  [x, y, size]: readonly [number, number, number],
  colour: string,
  lean = 60,
): void {
  for (let index = 0; index < 9; index++) {
    const r = size * (0.35 + index * 0.17);
    c.oval(
      [x + lean * index * 0.7 + c.between(-12, 12), y - index * size * 0.62, r, r * 0.86],
      mix(colour, c.t.low, index * 0.08),
    );
  }
  c.dots([x - size, y - size * 5, size * 3 + lean * 6, size * 5], mix(colour, c.t.ink, 0.4), 'down', 260);
}

/** A street lamp of 300 units with its cone of light. */
export function lamp(c: Canvas, at: Place): void {
  c.at(at, () => {
    c.poly([84, -288, 10, 0, 190, 0], c.t.yellow, 'opacity=".18"');
    c.curve('M0 0V-262Q0 -300 40 -300H90', c.t.front, 10);
    c.rect([66, -306, 52, 16], c.t.front, 'rx="6"');
    c.oval([92, -288, 20, 8], c.t.sun);
    c.glow([92, -286, 120], c.t.yellow, 0.7);
  });
}

/** A clock without numerals; hands at the angles given, from twelve. */
export function clock(
  c: Canvas,
  [x, y, r]: readonly [number, number, number],
  hour: number,
  minute: number,
): void {
  c.oval([x + 6, y + 8, r * 1.1], c.t.ink, 'opacity=".2"');
  c.oval([x, y, r * 1.1], c.t.front);
  c.oval([x, y, r * 0.96], c.t.white);
  const point = (angle: number, out: number): [number, number] => [
    x + Math.sin((angle * Math.PI) / 180) * r * out,
    y - Math.cos((angle * Math.PI) / 180) * r * out,
  ];
  for (let mark = 0; mark < 12; mark++)
    c.line([...point(mark * 30, 0.78), ...point(mark * 30, 0.88)], c.t.ink, r * (mark % 3 ? 0.03 : 0.07));
  c.line([x, y, ...point(hour, 0.48)], c.t.ink, r * 0.09);
  c.line([x, y, ...point(minute, 0.74)], c.t.ink, r * 0.06);
  c.oval([x, y, r * 0.08], c.t.accent);
}
