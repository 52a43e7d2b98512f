import { createHash } from 'node:crypto';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  asyncApi,
  newsroomApi,
  openApi,
  schemaList,
  schemaOfType,
  schemaTypes,
  TypeParameters,
} from '#libs/contracts';
import { ProblemError } from '#libs/service';

/** Documents change with a release only. */
const CACHING = 'public, max-age=300';
const JSON_TYPE = 'application/json; charset=utf-8';

interface Bytes {
  body: string;
  etag: string;
}

/** The contracts, published: JSON Schema, OpenAPI, AsyncAPI. Needs no key, no store and no log. */
@Controller('v1')
export class ReferenceController {
  /** Made when first asked for; there are only so many documents. */
  private readonly made = new Map<string, Bytes>();

  @Get('schemas')
  schemas(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.answer({ request, reply, name: 'schemas' }, schemaList);
  }

  @Get('schemas/:type')
  schema(
    @Param({ schema: TypeParameters }) { type }: z.infer<typeof TypeParameters>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    // Known types are few; their schemas are made once, not for whoever asks.
    if (!schemaTypes.includes(type)) {
      const message = 'is not a type of ours';
      const fault = { parameter: 'type', code: 'unknown_type', message, allowed: [...schemaTypes] };
      throw new ProblemError('not_found', { errors: [fault] });
    }
    const contentType = 'application/schema+json; charset=utf-8';
    this.answer({ request, reply, name: `schemas/${type}`, contentType }, () => schemaOfType(type) ?? {});
  }

  @Get('openapi.json')
  openApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.answer({ request, reply, name: 'openapi' }, () => openApi(newsroomApi));
  }

  @Get('asyncapi.json')
  asyncApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.answer({ request, reply, name: 'asyncapi' }, asyncApi);
  }

  private answer(
    asked: { request: FastifyRequest; reply: FastifyReply; name: string; contentType?: string },
    make: () => object,
  ): void {
    const { request, reply, name, contentType = JSON_TYPE } = asked;
    const { body, etag } = this.bytes(name, make);
    reply.headers({ etag, 'cache-control': CACHING, 'access-control-allow-origin': '*' });
    const known = request.headers['if-none-match'];
    if (known?.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')))) {
      reply.status(304).send();
      return;
    }
    reply.type(contentType).send(body);
  }

  private bytes(name: string, make: () => object): Bytes {
    const known = this.made.get(name);
    if (known) return known;
    const body = JSON.stringify(make(), null, 2);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    this.made.set(name, { body, etag });
    return { body, etag };
  }
}
