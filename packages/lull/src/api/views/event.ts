import type { Names } from '../../access/names.ts';
import type { EventRow } from '../../store/events.ts';
import type { EventView } from '../contract/outcome.ts';
import { toldNames } from './names.ts';
import { told } from './times.ts';

/** A stored event, as answers have it. */
export function eventOf({ at, services, data, ...event }: EventRow, names: Names): EventView {
  return {
    ...event,
    names: toldNames([event.by], names),
    services: [...services],
    at: told(at),
    data: { ...data },
  };
}
