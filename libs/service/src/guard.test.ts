import { describe, expect, test } from '@jest/globals';
import { within } from '#libs/testing';
import { Guard } from './guard.ts';
import { createLog } from './log.ts';
import { DependencyUnavailable, ProblemError } from './problem.ts';

const eventually = within(8_000);
const runtime = { name: 'test', log: createLog('test', 'silent') };
const never = () => new Promise<string>(() => undefined);
const away = async (): Promise<string> => {
  throw new DependencyUnavailable('한강');
};
const there = async () => '물';
const refusal = { code: 'dependency_unavailable', dependency: '한강' };

const always = () => true;
const aGuard = (bounds = {}) => new Guard(runtime, '한강', { ms: 5_000, ...bounds });

/** Until nobody is let through. */
async function closed(guard: Guard, work: () => Promise<string>): Promise<void> {
  for (let n = 0; n < 5; n++) await expect(guard.ask(work)).rejects.toMatchObject(refusal);
}

/** Whether a question gets as far as its work. */
async function isAsked(guard: Guard): Promise<boolean> {
  let came = false;
  await guard
    .ask(async () => {
      came = true;
      return there();
    })
    .catch(() => undefined);
  return came;
}

describe('a guard', () => {
  test('hands on answers, and errors that are answers, however many', async () => {
    const guard = aGuard();
    const refused = async () => {
      throw new ProblemError('invalid_parameter');
    };
    for (let n = 0; n < 20; n++)
      await expect(guard.ask(refused)).rejects.toMatchObject({ code: 'invalid_parameter' });
    expect(await guard.ask(there)).toBe('물');
  });

  test('does not wait for an answer that does not come, and tells its work so', async () => {
    let signal: AbortSignal | undefined;
    const asked = aGuard({ ms: 30 }).ask((given) => {
      signal = given;
      return never();
    });
    await expect(asked).rejects.toMatchObject(refusal);
    expect(signal?.aborted).toBe(true);
  });

  test.each([
    ['fails', away, 5_000],
    ['is late', never, 20],
  ])('has nobody ask what %s time after time, and everybody when it is back', async (_, work, ms) => {
    const guard = aGuard({ ms });
    await closed(guard, work);
    expect(await isAsked(guard)).toBe(false);
    await eventually(async () => expect(await guard.ask(there)).toBe('물'));
    const many = await Promise.all(Array.from({ length: 20 }, () => guard.ask(there)));
    expect(new Set(many)).toEqual(new Set(['물']));
  });

  test('goes on asking whoever has too much to do: it does what it can', async () => {
    const guard = aGuard();
    const busy = () => Promise.reject(new DependencyUnavailable('한강', undefined, 3));
    for (let n = 0; n < 20; n++) await expect(guard.ask(busy)).rejects.toMatchObject({ busyS: 3 });
    expect(await guard.ask(there)).toBe('물');
  });

  test('lets one through to try, for whom nobody else waits', async () => {
    const guard = aGuard();
    await closed(guard, away);
    let answer = (_: string): void => undefined;
    let tries: Promise<string> | undefined;
    await eventually(async () => {
      let came = false;
      const asked = guard.ask(() => {
        came = true;
        return new Promise<string>((resolve) => {
          answer = resolve;
        });
      });
      tries = asked;
      if (!came) await asked;
    });
    await expect(guard.ask(there)).rejects.toMatchObject(refusal);
    answer('맑음');
    expect(await tries).toBe('맑음');
    expect(await guard.ask(there)).toBe('물');
  });

  test('asks a second time what fails at once, if that is wished for', async () => {
    const fails = (): (() => Promise<string>) => {
      let times = 0;
      return () => (times++ === 0 ? away() : there());
    };
    expect(await aGuard({ twice: always }).ask(fails())).toBe('물');
    await expect(aGuard().ask(fails())).rejects.toMatchObject(refusal);
  });

  test('asks once whoever has answered that it can not', async () => {
    let times = 0;
    const refusing = aGuard({ twice: ({ cause }: Error) => cause instanceof TypeError });
    const says = (cause: Error) => () => {
      times++;
      return Promise.reject(new DependencyUnavailable('한강', cause));
    };
    await expect(refusing.ask(says(new Error('answered 503')))).rejects.toMatchObject(refusal);
    expect(times).toBe(1);
    await expect(refusing.ask(says(new TypeError('fetch failed')))).rejects.toMatchObject(refusal);
    expect(times).toBe(3);
  });

  test('lets through who insists, in time or not at all, while nobody else is', async () => {
    const guard = aGuard({ ms: 50 });
    await closed(guard, away);
    expect(await guard.insist(there)).toBe('물');
    await expect(guard.insist(never)).rejects.toMatchObject(refusal);
    await expect(guard.insist(away)).rejects.toMatchObject(refusal);
  });

  test('makes a second try for a tenth of the questions, and for a few at once', async () => {
    const guard = aGuard({ twice: always });
    let tries = 0;
    const questions = 200;
    for (let n = 0; n < questions; n++) {
      await guard
        .ask(() => {
          tries++;
          return n % 2 === 0 ? away() : there();
        })
        .catch(() => undefined);
    }
    const second = tries - questions;
    expect(second).toBeGreaterThan(5);
    expect(second).toBeLessThanOrEqual(questions / 10 + 5);
  });

  test('makes no second try of what nobody is let through to', async () => {
    const guard = aGuard({ twice: always });
    let tries = 0;
    const failing = () => {
      tries++;
      return away();
    };
    await closed(guard, failing);
    const before = tries;
    await eventually(async () => {
      await guard.ask(failing).catch(() => undefined);
      expect(tries).toBeGreaterThan(before);
    });
    expect(tries).toBe(before + 1);
  });
});
