import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';

/** A field of Query or Mutation: something a caller can do. */
export interface Operation {
  readonly name: string;
  /** Asks for everything that the field can answer with. */
  readonly document: string;
  /** Where it takes an id: `id`, `filter.callId`, `input.callId`. */
  readonly idPlaces: readonly string[];
}

/** How deep the answers are asked for; the API's own limit is above it. */
const DEPTH = 5;

/**
 * Ids of rows: our own scalars, what is called an id, and cursors, which are made of ids. Who a
 * consumer is at WhatsApp is no row of ours.
 */
function takesId(name: string, type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  if (!isScalarType(named)) return false;
  if (named.name.endsWith('ID')) return true;
  if (['waId', 'userId'].includes(name)) return false;
  return name === 'after' || name === 'before' || /(^id|Id|Ids)$/.test(name);
}

function idPlacesOf(
  fields: readonly { readonly name: string; readonly type: GraphQLInputType }[],
  path = '',
): string[] {
  return fields.flatMap(({ name, type }) => {
    const place = `${path}${name}`;
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      return idPlacesOf(Object.values(named.getFields()), `${place}.`);
    }
    return takesId(name, type) ? [place] : [];
  });
}

/** A selection of everything below a type, without fields that need arguments. */
function selectionOf(schema: GraphQLSchema, type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (isUnionType(named) || isInterfaceType(named)) {
    // Of types that add nothing to their interface, such as refusals, the interface tells it all.
    const shapes = new Set(schema.getPossibleTypes(named).map(shapeOf));
    const members = [...shapes].map((member, index) => {
      // Members may have fields of one name and two types; an alias keeps them apart.
      return `... on ${member.name} { ${fieldsOf(schema, member, depth, `m${index}_`)} }`;
    });
    return `{ __typename ${members.join(' ')} }`;
  }
  return `{ ${fieldsOf(schema, named, depth)} }`;
}

/** The type, or an interface of it that has all its fields. */
function shapeOf(type: GraphQLObjectType): GraphQLObjectType | GraphQLInterfaceType {
  const countOf = (of: GraphQLObjectType | GraphQLInterfaceType): number =>
    Object.keys(of.getFields()).length;
  return type.getInterfaces().find((one) => countOf(one) === countOf(type)) ?? type;
}

function fieldsOf(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  depth: number,
  alias?: string,
): string {
  if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
  const fields = Object.values(type.getFields()).filter(
    (field) => field.args.length === 0 && (depth > 1 || !isCompositeType(getNamedType(field.type))),
  );
  const selected = fields.map((field) => {
    const name = alias === undefined ? field.name : `${alias}${field.name}: ${field.name}`;
    return `${name} ${selectionOf(schema, field.type, depth - 1)}`;
  });
  return selected.join(' ') || '__typename';
}

function operationOf(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
): Operation {
  const args = field.args.filter(({ defaultValue }) => defaultValue === undefined);
  const variables = args.map(({ name, type }) => `$${name}: ${type.toString()}`);
  const passed = args.map(({ name }) => `${name}: $${name}`);
  const list = (parts: readonly string[]): string =>
    parts.length === 0 ? '' : `(${parts.join(', ')})`;
  const selection = selectionOf(schema, field.type, DEPTH);
  return {
    name: `${kind}.${field.name}`,
    document: `${kind} ${list(variables)} { ${field.name}${list(passed)} ${selection} }`,
    idPlaces: idPlacesOf(field.args),
  };
}

/** Everything a caller can do, from the API's schema. */
export function operationsOf(sdl: string): Operation[] {
  const schema = buildSchema(sdl);
  const fields = (kind: 'query' | 'mutation') => {
    const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(root?.getFields() ?? {}).map((f) => operationOf(schema, kind, f));
  };
  return [...fields('query'), ...fields('mutation')];
}
