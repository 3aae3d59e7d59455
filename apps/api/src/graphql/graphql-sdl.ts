import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { RESOLVERS } from './resolvers.js';
import { SCALARS_MAP } from './scalars/date-time.scalar.js';

const HEADER = `# Written by apps/api/src/cli/print-schema.ts. Commit it with every change of the API.\n\n`;

/** The API's schema as text, made from the resolvers alone: no database, no server. */
export async function graphqlSdl(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: false,
  });
  try {
    const schema = await app
      .get(GraphQLSchemaFactory)
      .create(RESOLVERS, { scalarsMap: SCALARS_MAP });
    return `${HEADER}${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await app.close();
  }
}
