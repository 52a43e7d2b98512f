// Motifs of learning: classrooms, examination halls.
import { clock } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { bareTree, ridge, sky, tree } from './land.ts';
import { mix } from './palette.ts';
import { back, person } from './people.ts';
import { chair, desk, pane, room, shaft } from './room.ts';
import { crane } from './vessels.ts';

function board(c: Canvas, [x, y, w, h]: readonly [number, number, number, number]): void {
  const green = mix(c.t.green, c.t.ink, 0.5);
  c.rect([x - 16, y - 16, w + 32, h + 32], c.t.wood);
  c.rect([x, y, w, h], green);
  c.dots([x, y, w, h], mix(green, c.t.white, 0.4), 'down', 420);
  c.rect([x - 20, y + h + 16, w + 40, 16], mix(c.t.wood, c.t.warm, 0.4));
}

const chalk = (c: Canvas, through: readonly number[]): void => c.line(through, c.t.white, 6, 'opacity=".9"');

/** A long division as strokes only: the sign, and rows that grow shorter. */
function division(c: Canvas, [x, y]: readonly [number, number], stepped: boolean): void {
  if (stepped) c.curve(`M${x} ${y + 70}q34 -40 10 -80h320`, c.t.white, 7);
  else {
    chalk(c, [x + 210, y - 20, x + 210, y + 110]);
    chalk(c, [x + 210, y + 50, x + 350, y + 50]);
  }
  for (let row = 0; row < 4; row++) {
    const from = x + 50 + (stepped ? row * 46 : 0);
    for (let mark = 0; mark < 3 - (row > 2 ? 1 : 0); mark++) {
      const at = from + mark * 46;
      c.curve(
        `M${at} ${y + 20 + row * 62}q${c.between(10, 24)} -22 ${c.between(18, 26)} 4t${c.between(-20, -6)} 26`,
        c.t.white,
        5,
        'opacity=".9"',
      );
    }
    if (row % 2 === 1) chalk(c, [from - 14, y + 56 + row * 62, from + 130, y + 56 + row * 62]);
  }
}

