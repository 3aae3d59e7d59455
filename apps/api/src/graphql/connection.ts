import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { badInput } from '#patchbay/kernel';

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;

/** How much of a list, and from where: Relay's forward pagination. */
@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, { defaultValue: DEFAULT_FIRST, description: `1 to ${MAX_FIRST}.` })
  @Min(1)
  @Max(MAX_FIRST)
  readonly first: number = DEFAULT_FIRST;

  @Field(() => String, { nullable: true, description: 'The endCursor of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly after?: string | null;
}

@ObjectType('PageInfo')
export class PageInfoType {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true })
  readonly endCursor!: string | null;
}

export interface ConnectionOf<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfoType;
}

/** The base of a connection type: `class CallConnection extends connectionType('Call', CallType)`. */
export function connectionType<Node extends object>(
  name: string,
  nodeType: Type<Node>,
): Type<ConnectionOf<Node>> {
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field(() => String)
    readonly cursor!: string;

    @Field(() => nodeType)
    readonly node!: Node;
  }

  @ObjectType({ isAbstract: true })
  class ConnectionType implements ConnectionOf<Node> {
    @Field(() => [EdgeType])
    readonly edges!: readonly EdgeType[];

    @Field(() => PageInfoType)
    readonly pageInfo!: PageInfoType;
  }
  return ConnectionType;
}

const CURSOR = /^[A-Za-z0-9_-]{22}$/;

/** A cursor is the last row's id, in a form that nobody takes for one. */
function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function idOf(cursor: string): string {
  if (!CURSOR.test(cursor)) throw badInput('after', 'must be a cursor that this list gave');
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The arguments as use cases take them: a row's id for the cursor. */
export function pageRequest({ first, after }: ConnectionArgs): {
  first: number;
  after: string | undefined;
} {
  return { first, after: after ? idOf(after) : undefined };
}

/** One page of a list as a connection. */
export function connectionOf<View extends { readonly id: string }, Node>(
  page: {
    readonly items: readonly View[];
    readonly hasNextPage: boolean;
    /** The last row that was looked at, when the page ends behind its last item. */
    readonly endId?: string | undefined;
  },
  { after }: ConnectionArgs,
  nodeOf: (view: View) => Node,
): ConnectionOf<Node> {
  const edges = page.items.map((view) => ({ cursor: cursorOf(view.id), node: nodeOf(view) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      // The row that `after` names comes before this page.
      hasPreviousPage: Boolean(after),
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: page.endId ? cursorOf(page.endId) : (edges.at(-1)?.cursor ?? null),
    },
  };
}
