import { describe, expect, test } from '@jest/globals';
import { Load, type Urgency } from './load.ts';

const bounds = { least: 8, most: 64, targetMs: 300 };
const all: readonly Urgency[] = ['vital', 'urgent', 'usual', 'patient'];

/** A service that answers `perSecond` however many it has in hand, and whoever asks it. */
class World {
  readonly load = new Load(bounds);
  behindRefuses = false;
  private now = 10_000;
  private owed = 0;
  private refusedLately = 0;

  /** For so long `come` requests a second; answers the share of them that is refused. */
  pass(seconds: number, come: number, perSecond: number, turnMs = 1): number {
    let [came, due] = [0, 0];
    this.refusedLately = 0;
    for (let ms = 0; ms < seconds * 1_000; ms += 10) {
      this.now += 10;
      this.owed = this.load.inHand === 0 ? 0 : this.owed + perSecond / 100;
      for (; this.owed >= 1 && this.load.inHand > 0; this.owed--) this.load.leave();
      for (due += come / 100; due >= 1; due--) {
        came++;
        this.load.look(this.now);
        if (this.load.hasRoom('urgent')) this.load.enter();
        else this.refusedLately++;
      }
      this.load.turned(turnMs);
      if (this.behindRefuses) this.load.turnAway();
    }
    return this.refusedLately / came;
  }
}

describe('who finds room', () => {
  test('is the fewer the more there is in hand: what is patient goes first, then what is usual, then what is urgent', () => {
    const load = new Load({ ...bounds, most: 8 });
    const room = () => all.filter((urgency) => load.hasRoom(urgency)).join(' ');
    const seen = Array.from({ length: 9 }, () => {
      const words = room();
      load.enter();
      return words;
    });
    expect(seen).toEqual([
      ...Array(4).fill('vital urgent usual patient'),
      ...Array(2).fill('vital urgent usual'),
      ...Array(2).fill('vital urgent'),
      'vital',
    ]);
  });

  test('is everybody again when what is in hand has left', () => {
    const load = new Load({ ...bounds, most: 4 });
    for (let n = 0; n < 10; n++) load.enter();
    for (let n = 0; n < 9; n++) load.leave();
    expect(all.every((urgency) => load.hasRoom(urgency))).toBe(true);
  });
});

describe('the limit', () => {
  test('stays at the most, and refuses nobody, while no more comes than can be done', () => {
    const world = new World();
    expect(world.pass(20, 90, 100)).toBe(0);
    expect(world.load.limit).toBe(64);
  });

  test.each([
    ['twice', 2],
    ['five times', 5],
  ])(
    'falls until those in hand leave in time when %s as much comes, and what can be done is done',
    (_, times) => {
      const world = new World();
      world.pass(10, 100 * times, 100);
      const refused = world.pass(20, 100 * times, 100);
      // 100 a second, each of which may take 300 ms: about 30 of them.
      expect(world.load.limit).toBeGreaterThanOrEqual(15);
      expect(world.load.limit).toBeLessThanOrEqual(45);
      expect(refused).toBeCloseTo(1 - 1 / times, 1);
    },
  );

  test('finds its way back when the rush is over', () => {
    const world = new World();
    world.pass(10, 500, 100);
    world.pass(20, 50, 100);
    expect(world.load.limit).toBe(64);
    expect(world.pass(5, 90, 100)).toBe(0);
  });

  test('never falls below the least, however slow everything is', () => {
    const world = new World();
    world.pass(60, 500, 1);
    expect(world.load.limit).toBe(8);
  });

  test('falls when turns of the loop are long, though requests leave in time', () => {
    const world = new World();
    world.pass(10, 5_000, 2_000, 80);
    expect(world.load.limit).toBeLessThan(32);
  });

  test('falls while somebody behind refuses what comes from here, and rises again after that', () => {
    const world = new World();
    world.behindRefuses = true;
    world.pass(10, 90, 100);
    expect(world.load.limit).toBe(64);
    world.pass(10, 1_600, 1_600);
    expect(world.load.limit).toBeLessThan(32);
    world.behindRefuses = false;
    world.pass(10, 1_600, 1_600);
    expect(world.load.limit).toBe(64);
  });

  test('stands while a process is cold: its first requests are slow', () => {
    const world = new World();
    expect(world.pass(1, 60, 10)).toBe(0);
    expect(world.load.limit).toBe(64);
    world.pass(8, 60, 10);
    expect(world.load.limit).toBeLessThan(32);
    const busy = new World();
    busy.pass(3, 500, 100);
    expect(busy.load.limit).toBeLessThan(48);
  });

  test('stands when the loop is slow for other reasons: few are in hand', () => {
    const world = new World();
    world.pass(10, 20, 100, 500);
    expect(world.load.limit).toBe(64);
  });

  test('is the most again after a pause', () => {
    const world = new World();
    world.pass(10, 500, 1);
    const { load } = world;
    while (load.inHand > 0) load.leave();
    load.look(1e9);
    expect(load.limit).toBe(64);
  });
});
