import { roles } from '../../api/contract.ts';
import { Labelled } from '../../parts/labelled.tsx';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

export type Role = (typeof roles)[number];

/** Chooses a role. @param none what no role is called; left out where there must be one */
export function RoleChoice({
  label,
  role,
  none,
  onChoose,
}: {
  readonly label: string;
  readonly role: Role | null;
  readonly none?: string;
  readonly onChoose: (role: Role | null) => void;
}) {
  const say = useSay(words);
  return (
    <Labelled label={label}>
      {(labelled) => (
        <select
          {...labelled}
          value={role ?? ''}
          onChange={({ target }) => onChoose(roles.find((one) => one === target.value) ?? null)}
        >
          {none && <option value="">{none}</option>}
          {roles.map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
