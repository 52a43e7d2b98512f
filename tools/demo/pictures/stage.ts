// Motifs of the stage and the chamber: lights, crowds, microphones, assemblies.
import { row } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { ridge, sky } from './land.ts';
import { mix } from './palette.ts';
import { back, crowd, person } from './people.ts';
import { room } from './room.ts';

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
      c.rect([744, 900, 112, 180], c.t.white, 'opacity=".0"');
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
        const turn = (index / 8) * Math.PI * 2 + 0.39;
        const [x, y] = [800 + Math.cos(turn) * 285, 640 + Math.sin(turn) * 84];
        const high = 300 + Math.sin(turn) * 60;
        c.rect([x - 15, y - high, 30, high], c.t.front);
        c.rect([x + 5, y - high, 10, high], c.t.far);
        for (let bar = 0; bar < 7; bar++)
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
      for (let index = 0; index < 1500; index++) {
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

/** A studio microphone of 520 units, its foot at the place. */
function microphone(c: Canvas, at: Place, colour = mix(c.t.grey, c.t.white, 0.35)): void {
  c.at(at, () => {
    c.rect([-14, -250, 28, 250], c.t.front);
    c.path(
      'M-92 -392H-112V-330Q-108 -236 0 -232Q108 -236 112 -330V-392H92V-330Q88 -256 0 -254Q-88 -256 -92 -330z',
      c.t.front,
    );
    c.rect([-80, -520, 160, 250], colour, 'rx="80"');
    c.inside('M-80 -440a80 80 0 0 1 160 0v90a80 80 0 0 1 -160 0z', () => {
      for (let y = -520; y < -390; y += 17) c.line([-80, y, 80, y], mix(colour, c.t.ink, 0.5), 6);
      for (let x = -72; x < 80; x += 24) c.line([x, -520, x, -390], mix(colour, c.t.ink, 0.4), 5);
      c.rect([-80, -392, 160, 24], c.t.accent);
      c.rect([36, -520, 44, 260], c.t.ink, 'opacity=".25"');
      c.dots([-80, -380, 160, 120], c.t.ink, 'down', 140);
    });
  });
}

const microphones: Composition[] = [
  {
    shows: ['ironing board', 'shirt'],
    hour: 'day',
    draw(c) {
      room(c, 820, c.t.pale, c.t.soft);
      for (const [x, colour] of [
        [1000, c.t.near],
        [1110, c.t.blue],
        [1220, c.t.accent],
        [1330, c.t.mid],
        [1440, c.t.front],
      ] as const) {
        c.curve(`M${x} 96v24M${x - 46} 160Q${x} 90 ${x + 46} 160`, c.t.ink, 6);
        c.path(`M${x - 50} 160Q${x} 126 ${x + 50} 160L${x + 42} 420H${x - 42}z`, mix(colour, c.t.pale, 0.35));
      }
      c.line([900, 96, 1560, 96], c.t.ink, 9);
      microphone(c, [430, 1000, 1.6]);
      c.oval([430, 1000, 190, 34], c.t.front);
      c.line([760, 720, 1210, 1010], mix(c.t.grey, c.t.ink, 0.4), 18);
      c.line([1230, 720, 800, 1010], mix(c.t.grey, c.t.ink, 0.25), 18);
      c.path('M640 690Q650 640 760 640H1480Q1520 640 1520 680V724H720Q640 724 640 690z', c.t.blue);
      c.rect([650, 700, 870, 30], mix(c.t.blue, c.t.ink, 0.35), 'rx="14"');
      c.path('M800 640V560Q810 530 860 530H1180Q1220 534 1226 570V640z', c.t.white);
      c.path('M930 530L1010 610L1090 530L1060 510H960z', mix(c.t.white, c.t.grey, 0.35));
      c.line([1010, 610, 1010, 640], c.t.grey, 4);
      for (const y of [622, 590]) c.oval([1010, y, 5], c.t.ink);
      c.dots([800, 540, 430, 100], c.t.grey, 'down', 240);
      c.path('M1290 640Q1300 560 1400 552H1460L1470 640z', c.t.accent);
      c.curve('M1340 556Q1370 500 1450 520', c.t.ink, 15);
      for (const x of [1290, 1350, 1410])
        c.curve(`M${x} 500c-40 -60 40 -90 0 -150s40 -80 0 -130`, c.t.white, 11, 'opacity=".9"');
      return [430, 330];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.top);
      for (let index = 0; index < 7; index++)
        c.poly(
          [200 + index * 200, -40, 520 + index * 90, 900, 380 + index * 150, 900],
          index % 2 ? c.t.accent : c.t.red,
          'opacity=".22"',
        );
      for (let index = 0; index < 40; index++) {
        const r = c.between(14, 60);
        c.oval(
          [c.between(0, WIDTH), c.between(500, 900), r],
          c.pick([c.t.accent, c.t.red, c.t.sun, c.t.soft]),
          'opacity=".35"',
        );
      }
      crowd(c, [-20, 850, 1700], c.t.near, 0.2);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1600);
      microphone(c, [640, 1180, 2]);
      return [640, 330];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      room(c, 860, mix(c.t.mid, c.t.near, 0.3), c.t.front);
      for (let y = 0; y < 840; y += 120)
        for (let x = 0; x < 560; x += 120)
          c.poly(
            [x, y + 120, x + 60, y + 10, x + 120, y + 120],
            c.chance(0.5) ? c.t.near : mix(c.t.mid, c.t.near, 0.6),
          );
      c.rect([700, 170, 800, 480], c.t.front);
      c.rect([724, 194, 752, 432], c.t.warm, 'opacity=".85"');
      c.rect([724, 540, 752, 86], c.t.near);
      for (let x = 750; x < 1460; x += 48) c.rect([x, 556 + c.between(0, 30), 20, 30], c.t.accent);
      back(c, [960, 560, 1.9], c.t.near);
      back(c, [1240, 560, 1.8], c.t.accent);
      microphone(c, [360, 1080, 1.5]);
      c.oval([360, 260, 150, 170], 'none', `stroke="${c.t.ink}" stroke-width="16"`);
      person(c, [590, 1060, 3.1], c.t.ink);
      return [360, 420];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.near);
      c.rect([0, 760, WIDTH, 310], c.t.front);
      for (let x = 0; x < WIDTH; x += 150) {
        c.path(`M${x} 0h150v770q-75 40 -150 0z`, mix(c.t.red, c.t.ink, 0.5 + (x % 300) / 900));
        c.dots([x, 0, 150, 760], c.t.ink, 'left', 130);
      }
      c.poly([760, -20, 840, -20, 1090, 880, 510, 880], c.t.sun, 'opacity=".3"');
      c.oval([800, 880, 300, 76], c.t.sun, 'opacity=".75"');
      c.line([800, 880, 800, 480], c.t.ink, 12);
      c.oval([800, 884, 90, 20], c.t.ink);
      c.rect([776, 392, 48, 100], c.t.grey, 'rx="24"');
      c.rect([776, 436, 48, 12], c.t.accent);
      c.curve('M800 880Q980 960 1180 920T1600 1000', c.t.ink, 7);
      for (let x = 80; x < WIDTH; x += 190) back(c, [x, 1040, 1.5], c.t.ink);
      return [800, 450];
    },
  },
];

