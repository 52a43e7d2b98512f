/**
 * The way of an app to its MongoDB: one connection, questions as named steps, and a loss that is told as one. Stores
 * rely on it: what can't be reached is `DependencyUnavailable`, so that whoever asked waits and tries again; what is
 * lost later comes back by itself.
 */
export { Database, duplicateIndex } from './database.store.ts';
