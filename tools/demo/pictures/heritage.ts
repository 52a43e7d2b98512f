// Motifs of what is old: tiled houses, pagodas, palace gates, kites.
import { hanok, tiles } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { bamboo, bareTree, cloud, gulls, pine, ridge, sky, stoneWall, tree, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { kettle, steam } from './room.ts';
import { boat } from './vessels.ts';

const houses: Composition[] = [
  {
    shows: ['bamboo', 'kettle'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1340, 190, 64] });
      ridge(c, c.t.far, { y: 420, swing: 90 });
      c.path(`M0 330Q500 240 900 360T1600 420V${HEIGHT}H0z`, mix(c.t.green, c.t.ink, 0.5));
      bamboo(c, [0, 640, 1600, 470], 54);
      hanok(c, [760, 900, 1.75], { half: 400, wall: mix(c.t.white, c.t.mid, 0.3) });
      c.glow([760, 730, 470], c.t.yellow, 0.6);
      c.rect([604, 604, 312, 214], c.t.front);
      c.rect([618, 618, 284, 186], c.t.yellow);
      for (const x of [689, 760, 831]) c.line([x, 618, x, 804], mix(c.t.wood, c.t.ink, 0.3), 5);
      for (const y of [664, 710, 756]) c.line([618, y, 902, y], mix(c.t.wood, c.t.ink, 0.3), 5);
      c.rect([560, 816, 400, 30], c.t.wood);
      kettle(c, [690, 818, 0.8], c.t.front);
      c.path('M800 770h64q-4 48 -18 48h-28q-14 0 -18 -48z', c.t.white);
      steam(c, [832, 756, 24], 2);
      c.rect([0, 945, WIDTH, 130], c.t.front);
      bamboo(c, [1290, HEIGHT, 330, 760], 9);
      return [760, 740];
    },
  },
  {
    shows: ['wooden floor', 'orange fruit'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [260, 190, 70], clouds: 2 });
      ridge(c, c.t.far, { y: 480, swing: 110 });
      c.rect([0, 770, WIDTH, 300], mix(c.t.warm, c.t.wood, 0.2));
      c.dots([0, 770, WIDTH, 300], c.t.wood, 'down', 1000);
      stoneWall(c, [0, 690, WIDTH, 84], c.t.mid);
      hanok(c, [600, 900, 1.65], { half: 390, open: true });
      c.rect([470, 836, 260, 36], mix(c.t.wood, c.t.yellow, 0.3));
      c.dots([470, 836, 260, 36], c.t.ink, 'down', 80);
      for (const dx of [0, 34]) c.path(`M${560 + dx} 930q0 -32 12 -32t12 32v18q-12 8 -24 0z`, c.t.white);
      tree(c, [1310, 940, 2.5], mix(c.t.land, c.t.near, 0.3), c.t.orange);
      for (const [x, y] of [
        [1180, 980],
        [1400, 1000],
        [1250, 1020],
      ] as const)
        c.oval([x, y, 24, 21], c.t.orange);
      person(c, [960, 980, 1.1], c.t.accent, 'walk');
      return [1310, 440];
    },
  },
  {
    shows: ['clipboard', 'open gate'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1230, 270, 80], clouds: 2 });
      ridge(c, c.t.far, { y: 470, swing: 120 });
      ridge(c, c.t.mid, { y: 580, swing: 60 });
      hanok(c, [960, 820, 1.15], { half: 380 });
      tree(c, [370, 800, 1.75], mix(c.t.land, c.t.near, 0.4), c.t.orange);
      c.rect([0, 800, WIDTH, 270], mix(c.t.warm, c.t.wood, 0.25));
      stoneWall(c, [0, 750, 560, 160], c.t.near);
      stoneWall(c, [900, 750, 700, 160], c.t.near);
      tiles(c, [-60, 700, 640, 70], c.t.front);
      tiles(c, [880, 700, 800, 70], c.t.front);
      for (const x of [556, 880]) c.rect([x, 590, 30, 330], mix(c.t.wood, c.t.ink, 0.3));
      tiles(c, [490, 500, 490, 110], c.t.front);
      c.poly([586, 620, 500, 660, 500, 970, 586, 910], c.t.wood);
      c.poly([880, 620, 960, 660, 960, 970, 880, 910], mix(c.t.wood, c.t.ink, 0.3));
      c.dots([0, 910, WIDTH, 150], c.t.ink, 'down', 700);
      person(c, [700, 960, 1.85], c.t.accent, 'board');
      return [720, 780];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      c.fill(mix(c.t.wood, c.t.ink, 0.55));
      c.inside('M330 130H1270V800H330z', () => {
        c.fade([330, 130, 940, 670], c.t.top, c.t.low);
        ridge(c, c.t.far, { y: 420, swing: 120, crag: 0.4 });
        c.rect([330, 600, 940, 200], c.t.white);
        stoneWall(c, [330, 560, 940, 70], c.t.near);
        bareTree(c, [960, 690, 1.6]);
        c.oval([760, 700, 90, 40], c.t.front);
        for (const x of [710, 780]) c.path(`M${x} 690v-70q30 -30 60 0v70z`, c.t.brick);
        person(c, [520, 730, 1.1], c.t.accent, 'walk');
        for (let flake = 0; flake < 80; flake++)
          c.oval([c.between(330, 1270), c.between(130, 800), c.between(2, 6)], '#ffffff');
      });
      for (const x of [60, 1310]) {
        c.rect([x, 130, 230, 670], c.t.warm);
        for (let bar = 0; bar <= 4; bar++) c.rect([x + bar * 56, 130, 9, 670], c.t.wood);
        for (let bar = 0; bar <= 8; bar++) c.rect([x, 130 + bar * 82, 232, 9], c.t.wood);
      }
      c.rect([0, 0, WIDTH, 110], c.t.front);
      for (let x = 20; x < WIDTH; x += 130) c.oval([x + 40, 108, 34], mix(c.t.wood, c.t.ink, 0.3));
      c.rect([0, 800, WIDTH, 270], c.t.wood);
      for (let y = 800; y < HEIGHT; y += 54) c.rect([0, y, WIDTH, 5], mix(c.t.wood, c.t.ink, 0.4));
      c.poly([330, 800, 1270, 800, 1090, HEIGHT, 130, HEIGHT], c.t.white, 'opacity=".25"');
      kettle(c, [700, 960, 1], c.t.front);
      steam(c, [790, 840, 34], 2);
      return [520, 640];
    },
  },
];

