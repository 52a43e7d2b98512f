import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { type EndedSpan, recordSpans } from '#libs/testing';
import { step } from './step.ts';
import { tracing } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const GOOD = `00-${TRACE}-${PARENT}-01`;
const HEADER = /^00-([\da-f]{32})-([\da-f]{16})-0([01])$/;

function partsOf(traceparent: string): {
  traceId?: string | undefined;
  spanId?: string | undefined;
  flags?: string | undefined;
} {
  const [, traceId, spanId, flags] = HEADER.exec(traceparent) ?? [];
  return { traceId, spanId, flags };
}

describe('without an SDK', () => {
  test.each([
    ['as it is today', GOOD, '1'],
    ['not sampled', `00-${TRACE}-${PARENT}-00`, '0'],
    ['with flags nobody knows yet', `00-${TRACE}-${PARENT}-ff`, '1'],
    ['of a later version that says more', `cc-${TRACE}-${PARENT}-01-what-the-future-says`, '1'],
  ])('a good traceparent is continued by a child of its own: %s', (_, from, flags) => {
    const work = tracing.begin('일', { from });
    expect(work.traceId).toBe(TRACE);
    expect(partsOf(work.traceparent)).toEqual({ traceId: TRACE, spanId: expect.any(String), flags });
    expect(partsOf(work.traceparent).spanId).not.toBe(PARENT);
    expect(work.traceparent).toBe(work.traceparent);
    expect(tracing.idOf(work.traceparent)).toBe(TRACE);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['words', '추적'],
    ['capital letters', GOOD.toUpperCase()],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a version that is not allowed', `ff-${TRACE}-${PARENT}-01`],
    ['more than its version says', `${GOOD}-more`],
    ['a short trace', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['two of them', `${GOOD}, ${GOOD}`],
    ['a line break', `${GOOD}\n`],
    ['spaces around it', ` ${GOOD} `],
  ])('a bad one begins a new trace: %s', (_, from) => {
    const works = [tracing.begin('일', { from }), tracing.begin('일', { from })];
    const [one, two] = works.map(({ traceparent }) => partsOf(traceparent));
    expect(one).toEqual({ traceId: expect.any(String), spanId: expect.any(String), flags: '1' });
    expect(one?.traceId).toBe(works[0]?.traceId);
    expect(new Set([TRACE, one?.traceId, two?.traceId]).size).toBe(3);
  });

  test('of many new ones no two are alike', () => {
    const ids = Array.from({ length: 1_000 }, () => tracing.begin('일').traceparent);
    const traces = new Set(ids.map((id) => partsOf(id).traceId));
    const spans = new Set(ids.map((id) => partsOf(id).spanId));
    expect([traces.size, spans.size]).toEqual([1_000, 1_000]);
  });

  test('work is done as if it were not traced', async () => {
    const work = tracing.begin('일');
    expect(work.run(() => '기사')).toBe('기사');
    await expect(work.run(() => Promise.reject(new Error('고장')))).rejects.toThrow('고장');
    work.end({ attributes: { a: 1 }, failed: '고장' });
    expect(tracing.active()).toBeUndefined();
  });
});

describe('with an SDK', () => {
  let spans: EndedSpan[];
  beforeAll(() => {
    spans = recordSpans();
  });
  afterAll(() => trace.disable());

  test('work is a span of it, below what caused it, and what it causes hangs on that span', () => {
    const work = tracing.begin('일', { from: GOOD, kind: 'server', attributes: { a: 1 } });
    const child = tracing.begin('더 작은 일', { from: work.traceparent });
    child.end();
    work.end({ attributes: { b: 2 }, failed: '고장' });
    const [second, first] = spans.splice(0);
    expect(first).toMatchObject({
      name: '일',
      traceId: TRACE,
      parent: PARENT,
      failed: true,
      attributes: { a: 1, b: 2 },
    });
    expect(second).toMatchObject({
      name: '더 작은 일',
      traceId: TRACE,
      parent: first?.spanId,
      failed: false,
    });
    expect(partsOf(work.traceparent)).toMatchObject({ traceId: TRACE, spanId: first?.spanId });
  });

  test('work of many traces is linked to each', () => {
    const causes = [GOOD, undefined].map((from) => tracing.begin('원인', { from }));
    tracing.begin('묶음', { links: causes }).end();
    expect(spans.splice(0)).toMatchObject([{ name: '묶음', links: causes.map(({ traceId }) => traceId) }]);
  });

  test('a step that fails is a span that has failed', async () => {
    await step('test.good', async () => undefined);
    await step('test.bad', () => Promise.reject(new Error('고장'))).catch(() => undefined);
    expect(spans.splice(0)).toMatchObject([
      { name: 'test.good', failed: false },
      { name: 'test.bad', failed: true },
    ]);
  });
});
