// Motifs of the shore: lighthouses, harbour cranes, shipyards.
import { smoke } from './buildings.ts';
import { type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { gulls, pine, ridge, rock, sky, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { boat, boxes, cargoShip, crane, gantry, lighthouse } from './vessels.ts';

const lighthouses: Composition[] = [
  {
    shows: ['path', 'octagonal'],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 4, to: 620 });
      water(c, { y: 520, fill: mix(c.t.blue, c.t.water, 0.4) });
      c.path(
        'M0 500Q300 470 560 500Q900 520 1120 560Q1240 600 1180 660Q1080 740 1200 860L1120 1067H0z',
        mix(c.t.wood, c.t.pale, 0.3),
      );
      c.path(
        'M0 470Q300 440 560 470Q900 490 1120 540Q1190 560 1120 610Q980 700 1080 830L960 1067H0z',
        mix(c.t.green, c.t.land, 0.5),
      );
      c.dots([0, 470, 1100, 560], c.t.ink, 'down', 1200);
      c.path(
        'M420 1067Q620 900 560 780Q520 690 720 620Q840 580 876 536L900 536Q880 600 770 640Q620 700 680 790Q760 900 640 1067z',
        c.t.warm,
      );
      lighthouse(c, [930, 548, 0.98]);
      c.poly([926, 548, 926, 232, 936, 232, 936, 548], mix(c.t.white, c.t.ink, 0.1), 'opacity=".7"');
      pine(c, [180, 800, 1.8], mix(c.t.green, c.t.front, 0.55));
      pine(c, [390, 640, 1.1], mix(c.t.green, c.t.near, 0.4));
      pine(c, [40, 960, 2], mix(c.t.green, c.t.front, 0.75));
      person(c, [640, 800, 0.62], c.t.accent, 'walk');
      gulls(c, [1280, 330, 170]);
      rock(c, [1290, 880, 1], c.t.near);
      return [930, 330];
    },
  },
  {
    shows: ['breakwater', 'dotted line'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1250, 430, 120], to: 540 });
      ridge(c, c.t.far, { y: 500, swing: 34, waves: 3 });
      water(c, { y: 520, light: 1250 });
      for (let mark = 0; mark < 11; mark++) {
        const part = mark / 11;
        const [x, y, s] = [1210 - part * part * 640, 560 + part ** 1.6 * 520, 0.25 + part];
        c.poly(
          [x - 18 * s, y + 34 * s, x - 2 * s, y - 10 * s, x + 20 * s, y - 10 * s, x + 10 * s, y + 34 * s],
          c.t.white,
        );
      }
      const pier = 'M0 780L470 650L520 664L540 700L0 930z';
      c.path(pier, c.t.near);
      c.inside(pier, () => c.dots([0, 650, 540, 280], c.t.ink, 'down', 500));
      for (let x = 0; x < 520; x += 62) rock(c, [x, 930 - x * 0.42, 0.62], c.t.front);
      lighthouse(c, [440, 668, 1.12]);
      boat(c, [1090, 616, 0.5], c.t.front);
      person(c, [210, 752, 0.62], c.t.accent, 'walk');
      return [440, 400];
    },
  },
  {
    shows: ['headland', 'beam'],
    hour: 'night',
    draw(c) {
      sky(c, { to: 640 });
      water(c, { y: 640 });
      c.path(
        'M1600 480Q1380 470 1240 520Q1140 560 1080 640Q1000 700 1040 760Q900 840 960 1067H1600z',
        c.t.front,
      );
      c.dots([1040, 480, 560, 300], mix(c.t.front, c.t.low, 0.45), 'up', 700);
      lighthouse(c, [1250, 524, 1], { beam: -1500 });
      lighthouse(c, [1250, 524, 1], { beam: 700 });
      for (const [x, y] of [
        [160, 690],
        [420, 664],
        [640, 704],
        [300, 770],
        [780, 668],
      ] as const) {
        c.glow([x, y, 40], c.t.yellow, 1);
        c.oval([x, y, 5], c.t.sun);
        c.rect([x - 3, y + 10, 6, 40], c.t.yellow, 'opacity=".5"');
      }
      c.rect([1352, 440, 150, 92], c.t.near);
      c.poly([1336, 446, 1390, 392, 1470, 392, 1520, 446], c.t.ink);
      c.rect([1400, 468, 34, 36], c.t.yellow);
      c.glow([1416, 486, 90], c.t.yellow, 0.8);
      person(c, [1170, 566, 0.5], c.t.soft);
      return [1250, 150];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [300, 330, 100], clouds: 3 });
      ridge(c, c.t.far, { y: 800, swing: 40 });
      lighthouse(c, [900, 960, 1.85]);
      gulls(c, [520, 400, 280], 9);
      for (const [y, colour] of [
        [820, c.t.mid],
        [900, c.t.near],
        [985, c.t.front],
      ] as const) {
        c.path(`M0 ${y}q90 -110 190 -30t220 -10t240 -50t200 60t230 -40t220 0t320 -30V${HEIGHT}H0z`, colour);
        c.dots([0, y - 90, WIDTH, 150], c.t.white, 'up', 700);
      }
      c.path('M640 900q60 -200 130 -130q-10 -110 90 -60q-20 60 60 170z', c.t.white, 'opacity=".85"');
      return [900, 260];
    },
  },
];