/** A stone pagoda of three storeys, 620 high. */
function pagoda(c: Canvas, at: Place, stone = mix(c.t.grey, c.t.pale, 0.45)): void {
  const shade = mix(stone, c.t.ink, 0.3);
  c.at(at, () => {
    c.rect([-170, -40, 340, 40], shade);
    c.rect([-140, -100, 280, 62], stone);
    for (const [y, w] of [
      [-100, 104],
      [-260, 84],
      [-400, 66],
    ] as const) {
      c.rect([-w, y - 100, w * 2, 100], stone);
      c.rect([w * 0.4, y - 100, w * 0.6, 100], shade);
      c.path(
        `M${-w - 74} ${y - 102}Q0 ${y - 86} ${w + 74} ${y - 102}L${w + 60} ${y - 122}Q${w * 0.6} ${y - 140} ${w * 0.8} ${y - 160}H${-w * 0.8}Q${-w * 0.6} ${y - 140} ${-w - 60} ${y - 122}z`,
        stone,
      );
      c.path(
        `M${-w - 74} ${y - 102}Q0 ${y - 86} ${w + 74} ${y - 102}L${w + 66} ${y - 112}H${-w - 66}z`,
        shade,
      );
    }
    c.line([0, -560, 0, -650], shade, 15);
    for (const y of [-576, -604, -630]) c.oval([0, y, 26 - (y + 630) * -0.1, 10], stone);
    c.dots([-150, -560, 300, 560], c.t.ink, 'right', 460);
  });
}