/** Curved rows of seats that look towards the far middle. */
function seats(c: Canvas, [x, y]: readonly [number, number], colour: string, filled = 0.5): void {
  for (let line = 0; line < 6; line++) {
    const [rx, ry] = [330 + line * 150, 90 + line * 72];
    c.path(
      `M${x - rx} ${y}a${rx} ${ry} 0 0 0 ${rx * 2} 0v54a${rx} ${ry} 0 0 1 ${-rx * 2} 0z`,
      mix(c.t.wood, c.t.ink, 0.15 + line * 0.07),
    );
    const count = 9 + line * 2;
    for (let seat = 1; seat < count; seat++) {
      const turn = Math.PI * (seat / count);
      const s = 0.42 + line * 0.12;
      const [sx, sy] = [x - Math.cos(turn) * (rx + 34), y + Math.sin(turn) * (ry + 34)];
      c.rect([sx - 50 * s, sy - 40 * s, 100 * s, 110 * s], colour, `rx="${18 * s}"`);
      c.rect([sx + 18 * s, sy - 40 * s, 32 * s, 110 * s], c.t.ink, `rx="${14 * s}" opacity=".2"`);
      if (c.chance(filled)) back(c, [sx, sy - 30 * s, s], mix(c.t.front, c.t.mid, c.between(0, 0.5)));
    }
  }
}

