import { expect, test } from '@jest/globals';
import { type JavaCandidate, majorOf, pickJava, pickJdkPackage, whyNoJava } from './java.ts';

function java(version: string, faults: Partial<JavaCandidate> = {}): JavaCandidate {
  return { home: `/usr/lib/jvm/java-${version}`, version, compiler: true, reachable: true, ...faults };
}

test.each([
  ['25.0.3', 25],
  ['21', 21],
  ['21-ea', 21],
  ['1.8.0_402', 8],
  ['nonsense', 0],
])('Java %s is major version %i', (version, major) => {
  expect(majorOf(version)).toBe(major);
});

test('the newest fit wins, wherever it was found', () => {
  expect(pickJava([java('17.0.15'), java('21.0.7'), java('25.0.3'), java('24.0.1')])?.version).toBe('25.0.3');
});

test('of equals the first found wins: JAVA_HOME before PATH before /usr/lib/jvm', () => {
  const first = java('25.0.3', { home: '/opt/mine' });
  expect(pickJava([first, java('25.0.1')])).toBe(first);
});

test('a JRE, an older Java and one that nobody cannot read do not fit, and each is told why', () => {
  const unfit = [
    java('17.0.15'),
    java('25.0.3', { compiler: false }),
    java('26', { reachable: false, home: '/root/jdk' }),
  ];
  expect(pickJava(unfit)).toBeUndefined();
  const why = whyNoJava(unfit);
  expect(why).toContain('is 17.0.15');
  expect(why).toContain('no compiler');
  expect(why).toContain('/root/jdk cannot be read');
});

test('without any Java the places that were looked at are named', () => {
  expect(whyNoJava([])).toContain('JAVA_HOME, PATH or /usr/lib/jvm');
});

test.each([
  { case: 'Debian 12', offers: ['openjdk-17-jdk', 'openjdk-17-jdk-headless'], picked: undefined },
  {
    case: 'Debian 13',
    offers: ['openjdk-21-jdk-headless', 'openjdk-25-jdk', 'openjdk-25-jdk-headless'],
    picked: 'openjdk-25-jdk-headless',
  },
  {
    case: 'Ubuntu 24.04 (26 is a preview)',
    offers: ['openjdk-21-jdk-headless', 'openjdk-26-jdk-headless'],
    picked: 'openjdk-21-jdk-headless',
  },
  { case: 'an archive with Temurin', offers: ['temurin-25-jdk', 'temurin-8-jdk'], picked: 'temurin-25-jdk' },
])('on $case apt would install $picked', ({ offers, picked }) => {
  expect(pickJdkPackage(offers)).toBe(picked);
});
