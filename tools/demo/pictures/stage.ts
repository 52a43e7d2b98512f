// Motifs of the stage: lights and crowds.
import { row } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { sky } from './land.ts';
import { mix } from './palette.ts';
import { crowd, person } from './people.ts';

/** A beam of light from a lamp to the place it falls on. */
function beam(
  c: Canvas,
  [x, y, toX, toY]: readonly [number, number, number, number],
  colour: string,
  wide = 90,
): void {
  c.poly([x - 10, y, x + 10, y, toX + wide, toY, toX - wide, toY], colour, 'opacity=".28"');
  c.poly([x - 5, y, x + 5, y, toX + wide * 0.4, toY, toX - wide * 0.4, toY], colour, 'opacity=".3"');
  c.oval([x, y, 20], c.t.sun);
  c.glow([x, y, 110], colour, 0.9);
}

/** A dancer in mid-step, 180 high. */
function dancer(c: Canvas, at: Place, colour: string): void {
  c.at(at, () => {
    c.line([-34, 0, -14, -66, 4, -84, 30, -46, 58, -6], colour, 17);
    c.path('M-24 -76Q-26 -140 -14 -152H16Q28 -136 22 -76z', colour);
    c.line([-14, -146, -50, -186, -36, -226], colour, 13);
    c.line([16, -146, 56, -156, 86, -190], colour, 13);
    c.oval([2, -178, 18, 21], colour);
  });
}

