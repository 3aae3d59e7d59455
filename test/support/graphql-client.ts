import request from 'supertest';
import type { TestApp } from './create-test-app.js';

/** JSON as it came over the wire: tests look into it freely. */
type Json = ReturnType<typeof JSON.parse>;

export interface GraphQLAnswer {
  readonly status: number;
  readonly data: Record<string, Json> | null | undefined;
  readonly errors:
    | readonly {
        readonly message: string;
        readonly path?: readonly (string | number)[];
        readonly extensions: Record<string, unknown>;
      }[]
    | undefined;
}

/** Sends an operation to the API as the holder of `token`; without one, as a stranger. */
export async function graphql(
  { url }: Pick<TestApp, 'url'>,
  token: string | undefined,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphQLAnswer> {
  const post = request(url).post('/graphql').set('content-type', 'application/json');
  if (token !== undefined) void post.set('authorization', `Bearer ${token}`);
  const { status, body } = await post.send({ query, variables });
  return { status, data: body.data, errors: body.errors };
}

/** The value of the only root field, when the answer has no errors and, for a union, is `typename`. */
export function expectSuccess(answer: GraphQLAnswer, typename?: string): Json {
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  const [value] = Object.values(answer.data ?? {});
  if (typename !== undefined && value?.__typename !== typename) {
    throw new Error(`expected ${typename}, got ${JSON.stringify(value)}`);
  }
  return value;
}

/** The code of the only error. */
export function errorCode(answer: GraphQLAnswer): unknown {
  if (answer.errors?.length !== 1) throw new Error(`not one error: ${JSON.stringify(answer)}`);
  return answer.errors[0]?.extensions.code;
}
