// Motifs of the palace and its holidays: gates, kites.
import { tiles } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { bareTree, cloud, gulls, pine, ridge, sky, stoneWall, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { boat } from './vessels.ts';

/** A palace gate with a double roof and three doorways, 900 wide and 640 high. */
function gate(c: Canvas, at: Place, lifted = 0): void {
  const red = mix(c.t.red, c.t.wood, 0.35);
  const roof = mix(c.t.front, c.t.grey, 0.2);
  c.at(at, () => {
    c.rect([-450, -230, 900, 230], mix(c.t.grey, c.t.pale, 0.4));
    for (let line = 0; line < 6; line++)
      for (let x = -450 + (line % 2) * 40; x < 440; x += 90)
        c.rect([x, -226 + line * 38, 84, 33], mix(c.t.grey, c.t.pale, c.between(0.3, 0.6)));
    for (const x of [-260, 0, 260])
      c.path(`M${x - 74} 0V-110a74 74 0 0 1 148 0V0z`, x === 0 ? c.t.ink : mix(c.t.ink, c.t.near, 0.4));
    c.rect([-380, -360, 760, 130], mix(c.t.green, c.t.ink, 0.3));
    for (let x = -380; x <= 380; x += 108) c.rect([x - 13, -360, 26, 130], red);
    tiles(c, [-540, -470, 1080, 130], roof);
    c.rect([-290, -546, 580, 84], mix(c.t.green, c.t.ink, 0.35));
    for (let x = -290; x <= 290; x += 96) c.rect([x - 11, -546, 22, 84], red);
    c.at([0, -lifted], () => tiles(c, [-420, -664, 840, 130], roof));
  });
}

const gates: Composition[] = [
  {
    shows: ['ropes', 'double roof'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [250, 200, 70], clouds: 2 });
      ridge(c, c.t.far, { y: 560, swing: 110 });
      for (let x = 0; x < WIDTH; x += 120)
        pine(c, [x, 740, c.between(0.6, 1)], mix(c.t.mid, c.t.near, c.between(0, 0.8)));
      c.rect([0, 880, WIDTH, 190], mix(c.t.warm, c.t.grey, 0.3));
      gate(c, [800, 900, 0.96]);
      c.line([560, 40, 1040, 40], c.t.front, 20);
      c.line([560, 40, 330, 890], c.t.front, 14);
      c.line([1040, 40, 1270, 890], c.t.front, 14);
      for (const x of [640, 960]) {
        c.line([x, 44, x - 8, 170], c.t.warm, 6);
        c.line([x, 44, x + 8, 170], c.t.warm, 6);
      }
      c.rect([470, 170, 660, 62], mix(c.t.wood, c.t.yellow, 0.3), 'rx="8"');
      c.rect([470, 208, 660, 24], c.t.ink, 'opacity=".25"');
      for (const x of [470, 1130]) c.oval([x, 201, 16, 31], c.t.warm);
      for (let x = 520; x < 1100; x += 90) c.line([x, 184, x + 50, 188], mix(c.t.wood, c.t.ink, 0.2), 4);
      c.line([960, 44, 1480, 960], c.t.warm, 5);
      person(c, [1440, 990, 1.15], c.t.accent, 'point');
      person(c, [1330, 985, 1.05], c.t.front);
      person(c, [300, 990, 1.1], c.t.blue, 'board');
      c.dots([0, 900, WIDTH, 160], c.t.ink, 'down', 600);
      return [800, 200];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [800, 330, 130] });
      ridge(c, c.t.far, { y: 470, swing: 180, crag: 0.6, waves: 1 });
      stoneWall(c, [0, 560, WIDTH, 120], c.t.mid);
      gate(c, [800, 690, 0.62]);
      c.poly([0, 680, WIDTH, 680, WIDTH, HEIGHT, 0, HEIGHT], mix(c.t.pale, c.t.grey, 0.4));
      c.poly([740, 690, 860, 690, 1120, HEIGHT, 480, HEIGHT], mix(c.t.warm, c.t.pale, 0.4));
      for (let line = 0; line < 7; line++)
        c.line([0, 706 + line * line * 8, WIDTH, 706 + line * line * 8], c.t.soft, 3);
      for (const [x, y, s] of [
        [720, 800, 0.5],
        [880, 860, 0.7],
        [640, 960, 1],
        [1210, 900, 0.8],
        [330, 880, 0.75],
      ] as const) {
        c.poly(
          [x - 8, y, x + 20, y, x - 60 * s, y + 110 * s, x - 100 * s, y + 100 * s],
          c.t.ink,
          'opacity=".18"',
        );
        person(c, [x, y, s], x === 640 ? c.t.accent : c.t.near, 'walk');
      }
      return [800, 450];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [430, 760, 140] });
      ridge(c, c.t.far, { y: 900, swing: 80 });
      c.path('M1620 -20V520Q1150 480 800 560Q500 620 120 420Q420 470 620 330Q860 160 900 -20z', c.t.near);
      c.path(
        'M1620 520Q1150 480 800 560Q500 620 120 420Q140 480 260 540Q560 680 820 640Q1150 580 1620 620z',
        c.t.front,
      );
      for (let index = 0; index < 17; index++) {
        const part = index / 16;
        const [x, y] = [200 + part * 1400, 500 + Math.sin(part * 3) * 76 + part * 20];
        c.oval([x, y + 50, 25, 30], mix(c.t.green, c.t.ink, 0.2));
        c.oval([x, y + 50, 15, 18], index % 2 ? c.t.red : c.t.yellow);
        c.line([620 + part * 980, part > 0.3 ? -20 : 330 - part * 900, x, y], c.t.ink, 8, 'opacity=".4"');
      }
      c.path('M1000 640L1620 640V900H1080z', mix(c.t.green, c.t.ink, 0.4));
      for (const x of [1120, 1370]) c.rect([x, 620, 84, 460], mix(c.t.red, c.t.wood, 0.4));
      c.dots([600, 0, 1000, 560], c.t.low, 'left', 1100);
      gulls(c, [380, 270, 200], 6);
      person(c, [1010, 1050, 1.2], c.t.accent);
      return [160, 440];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [1220, 210, 100] });
      ridge(c, c.t.far, { y: 560, swing: 120 });
      c.glow([640, 700, 700], c.t.yellow, 0.35);
      gate(c, [640, 830, 1.05]);
      for (const x of [380, 640, 900])
        c.path(`M${x - 60} 830V716a60 60 0 0 1 120 0V830z`, c.t.yellow, 'opacity=".8"');
      stoneWall(c, [1110, 640, 500, 200], c.t.near);
      c.rect([0, 826, WIDTH, 30], c.t.near);
      water(c, { y: 850 });
      for (const x of [380, 640, 900]) c.rect([x - 50, 860, 100, 190], c.t.yellow, 'opacity=".25"');
      person(c, [640, 832, 0.55], c.t.front);
      bareTree(c, [1450, 860, 1.7], c.t.front);
      return [640, 540];
    },
  },
];

