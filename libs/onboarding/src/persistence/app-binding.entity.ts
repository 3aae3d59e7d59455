import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { MetaAppEntity } from './meta-app.entity.js';

/** Which app may speak for which WABA. A webhook of an app that is not bound is never routed. */
@Entity('app_binding')
@ForeignKey(() => MetaAppEntity, ['appKey'], ['appKey'], { name: 'fk_app_binding_app' })
export class AppBindingEntity {
  @PrimaryColumn('text') appKey!: string;
  @PrimaryColumn('text') wabaId!: string;
  @Column('uuid') tenantId!: string;
  @Column('timestamptz') createdAt!: Date;
}