const classrooms: Composition[] = [
  {
    shows: ['dance mirror'],
    hour: 'day',
    draw(c) {
      room(c, 640, c.t.pale, mix(c.t.wood, c.t.warm, 0.45));
      board(c, [760, 130, 720, 330]);
      for (let index = 0; index < 5; index++)
        chalk(c, [820, 200 + index * 44, 900 + c.between(60, 340), 200 + index * 44]);
      c.poly([0, 0, 560, 110, 560, 690, 0, 960], c.t.front);
      c.poly([0, 30, 530, 132, 530, 670, 0, 916], mix(c.t.blue, c.t.white, 0.7));
      c.inside('M0 30L530 132V670L0 916z', () => {
        c.poly([0, 560, 530, 540, 530, 670, 0, 920], mix(c.t.wood, c.t.warm, 0.6));
        for (const [x, y, s] of [
          [440, 620, 0.62],
          [300, 700, 0.8],
          [120, 810, 1.06],
        ] as const)
          desk(c, [x, y, -s], mix(c.t.wood, c.t.white, 0.5));
        c.at([190, 690, 1.5], () => {
          c.line([-34, 0, -14, -66, 4, -84, 30, -46, 58, -6], c.t.accent, 17);
          c.path('M-24 -76Q-26 -140 -14 -152H16Q28 -136 22 -76z', c.t.accent);
          c.line([-14, -146, -50, -186, -36, -226], c.t.accent, 13);
          c.line([16, -146, 56, -156, 86, -190], c.t.accent, 13);
          c.oval([2, -178, 18, 21], c.t.ink);
        });
        c.poly([60, 0, 200, 0, 0, 480, 0, 200], c.t.white, 'opacity=".4"');
        c.poly([530, 132, 530, 300, 380, 760, 300, 800], c.t.white, 'opacity=".3"');
      });
      c.line([0, 560, 530, 440], c.t.wood, 13);
      c.dots([560, 640, 1040, 420], c.t.ink, 'down', 700);
      for (let line = 0; line < 3; line++)
        for (let column = 0; column < 3; column++)
          desk(c, [760 + column * (300 + line * 40) + line * 10, 720 + line * 150, 0.85 + line * 0.28]);
      return [330, 520];
    },
  },
  {
    shows: ['long division', 'half circle'],
    hour: 'day',
    draw(c) {
      room(c, 690, c.t.paper, mix(c.t.soft, c.t.pale, 0.5));
      board(c, [250, 90, 1100, 420]);
      c.rect([797, 100, 6, 400], c.t.white, 'opacity=".3"');
      division(c, [330, 190], true);
      division(c, [900, 190], false);
      shaft(c, [0, 0, 260, 0, 1250, HEIGHT, 500, HEIGHT], 0.25);
      for (let index = 0; index < 9; index++) {
        const turn = Math.PI * (index / 8);
        chair(
          c,
          [800 - Math.cos(turn) * 640, 780 + Math.sin(turn) * 230, 0.85 + Math.sin(turn) * 0.5],
          index === 4 ? c.t.accent : c.t.wood,
        );
      }
      return [800, 290];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      room(c, 800, mix(c.t.soft, c.t.mid, 0.4), c.t.near);
      pane(
        c,
        [260, 90, 1080, 560],
        () => {
          c.oval([980, 360, 90], c.t.sun);
          ridge(c, c.t.far, { y: 540, swing: 80 });
          c.rect([0, 600, WIDTH, 100], c.t.near);
          tree(c, [520, 660, 1.5], c.t.orange);
        },
        4,
      );
      shaft(c, [260, 690, 1340, 690, 1160, HEIGHT, 60, HEIGHT], 0.18);
      for (const [x, y, s] of [
        [370, 920, 1.3],
        [800, 930, 1.35],
        [1250, 920, 1.3],
      ] as const)
        desk(c, [x, y, s]);
      chair(c, [800, 1050, 1.2]);
      c.rect([760, 700, 90, 20], c.t.accent);
      c.rect([768, 684, 80, 18], c.t.white);
      person(c, [1250, 960, 1.6], c.t.front, 'bag');
      return [800, 700];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [1350, 170, 60] });
      ridge(c, c.t.far, { y: 520, swing: 90 });
      c.rect([160, 300, 1280, 610], c.t.near);
      c.rect([130, 270, 1340, 40], c.t.front);
      for (let floor = 0; floor < 2; floor++)
        for (let bay = 0; bay < 5; bay++) {
          const lit = floor === 1 && bay > 0 && bay < 4;
          const [x, y] = [200 + bay * 246, 350 + floor * 280];
          c.rect([x, y, 210, 180], lit ? c.t.yellow : mix(c.t.near, c.t.ink, 0.5));
          if (lit) {
            c.glow([x + 105, y + 90, 260], c.t.yellow, 0.4);
            for (const dx of [50, 110, 168]) back(c, [x + dx, y + 160, 0.55], c.t.front);
          }
          c.rect([x + 101, y, 8, 180], c.t.front);
        }
      c.rect([0, 906, WIDTH, 170], c.t.front);
      for (const x of [446, 692, 938])
        c.poly([x, 906, x + 210, 906, x + 250, HEIGHT, x - 40, HEIGHT], c.t.yellow, 'opacity=".13"');
      bareTree(c, [90, 930, 1.7]);
      person(c, [1290, 960, 1.05], c.t.accent, 'walk');
      return [800, 720];
    },
  },
];

/** Rows of single desks in perspective; `each` puts something on the one at row and column. */
function hall(
  c: Canvas,
  each: (row: number, column: number, at: readonly [number, number, number]) => void,
): void {
  for (let line = 0; line < 4; line++)
    for (let column = 0; column < 5; column++) {
      const s = 0.62 + line * 0.24;
      const at = [800 + (column - 2) * 320 * s * 1.05, 640 + line * line * 22 + line * 74, s] as const;
      desk(c, at);
      each(line, column, [at[0], at[1] - 128 * s, s]);
    }
}

