import type { World } from '../world.js';
import type { NewTemplate, Template, TemplateStatus } from './template.js';

/** Files a template; Meta looks at it for a moment and approves it. */
export function submitTemplate(world: World, parts: NewTemplate): Template {
  const template = world.templates.add(parts);
  awaitReview(world, template);
  return template;
}

/** An edited template is looked at anew. */
export function editTemplate(
  world: World,
  template: Template,
  changes: Partial<Pick<Template, 'category' | 'components'>>,
): void {
  Object.assign(template, changes, { status: 'PENDING', updatedAtMs: world.clock.nowMs() });
  awaitReview(world, template);
}

function awaitReview(world: World, template: Template): void {
  const { reviewMs } = world.templates;
  if (reviewMs === null) return;
  world.deadlines.in(reviewMs, () => {
    // Control, or a removal, may have been faster.
    const isWaiting =
      template.status === 'PENDING' && world.templates.byId(template.id) !== undefined;
    if (isWaiting) reviewTemplate(world, template, { status: 'APPROVED' });
  });
}

export interface Review {
  readonly status: TemplateStatus;
  /** Such as `INCORRECT_CATEGORY`; `NONE` unless told. */
  readonly reason?: string | undefined;
}

/** Gives a template a status and tells its WABA's apps, field `message_template_status_update`. */
export function reviewTemplate(
  world: World,
  template: Template,
  { reason = 'NONE', status }: Review,
): void {
  const { category, id, language, name, wabaId } = template;
  Object.assign(template, { status, rejectedReason: status === 'REJECTED' ? reason : 'NONE' });
  const waba = world.directory.waba(wabaId);
  if (waba === undefined) return;
  world.sender.send({
    field: 'message_template_status_update',
    kind: 'message_template_status_update',
    about: { waba },
    hasTime: true,
    value: {
      event: status,
      message_template_id: Number(id),
      message_template_name: name,
      message_template_language: language,
      message_template_category: category,
      reason,
    },
  });
}
