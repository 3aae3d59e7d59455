import { Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { type EventTypeFacts, ListEventTypes } from '#patchbay/fanout';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { EndpointFormatEnum } from './endpoint.type.js';

@ObjectType('EventType', { description: 'Something that endpoints can be told.' })
export class EventTypeType {
  @Field(() => String, { description: 'Such as `call.connect`.' })
  readonly type!: string;

  @Field(() => String)
  readonly description!: string;

  @Field(() => Boolean, { description: 'About a call that is up: sent first, retried quickly.' })
  readonly isLive!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'How long it is worth sending; null for a record, which is retried for days.',
  })
  readonly ttlSeconds!: number | null;

  @Field(() => [EndpointFormatEnum], { description: 'Of endpoints that can get it.' })
  readonly formats!: readonly string[];

  static from({ type, description, isLive, ttlMs, hasMetaBody }: EventTypeFacts): EventTypeType {
    return Object.assign(new EventTypeType(), {
      type,
      description,
      isLive,
      ttlSeconds: ttlMs === null ? null : ttlMs / 1000,
      formats: hasMetaBody ? ['STANDARD', 'META'] : ['STANDARD'],
    });
  }
}

@Resolver()
export class EventTypesResolver {
  constructor(private readonly listEventTypes: ListEventTypes) {}

  @Query(() => [EventTypeType], { description: 'Everything that endpoints can be told.' })
  eventTypes(@CurrentTenant() tenant: TenantContext): EventTypeType[] {
    return this.listEventTypes.execute(tenant).map((facts) => EventTypeType.from(facts));
  }
}
