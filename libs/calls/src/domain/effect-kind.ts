/** Commands to Meta and to a media node. A call asks for each at most once. */
export const EFFECT_KINDS = [
  'media.create',
  'graph.pre_accept',
  'media.tenant_answer',
  'graph.accept',
  'graph.connect',
  // Tells the node that its session is ours: one that nobody committed dies after 10 s.
  'media.commit',
  'media.meta_answer',
  'media.open_gate',
  'graph.reject',
  'graph.terminate',
  // For a call that Meta took up after we had ended it.
  'graph.terminate_again',
  'media.close',
] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** What ends a call at Meta. */
export const HANGS_UP: ReadonlySet<EffectKind> = new Set(['graph.reject', 'graph.terminate']);
