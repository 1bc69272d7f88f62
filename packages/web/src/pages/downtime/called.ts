import { useSay } from '../../words/words.tsx';

const words = {
  lull: { en: 'Lull', de: 'Lull' },
  nobody: { en: 'somebody no longer known', de: 'jemand, den es hier nicht mehr gibt' },
};

/**
 * What says what people and keys are called whose ids stand in an answer; what Lull does by rule is Lull's.
 *
 * @example const called = useCalled(downtime.names); called(downtime.plan.owner)
 */
export function useCalled(names: Readonly<Record<string, string | null>>): (id: string) => string {
  const say = useSay(words);
  return (id) => names[id] ?? say(id === 'lull' ? 'lull' : 'nobody');
}
