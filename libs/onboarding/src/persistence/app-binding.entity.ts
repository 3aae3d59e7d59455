import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { MetaAppEntity } from './meta-app.entity.js';

/** Which app may speak for which WABA. A webhook of an app that is not bound is never routed. */
@Entity('app_binding')
@Index('app_binding_waba', ['wabaId'])
@Index('app_binding_business', ['businessId'], { where: 'business_id is not null' })
@ForeignKey(() => MetaAppEntity, ['appKey'], ['appKey'], { name: 'fk_app_binding_app' })
export class AppBindingEntity {
  @PrimaryColumn('text') appKey!: string;
  @PrimaryColumn('text') wabaId!: string;
  @Column('uuid') tenantId!: string;
  @Column('timestamptz') createdAt!: Date;
  /** The portfolio that owns the WABA: by it events are routed that name nothing else. */
  @Column('text', { nullable: true }) businessId!: string | null;
}
