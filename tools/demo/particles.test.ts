import { expect, test } from '@jest/globals';
import { type Particle, particles, withParticle } from './particles.ts';

test.each<[string, string[]]>([
  ['배', ['배는', '배가', '배를', '배와', '배로']],
  ['섬', ['섬은', '섬이', '섬을', '섬과', '섬으로']],
  ['서울', ['서울은', '서울이', '서울을', '서울과', '서울로']],
  ['3', ['3은', '3이', '3을', '3과', '3으로']],
  ['7', ['7은', '7이', '7을', '7과', '7로']],
  ['2', ['2는', '2가', '2를', '2와', '2로']],
  ['1200', ['1200은', '1200이', '1200을', '1200과', '1200으로']],
  ['12%', ['12%는', '12%가', '12%를', '12%와', '12%로']],
  ['KTX', ['KTX는', 'KTX가', 'KTX를', 'KTX와', 'KTX로']],
  ['URL', ['URL은', 'URL이', 'URL을', 'URL과', 'URL로']],
  ['FM', ['FM은', 'FM이', 'FM을', 'FM과', 'FM으로']],
  ['“바다”', ['“바다”는', '“바다”가', '“바다”를', '“바다”와', '“바다”로']],
  [
    '표원재 씨(46)',
    ['표원재 씨(46)는', '표원재 씨(46)가', '표원재 씨(46)를', '표원재 씨(46)와', '표원재 씨(46)로'],
  ],
])('%s takes the particles of its last sound', (word, expected) => {
  expect(particles.map((particle) => withParticle(word, particle))).toEqual(expected);
});

test('a word in NFD takes the same particle', () => {
  const nfd = '섬'.normalize('NFD');
  const fits = (particle: Particle) =>
    withParticle(nfd, particle).normalize('NFC') === withParticle('섬', particle);
  expect(particles.every(fits)).toBe(true);
});
