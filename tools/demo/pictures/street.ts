// Motifs of the road: bus stops, streets under snow.
import { hanok, lamp, row, smoke } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { bareTree, fir, ridge, sky, stoneWall } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { bus, tractor } from './vehicles.ts';

/** A lit bus shelter, 560 wide and 330 high, that throws its light on the road. */
function shelter(c: Canvas, at: Place): void {
  c.at(at, () => {
    c.glow([0, -150, 520], c.t.yellow, 0.65);
    c.rect([-260, -290, 520, 280], c.t.yellow, 'opacity=".55"');
    c.rect([-250, -280, 240, 250], c.t.warm, 'opacity=".6"');
    for (const x of [-260, -6, 250]) c.rect([x, -290, 12, 296], c.t.front);
    c.rect([-300, -326, 600, 38], c.t.front, 'rx="8"');
    c.rect([-286, -290, 572, 12], c.t.sun);
    c.rect([-220, -76, 300, 16], c.t.wood);
    c.rect([110, -240, 116, 150], c.t.accent);
    c.rect([128, -220, 80, 60], c.t.paper, 'opacity=".7"');
    c.poly([-260, 4, 260, 4, 430, 130, -430, 130], c.t.yellow, 'opacity=".28"');
    c.line([372, 6, 372, -330], c.t.front, 10);
    c.oval([372, -350, 44], c.t.accent);
    c.rect([348, -362, 48, 24], c.t.white, 'rx="5"');
  });
}

function road(c: Canvas, y: number): void {
  c.rect([0, y, WIDTH, HEIGHT - y], c.t.front);
  for (let x = -60; x < WIDTH; x += 260) c.rect([x, y + 110, 140, 12], c.t.warm, 'opacity=".6"');
  c.dots([0, y, WIDTH, 120], mix(c.t.front, c.t.low, 0.6), 'up', 700);
}

