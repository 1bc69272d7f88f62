import type { EventRow } from '../../store/events.ts';
import type { EventView } from '../contract/outcome.ts';
import { told } from './times.ts';

/** A stored event, as answers have it. */
export function eventOf({ at, services, data, ...event }: EventRow): EventView {
  return { ...event, services: [...services], at: told(at), data: { ...data } };
}
