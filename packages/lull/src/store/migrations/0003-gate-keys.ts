/** Which key a gate was heard by, and which keys are a gate's own and not its maker's. */
export const gateKeys: readonly string[] = [
  `alter table gates_instances add column key text`,
  `alter table access_keys add column stands_alone boolean not null default false`,
];
