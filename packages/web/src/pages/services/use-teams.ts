import { usePages } from '../../api/use.ts';

/** What the teams are called. */
export function useTeams(): readonly string[] {
  const { items } = usePages('listTeams');
  return (items ?? []).map(({ name }) => name);
}
