import { expect, test } from '@jest/globals';
import { Shared } from './shared.ts';

/** Work whose pieces end when they are told to, each with its number. */
function piecework() {
  const open: { end(): void; fail(): void }[] = [];
  let begun = 0;
  const shared = new Shared(() => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const number = ++begun;
    open.push({ end: () => resolve(number), fail: () => reject(new Error(`piece ${number}`)) });
    return promise;
  });
  return { shared, open };
}

test('whoever asks gets work that began after the question; one piece is under way at a time', async () => {
  const { shared, open } = piecework();
  const first = shared.ask();
  const [second, third] = [shared.ask(), shared.ask()];
  expect(open).toHaveLength(1);
  open[0]?.end();
  expect(await first).toBe(1);
  const fourth = shared.ask();
  expect(open).toHaveLength(2);
  open[1]?.end();
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  open[2]?.end();
  expect(await fourth).toBe(3);
  expect(shared).toMatchObject({ busy: false, awaited: false });
});

test('what fails is told to those who asked for it, and the next is begun', async () => {
  const { shared, open } = piecework();
  const [first, second] = [shared.ask(), shared.ask()];
  open[0]?.fail();
  await expect(first).rejects.toThrow('piece 1');
  open[1]?.end();
  expect(await second).toBe(2);
});
