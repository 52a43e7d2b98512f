import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { writeLightly } from './encoding.ts';

interface Encoder {
  buffer: Buffer;
  writeVarInt(value: number): Encoder;
  writeVarLong(value: unknown): Encoder;
  writeBuffer(bytes: Buffer): Encoder;
}
interface EncoderClass {
  new (size?: number): Encoder;
  sizeOfVarLong(value: unknown): number;
}

const Encoder: EncoderClass = createRequire(import.meta.url)('kafkajs/src/protocol/encoder');

/** ZigZag and base 128, as Kafka's protocol has it: the low seven bits first. */
const numbers = [
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [63, '7e'],
  [64, '8001'],
  [300, 'd804'],
  [1_000_000, '80897a'],
  [2 ** 30 - 1, 'feffffff07'],
  [2 ** 31 - 1, 'feffffff0f'],
  [-(2 ** 31), 'ffffffff0f'],
] as const;

test('numbers are written as the protocol has them, by kafkajs itself and lightly', () => {
  const written = () => numbers.map(([value]) => new Encoder().writeVarInt(value).buffer.toString('hex'));
  const long = () => numbers.map(([value]) => new Encoder().writeVarLong(value).buffer.toString('hex'));
  const sizes = () => numbers.map(([value]) => Encoder.sizeOfVarLong(value));
  const before = [written(), long(), sizes()];
  expect(before[0]).toEqual(numbers.map(([, hex]) => hex));
  writeLightly();
  expect([written(), long(), sizes()]).toEqual(before);
});

test('a number beyond 32 bits is still written whole', () => {
  writeLightly();
  expect(new Encoder().writeVarLong(2 ** 40).buffer.toString('hex')).toBe('808080808040');
  expect(Encoder.sizeOfVarLong(2 ** 40)).toBe(6);
});

test('nothing is lost when there is more than was thought', () => {
  writeLightly();
  const text = Buffer.from('기사 article '.repeat(500));
  const encoder = new Encoder(8).writeVarInt(7).writeBuffer(text).writeVarInt(8);
  expect(encoder.buffer).toEqual(Buffer.concat([Buffer.of(14), text, Buffer.of(16)]));
});