const chambers: Composition[] = [
  {
    shows: ['curved rows', 'two raised hands'],
    hour: 'day',
    draw(c) {
      room(c, 560, c.t.soft, mix(c.t.near, c.t.mid, 0.4));
      for (let x = 30; x < WIDTH; x += 130) c.rect([x, 0, 60, 540], mix(c.t.soft, c.t.mid, 0.25));
      c.rect([480, 40, 640, 390], c.t.front);
      c.rect([504, 64, 592, 342], mix(c.t.paper, c.t.sun, 0.4));
      c.glow([800, 240, 520], c.t.sun, 0.4);
      for (const [x, side, sleeve] of [
        [660, 1, c.t.accent],
        [940, -1, c.t.near],
      ] as const)
        c.at([x, 404, side * 1.15], () => {
          c.path('M-64 0L-46 -110H50L64 0z', sleeve);
          c.path(
            'M-40 -106Q-56 -160 -84 -184Q-94 -204 -74 -206Q-50 -196 -38 -170L-44 -244Q-42 -262 -28 -258L-16 -190L-14 -268Q-4 -284 8 -268L12 -190L26 -258Q40 -268 46 -250L36 -176L56 -222Q70 -228 72 -212Q62 -150 46 -106z',
            c.t.skin,
          );
          c.rect([-50, -122, 104, 20], c.t.white);
        });
      c.poly([690, 560, 720, 430, 880, 430, 910, 560], mix(c.t.wood, c.t.warm, 0.25));
      c.poly([640, 600, 690, 500, 910, 500, 960, 600], c.t.wood);
      c.rect([680, 486, 240, 18], mix(c.t.wood, c.t.ink, 0.4));
      c.line([770, 486, 756, 446], c.t.ink, 6);
      c.line([830, 486, 844, 446], c.t.ink, 6);
      seats(c, [800, 600], c.t.near, 0.35);
      return [800, 270];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1230, 380, 100], clouds: 2 });
      ridge(c, c.t.far, { y: 640, swing: 60 });
      c.path('M560 400Q580 210 800 200Q1020 210 1040 400z', mix(c.t.mid, c.t.green, 0.3));
      c.dots([560, 200, 480, 200], c.t.low, 'up', 500);
      c.rect([540, 396, 520, 60], c.t.near);
      c.rect([250, 450, 1100, 60], mix(c.t.pale, c.t.mid, 0.25));
      c.rect([300, 510, 1000, 320], c.t.near);
      for (let x = 300; x <= 1290; x += 110) {
        c.rect([x, 510, 46, 330], mix(c.t.pale, c.t.mid, 0.3));
        c.rect([x + 30, 510, 16, 330], c.t.ink, 'opacity=".25"');
        if (x < 1290) c.rect([x + 58, 580, 40, 240], c.t.yellow, 'opacity=".85"');
      }
      for (let step = 0; step < 5; step++)
        c.rect(
          [250 - step * 50, 836 + step * 34, 1100 + step * 100, 34],
          mix(c.t.mid, c.t.pale, 0.35 - step * 0.06),
        );
      c.rect([0, 1000, WIDTH, 70], c.t.front);
      for (const [x, pose] of [
        [520, 'walk'],
        [700, 'bag'],
        [930, 'walk'],
        [1090, 'point'],
      ] as const)
        person(c, [x, 960 + (x % 50), 0.85], x === 930 ? c.t.accent : c.t.ink, pose);
      return [800, 330];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.mid);
      c.glow([800, 200, 800], c.t.sun, 0.4);
      for (let line = 5; line >= 0; line--) {
        const y = 330 + (5 - line) * 74;
        const s = 0.5 + (5 - line) * 0.16;
        c.path(
          `M-20 ${y + 60}Q800 ${y - 60} 1620 ${y + 60}V${HEIGHT}H-20z`,
          mix(c.t.near, c.t.wood, 0.3 + line * 0.03),
        );
        for (let x = 60; x < WIDTH; x += 130 * s + 36) {
          const sink = ((x - 800) / 800) ** 2 * 60;
          person(c, [x, y + sink + 40 * s, s * 0.85], x % 7 > 5 ? c.t.accent : c.t.front, 'sit');
        }
      }
      c.path(`M0 860H1600V${HEIGHT}H0z`, c.t.wood);
      c.rect([0, 850, WIDTH, 24], mix(c.t.wood, c.t.warm, 0.4));
      for (const [x, lean] of [
        [620, -60],
        [800, 0],
        [980, 60],
      ] as const) {
        c.curve(`M${x} 870Q${x} 700 ${x + lean} 640`, c.t.ink, 14);
        c.rect(
          [x + lean - 26, 560, 52, 110],
          c.t.ink,
          `rx="26" transform="rotate(${lean / 3} ${x + lean} 620)"`,
        );
      }
      c.poly([600, 930, 1000, 930, 1060, 1040, 540, 1040], c.t.white);
      for (let y = 950; y < 1030; y += 22) c.line([640, y, 960, y], c.t.grey, 4);
      return [800, 620];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(c.t.soft);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.near, 'down', 1600);
      c.rect([430, 560, 740, 520], mix(c.t.near, c.t.mid, 0.3));
      c.rect([1000, 560, 170, 520], c.t.ink, 'opacity=".25"');
      c.rect([390, 520, 820, 70], c.t.near);
      c.rect([650, 540, 300, 22], c.t.ink);
      c.poly([672, 552, 700, 250, 900, 250, 928, 552], c.t.white);
      c.oval([800, 400, 58], 'none', `stroke="${c.t.accent}" stroke-width="15"`);
      c.line([770, 400, 796, 428, 850, 360], c.t.accent, 16);
      c.path(
        'M900 330Q1000 250 1180 200L1600 30V290L1240 360Q1100 420 1010 400Q930 420 880 400Q860 370 900 330z',
        c.t.skin,
      );
      c.path('M1200 180L1640 0V330L1270 370z', c.t.front);
      c.poly([1160, 196, 1230, 170, 1300, 366, 1230, 372], c.t.white);
      c.rect([720, 720, 160, 160], c.t.accent);
      c.rect([760, 690, 80, 60], 'none', `stroke="${c.t.ink}" stroke-width="15" rx="30"`);
      return [800, 420];
    },
  },
];

export const stageMotifs = {
  'stage-lights': stageLights,
  'concert-crowd': crowds,
  microphone: microphones,
  'assembly-chamber': chambers,
};