const stageLights: Composition[] = [
  {
    shows: ['light stick'],
    hour: 'night',
    draw(c) {
      c.fill(c.t.top);
      const spread = [c.t.accent, c.t.red, c.t.sun, c.t.soft];
      for (let index = -5; index <= 5; index++) {
        const colour = spread[Math.abs(index) % 4] ?? c.t.accent;
        c.poly(
          [800, 700, 800 + index * 240 - 74, -60, 800 + index * 240 + 74, -60],
          colour,
          `opacity="${index % 2 ? 0.34 : 0.2}"`,
        );
      }
      c.glow([800, 400, 620], c.t.sun, 0.5);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1500);
      c.rect([744, 600, 112, 480], c.t.white, 'rx="20"');
      c.rect([818, 600, 38, 480], c.t.ink, 'opacity=".22"');
      c.rect([736, 660, 128, 34], c.t.accent);
      c.oval([800, 790, 17], c.t.accent);
      c.path('M720 610H880L850 560H750z', c.t.front);
      c.oval([800, 390, 228], c.t.white);
      const slices = [c.t.red, c.t.yellow, c.t.blue, c.t.green, c.t.orange, c.t.accent, c.t.soft, c.t.paper];
      slices.forEach((colour, index) => {
        const [a, b] = [(index * Math.PI) / 4, ((index + 1) * Math.PI) / 4];
        c.path(
          `M800 390L${800 + Math.cos(a) * 206} ${390 + Math.sin(a) * 206}A206 206 0 0 1 ${800 + Math.cos(b) * 206} ${390 + Math.sin(b) * 206}z`,
          colour,
        );
      });
      c.oval([800, 390, 52], c.t.white);
      c.path('M640 300Q690 220 770 200Q680 260 660 330z', '#ffffff', 'opacity=".7"');
      crowd(c, [-40, 930, 1700], c.t.front, 0.5);
      return [800, 390];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      c.fill(c.t.near);
      c.rect([0, 0, WIDTH, 780], c.t.mid);
      c.glow([800, 560, 800], c.t.low, 0.8);
      for (let index = 0; index < 6; index++)
        beam(c, [130 + index * 268, 60, 330 + index * 190, 800], index % 2 ? c.t.accent : c.t.sun, 120);
      c.rect([0, 20, WIDTH, 46], c.t.ink);
      c.path(`M0 780H${WIDTH}V${HEIGHT}H0z`, c.t.front);
      for (const [x, s] of [
        [430, 1.5],
        [620, 1.6],
        [800, 1.85],
        [985, 1.6],
        [1180, 1.5],
      ] as const) {
        c.oval([x, 830, 90 * s * 0.7, 14], c.t.sun, 'opacity=".3"');
        dancer(c, [x, 830, c.chance(0.5) ? s : -s], x === 800 ? c.t.accent : c.t.ink);
      }
      crowd(c, [-40, 960, 1700], c.t.ink, 0.35);
      return [800, 640];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.top);
      c.glow([800, 430, 900], c.t.accent, 0.45);
      for (let line = 0; line < 9; line++)
        for (let x = (line % 2) * 20; x < WIDTH; x += 46 + line * 6) {
          const y = 330 + line * line * 5 + line * 16;
          c.oval([x + c.between(-9, 9), y, 5 + line], mix(c.t.far, c.t.ink, line * 0.05));
          if (c.chance(0.45))
            c.oval([x + 16, y - 14, 3 + line * 0.5], c.pick([c.t.accent, c.t.sun, c.t.soft]));
        }
      for (const x of [180, 1420]) beam(c, [x, 90, 800, 820], c.t.sun, 330);
      c.path(`M0 830Q800 760 1600 830V${HEIGHT}H0z`, c.t.front);
      for (const x of [500, 800, 1110]) {
        c.poly([x - 40, 990, x + 40, 990, x + 130, HEIGHT, x - 70, HEIGHT], c.t.ink, 'opacity=".5"');
        dancer(c, [x, 1000, x === 800 ? 2.6 : -2.3], x === 800 ? c.t.near : c.t.ink);
      }
      c.path('M0 0H190Q150 420 60 700L0 760z', c.t.red);
      c.path('M1600 0H1410Q1450 420 1540 700L1600 760z', c.t.red);
      c.dots([0, 0, 190, 760], c.t.ink, 'left', 400);
      c.dots([1410, 0, 190, 760], c.t.ink, 'right', 400);
      return [800, 660];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.near);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'up', 1600);
      c.oval([800, 660, 420, 300], c.t.sun, 'opacity=".25"');
      c.oval([800, 660, 300, 214], c.t.sun, 'opacity=".75"');
      c.path('M800 690L1180 980L1130 1010z', c.t.ink, 'opacity=".5"');
      c.oval([800, 660, 70, 54], c.t.accent);
      c.oval([804, 648, 32, 30], c.t.ink);
      c.line([740, 670, 690, 640], c.t.accent, 22);
      c.line([860, 680, 905, 700], c.t.accent, 22);
      for (const y of [130, 330]) {
        c.rect([0, y, WIDTH, 16], c.t.ink);
        c.rect([0, y + 90, WIDTH, 16], c.t.ink);
        for (let x = -40; x < WIDTH; x += 90) c.line([x, y + 98, x + 45, y + 8, x + 90, y + 98], c.t.ink, 9);
      }
      for (const [x, y] of [
        [210, 200],
        [560, 400],
        [820, 190],
        [1090, 400],
        [1390, 200],
      ] as const) {
        c.rect([x - 40, y - 10, 80, 90], c.t.front, 'rx="12"');
        c.oval([x, y + 80, 42, 16], c.t.sun);
        c.poly([x - 36, y + 80, x + 36, y + 80, 940, 660, 660, 660], c.t.sun, 'opacity=".09"');
      }
      return [800, 650];
    },
  },
];

