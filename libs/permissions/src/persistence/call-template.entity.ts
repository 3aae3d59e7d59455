import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A row of `call_template`: a message template of ours at Meta that asks for a call or has a button. */
@Entity('call_template')
@Unique('uq_call_template_name', ['tenantId', 'wabaRowId', 'name', 'language'])
@Check('ck_call_template_purpose', `purpose in ('PERMISSION_REQUEST', 'CALL_BUTTON')`)
@Check('ck_call_template_category', `category in ('MARKETING', 'UTILITY')`)
export class CallTemplateEntity {
  @PrimaryColumn('uuid') tenantId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') wabaRowId!: string;
  @Column('text') name!: string;
  @Column('text') language!: string;
  @Column('text') purpose!: string;
  @Column('text') category!: string;
  /** Meta's word; `SUBMITTING` until it has said one. */
  @Column('text') status!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { nullable: true }) metaTemplateId!: string | null;
  @Column('integer') headerVariables!: number;
  @Column('integer') bodyVariables!: number;
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}