const cranes: Composition[] = [
  {
    shows: ['container cranes', 'long ship'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [230, 220, 88], clouds: 3, to: 640 });
      ridge(c, c.t.far, { y: 600, swing: 80, waves: 2 });
      water(c, { y: 660 });
      cargoShip(c, [1010, 800, 1.15], c.t.near, 4);
      crane(c, [240, 880, 1.3], c.t.blue);
      crane(c, [720, 880, 1.3], c.t.orange);
      crane(c, [1190, 880, 1.3], c.t.blue);
      c.rect([0, 870, WIDTH, 200], mix(c.t.grey, c.t.ink, 0.35));
      c.dots([0, 870, WIDTH, 200], c.t.ink, 'down', 800);
      boxes(c, [-20, 1010, 760], 3);
      boxes(c, [1150, 1020, 500], 2);
      person(c, [920, 1010, 0.95], c.t.accent, 'board');
      return [730, 470];
    },
  },
  {
    shows: ['fireboats', 'smoke'],
    hour: 'dawn',
    draw(c) {
      sky(c, { to: 620 });
      for (const x of [120, 430, 1180]) crane(c, [x, 650, 0.8], c.t.far);
      ridge(c, c.t.far, { y: 640, swing: 20 });
      water(c, { y: 650 });
      smoke(c, [830, 590, 120], mix(c.t.ink, c.t.grey, 0.25), 66);
      c.glow([820, 600, 260], c.t.orange, 0.9);
      cargoShip(c, [830, 800, 1.1], c.t.near, 2);
      for (const [x, h] of [
        [770, 110],
        [820, 160],
        [872, 100],
      ] as const)
        c.path(`M${x - 34} 690q-20 -60 30 -${h}q-4 50 26 60q20 30 4 50z`, c.t.orange);
      for (const [x, side] of [
        [240, 1],
        [1420, -1],
      ] as const) {
        boat(c, [x, 920, side * 1.05], c.t.red);
        for (const bend of [0, 36])
          c.curve(
            `M${x + side * 60} 800Q${x + side * 330} ${400 + bend * 2} ${820 - side * 40} ${650 + bend}`,
            c.t.white,
            13 - bend / 6,
            'opacity=".85"',
          );
        c.dots(
          [Math.min(x, 820), 520, Math.abs(820 - x), 200],
          c.t.white,
          side === 1 ? 'right' : 'left',
          260,
        );
      }
      c.rect([0, 1000, WIDTH, 70], c.t.front);
      person(c, [610, 1020, 0.9], c.t.ink, 'point');
      person(c, [690, 1024, 0.85], c.t.ink);
      return [830, 640];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [980, 560, 150] });
      crane(c, [1150, 900, 0.9], c.t.mid);
      crane(c, [820, 900, 1.1], c.t.near);
      water(c, { y: 880, light: 980 });
      crane(c, [330, 1010, 1.85], c.t.front);
      c.rect([0, 985, WIDTH, 90], c.t.ink);
      person(c, [760, 996, 0.95], c.t.accent, 'walk');
      gulls(c, [1200, 280, 240], 7);
      return [970, 560];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(c.t.water);
      c.dots([0, 0, 800, HEIGHT], c.t.ink, 'left', 1300);
      c.rect([960, 0, 640, HEIGHT], mix(c.t.grey, c.t.pale, 0.5));
      c.rect([940, 0, 24, HEIGHT], c.t.front);
      c.path(
        'M640 -40Q420 60 420 260V900Q430 1010 520 1067H780Q880 1000 880 900V260Q880 60 640 -40z',
        c.t.ink,
        'opacity=".25" transform="translate(-26 18)"',
      );
      c.path(
        'M640 -40Q420 60 420 260V900Q430 1010 520 1067H780Q880 1000 880 900V260Q880 60 640 -40z',
        c.t.near,
      );
      for (let line = 0; line < 8; line++)
        for (let column = 0; column < 6; column++)
          if (c.chance(0.9))
            c.rect(
              [458 + column * 66, 210 + line * 92, 61, 87],
              c.pick([c.t.orange, c.t.blue, c.t.grey, c.t.pale, c.t.accent]),
            );
      c.rect([470, 955, 360, 70], c.t.white);
      for (const y of [330, 700]) {
        c.rect([560, y + 20, 700, 50], c.t.ink, 'opacity=".22"');
        c.rect([540, y, 700, 50], c.t.accent);
        for (let x = 560; x < 1220; x += 50)
          c.line([x, y + 4, x + 24, y + 46, x + 48, y + 4], mix(c.t.accent, c.t.ink, 0.4), 5);
        c.rect([700, y - 16, 90, 82], c.t.white);
      }
      for (let line = 0; line < 7; line++)
        for (let column = 0; column < 3; column++)
          c.rect(
            [1320 + column * 84, 60 + line * 140, 78, 128],
            c.pick([c.t.orange, c.t.blue, c.t.grey, c.t.soft]),
          );
      for (const y of [190, 560, 900]) c.oval([1090 + c.between(-40, 60), y, 11], c.t.red);
      return [745, 355];
    },
  },
];

