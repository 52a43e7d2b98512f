import type { INestApplication } from '@nestjs/common';

/** The app's HTTP interface as OpenAPI 3.1, made from its routes and the schemas in their signatures. */
export async function openApi(app: INestApplication, title: string): Promise<object> {
  // Imported on demand: 25 MB that no request but this one needs.
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle(title).setVersion('1').build();
  return SwaggerModule.createDocument(app, config);
}