/** A rectangular shield kite with a round hole in its middle, 200 by 260. */
function kite(c: Canvas, at: Place, [ground, mark]: readonly [string, string], pattern: number): void {
  c.at(at, () => {
    const outline = 'M-100 -130H100V130H-100zM-34 0a34 34 0 1 0 68 0a34 34 0 1 0 -68 0z';
    c.curve('M-90 130Q-110 200 -70 250M90 130Q110 200 70 250', mark, 9);
    c.path(outline, c.t.ink, 'fill-rule="evenodd" opacity=".18" transform="translate(10 12)"');
    c.path(outline, ground, 'fill-rule="evenodd"');
    if (pattern % 3 === 0) c.path('M-100 -130H100V-76H-100zM-100 80H100V130H-100z', mark);
    if (pattern % 3 === 1) c.path('M-100 -130H-50V130H-100zM50 -130H100V130H50z', mark);
    if (pattern % 3 === 2) c.path('M-100 -130H20L-100 0zM100 130H-20L100 0z', mark);
    c.oval([0, 0, 50], 'none', `stroke="${mark}" stroke-width="15"`);
    c.oval([0, -98, 20], pattern % 3 === 0 ? ground : mark);
    c.line([-100, -130, -36, -47], c.t.ink, 3, 'opacity=".35"');
    c.line([36, 47, 100, 130], c.t.ink, 3, 'opacity=".35"');
    c.line([100, -130, 36, -47], c.t.ink, 3, 'opacity=".35"');
    c.line([-36, 47, -100, 130], c.t.ink, 3, 'opacity=".35"');
  });
}

