import vm from 'node:vm';

const [major, minor] = process.versions.node.split('.').map(Number);
const fit = (major > 24 || (major === 24 && minor >= 9)) && vm.SourceTextModule;
if (!fit && process.argv[1]?.includes('jest')) {
  throw new Error('Run the tests with `npm test -- <jest arguments>`: they need Node 24.9 and one flag.');
}

const shared = {
  testEnvironment: 'node',
  // "source" resolves #libs/* to the sources, as in the compiler.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'mjs', 'js', 'json', 'node'],
  transform: { '\\.tsx?$': '@swc/jest' },
  roots: ['apps', 'libs', 'engines', 'tools', 'test'].map((room) => `<rootDir>/${room}`),
};

/** @type {import('jest').Config} */
export default {
  reporters: ['default', '<rootDir>/test/summary.reporter.mjs'],
  testTimeout: 60_000,
  // Most tests wait for an engine most of the time: on two cores, two at once take two thirds of the time of one.
  maxWorkers: 2,
  // Modules of a file that is done are not let go of, and a worker of a small machine has room for a hundred files:
  // the next file begins in a new one.
  workerIdleMemoryLimit: '1GB',
  projects: [
    { ...shared, displayName: 'pure', testRegex: ['/[^/]+(?<!\\.int|\\.e2e)\\.test\\.tsx?$'] },
    { ...shared, displayName: 'integration', testRegex: ['\\.int\\.test\\.ts$'] },
    { ...shared, displayName: 'whole', testRegex: ['/test/e2e/.*\\.e2e\\.test\\.ts$'] },
  ],
};