const busStops: Composition[] = [
  {
    shows: ['three students', 'moon'],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [1200, 240, 130] });
      c.oval([1200, 240, 130], c.t.yellow);
      ridge(c, c.t.far, { y: 640, swing: 90 });
      for (const [x, s] of [
        [180, 0.7],
        [640, 0.62],
        [1180, 0.68],
        [1530, 0.7],
      ] as const)
        hanok(c, [x, 800, s], { wall: c.t.mid, roof: c.t.near, lit: x === 1180 });
      road(c, 850);
      shelter(c, [610, 870, 1.35]);
      person(c, [400, 872, 1.5], c.t.accent, 'bag');
      person(c, [530, 872, 1.4], c.t.near);
      person(c, [700, 872, 1.45], c.t.blue, 'board');
      bareTree(c, [1420, 870, 1.3]);
      return [570, 700];
    },
  },
  {
    shows: ['rear lights'],
    hour: 'night',
    draw(c) {
      sky(c);
      ridge(c, c.t.far, { y: 520, swing: 120, waves: 1.6 });
      ridge(c, c.t.mid, { y: 600, swing: 60 });
      c.rect([0, 640, WIDTH, 430], c.t.near);
      c.poly([1150, 632, 1190, 632, 1100, HEIGHT, 100, HEIGHT], c.t.front);
      for (let mark = 0; mark < 6; mark++) {
        const part = mark / 6;
        const y = 660 + part ** 2 * 420;
        c.poly(
          [
            1160 - part * 480,
            y,
            1166 - part * 470,
            y,
            1140 - part * 500,
            y + 50 * part + 8,
            1126 - part * 510,
            y + 50 * part + 8,
          ],
          c.t.warm,
          'opacity=".7"',
        );
      }
      c.rect([1136, 572, 64, 62], c.t.front, 'rx="6"');
      c.rect([1144, 582, 48, 20], c.t.yellow, 'opacity=".5"');
      for (const x of [1144, 1192]) {
        c.glow([x, 622, 110], c.t.red, 1);
        c.oval([x, 622, 7], c.t.red);
      }
      shelter(c, [430, 900, 1.25]);
      person(c, [330, 904, 1.35], c.t.accent, 'bag');
      for (const [x, s] of [
        [930, 0.8],
        [1330, 1.1],
        [1500, 1.5],
      ] as const)
        fir(c, [x, 700 + s * 90, s], c.t.front);
      return [340, 760];
    },
  },
  {
    shows: ['umbrellas', 'wedding dress'],
    hour: 'day',
    draw(c) {
      c.fill(mix(c.t.soft, c.t.pale, 0.4));
      c.dots([0, 0, WIDTH, 800], c.t.near, 'up', 1500);
      for (const y of [250, 500, 740]) {
        c.rect([60, y, 1480, 26], mix(c.t.wood, c.t.ink, 0.2));
        c.rect([60, y + 26, 1480, 20], c.t.ink, 'opacity=".2"');
      }
      for (let index = 0; index < 11; index++) {
        const [x, colour] = [120 + index * 64, c.pick([c.t.accent, c.t.blue, c.t.near, c.t.yellow, c.t.red])];
        c.line([x, 250, x, 96], c.t.ink, 5);
        c.path(`M${x - 20} 236L${x} 90L${x + 20} 236z`, colour);
        c.curve(`M${x} 96v-24q0 -22 20 -18`, c.t.ink, 6);
      }
      for (let index = 0; index < 9; index++) {
        const [x, row] = [110 + index * 118, index % 2];
        const [w, h] = [c.between(80, 106), c.between(70, 130)];
        const colour = c.pick([c.t.wood, c.t.near, c.t.accent, c.t.cloth, c.t.blue]);
        for (const y of [500, 740]) {
          if (x > 700 && y === 500 && row) continue;
          c.rect([x, y - h, w, h], mix(colour, c.t.paper, y === 500 ? 0.1 : 0.28), 'rx="12"');
          c.curve(`M${x + w * 0.25} ${y - h}q${w * 0.25} -44 ${w * 0.5} 0`, c.t.ink, 7);
        }
      }
      c.line([1120, 80, 1480, 80], c.t.ink, 10);
      c.curve('M1300 80v30M1250 140q50 -50 100 0', c.t.ink, 7);
      c.rect([1130, 480, 430, 70], mix(c.t.soft, c.t.pale, 0.4));
      c.path('M1262 136Q1300 176 1338 136L1346 270Q1460 520 1490 740H1110Q1140 520 1254 270z', c.t.white);
      for (const x of [1180, 1250, 1340, 1420])
        c.curve(`M1300 280Q${x} 480 ${x} 736`, c.t.grey, 4, 'opacity=".6"');
      c.dots([1110, 300, 380, 440], c.t.grey, 'down', 420);
      c.rect([0, 850, WIDTH, 220], mix(c.t.wood, c.t.ink, 0.35));
      c.rect([0, 830, WIDTH, 40], mix(c.t.wood, c.t.warm, 0.3));
      c.path('M720 830a70 64 0 0 1 140 0z', c.t.gold);
      c.rect([700, 822, 180, 16], c.t.ink, 'rx="6"');
      c.oval([790, 762, 12], c.t.ink);
      c.rect([0, 0, 40, 830], c.t.front);
      c.rect([1560, 0, 40, 830], c.t.front);
      c.rect([0, 0, WIDTH, 36], c.t.front);
      return [1300, 360];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      sky(c);
      row(c, [-20, 800, 1700, 560], { wall: c.t.far, lit: 0.1 });
      c.rect([0, 780, WIDTH, 290], c.t.near);
      c.poly([0, HEIGHT, 0, 930, 1600, 860, 1600, HEIGHT], mix(c.t.pale, c.t.soft, 0.5));
      bus(c, [1130, 840, 1.7], c.t.blue);
      for (const [x, y, s, colour] of [
        [210, 1000, 2.1, c.t.front],
        [430, 1010, 2, c.t.accent],
        [640, 990, 1.9, c.t.near],
      ] as const) {
        person(c, [x, y, s * 0.95], mix(colour, c.t.ink, 0.35), 'bag');
        c.line([x, y - s * 120, x, y - s * 200], c.t.ink, 6);
        c.path(
          `M${x - s * 84} ${y - s * 160}Q${x} ${y - s * 290} ${x + s * 84} ${y - s * 160}q${-s * 22} ${-s * 20} ${-s * 42} 0q${-s * 22} ${-s * 20} ${-s * 42} 0q${-s * 22} ${-s * 20} ${-s * 42} 0q${-s * 22} ${-s * 20} ${-s * 42} 0z`,
          colour,
        );
      }
      for (let drop = 0; drop < 150; drop++) {
        const [x, y] = [c.between(0, WIDTH), c.between(0, HEIGHT)];
        c.line([x, y, x - 12, y + 46], c.t.white, 3, 'opacity=".6"');
      }
      return [430, 640];
    },
  },
];