const shipyards: Composition[] = [
  {
    shows: ['empty dock', 'gantry'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [800, 420, 110], clouds: 2, to: 640 });
      ridge(c, c.t.far, { y: 560, swing: 70 });
      cargoShip(c, [800, 692, 0.95], c.t.near, 0);
      gantry(c, [310, 760, 0.9], c.t.accent);
      gantry(c, [1290, 760, 0.9], c.t.near);
      c.rect([0, 680, WIDTH, 400], mix(c.t.grey, c.t.warm, 0.3));
      c.poly([660, 690, 940, 690, 1360, HEIGHT, 240, HEIGHT], mix(c.t.grey, c.t.ink, 0.55));
      c.poly([660, 690, 700, 720, 420, HEIGHT, 240, HEIGHT], mix(c.t.grey, c.t.ink, 0.25));
      c.poly([940, 690, 900, 720, 1180, HEIGHT, 1360, HEIGHT], mix(c.t.grey, c.t.ink, 0.72));
      c.dots([300, 700, 1000, 360], c.t.ink, 'down', 1100);
      for (let step = 0; step < 7; step++)
        c.rect([760 - step * 24, 760 + step * 44, 80 + step * 48, 12 + step], c.t.ink, 'opacity=".3"');
      person(c, [470, 900, 0.8], c.t.front);
      person(c, [1260, 950, 0.95], c.t.front, 'board');
      return [800, 640];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 4 });
      gantry(c, [800, 930, 1.75], c.t.far);
      c.path('M800 120L1180 170Q1150 560 1010 800L800 960L590 800Q450 560 420 170z', c.t.near);
      c.path('M800 120L1180 170Q1150 560 1010 800L800 960z', mix(c.t.near, c.t.ink, 0.4));
      c.path('M520 640Q560 740 590 800L800 960L1010 800Q1060 720 1086 640L800 720z', c.t.red);
      c.path('M800 720L1086 640Q1060 720 1010 800L800 960z', mix(c.t.red, c.t.ink, 0.35));
      c.dots([440, 180, 360, 500], mix(c.t.near, c.t.white, 0.6), 'left', 800);
      c.rect([0, 930, WIDTH, 140], mix(c.t.grey, c.t.ink, 0.3));
      for (const x of [620, 720, 860, 950]) c.poly([x, 940, x + 14, 870, x + 50, 870, x + 64, 940], c.t.wood);
      for (const [x, s] of [
        [300, 0.9],
        [380, 0.85],
        [1230, 0.95],
      ] as const)
        person(c, [x, 1000, s], c.t.accent, 'point');
      return [800, 700];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { to: 800 });
      c.path('M-20 250H1250Q1400 560 1180 880H-20z', c.t.mid);
      for (let x = 60; x < 1250; x += 200) c.line([x, 260, x, 870], c.t.ink, 5, 'opacity=".6"');
      for (const y of [420, 600, 760]) c.line([0, y, 1300, y], c.t.ink, 5, 'opacity=".6"');
      c.dots([0, 250, 1250, 620], c.t.ink, 'down', 1300);
      c.rect([0, 870, WIDTH, 200], c.t.front);
      for (const [x, y] of [
        [470, 600],
        [910, 760],
        [1120, 420],
      ] as const) {
        c.glow([x, y, 330], c.t.accent, 0.9);
        c.oval([x, y, 16], c.t.sun);
        for (let spark = 0; spark < 34; spark++) {
          const [dx, dy] = [c.between(-150, 150), c.between(-40, 210)];
          c.line([x + dx * 0.4, y + dy * 0.3, x + dx * 0.5, y + dy * 0.44], c.t.yellow, 4);
        }
        c.rect([x + 30, y + 84, 130, 9], c.t.ink);
        c.line([x + 150, y + 90, x + 150, 880], c.t.ink, 8);
        person(c, [x + 90, y + 84, 0.75], c.t.ink, 'sit');
      }
      return [470, 600];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [800, 500, 250] });
      c.path('M-20 -20H620Q560 300 780 480L760 540Q420 420 330 1067H-20z', c.t.near);
      c.dots([0, 0, 620, 900], mix(c.t.near, c.t.low, 0.5), 'right', 900);
      for (let blade = 0; blade < 5; blade++)
        c.at([880, 520, 1.15, blade * 72 + 10], () => {
          c.path(
            'M-36 -40C-190 -180 -150 -350 -10 -380C110 -330 130 -160 40 -36z',
            mix(c.t.gold, c.t.brick, 0.25),
          );
          c.path('M-10 -380C110 -330 130 -160 40 -36Q70 -220 -10 -380z', c.t.ink, 'opacity=".35"');
        });
      c.oval([880, 520, 84], mix(c.t.gold, c.t.ink, 0.35));
      c.oval([870, 508, 42], c.t.gold);
      c.rect([0, 985, WIDTH, 90], c.t.front);
      person(c, [1290, 1000, 1.1], c.t.accent, 'point');
      person(c, [1380, 1004, 1], c.t.ink);
      return [880, 520];
    },
  },
];

export const coastMotifs = { lighthouse: lighthouses, 'harbour-cranes': cranes, 'ship-yard': shipyards };
