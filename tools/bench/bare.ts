// The peer of the gateway's figures: Fastify alone, answering the same ready bytes with the same headers, and
// nothing to a POST.
// node bare.ts <file of bytes> <file of headers as JSON>; prints its address.
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';

const [, , bytesFile = '', headersFile = ''] = process.argv;
const bytes = readFileSync(bytesFile);
const headers = JSON.parse(readFileSync(headersFile, 'utf8')) as Record<string, string>;
const server = fastify();
server.get('/', (_request, reply) => reply.headers(headers).send(bytes));
server.post('/', (_request, reply) => reply.status(204).send());
process.stdout.write(`${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.on('SIGTERM', () => void server.close());