function snowfall(c: Canvas, flakes = 190): void {
  for (let index = 0; index < flakes; index++)
    c.oval(
      [c.between(0, WIDTH), c.between(0, HEIGHT), c.between(2, 7)],
      '#ffffff',
      `opacity="${c.chance(0.5) ? 0.9 : 0.6}"`,
    );
}

const snowStreets: Composition[] = [
  {
    shows: ['tractor', 'yellow blade'],
    hour: 'snow',
    draw(c) {
      sky(c);
      ridge(c, c.t.far, { y: 460, swing: 130, crag: 0.4 });
      ridge(c, c.t.mid, { y: 560, swing: 60 });
      for (const [x, y, s] of [
        [300, 720, 0.85],
        [1330, 730, 0.9],
        [830, 610, 0.5],
      ] as const) {
        hanok(c, [x, y, s], { wall: c.t.pale, roof: c.t.white, lit: x === 300 });
        smoke(c, [x + 120 * s, y - 310 * s, 22 * s], c.t.white, 16);
      }
      c.rect([0, 700, WIDTH, 370], c.t.white);
      c.poly([760, 660, 860, 660, 1180, HEIGHT, 420, HEIGHT], mix(c.t.soft, c.t.pale, 0.5));
      c.dots([420, 700, 760, 360], c.t.near, 'down', 800);
      c.poly([0, 740, 700, 650, 740, 660, 400, HEIGHT, 0, HEIGHT], c.t.white);
      for (const [x, y, w, h] of [
        [0, 760, 330, 90],
        [1240, 770, 400, 96],
      ] as const) {
        stoneWall(c, [x, y, w, h], c.t.near);
        c.rect([x - 10, y - 26, w + 20, 40], '#ffffff', 'rx="18"');
      }
      tractor(c, [800, 930, 1.7], c.t.accent);
      c.path('M1060 960q60 -110 150 -40q60 0 80 70q-120 40 -230 -30z', '#ffffff');
      snowfall(c);
      return [860, 810];
    },
  },
  {
    shows: ['plough', 'ridge'],
    hour: 'snow',
    draw(c) {
      c.fill(c.t.white);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.soft, 'down', 1500);
      c.at([800, 533, 1, -12], () => {
        c.rect([-1000, -190, 2000, 300], mix(c.t.near, c.t.soft, 0.25));
        c.rect([-1000, -190, 1330, 300], mix(c.t.near, c.t.ink, 0.15));
        c.rect([330, -190, 700, 300], mix(c.t.pale, c.t.white, 0.4));
        for (let x = -980; x < 300; x += 150) c.rect([x, -46, 80, 10], c.t.warm);
        c.rect([-1000, 250, 2000, 180], mix(c.t.grey, c.t.pale, 0.4));
        for (let x = -1000; x < 1000; x += 64) c.line([x, 256, x, 426], c.t.grey, 3);
        for (const [from, to] of [
          [-1000, -330],
          [-210, 330],
        ] as const) {
          c.rect([from, 96, to - from, 150], c.t.soft, 'rx="50"');
          c.rect([from, 84, to - from, 130], '#ffffff', 'rx="56"');
          c.dots([from, 150, to - from, 66], c.t.mid, 'down', 300);
        }
        c.rect([-316, 100, 92, 152], mix(c.t.grey, c.t.pale, 0.3));
        c.oval([-270, 176, 24, 17], c.t.front);
        c.oval([-266, 170, 12], c.t.ink);
        c.line([-250, 180, -214, 158], c.t.wood, 6);
        c.rect([236, -112, 190, 116], c.t.ink, 'opacity=".25" rx="14"');
        c.rect([220, -124, 190, 116], c.t.accent, 'rx="14"');
        c.rect([340, -110, 50, 88], c.t.cloth, 'rx="6"');
        c.poly([430, -190, 462, -180, 462, 74, 424, 90], c.t.yellow);
        for (const y of [-360, -500])
          for (let x = -900; x < 900; x += 300) {
            c.rect([x, y, 240, 120], c.t.near);
            c.rect([x + 8, y - 14, 224, 116], '#ffffff');
            c.line([x + 10, y + 46, x + 230, y + 46], c.t.soft, 5);
          }
      });
      return [570, 790];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c);
      c.poly([0, 0, 430, 220, 560, 690, 0, 900], c.t.near);
      c.poly([1600, 0, 1130, 220, 1010, 690, 1600, 900], c.t.front);
      for (const [x, y, w, h] of [
        [90, 330, 120, 180],
        [300, 400, 80, 140],
        [1390, 340, 120, 180],
      ] as const) {
        c.rect([x, y, w, h], c.t.yellow);
        c.glow([x + w / 2, y + h / 2, 210], c.t.yellow, 0.5);
        c.rect([x + w / 2 - 4, y, 8, h], c.t.ink);
      }
      for (const [a, b, d] of [
        [0, 430, 1],
        [1600, 1130, -1],
      ] as const)
        c.poly([a, 0, b, 210, b + d * 44, 250, a, 70], c.t.white);
      c.poly(
        [560, 680, 1010, 680, 1600, 880, 1600, HEIGHT, 0, HEIGHT, 0, 890],
        mix(c.t.white, c.t.mid, 0.25),
      );
      c.dots([0, 690, WIDTH, 370], c.t.ink, 'down', 1000);
      for (let step = 0; step < 9; step++)
        c.oval(
          [
            800 + (step % 2 ? 16 : -16) * (1 + step * 0.3) - step * 14,
            800 + step * 31,
            6 + step * 1.6,
            4 + step,
          ],
          c.t.mid,
        );
      lamp(c, [980, 800, 1.6]);
      person(c, [800, 790, 1.2], c.t.accent, 'bag');
      c.path('M700 620Q800 510 900 620z', c.t.front);
      c.path('M706 610Q800 520 894 610Q800 570 706 610z', c.t.white);
      snowfall(c, 260);
      return [800, 700];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1150, 300, 90] });
      ridge(c, c.t.far, { y: 400, swing: 120, crag: 0.5 });
      for (let line = 0; line < 4; line++)
        for (let index = 0; index < 5 - (line > 1 ? 1 : 0); index++) {
          const s = 0.5 + line * 0.22;
          const [x, y] = [60 + index * 380 * (0.8 + line * 0.14) + (line % 2) * 170, 560 + line * 150];
          hanok(c, [x, y, s], { half: 300, wall: mix(c.t.near, c.t.pale, 0.3), roof: c.t.white, lit: true });
          if (c.chance(0.5)) smoke(c, [x + 90 * s, y - 300 * s, 26 * s], c.t.paper, 12);
        }
      bareTree(c, [1440, 1040, 2]);
      c.path(`M0 1010Q700 950 1600 1020V${HEIGHT}H0z`, c.t.white);
      person(c, [640, 1030, 1.1], c.t.accent, 'walk');
      snowfall(c, 110);
      return [640, 930];
    },
  },
];

export const streetMotifs = { 'bus-stop': busStops, 'snow-street': snowStreets };
