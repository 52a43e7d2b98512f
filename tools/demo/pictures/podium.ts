// Motifs of one voice before many: microphones, assembly chambers.
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { ridge, sky } from './land.ts';
import { mix } from './palette.ts';
import { back, crowd, person } from './people.ts';
import { room } from './room.ts';

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
        [660, c.t.near],
        [770, c.t.blue],
        [880, c.t.accent],
        [990, c.t.mid],
        [1100, c.t.front],
      ] as const) {
        c.curve(`M${x} 96v24M${x - 46} 160Q${x} 90 ${x + 46} 160`, c.t.ink, 6);
        c.path(`M${x - 50} 160Q${x} 126 ${x + 50} 160L${x + 42} 420H${x - 42}z`, mix(colour, c.t.pale, 0.35));
      }
      c.line([580, 96, 1190, 96], c.t.ink, 9);
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
      for (let x = 0; x < WIDTH; x += 200)
        c.path(`M${x} 0h200v640q-100 60 -200 0z`, mix(c.t.soft, c.t.mid, (x % 400) / 1000));
      person(c, [150, 1010, 2.2], c.t.near);
      person(c, [300, 1040, 2.3], c.t.accent, 'bag');
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

export const podiumMotifs = { microphone: microphones, 'assembly-chamber': chambers };