const examHalls: Composition[] = [
  {
    shows: ['thermos', 'work glove'],
    hour: 'dusk',
    draw(c) {
      room(c, 540, mix(c.t.soft, c.t.mid, 0.3), mix(c.t.wood, c.t.near, 0.45));
      for (const x of [60, 290, 1130, 1360])
        pane(c, [x, 110, 170, 320], () => c.oval([x + 90, 300, 50], c.t.sun));
      clock(c, [800, 250, 180], 222, 180);
      hall(c, (row, column, [x, y, s]) => {
        c.rect([x - 30 * s, y + 2, 56 * s, 10 * s], c.t.white);
        c.at([x, y, s * 1.5], () => {
          if (row === 2 && column === 1)
            for (const dx of [-26, 26])
              c.oval([dx, -4, 22, 18], mix(c.t.sun, c.t.blue, 0.2), `stroke="${c.t.ink}" stroke-width="7"`);
          if (row === 2 && column === 2) {
            c.rect([-22, -96, 44, 106], c.t.accent, 'rx="9"');
            c.rect([-24, -122, 48, 32], c.t.grey, 'rx="7"');
            c.rect([8, -96, 14, 106], c.t.ink, 'opacity=".25"');
          }
          if (row === 2 && column === 3)
            c.path(
              'M-40 10V-30Q-46 -66 -30 -68L-24 -36L-18 -82Q-4 -90 0 -80L2 -38L12 -82Q26 -86 28 -74L24 -34L40 -56Q56 -58 52 -42L30 10z',
              c.t.yellow,
            );
        });
      });
      return [800, 760];
    },
  },
  {
    shows: ['heads bent', 'loudspeaker'],
    hour: 'day',
    draw(c) {
      room(c, 600, c.t.pale, mix(c.t.soft, c.t.grey, 0.4));
      pane(
        c,
        [560, 80, 860, 400],
        () => {
          ridge(c, c.t.far, { y: 420, swing: 30 });
          crane(c, [880, 500, 0.72], c.t.orange);
        },
        3,
      );
      shaft(c, [560, 600, 1420, 600, 1280, HEIGHT, 250, HEIGHT], 0.3);
      c.rect([170, 130, 220, 150], c.t.front, 'rx="14"');
      c.oval([235, 205, 44], mix(c.t.grey, c.t.ink, 0.3));
      c.oval([235, 205, 20], c.t.ink);
      c.oval([325, 205, 44], mix(c.t.grey, c.t.ink, 0.3));
      c.oval([325, 205, 20], c.t.ink);
      for (const r of [50, 84])
        c.curve(`M${410 + r * 0.3} ${205 - r}q${r * 0.7} ${r} 0 ${r * 2}`, c.t.accent, 8);
      hall(c, (row, column, [x, y, s]) => {
        const coat = row === 2 && column === 2 ? c.t.accent : mix(c.t.near, c.t.mid, c.between(0, 0.9));
        c.at([x, y + 30 * s, s * 1.2], () => {
          c.rect([30, -36, 46, 12], c.t.white);
          c.path('M-58 74Q-66 -20 -30 -38Q4 -50 34 -34Q62 -16 58 74z', coat);
          c.oval([12, -56, 29, 27], c.t.ink);
          c.path('M26 74Q40 20 24 -36Q62 -16 58 74z', c.t.ink, 'opacity=".2"');
        });
      });
      return [280, 205];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(mix(c.t.warm, c.t.pale, 0.5));
      c.dots([0, 0, WIDTH, HEIGHT], c.t.wood, 'down', 1600);
      c.at([800, 533, 1, -9], () => {
        for (let line = -4; line <= 4; line++)
          for (let column = -5; column <= 5; column++) {
            const [x, y] = [column * 190, line * 170];
            c.rect([x - 52, y - 22, 124, 84], c.t.ink, 'opacity=".2"');
            c.rect([x - 62, y - 34, 124, 84], c.t.wood);
            c.rect(
              [x - 24, y - 22, 54, 62],
              c.t.white,
              'transform="rotate(-5)"'.replace('-5', `-4 ${x} ${y}`),
            );
            const late = line === 1 && column === 1;
            if (late) continue;
            c.oval(
              [x, y + 78, 48, 26],
              column === -1 && line === 0 ? c.t.accent : mix(c.t.near, c.t.mid, c.between(0, 1)),
            );
            c.oval([x, y + 66, 23], c.t.ink);
          }
        c.path('M190 250L330 340L300 370z', c.t.ink, 'opacity=".3"');
        c.oval([270, 300, 46, 30], c.t.accent);
        c.oval([270, 296, 23], c.t.ink);
      });
      return [1010, 790];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [800, 350, 110] });
      ridge(c, c.t.far, { y: 500, swing: 90 });
      c.rect([380, 440, 840, 330], c.t.mid);
      for (let floor = 0; floor < 3; floor++)
        for (let bay = 0; bay < 9; bay++) c.rect([410 + bay * 90, 466 + floor * 92, 58, 56], c.t.yellow);
      c.rect([0, 760, WIDTH, 310], mix(c.t.grey, c.t.pale, 0.3));
      for (const x of [330, 1190]) {
        c.rect([x, 520, 90, 330], c.t.brick);
        c.rect([x - 14, 500, 118, 30], c.t.front);
      }
      for (let x = 0; x < WIDTH; x += 40) if (x < 330 || x > 1270) c.rect([x, 600, 10, 240], c.t.front);
      for (const [x, y, s] of [
        [640, 860, 0.85],
        [780, 850, 0.8],
        [900, 870, 0.9],
      ] as const)
        person(c, [x, y, s], c.t.near, 'bag');
      for (const [x, y, s] of [
        [250, 1020, 1.5],
        [400, 1040, 1.55],
        [1230, 1030, 1.5],
        [1390, 1020, 1.45],
      ] as const)
        person(c, [x, y, s], x === 400 ? c.t.accent : c.t.front);
      c.glow([800, 770, 420], c.t.sun, 0.4);
      return [780, 760];
    },
  },
];

export const schoolMotifs = { classroom: classrooms, 'exam-hall': examHalls };
