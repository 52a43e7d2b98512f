import { expect, test } from '@jest/globals';
import { step } from './step.ts';
import { giveWay } from './turn.ts';

function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** Does so many pieces of work as soon as there is time; answers in which turn of the loop each was done. */
async function turnsOf(
  pieces: number,
  ms: number,
  wait: () => Promise<unknown> | undefined,
): Promise<number[]> {
  let turn = 0;
  let going = true;
  const count = (): void => {
    turn++;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  const done = Array.from({ length: pieces }, async (_, n) => {
    await wait();
    work(ms);
    return { n, turn };
  });
  const order: number[] = [];
  await Promise.all(done.map((each) => each.then(({ n }) => order.push(n))));
  going = false;
  expect(order).toEqual([...order].sort((a, b) => a - b));
  return Promise.all(done.map(async (each) => (await each).turn));
}

test('much work that comes at once is spread over turns of the loop, in its order', async () => {
  const turns = await turnsOf(20, 4, giveWay);
  // Two of 4 ms fill a turn.
  expect(new Set(turns).size).toBeGreaterThanOrEqual(8);
});

test('each turn does something, however long a piece takes', async () => {
  const turns = await turnsOf(5, 20, giveWay);
  expect(new Set(turns).size).toBeGreaterThanOrEqual(4);
});

test('what comes alone is done at once', async () => {
  // What came before is over, to its last turn.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  expect(giveWay()).toBeUndefined();
});

test('what goes on after a step gives way too', async () => {
  const turns = await turnsOf(20, 4, () => step('test.turn', async () => undefined));
  expect(new Set(turns).size).toBeGreaterThanOrEqual(8);
});
