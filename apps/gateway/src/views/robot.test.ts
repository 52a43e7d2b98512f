import { describe, expect, test } from '@jest/globals';
import { Agents, agentOf, kindOf } from './robot.ts';

describe('who calls itself', () => {
  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'person'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'person',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-S921N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/129.0.0.0 Mobile Safari/537.36;KAKAOTALK 2410900',
      'person',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 NAVER(inapp; search; 2000; 12.10.1; 16PRO)',
      'person',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Whale/4.29 Safari/537.36',
      'person',
    ],
    ['Lynx/2.9.0 libwww-FM/2.14', 'person'],
    ['HangangNews/3.1 (iPhone; iOS 18.1)', 'person'],
    ['', 'agentless'],
    ['-', 'agentless'],
    ['SosikProbe/1.0', 'monitor'],
    ['sosik/2', 'monitor'],
    ['curl/8.5.0', 'tool'],
    ['Wget/1.21.4', 'tool'],
    ['python-requests/2.31.0', 'tool'],
    ['node', 'tool'],
    ['Go-http-client/2.0', 'tool'],
    ['okhttp/4.12.0', 'tool'],
    ['Dart/3.2 (dart:io)', 'tool'],
    ['autocannon', 'tool'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'robot'],
    ['Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)', 'robot'],
    ['Mozilla/5.0 (compatible; Daum/4.1; +http://cs.daum.net/faq/15/4118.html)', 'robot'],
    ['facebookexternalhit/1.1', 'robot'],
    ['kakaotalk-scrap/1.0', 'robot'],
    ['kube-probe/1.29', 'robot'],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/129.0.0.0 Safari/537.36',
      'robot',
    ],
  ])('%s is a %s', (agent, kind) => {
    expect(kindOf(agentOf(agent))).toBe(kind);
  });
});

test('an app that tells a view may go by the name of its library, and a command may not', () => {
  const agents = new Agents();
  const kinds = (agent: string) => [true, false].map((app) => agents.kind(agent, app));
  expect(kinds('okhttp/4.12.0')).toEqual(['person', 'tool']);
  expect(kinds('Dart/3.2 (dart:io)')).toEqual(['person', 'tool']);
  expect(kinds('HangangNews/3.1 CFNetwork/1485 Darwin/23.1.0')).toEqual(['person', 'person']);
  expect(kinds('curl/8.5.0')).toEqual(['tool', 'tool']);
});

test('of an agent without an end the begin is looked at', () => {
  expect(agentOf(` ${'가'.repeat(10_000)}`)).toBe('가'.repeat(512));
  expect(agentOf(undefined)).toBe('');
});