const crowds: Composition[] = [
  {
    shows: ['eight tall towers', 'curved tiers'],
    hour: 'night',
    draw(c) {
      sky(c);
      c.oval([800, 520, 1010, 440], c.t.mid);
      for (let tier = 0; tier < 11; tier++) {
        const [rx, ry] = [990 - tier * 58, 425 - tier * 27];
        c.oval([800, 540 + tier * 9, rx, ry], tier % 2 ? c.t.near : mix(c.t.mid, c.t.near, 0.5));
        const count = 110 - tier * 6;
        for (let seat = 0; seat < count; seat++) {
          const turn = (seat / count) * Math.PI * 2;
          c.oval(
            [800 + Math.cos(turn) * rx * 0.985, 540 + tier * 9 + Math.sin(turn) * ry * 0.975, 4.6],
            c.chance(0.75) ? c.t.accent : c.t.sun,
          );
        }
      }
      c.glow([800, 560, 700], c.t.accent, 0.22);
      c.oval([800, 640, 350, 126], c.t.ink);
      c.path('M470 640a330 110 0 0 0 660 0v40a330 110 0 0 1 -660 0z', c.t.front);
      for (let index = 0; index < 8; index++) {
        const turn = (index / 8) * Math.PI * 2 + 0.17;
        const [x, y] = [800 + Math.cos(turn) * 285, 640 + Math.sin(turn) * 84];
        const high = 300 + Math.sin(turn) * 60;
        c.rect([x - 15, y - high, 30, high], c.t.soft);
        c.rect([x + 5, y - high, 10, high], c.t.near);
        for (let bar = 0; bar * 44 < high - 60; bar++)
          c.line([x - 13, y - high + bar * 44 + 40, x + 13, y - high + bar * 44 + 14], c.t.soft, 3);
        c.rect([x - 22, y - high - 20, 44, 24], c.t.sun);
      }
      person(c, [800, 662, 0.4], c.t.soft);
      return [800, 520];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [800, 480, 210] });
      for (const [x, to] of [
        [300, 120],
        [620, 560],
        [980, 1040],
        [1300, 1480],
      ] as const)
        c.poly([x, 690, to - 70, 0, to + 70, 0], c.t.sun, 'opacity=".22"');
      c.rect([180, 640, 1240, 80], c.t.near);
      dancer(c, [800, 650, 1.3], c.t.ink);
      crowd(c, [-20, 740, 1700], c.t.mid, 0.4);
      crowd(c, [-60, 830, 1750], c.t.near, 0.45);
      c.at([0, 0, 1.7], () => crowd(c, [-40, 550, 1100], c.t.front, 0.5));
      return [800, 560];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.near);
      for (let index = 0; index < 2300; index++) {
        const [x, y] = [c.between(0, WIDTH), c.between(0, HEIGHT)];
        if (Math.abs(x - 800) < 110 || Math.abs(y - 420) < 90 || Math.hypot(x - 800, y - 420) < 210) continue;
        const wave = Math.sin(x / 150 + y / 210) > 0.1;
        c.oval([x, y, c.between(3, 7)], wave ? c.t.accent : c.pick([c.t.soft, c.t.far, c.t.far]));
      }
      const cross = 'M700 0H900V340H1600V500H900V1067H700V500H0V340H700z';
      c.path(cross, c.t.ink, 'opacity=".4" transform="translate(14 18)"');
      c.path(cross, mix(c.t.mid, c.t.soft, 0.3));
      c.oval([800, 420, 190], c.t.warm);
      c.glow([800, 420, 420], c.t.sun, 0.6);
      for (let index = 0; index < 7; index++) {
        const turn = index * 0.9;
        const [x, y] = [800 + Math.cos(turn) * 110, 420 + Math.sin(turn) * 110];
        c.path(`M${x} ${y}l70 50l-14 20z`, c.t.ink, 'opacity=".4"');
        c.oval([x, y, 24, 19], index === 2 ? c.t.accent : c.t.near);
        c.oval([x, y - 3, 11], c.t.ink);
      }
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1500);
      return [800, 420];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1300, 330, 90], clouds: 3 });
      row(c, [-20, 640, 1700, 200], { wall: c.t.far, lit: 0.05 });
      c.path('M240 700Q260 330 800 300Q1340 330 1360 700z', c.t.mid);
      for (let index = 1; index < 9; index++)
        c.curve(`M${240 + index * 124} 700Q${400 + index * 89} 400 800 300`, c.t.near, 6);
      c.rect([200, 640, 1200, 90], c.t.near);
      for (let x = 230; x < 1380; x += 76) c.rect([x, 656, 42, 70], c.t.yellow);
      c.rect([0, 724, WIDTH, 350], mix(c.t.pale, c.t.grey, 0.4));
      const queue = [c.t.front, c.t.accent, c.t.blue, c.t.near, c.t.red] as const;
      for (let index = 0; index < 30; index++) {
        const part = index / 30;
        person(
          c,
          [800 + Math.sin(part * 9) * (120 + part * 560), 760 + part * 280, 0.35 + part * 0.85],
          c.pick([...queue]),
          c.chance(0.5) ? 'bag' : 'stand',
        );
      }
      return [800, 620];
    },
  },
];

export const stageMotifs = { 'stage-lights': stageLights, 'concert-crowd': crowds };
