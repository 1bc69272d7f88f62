import { actions, roles } from '../api/contract.ts';
import { useAsk } from '../api/use.ts';

/**
 * What says whether whoever is signed in may do something with these services; with the organisation as a
 * whole where none is named. The server decides in the end: this only keeps from offering what it would
 * refuse.
 *
 * @example const may = useMay(); may('schedule', ['shop'])
 */
export function useMay(): (action: keyof typeof actions, services?: readonly string[]) => boolean {
  const { data: me } = useAsk('readMe');
  return (action, services = []) => {
    if (!me || (me.scopes && !me.scopes.includes(action))) return false;
    const reaches = (role: (typeof roles)[number] | null | undefined): boolean =>
      role != null && roles.indexOf(role) >= roles.indexOf(actions[action]);
    if (reaches(me.role)) return true;
    const granted = (service: string): boolean => reaches(me.grants[service]);
    if (services.length === 0) return false;
    return action === 'read' ? services.some(granted) : services.every(granted);
  };
}

/**
 * Whether whoever is signed in may do something with at least one service, so that there is something to be
 * shown.
 */
export function useMaySomewhere(action: keyof typeof actions): boolean {
  const may = useMay();
  const { data: me } = useAsk('readMe');
  return may(action) || Object.keys(me?.grants ?? {}).some((service) => may(action, [service]));
}
