import type { World } from '../world/world.js';
import { type Field, parseFields } from './fields.js';
import { invalidParameter, noSuchObject } from './graph-error.js';
import type { GraphRequest } from './graph-request.js';
import type { GraphReply, GraphRoute } from './graph-route.js';

export interface FieldOf<T> {
  readonly node: T;
  /** How the field was asked for: its arguments and sub-fields. */
  readonly field: Field;
  readonly request: GraphRequest;
  readonly world: World;
}

/**
 * A kind of object that `GET /{id}?fields=…` reads, `POST /{id}` changes and `DELETE /{id}` removes.
 * Its id tells which kind it is, as on Graph.
 */
export interface NodeKind<T> {
  readonly name: string;
  /** The object, or undefined when the id is none of this kind; throws when the token may not. */
  readonly find: (world: World, id: string, request: GraphRequest) => T | undefined;
  readonly fields: Readonly<Record<string, (asked: FieldOf<T>) => unknown>>;
  /** Given when no fields are asked for; `id` always is. */
  readonly defaultFields: readonly string[];
  readonly update?: (
    node: T,
    request: GraphRequest,
    world: World,
  ) => GraphReply | Promise<GraphReply>;
  readonly remove?: (node: T, request: GraphRequest, world: World) => GraphReply;
}

/** A kind whose objects' type is nobody's business but its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyNodeKind = NodeKind<any>;

/** Reads the asked fields of an object; unknown ones are code 100, as on Graph. */
export function readFields<T>(
  kind: NodeKind<T>,
  node: T,
  { fields, request, world }: { fields: readonly Field[]; request: GraphRequest; world: World },
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const field of fields) {
    const reader = kind.fields[field.name];
    if (reader === undefined) {
      throw invalidParameter(`Tried accessing nonexisting field (${field.name}) on ${kind.name}`);
    }
    const value = reader({ node, field, request, world });
    if (value !== undefined) read[field.name] = value;
  }
  return read;
}

/** The fields a request asks for, else the kind's usual ones. */
export function askedFields<T>(kind: NodeKind<T>, request: GraphRequest): readonly Field[] {
  const text = request.query.get('fields');
  if (text !== null && text !== '') return parseFields(text);
  return kind.defaultFields.map((name) => ({ name, args: {}, fields: [] }));
}

/** `GET`, `POST` and `DELETE /{id}`. */
export function nodeRoutes(world: World, kinds: readonly AnyNodeKind[]): GraphRoute[] {
  const found = (request: GraphRequest): { kind: AnyNodeKind; node: unknown } => {
    const { id = '' } = request.params;
    for (const kind of kinds) {
      const node: unknown = kind.find(world, id, request);
      if (node !== undefined) return { kind, node };
    }
    throw noSuchObject(id, request.method);
  };
  const unsupported = (request: GraphRequest): never => {
    throw noSuchObject(request.params.id ?? '', request.method);
  };
  return [
    {
      name: 'node.read',
      method: 'GET',
      path: '/:id',
      handle: (request) => {
        const { kind, node } = found(request);
        const fields = askedFields(kind, request);
        const body = {
          ...readFields(kind, node, { fields, request, world }),
          id: request.params.id,
        };
        return { body };
      },
    },
    {
      name: 'node.update',
      method: 'POST',
      path: '/:id',
      handle: (request) => {
        const { kind, node } = found(request);
        return kind.update?.(node, request, world) ?? unsupported(request);
      },
    },
    {
      name: 'node.remove',
      method: 'DELETE',
      path: '/:id',
      handle: (request) => {
        const { kind, node } = found(request);
        return kind.remove?.(node, request, world) ?? unsupported(request);
      },
    },
  ];
}