const pagodas: Composition[] = [
  {
    shows: ['excavation pits', 'flags'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [1290, 210, 74], clouds: 3 });
      ridge(c, c.t.far, { y: 520, swing: 90 });
      c.path(`M0 760Q500 540 900 560T1600 720V${HEIGHT}H0z`, mix(c.t.green, c.t.mid, 0.4));
      c.dots([0, 560, WIDTH, 500], c.t.ink, 'down', 1200);
      pine(c, [1210, 620, 1.1], c.t.near);
      pine(c, [1380, 680, 1.3], c.t.near);
      pagoda(c, [640, 650, 0.92]);
      for (const [x, y, s] of [
        [220, 880, 1],
        [560, 820, 0.8],
        [900, 900, 1.1],
        [1280, 850, 0.9],
        [560, 990, 1.2],
      ] as const) {
        c.poly(
          [x - 110 * s, y, x + 80 * s, y - 20 * s, x + 130 * s, y + 50 * s, x - 80 * s, y + 76 * s],
          mix(c.t.wood, c.t.ink, 0.25),
        );
        c.poly(
          [x - 110 * s, y, x + 80 * s, y - 20 * s, x + 86 * s, y, x - 100 * s, y + 22 * s],
          mix(c.t.wood, c.t.ink, 0.6),
        );
        for (const [dx, dy] of [
          [-110, 0],
          [130, 50],
        ] as const) {
          c.line([x + dx * s, y + dy * s, x + dx * s, y + dy * s - 84 * s], c.t.ink, 5);
          c.poly(
            [
              x + dx * s,
              y + (dy - 84) * s,
              x + (dx + 46) * s,
              y + (dy - 70) * s,
              x + dx * s,
              y + (dy - 54) * s,
            ],
            dx > 0 ? c.t.accent : c.t.white,
          );
        }
      }
      person(c, [930, 930, 0.75], c.t.blue, 'board');
      person(c, [1100, 780, 0.62], c.t.accent, 'point');
      return [640, 400];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [800, 380, 270] });
      ridge(c, c.t.far, { y: 740, swing: 90 });
      pagoda(c, [800, 960, 1.25], c.t.mid);
      pine(c, [260, 1010, 2.3], c.t.front);
      pine(c, [1390, 1010, -2.1], c.t.front);
      c.path(`M0 950Q800 900 1600 950V${HEIGHT}H0z`, c.t.front);
      for (const x of [500, 620, 980, 1100]) {
        c.rect([x - 8, 880, 16, 80], c.t.ink);
        c.rect([x - 22, 850, 44, 36], c.t.yellow);
        c.poly([x - 36, 854, x, 826, x + 36, 854], c.t.ink);
        c.glow([x, 866, 110], c.t.yellow, 0.8);
      }
      person(c, [710, 985, 0.8], c.t.accent, 'walk');
      return [800, 480];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1220, 600, 130], clouds: 2 });
      ridge(c, c.t.far, { y: 820, swing: 100 });
      for (const [y, reach] of [
        [180, 900],
        [610, 1010],
      ] as const) {
        c.path(
          `M-20 ${y - 170}Q500 ${y - 130} ${reach} ${y - 150}Q${reach - 40} ${y - 60} ${reach + 60} ${y - 90}Q${reach - 60} ${y + 40} ${reach * 0.6} ${y + 30}H-20z`,
          c.t.near,
        );
        c.path(
          `M-20 ${y + 30}H${reach * 0.6}Q${reach - 60} ${y + 40} ${reach + 60} ${y - 90}Q${reach - 90} ${y - 8} ${reach * 0.6} ${y - 10}H-20z`,
          c.t.front,
        );
        c.dots([0, y - 170, reach, 180], c.t.low, 'right', 700);
        c.rect([-20, y + 30, reach * 0.44, 240], c.t.mid);
        c.line([reach + 40, y - 76, reach + 40, y + 20], c.t.ink, 4);
        c.path(
          `M${reach - 6} ${y + 110}Q${reach + 4} ${y + 20} ${reach + 40} ${y + 16}Q${reach + 76} ${y + 20} ${reach + 86} ${y + 110}z`,
          c.t.accent,
        );
        c.line([reach + 40, y + 110, reach + 40, y + 150], c.t.ink, 4);
        c.path(`M${reach + 10} ${y + 150}q30 -26 60 0q-4 30 -30 40q-26 -10 -30 -40z`, c.t.yellow);
      }
      gulls(c, [1300, 300, 180], 6);
      c.rect([0, 1000, WIDTH, 70], c.t.front);
      person(c, [1290, 1010, 0.8], c.t.ink, 'walk');
      return [950, 290];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      sky(c);
      ridge(c, c.t.far, { y: 400, swing: 160, crag: 0.7, waves: 1.4 });
      ridge(c, c.t.mid, { y: 600, swing: 70, crag: 0.3 });
      pagoda(c, [1050, 760, 0.95]);
      for (const [y, w] of [
        [572, 150],
        [430, 128],
        [300, 106],
      ] as const)
        c.path(`M${1050 - w} ${y + 14}Q1050 ${y - 34} ${1050 + w} ${y + 14}z`, '#ffffff');
      c.path(`M0 800Q700 660 1600 780V${HEIGHT}H0z`, c.t.white);
      c.dots([0, 740, WIDTH, 330], c.t.soft, 'down', 1000);
      for (let step = 0; step < 12; step++)
        c.oval(
          [560 + step * 36 + (step % 2) * 14, 1000 - step * 20, 12 - step * 0.6, 7 - step * 0.3],
          c.t.soft,
        );
      pine(c, [210, 1000, 2.4], c.t.near);
      pine(c, [1430, 940, 1.7], c.t.near);
      person(c, [900, 830, 0.85], c.t.accent, 'walk');
      for (let flake = 0; flake < 170; flake++)
        c.oval([c.between(0, WIDTH), c.between(0, HEIGHT), c.between(2, 6)], '#ffffff');
      return [1050, 480];
    },
  },
];

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
    c.line([-100, -130, 100, 130], c.t.ink, 3, 'opacity=".35"');
    c.line([100, -130, -100, 130], c.t.ink, 3, 'opacity=".35"');
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

export const heritageMotifs = {
  'old-house': houses,
  pagoda: pagodas,
  'palace-gate': gates,
  kites: kites,
};
