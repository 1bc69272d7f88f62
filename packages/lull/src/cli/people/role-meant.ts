import { Option } from 'commander';
import { role } from '../../api/contract/people.ts';
import { LullError } from '../../errors.ts';

export type Role = (typeof role.options)[number];

/** --role with the roles that there are. */
export function roleOption(description: string): Option {
  return new Option('--role <role>', description).choices(role.options);
}

/**
 * A role as an argument; `none` takes it away.
 *
 * @throws LullError `bad-option`
 */
export function roleMeant(text: string): Role | null {
  if (text === 'none') return null;
  if (role.options.includes(text as Role)) return text as Role;
  throw new LullError('bad-option', `"${text}" is not a role`, `Use ${role.options.join(', ')}, or none.`);
}
