declare module 'autocannon' {
  interface Options {
    url: string;
    method?: 'GET' | 'POST';
    connections: number;
    /** Seconds. */
    duration?: number;
    /** Requests; instead of a duration. */
    amount?: number;
    headers?: Record<string, string>;
    requests?: { headers?: Record<string, string>; setupRequest?(request: Request): Request }[];
  }
  interface Request {
    body?: string;
  }
  interface Histogram {
    p50: number;
    p99: number;
    average: number;
  }
  /** Latencies in milliseconds, requests per second and in all, the duration in seconds. */
  interface Result {
    requests: Histogram & { total: number };
    duration: number;
    latency: Histogram;
    errors: number;
    non2xx: number;
  }
  interface Load extends Promise<Result> {
    on(event: 'response', told: () => void): void;
  }
  export default function autocannon(options: Options): Load;
}
