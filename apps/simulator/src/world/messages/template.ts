/** What Meta files a template under. */
export type TemplateCategory = 'AUTHENTICATION' | 'MARKETING' | 'UTILITY';

/** Only an approved template can be sent. */
export type TemplateStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'PAUSED' | 'DISABLED';

export interface HeaderComponent {
  readonly type: 'HEADER';
  readonly format: 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION';
  readonly text?: string | undefined;
}

export interface BodyComponent {
  readonly type: 'BODY';
  readonly text: string;
}

export interface FooterComponent {
  readonly type: 'FOOTER';
  readonly text: string;
}

export interface TemplateButton {
  readonly type: string;
  readonly text?: string | undefined;
  /** Of a call button, unless a message says otherwise. */
  readonly ttl_minutes?: number | undefined;
}

export interface ButtonsComponent {
  readonly type: 'BUTTONS';
  readonly buttons: readonly TemplateButton[];
}

export interface RequestComponent {
  readonly type: 'CALL_PERMISSION_REQUEST';
}

/** Parts of a template with Meta's own names, as they are read back. */
export type TemplateComponent =
  HeaderComponent | BodyComponent | FooterComponent | ButtonsComponent | RequestComponent;

export interface NewTemplate {
  readonly wabaId: string;
  readonly name: string;
  /** Such as `en` or `pt_BR`. */
  readonly language: string;
  readonly category: TemplateCategory;
  readonly components: readonly TemplateComponent[];
}

/** A message template of a WABA in one language. */
export interface Template extends NewTemplate {
  readonly id: string;
  category: TemplateCategory;
  components: readonly TemplateComponent[];
  status: TemplateStatus;
  rejectedReason: string;
  updatedAtMs: number;
}

/** The component of a type, if the template has one. */
export function componentOf<Type extends TemplateComponent['type']>(
  { components }: Pick<Template, 'components'>,
  type: Type,
): Extract<TemplateComponent, { type: Type }> | undefined {
  return components.find(
    (component): component is Extract<TemplateComponent, { type: Type }> => component.type === type,
  );
}

/** The template's button that calls the business. */
export function callButtonOf(template: Pick<Template, 'components'>): TemplateButton | undefined {
  return componentOf(template, 'BUTTONS')?.buttons.find(({ type }) => type === 'VOICE_CALL');
}

/** How many different `{{n}}` a text has. */
export function variablesIn(text = ''): number {
  return new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name)).size;
}

/** A text with its `{{1}}`, `{{2}}` … replaced. */
export function filledIn(text: string, values: readonly string[]): string {
  return text.replace(/\{\{\s*(\d+)\s*\}\}/g, (hole, n: string) => values[Number(n) - 1] ?? hole);
}
