import { expect, test } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { Runtime } from '#libs/service';
import { Membership, NotTheOwner } from './membership.ts';

/** Long enough for a slow machine; what waits for half of it has a short one. */
const SESSION_MS = 60_000;
const SHORT_MS = 200;

/** As much of a kafkajs consumer as tells of its group, and a coordinator that answers as it is told. */
class Member {
  readonly events = { REQUEST: 'request', HEARTBEAT: 'heartbeat', GROUP_JOIN: 'join' };
  private readonly ears = new Map<string, (event: object) => void>();

  on(name: string, ear: (event: object) => void): void {
    this.ears.set(name, ear);
  }

  /** An answer is read that was asked for so long ago. */
  hears(what: 'heartbeat' | 'join', agoMs = 0): void {
    const apiName = what === 'join' ? 'SyncGroup' : 'Heartbeat';
    this.ears.get('request')?.({ payload: { apiName, duration: agoMs } });
    this.ears.get(what)?.({ payload: {} });
  }
}

function aMembership(sessionMs = SESSION_MS): { member: Member; membership: Membership } {
  const member = new Member();
  const membership = new Membership(sessionMs, Runtime.silent('test'));
  membership.follow(member as unknown as Consumer);
  return { member, membership };
}

const never = () => Promise.reject(new Error('must not be asked'));

test('a process that was heard just now is sure, and asks nobody', async () => {
  const { member, membership } = aMembership();
  expect(membership.owns(membership.generation)).toBe(false);
  member.hears('join');
  await membership.confirm(1, never);
  expect(membership.owns(1)).toBe(true);
});

test('one that was not heard lately asks, and is sure when it is answered', async () => {
  const { member, membership } = aMembership();
  member.hears('join', SESSION_MS * 0.75);
  expect([membership.owns(1), membership.owns(1, SESSION_MS / 2)]).toEqual([true, false]);
  await membership.confirm(1, async () => member.hears('heartbeat'));
  expect(membership.owns(1, SESSION_MS / 2)).toBe(true);
});

test('an answer that was read late is as old as its question', async () => {
  const { member, membership } = aMembership();
  member.hears('join');
  member.hears('heartbeat', SESSION_MS + 1);
  expect(membership.owns(1)).toBe(false);
  // kafkajs asks no sooner than its interval after the reading: until then nothing comes of asking.
  let asked = 0;
  await membership.confirm(1, async () => {
    if (++asked > 2) member.hears('heartbeat');
  });
  expect(asked).toBe(3);
});

test.each([
  ['UNKNOWN_MEMBER_ID', true],
  ['ILLEGAL_GENERATION', true],
  ['REBALANCE_IN_PROGRESS', false],
  [undefined, false],
])('the answer %s ends in a refusal; ousted: %s', async (type, ousted) => {
  const { member, membership } = aMembership();
  member.hears('join', SESSION_MS);
  const refused = Object.assign(new Error('no'), { type });
  await expect(membership.confirm(1, () => Promise.reject(refused))).rejects.toMatchObject({
    code: 'not_the_owner',
    retriable: true,
    ousted,
  });
});

test.each([
  ['that never comes', () => new Promise<void>(() => undefined)],
  ['that nobody asks for', async () => undefined],
])('an answer %s ends in a refusal within half a session timeout', async (_, heartbeat) => {
  const { member, membership } = aMembership(SHORT_MS);
  member.hears('join', SHORT_MS);
  await expect(membership.confirm(1, heartbeat)).rejects.toBeInstanceOf(NotTheOwner);
});

test('what was taken before the process joined anew is not its own any more', async () => {
  const { member, membership } = aMembership();
  member.hears('join');
  member.hears('join');
  expect([membership.owns(1), membership.owns(2)]).toEqual([false, true]);
  await expect(membership.confirm(1, never)).rejects.toMatchObject({ ousted: false });
});
