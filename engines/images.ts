// The images of the engines, once for tests; docker-compose.yml names the same ones, which a test compares.
import type { EngineName } from './engine.ts';

export const IMAGES: Readonly<Record<EngineName, string>> = {
  kafka: 'apache/kafka:4.4.0',
  mongodb: 'mongo:8.0.15',
  /** Built from deploy/docker/elasticsearch.Dockerfile: the official image with the official analysis-nori. */
  elasticsearch: 'sosik/elasticsearch:9.5.4',
  redis: 'redis:8.2.3',
};
