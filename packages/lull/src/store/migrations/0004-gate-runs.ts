/** By what it is seen that several processes bear the name of one gate. */
export const gateRuns: readonly string[] = [
  `alter table gates_instances
    add column earlier_runs text[] not null default '{}',
    add column shared_until timestamptz`,
];
