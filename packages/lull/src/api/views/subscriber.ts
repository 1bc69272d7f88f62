import type { Subscriber } from '../../announce/contract.ts';
import type { SubscriberView } from '../contract/subscribers.ts';
import { told } from './times.ts';

/** A subscriber as the API tells it. */
export function subscriberFor({ createdAt, confirmedAt, ...subscriber }: Subscriber): SubscriberView {
  const { services, kinds, tenants, tags } = subscriber;
  return {
    ...subscriber,
    services: services && [...services],
    kinds: kinds && [...kinds],
    tenants: [...tenants],
    tags: [...tags],
    createdAt: told(createdAt),
    confirmedAt: told(confirmedAt),
  };
}
