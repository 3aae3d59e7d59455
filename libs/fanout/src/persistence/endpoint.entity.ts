import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('endpoint')
@Check('ck_endpoint_format', `format in ('STANDARD', 'META')`)
@Check('ck_endpoint_disabled_reason', `disabled_reason in ('TENANT', 'FAILING', 'GONE')`)
@Check('ck_endpoint_status', `status in ('ENABLED', 'DISABLED')`)
export class EndpointEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  url!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { array: true })
  eventTypes!: string[];

  @Column('text')
  secretSealed!: string;

  @Column('text')
  status!: 'ENABLED' | 'DISABLED';

  @Column('timestamptz')
  createdAt!: Date;

  @Column('text', { default: '2026-11-01' })
  apiVersion!: string;

  /** Our own body, or one like Meta's for clients that already speak Cloud API. */
  @Column('text', { default: 'STANDARD' })
  format!: 'STANDARD' | 'META';

  /** Only events of these numbers; null for all. */
  @Column('uuid', { array: true, nullable: true })
  numberIds!: string[] | null;

  @Column('uuid', { array: true, nullable: true })
  wabaRowIds!: string[] | null;

  /** Custom headers as JSON, sealed: they may hold the receiver's credentials. */
  @Column('text', { nullable: true })
  headersSealed!: string | null;

  @Column('text', { nullable: true })
  failoverUrl!: string | null;

  @Column('integer', { nullable: true })
  rateLimitPerSecond!: number | null;

  @Column('integer', { nullable: true })
  maxInFlight!: number | null;

  @Column('text', { array: true, default: () => "'{}'" })
  alertEmails!: string[];

  /** The secret before the last rotation: until then messages carry both signatures. */
  @Column('text', { nullable: true })
  previousSecretSealed!: string | null;

  @Column('timestamptz', { nullable: true })
  previousSecretUntil!: Date | null;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  @Column('text', { nullable: true })
  disabledReason!: 'TENANT' | 'FAILING' | 'GONE' | null;

  @Column('timestamptz', { nullable: true })
  updatedAt!: Date | null;
}