const kites: Composition[] = [
  {
    shows: ['seven rectangular kites'],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 4 });
      ridge(c, c.t.far, { y: 820, swing: 60 });
      water(c, { y: 840 });
      const places = [
        [210, 250, 0.95, -12],
        [520, 170, 0.75, 8],
        [800, 340, 1.15, -5],
        [1110, 180, 0.8, 12],
        [1390, 330, 1, -8],
        [480, 560, 0.8, 14],
        [1130, 580, 0.75, -14],
      ] as const;
      const pairs = [
        [c.t.white, c.t.red],
        [c.t.yellow, c.t.blue],
        [c.t.white, c.t.accent],
        [c.t.red, c.t.white],
        [c.t.white, c.t.blue],
        [c.t.accent, c.t.ink],
        [c.t.white, c.t.near],
      ] as const;
      places.forEach(([x, y, s, turn], index) => {
        c.curve(`M${x} ${y}Q${x * 0.6 + 330} 760 ${700 + index * 26} 960`, c.t.near, 2.5, 'opacity=".7"');
        kite(c, [x, y, s, turn], pairs[index] ?? pairs[0], index);
      });
      boat(c, [300, 920, 0.7], c.t.near);
      boat(c, [1330, 930, 0.75], c.t.accent);
      c.path(`M0 1010L500 980L1200 980L1600 1010V${HEIGHT}H0z`, c.t.front);
      for (const [x, colour] of [
        [640, c.t.accent],
        [750, c.t.near],
        [860, c.t.blue],
        [960, c.t.red],
      ] as const)
        person(c, [x, 1010, 0.8], colour, 'point');
      return [800, 340];
    },
  },
  {
    shows: ['paper kites', 'single pencilled letter'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1310, 300, 70], clouds: 4 });
      ridge(c, c.t.far, { y: 720, swing: 70 });
      ridge(c, c.t.mid, { y: 800, swing: 40 });
      const strokes = [
        'M-36 -40H36V44',
        'M-36 -44V40H40',
        'M36 -44H-36V44H36M-36 0H28',
        'M-36 -40H36V40H-36z',
        'M0 -44L-44 44M0 -10L44 44',
        'M-40 -40H40M0 -36L-42 44M8 -4L44 44',
        'M0 -6m-40 0a40 40 0 1 0 80 0a40 40 0 1 0 -80 0',
      ];
      const pale = [
        c.t.white,
        mix(c.t.red, c.t.white, 0.7),
        mix(c.t.blue, c.t.white, 0.7),
        mix(c.t.yellow, c.t.white, 0.5),
        mix(c.t.green, c.t.white, 0.65),
      ];
      const places = [
        [180, 260, 1, -14],
        [440, 480, 0.85, 10],
        [690, 220, 1.15, -4],
        [930, 470, 0.95, 12],
        [1150, 190, 0.85, -10],
        [1390, 440, 1.05, 6],
        [1500, 170, 0.6, 14],
      ] as const;
      places.forEach(([x, y, s, turn], index) => {
        c.curve(`M${x} ${y + 100 * s}Q${x + 60} 700 ${x * 0.82 + 150} 900`, c.t.near, 2.5, 'opacity=".65"');
        c.at([x, y, s, turn], () => {
          c.poly([10, -140, 120, 12, 10, 164, -100, 12], c.t.ink, 'opacity=".15"');
          c.poly([0, -150, 110, 0, 0, 150, -110, 0], pale[index % 5] ?? c.t.white);
          c.poly([0, -150, 110, 0, 0, 150], c.t.ink, 'opacity=".06"');
          c.curve(strokes[index] ?? '', c.t.ink, 8, 'opacity=".75" stroke-linejoin="round"');
          c.curve('M0 150q30 40 0 74t10 70', c.t.accent, 6);
        });
      });
      stoneWall(c, [0, 880, WIDTH, 190], c.t.near);
      for (const [x, s] of [
        [470, 0.9],
        [1010, 1],
      ] as const)
        person(c, [x, 890, s], x === 1010 ? c.t.accent : c.t.front, 'point');
      return [690, 230];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [520, 540, 150], clouds: 2 });
      ridge(c, c.t.far, { y: 720, swing: 100 });
      ridge(c, c.t.mid, { y: 850, swing: 50 });
      kite(c, [1210, 260, 1.05, 14], [c.t.white, c.t.accent], 0);
      c.curve('M1200 300Q960 700 470 800', c.t.white, 3);
      c.path(`M0 820Q420 800 700 930T1600 1030V${HEIGHT}H0z`, c.t.front);
      person(c, [400, 860, 1.25], c.t.accent, 'point');
      person(c, [250, 850, 0.9], c.t.near);
      bareTree(c, [120, 860, 1.5], c.t.ink);
      return [1210, 270];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 1 });
      for (let index = 0; index < 5; index++)
        cloud(c, [c.between(100, 1500), c.between(120, 620), c.between(1, 1.7)], c.t.paper);
      kite(c, [560, 230, 0.72, -10], [c.t.yellow, c.t.red], 2);
      kite(c, [1010, 330, 0.55, 16], [c.t.white, c.t.blue], 1);
      kite(c, [1340, 180, 0.42, -6], [c.t.accent, c.t.white], 0);
      c.curve('M560 250Q640 560 780 740', c.t.ink, 4);
      c.at([790, 800, 1, -12], () => {
        c.rect([-30, 60, 60, 330], c.t.wood, 'rx="18"');
        for (const y of [-110, 80]) c.rect([-190, y, 380, 34], c.t.wood, 'rx="14"');
        c.rect([-170, -84, 340, 170], c.t.white, 'rx="20"');
        for (let turn = 0; turn < 15; turn++)
          c.line([-164 + turn * 23, -80, -150 + turn * 23, 80], c.t.soft, 6);
      });
      c.path('M560 1067Q560 900 690 880L820 900Q900 920 880 960L760 985Q740 1010 740 1067z', c.t.skin);
      c.path('M420 1067Q470 960 560 960L720 1067z', c.t.near);
      gulls(c, [1250, 620, 190], 6);
      return [560, 230];
    },
  },
];

export const gateMotifs = { 'palace-gate': gates, kites };
