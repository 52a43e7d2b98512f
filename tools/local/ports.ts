/** The seven apps and the ports they listen on when those are free. */
export const appPorts = {
  gateway: 4000,
  ingest: 4001,
  content: 4002,
  search: 4003,
  popularity: 4004,
  ops: 4005,
  syndication: 4006,
} as const;
export type AppName = keyof typeof appPorts;
export const appNames = Object.keys(appPorts) as AppName[];
