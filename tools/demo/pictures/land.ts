// Sky, land, water and what grows: the parts of a view that lie behind its subject.
import { type Canvas, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { mix } from './palette.ts';

interface Sky {
  /** x, y, radius of the sun or the moon. */
  sun?: readonly [number, number, number];
  clouds?: number;
  /** Where the sky ends. */
  to?: number;
}

export function sky(c: Canvas, { sun, clouds = 0, to = HEIGHT }: Sky = {}): void {
  const { top, low, paper } = c.t;
  c.fill(mix(top, low, 0.45));
  c.fade([0, 0, WIDTH, to], top, low);
  c.dots([0, 0, WIDTH, to * 0.7], mix(top, c.t.ink, 0.3), 'up', 1300);
  if (c.hour === 'night') stars(c, to * 0.6);
  if (sun) {
    const [x, y, radius] = sun;
    c.glow([x, y, radius * 4.5], c.t.sun, 0.55);
    c.oval([x, y, radius], c.t.sun);
    c.inside(circle(x, y, radius), () =>
      c.dots([x - radius, y, radius * 2, radius], mix(c.t.sun, c.t.accent, 0.5), 'down', 240),
    );
  }
  for (let index = 0; index < clouds; index++) {
    const y = c.between(90, to * 0.4);
    cloud(c, [c.between(0, WIDTH), y, c.between(0.6, 1.5)], mix(low, paper, 0.5));
  }
}

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

function stars(c: Canvas, to: number): void {
  for (let index = 0; index < 70; index++) {
    const size = c.between(1.2, 3.2);
    c.oval([c.between(0, WIDTH), c.between(0, to), size], c.t.sun, `opacity="${c.chance(0.4) ? 0.9 : 0.45}"`);
  }
}

/** A flat-bottomed bank of cloud, two strips that overlap. */
export function cloud(c: Canvas, at: Place, colour: string): void {
  c.at(at, () => {
    c.path(
      'M-190 0h380a34 34 0 0 0 -20 -64q-50 -6 -80 10q-20 -56 -96 -44q-56 10 -64 52q-70 -20 -96 6q-30 6 -24 36z',
      colour,
      'opacity=".85"',
    );
    c.path('M-110 34h330a20 20 0 0 0 -14 -40h-270q-40 4 -46 40z', colour, 'opacity=".6"');
  });
}

interface Ridge {
  /** Height of the line and how far it swings. */
  y: number;
  swing: number;
  /** Hills across the sheet. */
  waves?: number;
  /** 0 for soft hills up to 1 for crags. */
  crag?: number;
}

/** A layer of land from edge to edge, down to the foot of the sheet; gives the height of its line at an x. */
export function ridge(
  c: Canvas,
  fill: string,
  { y, swing, waves = 2.2, crag = 0 }: Ridge,
): (x: number) => number {
  const parts = [1, 2.3, 4.1].map((times, index) => ({
    times: (times * waves * Math.PI * 2) / WIDTH,
    phase: c.between(0, Math.PI * 2),
    size: swing * ([0.62, 0.28, 0.1][index] ?? 0),
  }));
  const step = 20;
  const rough = Array.from({ length: WIDTH / step + 1 }, () => c.between(-0.5, 0.5) * swing * 0.35 * crag);
  const smooth = (x: number): number =>
    parts.reduce((sum, { times, phase, size }) => {
      const wave = Math.sin(x * times + phase);
      return sum + size * (crag > 0 ? 1 - 2 * Math.abs(wave) ** 0.8 : wave);
    }, 0);
  const height = (x: number): number => y - smooth(x) - (rough[Math.round(x / step)] ?? 0);
  const line = Array.from(
    { length: WIDTH / step + 1 },
    (_, index) => `L${index * step} ${Math.round(height(index * step))}`,
  );
  const outline = `M0 ${HEIGHT}${line.join('')}L${WIDTH} ${HEIGHT}z`;
  c.path(outline, c.t.ink, 'opacity=".1" transform="translate(0 -6)"');
  c.path(outline, fill);
  c.inside(outline, () => {
    c.dots([0, y - swing, WIDTH, swing * 2.4], mix(fill, c.t.low, 0.55), 'up', 900);
    c.dots([0, y + swing * 0.6, WIDTH, HEIGHT - y], mix(fill, c.t.ink, 0.4), 'down', 700);
  });
  return height;
}

interface Water {
  y: number;
  to?: number;
  fill?: string;
  /** x of the light that lies on it. */
  light?: number;
}

export function water(c: Canvas, { y, to = HEIGHT, fill = c.t.water, light }: Water): void {
  c.fade([0, y, WIDTH, to - y], mix(fill, c.t.low, 0.4), mix(fill, c.t.ink, 0.22));
  const deep = mix(fill, c.t.ink, 0.3);
  const bright = mix(fill, c.t.sun, 0.6);
  for (let index = 0; index < 90; index++) {
    const part = c.between(0, 1) ** 1.5;
    const length = 18 + part * c.between(40, 190);
    const at = [c.between(-60, WIDTH), y + 6 + part * (to - y)] as const;
    c.rect([at[0], at[1], length, 1.5 + part * 4.5], c.chance(0.5) ? deep : bright, 'opacity=".4" rx="2"');
  }
  if (light === undefined) return;
  for (let index = 0; index < 46; index++) {
    const part = c.between(0, 1);
    const wide = (30 + part * 130) * c.between(0.3, 1);
    c.rect(
      [light - wide / 2 + c.between(-40, 40) * part, y + part * (to - y), wide, 3 + part * 4],
      c.t.sun,
      'opacity=".7" rx="3"',
    );
  }
}

/** A bent pine, about 300 high at scale 1, its foot at the place. */
export function pine(c: Canvas, at: Place, leaf = c.t.near): void {
  const trunk = mix(leaf, c.t.ink, 0.55);
  c.at(at, () => {
    c.curve('M0 0C-14 -70 26 -110 6 -180S30 -240 22 -270', trunk, 17);
    c.curve('M8 -150q50 -10 84 -46M10 -200q-50 -6 -74 -32', trunk, 9);
    for (const [x, y, w] of [
      [100, -200, 92],
      [-74, -236, 84],
      [24, -284, 104],
      [-20, -170, 60],
    ] as const) {
      c.path(
        `M${x - w} ${y}q${w * 0.2} -44 ${w * 0.7} -40q${w * 0.3} -30 ${w * 0.7} -2q${w * 0.5} -4 ${w * 0.6} 42q-${w} 22 -${w * 2} 0z`,
        leaf,
      );
      c.dots([x - w * 0.8, y - 38, w * 1.6, 40], mix(leaf, c.t.low, 0.5), 'up', 60);
    }
  });
}

/** A round-headed tree, about 300 high; `fruit` hangs in it. */
export function tree(c: Canvas, at: Place, leaf = c.t.near, fruit?: string): void {
  c.at(at, () => {
    const trunk = mix(c.t.wood, c.t.ink, 0.45);
    c.curve('M0 0C-6 -60 6 -90 0 -160M0 -90q40 -20 60 -70M0 -110q-40 -16 -56 -60', trunk, 18);
    const heads = [
      [0, -230, 92],
      [-78, -180, 64],
      [80, -190, 66],
      [10, -160, 70],
    ] as const;
    for (const [x, y, r] of heads) c.oval([x, y, r, r * 0.86], leaf);
    c.dots([-110, -310, 190, 150], mix(leaf, c.t.low, 0.6), 'up', 150);
    c.dots([-100, -220, 220, 110], mix(leaf, c.t.ink, 0.5), 'down', 150);
    if (fruit)
      for (let index = 0; index < 26; index++) {
        const turn = c.between(0, 6.3);
        const out = c.between(10, 100);
        c.oval([Math.cos(turn) * out * 1.25, -200 + Math.sin(turn) * out * 0.9, 12, 11], fruit);
      }
  });
}

/** A tree without leaves, about 300 high. */
export function bareTree(c: Canvas, at: Place, colour = c.t.front): void {
  c.at(at, () => {
    c.curve('M0 0C6 -80 -8 -120 4 -300M2 -110Q50 -150 70 -240M0 -140Q-50 -170 -74 -250', colour, 12);
    c.curve(
      'M46 -180q34 -16 50 -44M-40 -184q-38 -10 -54 -34M4 -220q24 -20 30 -60M2 -240q-22 -16 -28 -50',
      colour,
      6,
    );
  });
}

/** A conifer in three tiers, about 260 high. */
export function fir(c: Canvas, at: Place, leaf = c.t.near): void {
  c.at(at, () => {
    c.rect([-8, -40, 16, 40], mix(leaf, c.t.ink, 0.5));
    for (const [y, w] of [
      [-30, 84],
      [-100, 66],
      [-165, 46],
    ] as const)
      c.poly([-w, y, 0, y - 120, w, y], leaf);
    c.poly([0, -285, 84, -30, 20, -40], mix(leaf, c.t.ink, 0.25), 'opacity=".6"');
  });
}

/** Stalks of bamboo over a box. */
export function bamboo(
  c: Canvas,
  [x, y, width, height]: readonly [number, number, number, number],
  stalks = 24,
): void {
  for (let index = 0; index < stalks; index++) {
    const at = x + c.between(0, width);
    const tall = height * c.between(0.7, 1.1);
    const lean = c.between(-50, 50);
    const colour = mix(c.t.green, c.t.ink, c.between(0.1, 0.6));
    c.curve(`M${at} ${y}q${lean * 0.2} ${-tall * 0.6} ${lean} ${-tall}`, colour, c.between(6, 13));
    for (let leaf = 0; leaf < 9; leaf++) {
      const up = c.between(0.4, 1.05);
      const [lx, ly] = [at + lean * up * up, y - tall * up];
      const side = c.pick([-1, 1]);
      c.path(`M${lx} ${ly}q${side * 34} -20 ${side * 74} 16q${-side * 40} 14 ${-side * 74} -16z`, colour);
    }
  }
}

export function rock(c: Canvas, at: Place, colour = c.t.near): void {
  c.at(at, () => {
    c.poly([-130, 0, -96, -58, -30, -92, 40, -78, 98, -36, 134, 0], colour);
    c.poly([-30, -92, 40, -78, 98, -36, 134, 0, 30, 0, 10, -50], mix(colour, c.t.ink, 0.3));
    c.dots([-110, -80, 120, 70], mix(colour, c.t.low, 0.6), 'up', 70);
  });
}

/** A low wall of field stones along the foot of a view. */
export function stoneWall(
  c: Canvas,
  [x, y, width, height]: readonly [number, number, number, number],
  colour = c.t.near,
): void {
  c.rect([x, y, width, height], mix(colour, c.t.ink, 0.45));
  const rows = Math.max(2, Math.round(height / 34));
  const tall = height / rows;
  for (let row = 0; row < rows; row++) {
    for (let at = x - c.between(0, 40); at < x + width; ) {
      const wide = c.between(38, 84);
      c.rect(
        [at, y + row * tall - 2, wide - 5, tall - 4],
        mix(colour, c.t.low, c.between(0.05, 0.35)),
        'rx="12"',
      );
      at += wide;
    }
  }
}

export function gulls(c: Canvas, [x, y, spread]: readonly [number, number, number], count = 6): void {
  for (let index = 0; index < count; index++) {
    const s = c.between(10, 24);
    const at = `M${x + c.between(-1, 1) * spread} ${y + c.between(-0.5, 0.5) * spread}`;
    c.curve(`${at}q${s * 0.6} ${-s * 0.8} ${s} 0q${s * 0.5} ${-s * 0.8} ${s} -${s * 0.1}`, c.t.white, 5);
  }
}
