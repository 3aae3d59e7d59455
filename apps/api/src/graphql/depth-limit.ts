import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** The deepest query we answer. The deepest one that the API's types suggest has 8 levels. */
export const MAX_DEPTH = 12;

/** Measures selections; each fragment once, so that a short document cannot cost a long time. */
class DepthMeter {
  readonly #context: ValidationContext;
  readonly #fragments = new Map<string, number>();

  constructor(context: ValidationContext) {
    this.#context = context;
  }

  depthOf(selectionSet: SelectionSetNode | undefined): number {
    let deepest = 0;
    for (const selection of selectionSet?.selections ?? []) {
      switch (selection.kind) {
        case Kind.FIELD:
          // Introspection has a depth of its own, and is off in production.
          if (!selection.name.value.startsWith('__')) {
            deepest = Math.max(deepest, 1 + this.depthOf(selection.selectionSet));
          }
          break;
        case Kind.INLINE_FRAGMENT:
          deepest = Math.max(deepest, this.depthOf(selection.selectionSet));
          break;
        case Kind.FRAGMENT_SPREAD:
          deepest = Math.max(deepest, this.#depthOfFragment(selection.name.value));
          break;
      }
    }
    return deepest;
  }

  #depthOfFragment(name: string): number {
    const known = this.#fragments.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself is another rule's business; here it must only end.
    this.#fragments.set(name, 0);
    const fragment: FragmentDefinitionNode | null | undefined = this.#context.getFragment(name);
    const depth = this.depthOf(fragment?.selectionSet);
    this.#fragments.set(name, depth);
    return depth;
  }
}

/** A validation rule that refuses operations with more than `maxDepth` levels of fields. */
export function depthLimit(maxDepth: number): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    const meter = new DepthMeter(context);
    return {
      OperationDefinition(node) {
        const depth = meter.depthOf(node.selectionSet);
        if (depth > maxDepth) {
          const message = `The operation has ${depth} levels of fields; ${maxDepth} are allowed.`;
          context.reportError(new GraphQLError(message, { nodes: node }));
        }
      },
    };
  };
}
